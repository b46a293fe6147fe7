"""The search can fail at an order of two parts: each break of rule 24 is missed within so many situations.

Behind both doors lie the parts of one order; lockerd's own watch over its rows is blind here.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import NamedTuple

import pytest
from test_broken_on_purpose import CONTACT, STATES, Patch, leaving_out, nothing, unwatched

from lockerd.domain.draft import Draft
from lockerd.domain.hand_over import clear, close, give_back, judging, quarantine, rights
from lockerd.domain.model import derived
from lockerd.domain.model.derived import worth_of
from lockerd.domain.model.events import Refused
from lockerd.domain.model.facts import FactType
from lockerd.domain.model.grants import Grant, Worth
from lockerd.domain.model.ids import CompartmentId, OrderId
from lockerd.domain.model.parts import ENDED, Part, RightState
from lockerd.domain.model.state import State
from lockerd.domain.model.visits import Phase, Visit, at_next_door
from lockerd.domain.openings import for_people, pulses
from lockerd.domain.requests import collecting, saying
from search.pair import explore
from search.pair.scene import Budget, Scene

FIRST_EMPTIED = explore.BETWEEN
TECHNICIAN = ("technician A01", "pulse", "fired", "pull A01", "report A01", "take 1/1", "shut A01", "report A01")
STUCK = ("pulse, stuck", "fired", "after 4999 ms", "after 2000 ms")


def clear_the_order(patch: Patch) -> None:
    end_cleared = close.end_cleared

    def ending(draft: Draft, part: Part, who: str, *, found: bool) -> None:
        end_cleared(draft, part, who, found=found)
        for other in derived.parts_of(draft.state, part.id.order):
            rights.end_right(draft, other)

    patch.setattr(clear, "end_cleared", ending)


def suspend_the_code(patch: Patch) -> None:
    suspend = rights.suspend

    def suspending(draft: Draft, part: Part, reason: str) -> None:
        for each in derived.parts_of(draft.state, part.id.order):
            suspend(draft, each, reason)

    patch.setattr(quarantine, "suspend", suspending)


def jam_the_code(patch: Patch) -> None:
    jam = give_back.jam

    def jamming(draft: Draft, part: Part, reason: str) -> None:
        jam(draft, part, reason)
        for other in derived.parts_of(draft.state, part.id.order):
            draft.change(other, right=RightState.JAMMED)

    patch.setattr(pulses, "jam", jamming)


def open_the_next_beside_the_last(patch: Patch) -> None:
    taken_out = saying._taken_out

    def at_once(draft: Draft, visit: Visit) -> Refused | None:
        answer = taken_out(draft, visit)
        if draft.state.visits[visit.id].phase is Phase.DOOR_OPEN:
            with pytest.MonkeyPatch.context() as meanwhile:
                meanwhile.setattr(for_people, "refuse_opening", nothing)
                for_people.go_on(draft, draft.state.visits[visit.id])
        return answer

    patch.setattr(saying, "_taken_out", at_once)


def queue_the_last_again(patch: Patch) -> None:
    def keeping(visit: Visit, part: str, *others: object, **named: bool) -> Visit:
        following: Visit = at_next_door(visit, part, *others, **named)  # type: ignore[arg-type]
        return replace(following, queue=(*following.queue, visit.part))

    patch.setattr(for_people, "at_next_door", keeping)
    patch.setattr(for_people, "may_collect", lambda *_: True)
    begin = for_people._begin

    def beginning(draft: Draft, visit: Visit, part: Part, door: CompartmentId) -> None:
        if part.right is not RightState.SPENT:
            begin(draft, visit, part, door)

    patch.setattr(for_people, "_begin", beginning)


def forget_the_code(patch: Patch) -> None:
    end_order = close.end_order

    def forgetting(draft: Draft, order: OrderId, compartment: CompartmentId | None) -> None:
        end_order(draft, order, compartment)
        draft.forget_grants(order)

    patch.setattr(close, "end_order", forgetting)


def close_with_each_part(patch: Patch) -> None:
    def closing(draft: Draft, order: OrderId, compartment: CompartmentId | None) -> None:
        draft.tell(FactType.ORDER_CLOSED, compartment, order=order)

    patch.setattr(close, "end_order", closing)


def serve_the_first_only(patch: Patch) -> None:
    def first(state: State, order: OrderId) -> tuple[Part, ...]:
        return derived.parts_of(state, order)[:1]

    patch.setattr(collecting, "parts_of", first)


def spent_with_its_first_part(patch: Patch) -> None:
    def least(grant: Grant, found: object) -> Worth:
        known = set(found)  # type: ignore[call-overload]
        return Worth.SPENT if RightState.SPENT in known else worth_of(grant, known)

    patch.setattr(derived, "worth_of", least)


def ask_the_first_door_only(patch: Patch) -> None:
    def first_open(state: State, order: OrderId) -> tuple[Part, ...]:
        return tuple(part for part in derived.parts_of(state, order) if part.right is RightState.ACTIVE)[:1]

    patch.setattr(collecting, "parts_of", first_open)


def end_without_a_word(patch: Patch) -> None:
    def ending(draft: Draft, order: OrderId, _: CompartmentId | None) -> None:
        if all(part.state in ENDED for part in derived.parts_of(draft.state, order)):
            draft.forget_grants(order)

    patch.setattr(close, "end_order", ending)


class Break(NamedTuple):
    """One thing taken out, what the search then says, and from how far on it is searched."""

    how: Callable[[Patch], None]
    says: str
    walk: tuple[str, ...] = ()
    budget: Budget = Budget()


BREAKS = {
    "clearing ends the whole order": Break(
        clear_the_order, "A01 is cleared, and 1/2 elsewhere", TECHNICIAN, Budget(technicians=True)
    ),
    "a quarantine suspends the whole code": Break(suspend_the_code, "1/2 is suspended, and its compartment is occ"),
    "a jam costs the other door": Break(
        jam_the_code, "1/2 is jammed, and its compartment is occ", ("show g1", *STUCK, *STUCK)
    ),
    "the next door opens beside the last": Break(open_the_next_beside_the_last, "while A01 stands open"),
    "a spent right is queued again": Break(queue_the_last_again, "a spent right fires again", FIRST_EMPTIED),
    "the code is forgotten with its first part": Break(forget_the_code, "rule 24: a code opens []"),
    "the order is closed with each part": Break(close_with_each_part, "order.closed is told twice", FIRST_EMPTIED),
    "the order is collected with each part": Break(
        lambda patch: patch.setattr(judging, "all_passed", lambda *_: True),
        "order.collected is told twice",
        FIRST_EMPTIED,
    ),
    "only the first part is served": Break(serve_the_first_only, "['1/2'] can be collected", FIRST_EMPTIED),
    "a silent board costs the other part": Break(
        ask_the_first_door_only, "nothing is in the way", ("board of A01 dies", "report A01"), Budget(outages=1)
    ),
    "the order ends without a word": Break(end_without_a_word, "has ended, and nobody is told", FIRST_EMPTIED),
    "a code is spent with its first part": Break(spent_with_its_first_part, "['1/2'] can be collected", FIRST_EMPTIED),
    "the last part is not settled": Break(leaving_out(for_people, "leave_door"), "not judged", explore.BETWEEN[:-1]),
}


@pytest.mark.parametrize("name", BREAKS)
def test_the_search_of_an_order_behind_two_doors_notices(name: str, monkeypatch: Patch) -> None:
    broken = BREAKS[name]
    unwatched(monkeypatch)
    broken.how(monkeypatch)
    scene = Scene("broken", (CONTACT, CONTACT), broken.budget, together=True)
    result = explore.search(scene, STATES, broken.walk)
    assert result.broken is not None
    assert broken.says in result.broken
