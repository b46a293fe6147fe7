"""The search of hand-ins can fail: each part of the rules that is taken out here is missed within so many situations.

Most of them are wordings of the rules that once allowed what they must not; the search knows nothing of it.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

import pytest
from test_broken_on_purpose import leaving_out, unwatched

from lockerd.domain import ticking
from lockerd.domain.doors import unexplained, wiring
from lockerd.domain.draft import Draft
from lockerd.domain.hand_over import contradiction, custody, evidence, finish, handing_in, judging, recall
from lockerd.domain.model.compartments import Evidence, Place
from lockerd.domain.model.ids import AttemptId, CompartmentId
from lockerd.domain.model.moves_of_parts import PartStep
from lockerd.domain.model.parts import Part
from lockerd.domain.model.readings import DoorSensor, Item, Reading
from lockerd.domain.model.reasons import DoorReason
from lockerd.domain.openings import attempting, bringing, pulses, recovery
from lockerd.domain.requests import hand_in_words, saying, technician
from lockerd.domain.shown import attention
from search.box import Fitting, ItemKind
from search.budget import BENCH, Budget
from search.hand_in import explore
from search.hand_in.scene import Scene

Patch = pytest.MonkeyPatch
STATES = 60_000
CONTACT = Fitting(DoorSensor.CONTACT, ItemKind.WORKING)
FLAKY = Fitting(DoorSensor.CONTACT, ItemKind.FLAKY)
HOOK = Fitting(DoorSensor.HOOK, ItemKind.WORKING)


def free_where_no_opening_was_seen(patch: Patch) -> None:
    def forgetting(draft: Draft, compartment: CompartmentId, attempt: AttemptId | None) -> None:
        draft.change(draft.state.compartments[compartment], pulse=attempt)

    for module in (attempting, pulses, recovery, unexplained):
        patch.setattr(module, "set_pulse", forgetting)


def custody_with_the_lock_off(patch: Patch) -> None:
    verdict_on = judging.verdict_on

    def sure(draft: Draft, part: Part, claim: Any) -> Any:
        assert part.compartment is not None
        row = draft.state.compartments[part.compartment]
        draft.change(row, pulse=None)
        found = verdict_on(draft, part, claim)
        draft.change(row, pulse=row.pulse)
        return found

    patch.setattr(judging, "verdict_on", sure)


def untie_what_was_not_seen(patch: Patch) -> None:
    def untied(draft: Draft, part: Part, reason: DoorReason) -> None:
        assert part.compartment is not None
        handing_in.doubt(draft, part.compartment, reason)
        handing_in.move_part(draft, handing_in.untie(draft, part), PartStep.GIVE_BACK)

    for module in (judging, handing_in):
        patch.setattr(module, "await_again", untied)


def present_is_enough(patch: Patch) -> None:
    def present(_part: Part, _place: Place, reading: Reading) -> bool:
        return reading.item is Item.PRESENT

    patch.setattr(evidence, "as_expected", present)


def open_any_door(patch: Patch) -> None:
    patch.setattr(bringing, "choose_for_hand_in", lambda draft, _: sorted(draft.state.compartments))


def begin_the_minutes_anew(patch: Patch) -> None:
    def renewing(draft: Draft, part: Part, _: int) -> None:
        draft.change(part, grace_left_ms=2 * handing_in.HELD_MS)

    patch.setattr(recovery, "count_grace", renewing)


def more_openings(patch: Patch) -> None:
    patch.setattr(handing_in, "OPENINGS_PER_PART", 9)
    patch.setattr(saying, "REOPENINGS", 9)


def cancel_the_tie(patch: Patch) -> None:
    cancel = recall._cancel

    def cancelled(draft: Draft, part: Part) -> None:
        if part.compartment is not None:
            part = handing_in.untie(draft, part)
        cancel(draft, part)

    patch.setattr(recall, "_cancel", cancelled)


def untie_at_boot(patch: Patch) -> None:
    def forgotten(draft: Draft, part: Part) -> None:
        handing_in.leave_unopened(draft, draft.change(part, pulsed=False))

    patch.setattr(recovery, "hand_in_at_boot", forgotten)


class Break(NamedTuple):
    """One thing taken out, where it is searched for, and what the search then says."""

    how: Callable[[Patch], None]
    says: str
    budget: Budget = BENCH
    fitting: Fitting = CONTACT
    claims: bool = True
    second: bool = False
    slow: bool = False
    """It is searched for in the campaign only."""


BREAKS = {
    "what was not seen to open is free": Break(
        free_where_no_opening_was_seen, "with ['1/1'] inside", BENCH._replace(jams=None)
    ),
    "the lock may be off": Break(
        custody_with_the_lock_off, "was fired and may be off", BENCH._replace(jams=None), slow=True
    ),
    "nothing was seen, so nobody is named": Break(untie_what_was_not_seen, "names nobody"),
    "present is enough": Break(present_is_enough, "was not seen to come", fitting=FLAKY, slow=True),
    "a door left open is judged when it is shut": Break(leaving_out(finish, "quarantine"), "is not judged"),
    "a word at the open door counts": Break(
        lambda p: p.setattr(hand_in_words, "_at_shut_door", lambda *_: True),
        "nobody has said at the shut door",
        slow=True,
    ),
    "custody on what was read before the word": Break(
        lambda p: p.setattr(ticking, "SAMPLED_AFTER_MS", 0), "which is not shut", BENCH._replace(forces=1)
    ),
    "the code lives beside the receipt": Break(leaving_out(custody, "use_up"), "rule 19: the right of"),
    "any door is opened": Break(open_any_door, "rule 16", second=True),
    "staff find it, and nobody gets a receipt": Break(
        leaving_out(technician, "pass_custody"), "nobody gets a receipt", slow=True
    ),
    "a crash begins the minutes anew": Break(begin_the_minutes_anew, "begin anew", BENCH._replace(crashes=2)),
    "a fourth opening": Break(more_openings, "is taken, and it is not good", slow=True),
    "a cancellation forgets the door": Break(cancel_the_tie, "names nobody"),
    "an opening in custody is nothing": Break(
        leaving_out(unexplained, "disturb"), "with the door open", BENCH._replace(forces=1)
    ),
    "a technician looks in, and it is nothing": Break(
        leaving_out(attempting, "disturb"), "is seen open, nobody is", slow=True
    ),
    "gone from custody, and nobody is told": Break(
        lambda p: p.setattr(contradiction, "_gone", lambda *_: False), "nobody is told", fitting=HOOK
    ),
    "nobody gets a paper": Break(leaving_out(finish, "_give_paper"), "goes without a paper"),
    "a crash forgets the door": Break(untie_at_boot, "without a part", BENCH._replace(crashes=1)),
    "reported empty without a look": Break(
        lambda p: p.setattr(custody, "UNSEEN", Evidence(opened=True, closed=True)),
        "is free with",
        BENCH._replace(careless=True),
    ),
    "a stranger has fired the lock": Break(
        leaving_out(wiring, "_lock_may_be_off"), "was fired and may be off", BENCH._replace(strangers=1), slow=True
    ),
    "nobody is told to look": Break(lambda p: p.setattr(attention, "LOOK", frozenset()), "nobody is called"),
    "the sensor is not asked for": Break(
        lambda p: p.setattr(judging, "VERDICTS", dict.fromkeys(evidence.VERDICTS, evidence.Verdict.CUSTODY_BY_SENSOR)),
        "was not seen to come",
        claims=False,
    ),
    "something comes behind the shut door": Break(
        lambda p: p.setattr(contradiction, "holds_nothing", lambda *_: True),
        "rule 20: something lies in",
        fitting=FLAKY,
    ),
}


def noticed(name: str, patch: Patch) -> None:
    broken = BREAKS[name]
    unwatched(patch)
    broken.how(patch)
    scene = Scene("broken", (broken.fitting,), broken.budget, claims=broken.claims, second=broken.second)
    result = explore.search(scene, STATES)
    assert result.broken is not None
    assert broken.says in result.broken


@pytest.mark.parametrize("name", [name for name, broken in BREAKS.items() if not broken.slow])
def test_the_search_of_hand_ins_notices(name: str, monkeypatch: Patch) -> None:
    noticed(name, monkeypatch)


@pytest.mark.campaign
@pytest.mark.timeout(0)
@pytest.mark.parametrize("name", [name for name, broken in BREAKS.items() if broken.slow])
def test_the_search_of_hand_ins_notices_what_takes_longer(name: str, monkeypatch: Patch) -> None:
    noticed(name, monkeypatch)
