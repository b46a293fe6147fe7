"""The search can fail: each part of the rules that is taken out here is missed within so many situations.

A break takes out of lockerd one thing that a rule demands, as a careless change would; the search knows nothing of it.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import NamedTuple

import pytest

from lockerd.domain import decide, draft, ticking
from lockerd.domain.doors import read, unexplained
from lockerd.domain.draft import Draft
from lockerd.domain.hand_over import clear, evidence, finish, judging, moves, quarantine, reserve, rights
from lockerd.domain.model.attempts import Attempt
from lockerd.domain.model.compartments import Condition, Leaf, Place
from lockerd.domain.model.derived import state_of
from lockerd.domain.model.ids import AttemptId, CompartmentId, OrderId
from lockerd.domain.model.looks import openable
from lockerd.domain.model.parts import Part, PartState
from lockerd.domain.model.readings import DoorSensor, Item, Reading
from lockerd.domain.model.reports import Fired, Unlock
from lockerd.domain.model.state import State
from lockerd.domain.model.visits import Claim
from lockerd.domain.openings import attempting, for_people, pulses, recovery, refusing
from lockerd.domain.requests import announcing, issuing, opening_again, technician
from lockerd.domain.shown import attention
from search.box import DOORS, Fitting, ItemKind
from search.door import explore as door
from search.door.node import Budget
from search.pair import explore as pair
from search.pair.scene import Budget as Troubles
from search.pair.scene import Scene
from search.result import Result

Patch = pytest.MonkeyPatch
STATES = 4_000
CONTACT = Fitting(DoorSensor.CONTACT, ItemKind.WORKING)
BARE = Fitting(DoorSensor.NONE, ItemKind.NONE)


def nothing(*_: object, **__: object) -> None:
    """In place of what a rule demands."""


def spend_at_the_pulse(patch: Patch) -> None:
    fired = attempting.fired

    def spending(draft: Draft, report: Fired) -> None:
        fired(draft, report)
        attempt = draft.state.attempts.get(report.attempt)
        if attempt is not None and attempt.visit is not None:
            moves.spend(draft, attempt.part)

    patch.setattr("lockerd.domain.decide.fired", spending)


def fire_again_after_a_crash(patch: Patch) -> None:
    cut_off = recovery._cut_off

    def firing(draft: Draft, attempt: Attempt) -> None:
        cut_off(draft, attempt)
        draft.ask(Unlock(attempt.id, attempt.compartment, deadline_ms=draft.now.mono_ms + 2_000))

    patch.setattr(recovery, "_cut_off", firing)


def renew_grace(patch: Patch) -> None:
    def renewing(draft: Draft, part: Part, _: int) -> None:
        draft.put(replace(part, grace_left_ms=recovery.GRACE_MS))

    patch.setattr(recovery, "count_grace", renewing)


def free_on_a_word(patch: Patch) -> None:
    def believing(draft: Draft, compartment: CompartmentId, claim: Claim = Claim.NONE) -> None:
        with pytest.MonkeyPatch.context() as meanwhile:
            if claim is Claim.TAKEN_OUT:
                meanwhile.setattr(judging, "item_proof", lambda *_: evidence.ItemProof.AS_EXPECTED)
            judging.judge(draft, compartment, claim)

    patch.setattr(finish, "judge", believing)


def believe_a_sensor_that_never_saw_it(patch: Patch) -> None:
    def absent(_part: Part, _place: Place, reading: Reading) -> bool:
        return reading.item is Item.ABSENT

    patch.setattr(evidence, "as_expected", absent)


def open_an_open_door(patch: Patch) -> None:
    def shut(state: State, compartment: CompartmentId) -> Leaf:
        return Leaf.SHUT if openable(state, compartment) is Leaf.OPEN else openable(state, compartment)

    patch.setattr(refusing, "openable", shut)


def open_an_unread_door(patch: Patch) -> None:
    patch.setattr(refusing, "not_read", nothing)


def attempts_beside_each_other(patch: Patch) -> None:
    for module in (refusing, for_people, technician, opening_again):
        patch.setattr(module, "refuse_opening", nothing)


def a_fourth_attempt(patch: Patch) -> None:
    for module in (pulses, refusing, recovery):
        patch.setattr(module, "ATTEMPTS_PER_PART", 4)


def clear_without_ending(patch: Patch) -> None:
    patch.setattr(clear, "end_cleared", nothing)


def reserve_what_is_full(patch: Patch) -> None:
    patch.setattr(reserve, "is_usable", lambda _, row: row.condition in {Condition.FREE, Condition.OCCUPIED})


def cancel_during_an_attempt(patch: Patch) -> None:
    def at_once(draft: Draft, order: OrderId) -> None:
        for grant in draft.state.grants.values():
            if grant.order == order and state_of(draft.state, order) is PartState.COLLECTING:
                rights.revoke(draft, grant, "cancelled_by_authority")

    patch.setattr(announcing, "settle", at_once)


class Break(NamedTuple):
    """One thing taken out, where it is searched for, and what the search then says."""

    how: Callable[[Patch], None]
    says: str
    fitting: Fitting = CONTACT
    budget: Budget = Budget()
    walk: tuple[str, ...] = ()
    """From the first code on; a long story is within reach where it has begun, and without the other order."""


def leaving_out(module: object, name: str) -> Callable[[Patch], None]:
    return lambda patch: patch.setattr(module, name, nothing)


ALONE = ("cancel 2", "say done", "after 4999 ms", "show g0 (order 1)")
STUCK = ("pulse, stuck", "fired", "after 4999 ms", "after 2000 ms")
AGAIN = ("after 4999 ms", "say open_again", "pulse, stuck", "fired", "after 4999 ms")
LOOKED = ("after 4999 ms", "technician", "pulse", "fired", "pull", "take 1", "report")
OPENED = ("pulse", "fired", "pull", "report", "shut", "report")
BREAKS = {
    "a code is spent at the pulse": Break(spend_at_the_pulse, "no sensor has seen its door open"),
    "a late opening spends nothing": Break(leaving_out(unexplained, "spend"), "is still good"),
    "a door without sensors spends nothing": Break(leaving_out(attempting, "spend"), "is still good", BARE),
    "a fourth attempt": Break(a_fourth_attempt, "rule 2: a fourth attempt", walk=(*ALONE, *STUCK, *STUCK)),
    "a third opening again": Break(
        lambda p: p.setattr(opening_again, "REOPENINGS", 3),
        "rule 2: a third re-opening",
        walk=(*ALONE, *OPENED, *AGAIN, *AGAIN),
    ),
    "nothing is withdrawn": Break(leaving_out(read, "withdraw"), "rule 1: a pulse under", budget=Budget(forces=1)),
    "fired again after a crash": Break(fire_again_after_a_crash, "fires a lock by itself", budget=Budget(crashes=1)),
    "a reboot renews grace": Break(renew_grace, "the grace of 1/1 is renewed", budget=Budget(crashes=2)),
    "free on a word": Break(free_on_a_word, "with ['1'] inside", Fitting(DoorSensor.CONTACT, ItemKind.NONE)),
    "absent proves what was never seen": Break(
        believe_a_sensor_that_never_saw_it, "with ['1'] inside", Fitting(DoorSensor.CONTACT, ItemKind.THIN)
    ),
    "a code good after a quarantine": Break(leaving_out(quarantine, "suspend"), "rule 3: the right of 1/1 is active"),
    "an open door is opened": Break(open_an_open_door, "at a door that is open"),
    "an unread door is opened": Break(open_an_unread_door, "at a door that is unknown", budget=Budget(outages=1)),
    "two attempts at once": Break(attempts_beside_each_other, "two"),
    "reported empty, and the code lives": Break(clear_without_ending, "does not know it", walk=LOOKED),
    "reserved while a code names it": Break(reserve_what_is_full, "does not know it"),
    "cancelled during an attempt": Break(cancel_during_an_attempt, "rule 1: a pulse under a grant that is revoked"),
    "the old code lives beside the new": Break(
        leaving_out(issuing, "revoke"), "has the codes", budget=Budget(reissues=1)
    ),
    "an opening by nobody's right is nothing": Break(
        leaving_out(unexplained, "disturb"), "rule 3: occupied with the door open", budget=Budget(forces=1)
    ),
    "nobody is told to look": Break(lambda p: p.setattr(attention, "RETRIEVE", frozenset()), "nobody is called"),
}


def open_the_neighbour(patch: Patch) -> None:
    neighbour = dict(zip(DOORS, reversed(DOORS), strict=True))

    def instead(attempt: AttemptId, compartment: CompartmentId, deadline_ms: int) -> Unlock:
        return Unlock(attempt, neighbour[compartment], deadline_ms)

    patch.setattr(attempting, "Unlock", instead)


def raise_something(patch: Patch) -> None:
    def defect(*_: object) -> None:
        raise KeyError("A01")

    patch.setattr(ticking, "unseen", defect)


PAIR_BREAKS: dict[str, tuple[Callable[[Patch], None], str]] = {
    "a second door beside an open one": (leaving_out(refusing, "holds_up"), "A02 is opened while A01 stands open"),
    "two attempts at two doors": (leaving_out(refusing, "_another_door_busy"), "two"),
    "a code opens the neighbour": (open_the_neighbour, "rule 1: A02 is unlocked by an attempt at A01"),
    "a decision raises": (raise_something, "KeyError"),
}


def unwatched(patch: Patch) -> None:
    """lockerd's own watch over its rows and rights is blind: the search has to notice by itself."""
    for module in (draft, decide):
        patch.setattr(module, "breaches", lambda *_: {})
    patch.setattr(attempting, "may_open", lambda *_, **__: True)


def searched(patch: Patch, broken: Break) -> Result:
    broken.how(patch)
    return door.search(door.Search("broken", broken.fitting, broken.budget, (*door.LOADED, *broken.walk)), STATES)


SLOW = {
    "free on a word",
    "absent proves what was never seen",
    "an open door is opened",
    "a reboot renews grace",
    "nothing is withdrawn",
    "a late opening spends nothing",
}
"""They are searched for in the campaign only."""


def noticed(name: str, patch: Patch) -> None:
    broken = BREAKS[name]
    unwatched(patch)
    result = searched(patch, broken)
    assert result.broken is not None
    assert broken.says in result.broken


@pytest.mark.parametrize("name", sorted(BREAKS.keys() - SLOW))
def test_the_search_of_one_door_notices(name: str, monkeypatch: Patch) -> None:
    noticed(name, monkeypatch)


@pytest.mark.campaign
@pytest.mark.timeout(0)
@pytest.mark.parametrize("name", sorted(SLOW))
def test_the_search_of_one_door_notices_what_takes_longer(name: str, monkeypatch: Patch) -> None:
    noticed(name, monkeypatch)


@pytest.mark.parametrize("name", PAIR_BREAKS)
def test_the_search_of_two_doors_notices(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    how, says = PAIR_BREAKS[name]
    unwatched(monkeypatch)
    how(monkeypatch)
    result = pair.search(Scene("broken", (CONTACT, CONTACT), Troubles(technicians=True)), STATES)
    assert result.broken is not None
    assert says in result.broken
    assert result.trace


def test_what_lockerd_notices_and_keeps_from_its_doors_is_broken_all_the_same(monkeypatch: Patch) -> None:
    result = searched(monkeypatch, BREAKS["reported empty, and the code lives"])
    assert result.broken is not None
    assert "a defect: A01: " in result.broken
