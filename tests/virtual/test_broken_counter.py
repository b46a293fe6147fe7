"""lockerd broken on purpose at the counter: exchanges, second secrets, badges, emergencies, what comes without a code.

Fails when the harness looks away: where it judges nothing, or never comes to where the fault shows.
"""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from lockerd.domain.draft import Draft
from lockerd.domain.hand_over import custody
from lockerd.domain.model import consistency
from lockerd.domain.model.called_back import BadgeList
from lockerd.domain.model.facts import FactType
from lockerd.domain.model.ids import CompartmentId
from lockerd.domain.openings import attempting, walk_ins
from lockerd.domain.requests import collecting, emergency, second_secret
from virtual import citizens, leaks, office, retrievers, town
from virtual.documents import Errand
from virtual.people import Slip
from virtual.run import play

HOURS = 4.0
NEVER_S = 1e9


def the_new_one_first(patch: pytest.MonkeyPatch) -> None:
    """The new document is handed out, whether or not the old one was left."""
    patch.setattr(office.Office, "_errand", lambda _self: Errand.OLD_FIRST)
    patch.setattr(office, "CLASSES", ("identity_card",))
    patch.setattr(town, "SLIPS", (Slip.LEAVES_ITEM,))
    for module in (collecting, attempting, consistency):
        patch.setattr(module, "all_brought", lambda _: True)


def a_code_is_enough(patch: pytest.MonkeyPatch) -> None:
    """Nobody asks for the second secret."""
    patch.setattr(office, "FETCHED", ("weapon_licence",))
    patch.setattr(second_secret, "refuse", lambda *_: None)


def any_secret_will_do(patch: pytest.MonkeyPatch) -> None:
    """Some second secret is asked for, and not which."""
    patch.setattr(citizens, "WRONG_SECRET", 1.0)
    patch.setattr(office, "FETCHED", ("weapon_licence",))
    refuse = second_secret.refuse

    def credulous(draft: Draft, event: Any, grant: Any) -> Any:
        return None if event.second_secret is not None else refuse(draft, event, grant)

    patch.setattr(second_secret, "refuse", credulous)


def lost_badges_are_good(patch: pytest.MonkeyPatch) -> None:
    """Central is told that a badge is called back, and it is as good as before."""
    patch.setattr(office, "LOSES_BADGE", 1.0)
    patch.setattr(BadgeList, "names", lambda *_: False)


def one_badge_in_an_emergency(patch: pytest.MonkeyPatch) -> None:
    """Who shows theirs twice is two people."""
    patch.setattr(retrievers, "EMERGENCY", 1.0)
    patch.setattr(retrievers, "ONE_BADGE", 1.0)
    first_of_two = emergency.first_of_two

    def anybody(draft: Draft, asked: Any, staff: Any) -> Any:
        return first_of_two(draft, asked, replace(staff, badge="somebody"))

    patch.setattr(emergency, "first_of_two", anybody)


def strangers_fill_the_wall(patch: pytest.MonkeyPatch) -> None:
    """What comes without a code gets every door."""
    patch.setattr(town, "STRANGERS", 1.0)
    patch.setattr(walk_ins, "_too_many_doors", lambda *_: False)


def what_is_missing_is_forgotten(patch: pytest.MonkeyPatch) -> None:
    """Central never learns what of the checklist is not there."""
    patch.setattr(office, "BROUGHT", 0.9)
    pass_custody = custody.pass_custody

    def forgetting(draft: Draft, part: Any, grade: Any) -> Any:
        return pass_custody(draft, draft.change(part, missing=()), grade)

    patch.setattr(custody, "pass_custody", forgetting)
    patch.setattr("lockerd.domain.hand_over.judging.pass_custody", forgetting)


def told(patch: pytest.MonkeyPatch, kind: FactType, **other: Any) -> None:
    tell = Draft.tell

    def otherwise(self: Draft, fact: FactType, *more: Any, **data: Any) -> Any:
        return tell(self, fact, *more, **(data | other if fact is kind else data))

    patch.setattr(Draft, "tell", otherwise)


def another_number_is_told(patch: pytest.MonkeyPatch) -> None:
    """The paper in somebody's hands is not the one that central hears of."""
    patch.setattr(office, "BROUGHT", 0.9)
    told(patch, FactType.PART_HANDED_IN, receipt=4_711)


def nobody_tells_who_has_it(patch: pytest.MonkeyPatch) -> None:
    """What was collected is told as if it were still there."""
    tell = Draft.tell

    def silent(self: Draft, fact: FactType, compartment: CompartmentId | None = None, *more: Any, **data: Any) -> Any:
        if fact is FactType.PART_COLLECTED:
            return None
        return tell(self, fact, compartment, *more, **data)

    patch.setattr(Draft, "tell", silent)


@pytest.mark.campaign
@pytest.mark.timeout(900)  # beside everything else that a test run does
@pytest.mark.parametrize(
    ("break_it", "said", "slips"),
    [
        (the_new_one_first, "which is not given for the old one", 50),
        (a_code_is_enough, "without its second secret", 0),
        (any_secret_will_do, "by another second secret", 0),
        (lost_badges_are_good, "a badge that was called back is shown what waits", 0),
        (one_badge_in_an_emergency, "in an emergency by one badge", 0),
        (strangers_fill_the_wall, "all that such things may fill", 0),
        (what_is_missing_is_forgotten, "is said to be missing, and central heard", 0),
        (another_number_is_told, "and central never heard of it", 0),
        (nobody_tells_who_has_it, "that it passed is not told", 0),
    ],
)
def test_a_broken_lockerd_is_found_out(
    break_it: Callable[[pytest.MonkeyPatch], None], said: str, slips: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    break_it(monkeypatch)
    found: list[str] = []
    for seed in range(1, 25):
        run = play(seed, HOURS, slips=slips, troubles_s=NEVER_S)
        found += run.breaches
        if any(said in words for words in run.breaches):
            return
    pytest.fail(f"nobody noticed: {found}")


def test_what_is_left_over_is_told(tmp_path: Path) -> None:
    database = tmp_path / "lockerd.db"
    with closing(sqlite3.connect(database)) as db:
        db.executescript("CREATE TABLE outbox (id INTEGER); CREATE TABLE attempts (id INTEGER, outcome TEXT)")
        assert leaks.leaks(database) == []
        db.executemany("INSERT INTO outbox VALUES (?)", [(n,) for n in range(20)])
        db.execute("INSERT INTO attempts VALUES (1, NULL)")
        db.commit()
    for number in range(20):
        (tmp_path / f"{number}.tmp").touch()
    attempts, messages, files = leaks.leaks(database)
    assert attempts.startswith("1 attempts are open")
    assert messages.startswith("20 messages wait")
    assert files.startswith("21 files")
