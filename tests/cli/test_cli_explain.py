"""`lockerctl explain`: a door by what the daemon says of it, a word by what the program knows."""

import pytest
from admin_fake import Lockerctl, Wall

from lockerd.cli import explain
from lockerd.cli.meaning import ABOUT, meanings
from lockerd.domain.hand_over.evidence import CLAIMS, ItemProof, Verdict
from lockerd.domain.model.compartments import Leaf
from lockerd.domain.model.facts import FactType
from lockerd.domain.model.reasons import DoorReason, EmergencyReason, Reason
from lockerd.domain.model.refusals import Refusal
from lockerd.domain.shown.attention import Call
from lockerd.languages import Language

EVERY_REASON = sorted({word for kind in ABOUT for word in kind})


def kinds(kind: type[Reason]) -> set[type[Reason]]:
    return {each for below in kind.__subclasses__() for each in (below, *kinds(below))}


def test_every_kind_of_reason_is_known() -> None:
    assert {kind for kind in kinds(Reason) if len(kind)} | {EmergencyReason} == set(ABOUT)


@pytest.mark.parametrize("word", [*EVERY_REASON, *Refusal, *FactType, *Call])
def test_every_word_is_explained_without_a_station_in_both_languages(
    word: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = []
    for language in (Language.DE, Language.EN):
        monkeypatch.setenv("LANGUAGE", language)
        said.append(meanings(word))
        assert all(sentence.startswith(f"{word}: ") and "{" not in sentence for sentence in said[-1])
    german, english = said
    assert len(german) == len(english) > 0
    assert not set(german) & set(english)


def test_a_word_needs_no_socket(lockerctl: Lockerctl) -> None:
    done = lockerctl("explain", "hand_in_unclear")
    assert done.code == 0
    assert "why a compartment waits for staff" in done.out
    assert lockerctl("explain", "no_reading", "--json").json["meanings"] == meanings("no_reading")


def test_what_is_neither_a_word_nor_a_door_is_told_so(lockerctl: Lockerctl, socket: object) -> None:
    done = lockerctl("explain", "Z9")
    assert done.code != 0
    assert "There is no such compartment" in done.err


def test_a_door_is_explained_line_by_line(lockerctl: Lockerctl, wall: Wall, socket: object) -> None:
    wall.explained = {
        "id": "A02",
        "condition": "handing_over",
        "reason": "nothing_put_in",
        "since_lo_s": None,
        "since_hi_s": None,
        "evidence": {
            "door_sensor": "contact",
            "leaf": "shut",
            "opened": True,
            "closed": True,
            "unseen_pulse": True,
            "item_sensor": "fitted",
            "item_before": "absent",
            "item": "absent",
            "proof": "as_before",
        },
        "said": [{"claim": "all_in", "verdict": "custody: claim"}],
        "acts": [
            {"act": "open", "refused": None, "text": "", "condition": "to_check"},
            {"act": "clear", "refused": "not_looked_inside", "text": "Look first.", "condition": "to_check"},
        ],
    }
    done = lockerctl("explain", "A02")
    assert done.out.splitlines() == [
        "A02: handing_over",
        f"why: {DoorReason.NOTHING_PUT_IN.sentence} (nothing_put_in)",
        "door (contact): the door is shut; an opening and a closing after it were seen",
        "its lock was fired, and no opening was seen after that: it may have let go",
        "inside: absent before, absent now; nothing has changed inside, as far as it can tell",
        "if the person says now: everything is in - it passes to the office, by that word",
        "lockerctl open A02 --reason TEXT: can be done now; right after it: to_check",
        "lockerctl clear A02 --reason TEXT: not now: Look first. (not_looked_inside)",
    ]
    assert lockerctl("explain", "A02", "--json").json == wall.explained


def test_every_word_of_the_rules_has_its_sentence() -> None:
    assert set(explain.PROOFS) == {*ItemProof}
    assert set(explain.VERDICTS) == {*Verdict}
    assert set(explain.CLAIMS) == {claim for claims in CLAIMS.values() for claim in claims}
    assert set(explain.LEAVES) == {*Leaf}
