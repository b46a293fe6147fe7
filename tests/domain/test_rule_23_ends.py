"""What breaks into an exchange: power cuts, a silent board, central's wishes and a new code (rules 21, 23, 27)."""

import pytest
from exchange import at_the_open_door, exchanged, lies, ready, says
from world import A01, MINUTE, O1, SECOND, World, place

from lockerd.domain.model.compartments import Condition
from lockerd.domain.model.events import Cancel
from lockerd.domain.model.facts import FactType
from lockerd.domain.model.grants import Worth
from lockerd.domain.model.holds import EndHold, PutOnHold
from lockerd.domain.model.orders import Hold
from lockerd.domain.model.parts import PartState, RightState
from lockerd.domain.model.reasons import DoorReason
from lockerd.domain.model.receipts import Grade, Outage, Paper
from lockerd.domain.model.refusals import Refusal
from lockerd.domain.model.staff import Reissue
from lockerd.domain.model.visits import Phase
from lockerd.domain.model.words import Word

QUARTER = 15 * MINUTE + 20 * SECOND


def receipts(world: World) -> list[tuple[Grade | None, Outage]]:
    """The receipts that there are."""
    return [(each.grade, each.outage) for each in world.state.receipts.values() if each.paper is Paper.RECEIPT]


# crashes


def test_cut_before_the_opening_the_code_works_once_more() -> None:
    world = World.of(place())
    grant = ready(world)
    world.collect(grant)
    world.fire(gives_way=False)
    world.crash()
    world.report()
    assert (world.order(), world.worth(grant)) == (PartState.READY, Worth.GRACE)
    says(world, exchanged(world, grant), Word.EXCHANGED)
    assert receipts(world) == [(Grade.SENSOR, Outage.NONE)]


def test_cut_before_the_opening_its_minutes_end_with_staff() -> None:
    world = World.of(place())
    grant = ready(world)
    world.collect(grant)
    world.crash()
    world.report()
    world.wait(QUARTER, ticks=60)
    assert (world.worth(grant), world.condition()) == (Worth.SUSPENDED, Condition.QUARANTINED)


@pytest.mark.parametrize(("moves", "ends"), [((False, True), [(Grade.SENSOR, Outage.POWER)]), ((), []), ((False,), [])])
def test_cut_after_the_closing_it_is_judged_as_left_without_a_word(
    moves: tuple[bool, ...], ends: list[tuple[Grade, Outage]]
) -> None:
    world = World.of(place())
    exchanged(world, moves=moves)
    world.crash()
    world.report()
    assert (world.order(), world.condition()) == (PartState.EXCHANGING, Condition.HANDING_OVER)
    world.wait(14 * MINUTE, ticks=60)
    assert world.order() is PartState.EXCHANGING
    world.wait(QUARTER, ticks=60)
    assert receipts(world) == ends
    assert world.order() is (PartState.HANDED_IN if ends else PartState.QUARANTINED)


def test_no_reboot_renews_the_minutes() -> None:
    world = World.of(place())
    exchanged(world)
    for _ in range(3):
        world.crash()
        world.report()
        world.wait(5 * MINUTE + 10 * SECOND, ticks=40)
    assert receipts(world) == [(Grade.SENSOR, Outage.POWER)]


def test_shut_in_the_dark_it_is_judged_with_the_mark_of_the_outage() -> None:
    world = World.of(place())
    at_the_open_door(world)
    lies(world, inside=False)
    world.boxes[A01].item, world.boxes[A01].open, world.boxes[A01].bolted = True, False, True
    world.crash()
    world.report()
    world.wait(QUARTER, ticks=60)
    assert receipts(world) == [(Grade.SENSOR, Outage.POWER)]


def test_found_open_at_boot_is_quarantined() -> None:
    world = World.of(place())
    at_the_open_door(world)
    lies(world, inside=False)
    world.crash()
    world.report()
    assert (world.order(), world.state.compartments[A01].reason) == (PartState.QUARANTINED, DoorReason.FOUND_OPEN)


def test_found_open_after_it_had_been_shut_is_quarantined() -> None:
    world = World.of(place())
    exchanged(world)
    world.boxes[A01].open, world.boxes[A01].bolted = True, False
    world.crash()
    world.report()
    assert world.order() is PartState.QUARANTINED


def test_not_read_in_a_minute_is_quarantined() -> None:
    world = World.of(place())
    exchanged(world)
    world.crash()
    world.wait(MINUTE + SECOND, ticks=10)
    assert world.state.compartments[A01].reason == DoorReason.NO_READING_AFTER_CRASH


def test_a_reopening_cut_off_is_never_one_again() -> None:
    world = World.of(place())
    visit = exchanged(world)
    world.wait(6 * SECOND)
    world.say(visit, Word.OPEN_AGAIN)
    world.fire(gives_way=False)
    world.crash()
    world.report()
    assert (world.order(), world.part().right) == (PartState.QUARANTINED, RightState.SPENT)


def test_a_silent_board_gives_no_custody_until_it_answers() -> None:
    world = World.of(place())
    visit = exchanged(world)
    world.say(visit, Word.EXCHANGED)
    world.boxes[A01].answering = False
    world.report()
    world.wait(11 * SECOND, ticks=11)
    assert (world.order(), world.visit(visit).phase) == (PartState.EXCHANGING, Phase.PAPER_READY)
    assert receipts(world) == []
    world.boxes[A01].answering = True
    world.report()
    world.wait(QUARTER, ticks=60)
    assert receipts(world) == [(Grade.SENSOR, Outage.SILENCE)]


# central's wishes


def test_taken_back_before_anybody_came_it_is_recalled() -> None:
    world = World.of(place())
    grant = ready(world)
    world.cancel()
    assert (world.order(), world.condition()) == (PartState.RECALLED, Condition.OCCUPIED)
    assert world.refuse(world.show(grant)) is Refusal.CODE_NOT_VALID


def test_taken_back_meanwhile_it_is_judged_first_and_custody_stays() -> None:
    world = World.of(place())
    visit = at_the_open_door(world)
    world.cancel()
    lies(world, inside=False)
    lies(world, inside=True)
    world.shut()
    world.wait(6 * SECOND)
    assert world.refuse_to(visit, Word.OPEN_AGAIN) is Refusal.CANCELLED
    says(world, visit, Word.EXCHANGED)
    assert (world.order(), receipts(world)) == (PartState.HANDED_IN, [(Grade.SENSOR, Outage.NONE)])
    assert not world.told(FactType.ORDER_RECALLED)


def test_taken_back_meanwhile_and_unclear_it_waits_for_staff() -> None:
    world = World.of(place())
    visit = exchanged(world, moves=())
    world.cancel()
    says(world, visit, Word.NOTHING_IN)
    assert world.order() is PartState.QUARANTINED
    assert not world.told(FactType.ORDER_RECALLED), "nobody knows what lies there"


def test_in_custody_it_is_too_late() -> None:
    world = World.of(place())
    says(world, exchanged(world), Word.EXCHANGED)
    assert world.refuse(Cancel(O1, "withdrawn")) is Refusal.ALREADY_HANDED_IN


def test_held_it_opens_nothing_and_afterwards_is_what_it_was() -> None:
    world = World.of(place())
    grant = ready(world)
    world.accept(PutOnHold(O1, "fee_unpaid"))
    assert world.refuse(world.show(grant)) is Refusal.ORDER_ON_HOLD
    world.accept(EndHold(O1))
    says(world, exchanged(world, grant), Word.EXCHANGED)
    assert world.order() is PartState.HANDED_IN


def test_held_it_waits_until_whoever_is_there_is_gone_though_the_item_sensor_quarantines_meanwhile() -> None:
    world = World.of(place())
    visit = world.collect(ready(world))
    world.fire(gives_way=False)
    world.take()
    world.accept(PutOnHold(O1, "fee_unpaid"))
    assert world.state.orders[O1].hold is Hold.WANTED
    world.wait(6 * SECOND)
    assert world.state.compartments[A01].reason == DoorReason.ITEM_GONE_WHILE_SHUT
    assert (world.visit(visit).phase, world.visit(visit).trouble) == (Phase.PAPER_READY, Refusal.ASK_STAFF)
    assert world.state.orders[O1].hold is Hold.ON


def test_a_new_code_waits_until_it_is_judged_and_takes_over() -> None:
    world = World.of(place())
    grant = ready(world)
    fresh = world.reissue()
    assert world.refuse(world.show(grant)) is Refusal.CODE_NOT_VALID
    visit = exchanged(world, fresh)
    assert world.refuse(Reissue(O1, world.fresh_code())) is Refusal.BUSY
    says(world, visit, Word.EXCHANGED)
    assert world.refuse(Reissue(O1, world.fresh_code())) is Refusal.ORDER_NOT_READY


def test_a_forced_door_suspends_it() -> None:
    world = World.of(place())
    grant = ready(world)
    world.wait(20 * SECOND)
    world.pull()
    assert (world.order(), world.worth(grant)) == (PartState.QUARANTINED, Worth.SUSPENDED)
    world.cancel()
    assert world.order() is PartState.RECALLED, "it was never opened under its code: the new one lies there"
