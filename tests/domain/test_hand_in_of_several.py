"""A hand-in behind several doors: led from one to the next, each with its own custody moment and receipt (rule 24)."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

import pytest
from hands import brought, settle
from policies import CLAIMS
from world import A01, A02, MINUTE, O1, SECOND, World, hand_in, place

from lockerd.domain.model.codes import CodeForm
from lockerd.domain.model.compartments import Condition
from lockerd.domain.model.events import Announce
from lockerd.domain.model.facts import FactType
from lockerd.domain.model.grants import Worth
from lockerd.domain.model.holds import EndHold, PutOnHold
from lockerd.domain.model.ids import CompartmentId, GrantId, VisitId
from lockerd.domain.model.parts import Needs, PartState, RightState
from lockerd.domain.model.receipts import Grade, Paper
from lockerd.domain.model.refusals import Refusal
from lockerd.domain.model.visits import Phase
from lockerd.domain.model.words import Word

A03: Final = CompartmentId("A03")
DOORS: Final = (A01, A02, A03)


def wall(doors: int = 3) -> World:
    """Compartments that are proven empty."""
    return World.of(*(place(name) for name in DOORS[:doors]), policy=CLAIMS)


def put(world: World, visit: VisitId, *, thing: bool = True) -> CompartmentId:
    """The door that waits is fired, opened, filled or not, and shut."""
    world.fire()
    door = world.visit(visit).compartment
    world.pull(door)
    world.boxes[door].item = thing
    world.shut(door)
    return door


def first_in(world: World, parts: int = 2) -> tuple[GrantId, VisitId]:
    """Something is in custody behind the first door, and the next one was committed."""
    grant = world.awaited(hand_in(parts=parts))
    visit = brought(world, grant)
    world.say(visit, Word.ALL_IN)
    settle(world)
    return grant, visit


def states(world: World) -> list[PartState]:
    """Of the parts, by number."""
    return [world.state.parts[name].state for name in sorted(world.state.parts)]


def papers(world: World, visit: VisitId) -> list[tuple[Paper, Grade | None, CompartmentId | None]]:
    """What can be printed, the one shown last."""
    rows = [world.state.receipts[number] for number in world.visit(visit).papers]
    return [(row.paper, row.grade, row.compartment) for row in rows]


RECEIPT: Final = (Paper.RECEIPT, Grade.SENSOR, A01)
RECORD: Final = (Paper.RECORD, None, A02)


def test_one_code_leads_from_door_to_door_and_each_has_its_moment() -> None:
    world = wall()
    grant = world.awaited(hand_in(parts=3))
    visit = brought(world, grant)
    for number, door in enumerate(DOORS, start=1):
        assert (world.visit(visit).part, world.visit(visit).compartment) == (world.part(number=number).id, door)
        assert len(world.told(FactType.PART_HANDED_IN)) == number - 1, "nothing is said that is not yet true"
        world.say(visit, Word.ALL_IN)
        settle(world)
        [*_, told] = world.told(FactType.PART_HANDED_IN)
        assert (told.compartment, told.data["grade"], world.condition(door)) == (door, Grade.SENSOR, Condition.OCCUPIED)
        assert len(world.told(FactType.ORDER_HANDED_IN)) == (number == 3)
        if number < 3:
            assert (world.visit(visit).phase, world.worth(grant)) == (Phase.OPENING, Worth.ATTEMPTING)
            put(world, visit)
    assert [fact.data["by"] for fact in world.told(FactType.ORDER_HANDING_IN)] == ["qr", "next", "next"]
    assert (world.visit(visit).phase, world.worth(grant)) == (Phase.PAPER_READY, Worth.SPENT)
    assert papers(world, visit) == [(Paper.RECEIPT, Grade.SENSOR, door) for door in DOORS], "one for each part"
    world.say(visit, Word.PAPER)
    assert papers(world, visit)[-1][2] == A01, "the others can be had one after the other"
    assert world.refuse(world.show(grant)) is Refusal.CODE_NOT_VALID


@dataclass(frozen=True)
class End:
    """How it goes on at the second door, and what has become of everything then."""

    happens: Callable[[World, VisitId], None]
    second: PartState
    door: Condition
    paper: tuple[Paper, Grade | None, CompartmentId | None] | None = RECORD
    trouble: Refusal | None = None
    again: CompartmentId | Refusal = A02
    """What the same code opens afterwards."""


def _stuck(world: World, visit: VisitId) -> None:
    for _ in range(3):
        world.fire(gives_way=False)
        world.wait(8 * SECOND, ticks=8)


def _left_open(world: World, visit: VisitId) -> None:
    world.fire()
    world.pull(A02)
    world.wait(6 * MINUTE, ticks=6)
    world.shut(A02)


def _nothing(world: World, visit: VisitId) -> None:
    put(world, visit, thing=False)
    world.say(visit, Word.NOTHING_IN)


def _walked_off(world: World, visit: VisitId) -> None:
    put(world, visit, thing=False)
    world.wait(3 * MINUTE, ticks=12)


def _silent(world: World, visit: VisitId) -> None:
    world.give_back()


def _not_seen(world: World, visit: VisitId) -> None:
    put(world, visit)
    world.say(visit, Word.NOTHING_IN)


ENDS: Final = {
    "jammed": End(
        _stuck,
        PartState.AWAITED,
        Condition.TO_CHECK,
        trouble=Refusal.DOOR_STUCK,
        again=A03,  # rule 16: it kept a name
    ),
    "left open": End(
        _left_open, PartState.QUARANTINED, Condition.QUARANTINED, trouble=Refusal.ASK_STAFF, again=Refusal.ASK_STAFF
    ),
    "nothing": End(_nothing, PartState.AWAITED, Condition.TO_CHECK),
    "walked off": End(_walked_off, PartState.AWAITED, Condition.TO_CHECK),
    "not fired": End(_silent, PartState.AWAITED, Condition.FREE, trouble=Refusal.OUT_OF_SERVICE),
    "seen, said nothing": End(_not_seen, PartState.QUARANTINED, Condition.QUARANTINED, again=Refusal.ASK_STAFF),
}


@pytest.mark.parametrize("end", ENDS.values(), ids=ENDS)
def test_what_goes_wrong_at_the_second_door_costs_the_first_nothing(end: End) -> None:
    world = wall()
    grant, visit = first_in(world)
    end.happens(world, visit)
    assert states(world)[:2] == [PartState.HANDED_IN, end.second]
    assert (world.condition(A01), world.condition(A02)) == (Condition.OCCUPIED, end.door)
    assert papers(world, visit) == [RECEIPT, end.paper]
    assert world.visit(visit).trouble is end.trouble
    assert not world.told(FactType.ORDER_HANDED_IN)
    world.say(visit, Word.DONE)
    world.wait(10 * SECOND)
    if isinstance(end.again, Refusal):
        assert world.refuse(world.show(grant)) is end.again
        return
    again = brought(world, grant)
    assert (world.visit(again).compartment, world.visit(again).part) == (end.again, world.part(number=2).id)
    world.say(again, Word.ALL_IN)
    settle(world)
    assert states(world)[:2] == [PartState.HANDED_IN, PartState.HANDED_IN]
    assert papers(world, again) == [(Paper.RECEIPT, Grade.SENSOR, end.again)]
    assert len(world.told(FactType.ORDER_HANDED_IN)) == 1


@pytest.mark.parametrize("word", [Word.NOTHING_IN, None])
def test_whoever_leaves_nothing_behind_the_first_door_is_led_no_further(word: Word | None) -> None:
    world = wall()
    grant = world.awaited(hand_in(parts=2))
    visit = brought(world, grant, put_in=False)
    if word is not None:
        world.say(visit, word)
    else:
        world.wait(3 * MINUTE, ticks=12)
    assert (world.visit(visit).phase, world.unlocks) == (Phase.PAPER_READY, [])
    assert (states(world), world.worth(grant)) == ([PartState.AWAITED] * 2, Worth.ACTIVE)
    world.wait(6 * SECOND)
    assert world.visit(brought(world, grant)).compartment == A01, "tied"


def test_without_a_free_door_for_the_next_part_that_is_told_and_the_code_stays_good() -> None:
    world = wall(doors=1)
    grant, visit = first_in(world)
    assert (papers(world, visit), world.visit(visit).trouble) == ([RECEIPT], Refusal.NO_COMPARTMENT)
    assert (states(world), world.worth(grant)) == ([PartState.HANDED_IN, PartState.AWAITED], Worth.ACTIVE)
    assert world.refuse(world.show(grant)) is Refusal.NO_COMPARTMENT


def test_each_part_has_a_door_within_its_own_needs() -> None:
    world = World.of(place(), place(A02, height_cm=40), place(A03, size="plate"))
    wanted = hand_in(parts=2)
    low, large = (
        replace(part, needs=needs)
        for part, needs in zip(wanted.parts, (Needs(highest_cm=50), Needs("plate")), strict=True)
    )
    grant = world.awaited(replace(wanted, parts=(low, large)))
    visit = brought(world, grant)
    assert world.visit(visit).compartment == A02
    world.say(visit, Word.ALL_IN)
    settle(world)
    assert world.visit(visit).compartment == A03


def test_an_order_of_which_one_part_never_fits_is_refused_whole() -> None:
    world = wall()
    wanted = hand_in(parts=2)
    high = replace(wanted.parts[1], needs=Needs(lowest_cm=200))
    answer = world.refuse(Announce(wanted.order, (wanted.parts[0], high), world.fresh_code()))
    assert (answer, len(world.state.parts)) == (Refusal.NEVER_FITS, 0)


def test_a_silent_board_is_wait_for_its_part_only() -> None:
    world = wall()
    grant = world.awaited(hand_in(parts=2))
    visit = brought(world, grant, put_in=False)
    world.say(visit, Word.NOTHING_IN)
    world.boxes[A01].answering = False
    world.report([A01])
    world.wait(6 * SECOND)
    assert world.visit(brought(world, grant)).part == world.part(number=2).id


@pytest.mark.parametrize("form", CodeForm)
def test_shown_once_more_at_the_shut_door_it_is_the_same_visit_and_settles_nothing(form: CodeForm) -> None:
    world = wall()
    grant = world.awaited(hand_in(parts=2))
    visit = brought(world, grant)
    world.wait(5 * SECOND)
    before = states(world)
    assert world.accept(world.show(grant, form)).visit == visit
    assert (states(world), papers(world, visit)) == (before, [])


@pytest.mark.parametrize("fired", [False, True])
def test_a_power_cut_between_the_doors_leaves_the_rest_to_the_same_code(fired: bool) -> None:
    world = wall()
    grant, _ = first_in(world)
    if fired:
        world.fire()
        world.pull(A02)
        world.shut(A02)
    world.crash()
    world.report()
    assert states(world)[0] is PartState.HANDED_IN, "custody is never taken back"
    assert (world.part(number=2).compartment, world.part(number=2).right) == (A02, RightState.ACTIVE)
    world.wait(6 * SECOND)
    again = brought(world, grant)
    assert world.visit(again).compartment == A02
    world.say(again, Word.ALL_IN)
    settle(world)
    assert states(world) == [PartState.HANDED_IN] * 2
    assert len(world.told(FactType.PART_HANDED_IN)) == 2


def test_a_part_in_custody_stays_and_the_rest_is_cancelled() -> None:
    world = wall()
    grant, _ = first_in(world)
    world.cancel()
    assert states(world) == [PartState.HANDED_IN, PartState.HANDING_IN], "it waits for who is at the door"
    world.give_back()
    assert states(world) == [PartState.HANDED_IN, PartState.CANCELLED]
    assert world.refuse(world.show(grant)) is Refusal.CODE_NOT_VALID
    assert not world.told(FactType.ORDER_CLOSED)
    world.wait(6 * SECOND)
    world.technician()
    world.take()
    world.shut()
    world.clear()
    assert len(world.told(FactType.ORDER_CLOSED)) == 1


def test_a_cancellation_that_waits_opens_no_further_door() -> None:
    world = wall()
    visit = brought(world, world.awaited(hand_in(parts=2)))
    world.say(visit, Word.ALL_IN)
    world.cancel()
    settle(world)
    assert (states(world), world.unlocks) == ([PartState.HANDED_IN, PartState.CANCELLED], [])
    assert papers(world, visit) == [RECEIPT]


def test_what_staff_report_of_one_door_takes_back_nothing_that_is_put_in_at_another() -> None:
    """Rule 27: the wanted end waits for who is there, also where the look at another door is over meanwhile."""
    world = wall()
    grant = world.awaited(hand_in(parts=2))
    world.collect(grant)
    world.fire()
    world.pull(A01)
    world.wait(6 * MINUTE, ticks=6)
    world.shut(A01)
    visit = brought(world, grant)
    world.cancel()
    world.clear(A01)
    assert states(world) == [PartState.AWAITED, PartState.HANDING_IN]
    assert not world.told(FactType.ORDER_CANCELLED)
    world.say(visit, Word.ALL_IN)
    settle(world)
    assert states(world) == [PartState.CANCELLED, PartState.HANDED_IN]
    assert len(world.told(FactType.ORDER_CANCELLED)) == 1


def test_on_hold_the_next_door_stays_shut_and_opens_when_it_is_free_again() -> None:
    world = wall()
    grant = world.awaited(hand_in(parts=2))
    visit = brought(world, grant)
    world.say(visit, Word.ALL_IN)
    world.accept(PutOnHold(O1, "fee_unpaid"))
    settle(world)
    assert (papers(world, visit), world.visit(visit).trouble) == ([RECEIPT], Refusal.ORDER_ON_HOLD)
    assert world.refuse(world.show(grant)) is Refusal.ORDER_ON_HOLD
    world.accept(EndHold(O1))
    world.wait(6 * SECOND)
    assert world.visit(brought(world, grant)).compartment == A02


def test_a_new_code_opens_what_is_left() -> None:
    world = wall()
    grant, visit = first_in(world)
    world.give_back()
    world.say(visit, Word.DONE)
    fresh = world.reissue()
    assert world.refuse(world.show(grant)) is Refusal.CODE_NOT_VALID
    assert world.visit(brought(world, fresh)).part == world.part(number=2).id


def test_time_ends_what_nobody_brought_and_nothing_that_is_in_custody() -> None:
    world = wall()
    grant, _ = first_in(world)
    world.give_back()
    world.wait(31 * 24 * 60 * MINUTE, ticks=31)
    world.wait(MINUTE)
    assert states(world) == [PartState.HANDED_IN, PartState.CLOSED]
    assert world.refuse(world.show(grant)) in {Refusal.EXPIRED, Refusal.CODE_NOT_VALID}
    assert not world.told(FactType.ORDER_CLOSED)


def test_staff_take_out_part_by_part_and_the_order_ends_with_the_last() -> None:
    world = wall()
    _, visit = first_in(world)
    put(world, visit)
    world.say(visit, Word.ALL_IN)
    settle(world)
    for number, door in enumerate(DOORS[:2], start=1):
        world.wait(6 * SECOND)
        world.technician(door)
        world.take(door)
        world.shut(door)
        world.clear(door)
        assert [part is PartState.RETRIEVED for part in states(world)] == [True, number == 2]
        assert len(world.told(FactType.ORDER_CLOSED)) == number - 1
    assert len(world.told(FactType.PART_HANDED_IN)) == 2
