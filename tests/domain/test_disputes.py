"""Something else lies there, or nothing: the word of whoever came to collect, and what becomes of it (F54)."""

from dataclasses import replace
from typing import Final

import pytest
from world import A01, A02, MINUTE, O1, O2, ORDINARY, SECOND, STAFF, World, order, place

from lockerd.domain.model.compartments import Condition
from lockerd.domain.model.facts import FactType
from lockerd.domain.model.holds import EndHold
from lockerd.domain.model.ids import CompartmentId, GrantId, OrderId, VisitId
from lockerd.domain.model.orders import Hold
from lockerd.domain.model.parts import OPENS, PartState
from lockerd.domain.model.readings import DoorSensor, ItemSensor
from lockerd.domain.model.receipts import Paper
from lockerd.domain.model.refusals import Refusal
from lockerd.domain.model.staff import ConfirmLoaded, Staff
from lockerd.domain.model.visits import Phase
from lockerd.domain.model.words import Word

A03: Final = CompartmentId("A03")
O3: Final = OrderId("01900000-0000-7000-8000-000000000003")
EITHER: Final = (Word.WRONG_ITEM, Word.NOTHING_INSIDE)


def kept_for_staff(world: World, word: Word) -> None:
    """Nothing passed to anybody, staff are called, the office knows, and the code opens nothing."""
    row = world.state.compartments[A01]
    assert (row.condition, row.reason) == (Condition.QUARANTINED, word.value)
    assert (world.part().state, world.part().receipt) == (PartState.QUARANTINED, None)
    assert world.part().right not in OPENS
    assert [fact.data["reason"] for fact in world.told(FactType.INCIDENT_NOTED)] == [word.value]
    assert not world.told(FactType.PART_COLLECTED)
    assert not world.told(FactType.ORDER_COLLECTED)


@pytest.mark.parametrize("word", EITHER)
@pytest.mark.parametrize("door", [DoorSensor.CONTACT, DoorSensor.HOOK, DoorSensor.BOTH])
@pytest.mark.parametrize("item", ItemSensor)
def test_at_the_open_door_the_word_keeps_it_for_staff_at_once(word: Word, door: DoorSensor, item: ItemSensor) -> None:
    world = World.of(place(door_sensor=door, item_sensor=item))
    visit = world.opened()
    if word is Word.NOTHING_INSIDE:
        world.boxes[A01].item = False
    world.say(visit, word)
    kept_for_staff(world, word)
    world.crash()
    kept_for_staff(world, word)


@pytest.mark.parametrize("word", EITHER)
def test_the_visit_ends_when_the_door_is_shut_and_offers_a_record(word: Word) -> None:
    world = World.of(place())
    visit = world.opened()
    world.say(visit, word)
    assert (world.visit(visit).phase, world.visit(visit).trouble) == (Phase.DOOR_OPEN, Refusal.DISPUTED)
    world.shut()
    kept_for_staff(world, word)
    assert (world.visit(visit).phase, world.visit(visit).trouble) == (Phase.OVER, Refusal.DISPUTED)
    (record,) = world.state.receipts.values()
    assert (record.paper, record.reason, world.visit(visit).papers) == (Paper.RECORD, word.value, (record.id,))


def test_a_door_that_is_shut_already_is_opened_once_more_to_take_it_back() -> None:
    world = World.of(place())
    visit = world.opened()
    world.take()
    world.shut()
    world.wait(6 * SECOND)
    world.say(visit, Word.WRONG_ITEM)
    assert world.visit(visit).phase is Phase.OPENING
    world.fire()
    world.pull()
    kept_for_staff(world, Word.WRONG_ITEM)
    world.boxes[A01].item = True
    world.shut()
    assert world.visit(visit).phase is Phase.OVER
    kept_for_staff(world, Word.WRONG_ITEM)


def test_a_door_that_does_not_open_again_is_kept_for_staff_all_the_same() -> None:
    world = World.of(place())
    visit = world.opened()
    world.take()
    world.shut()
    world.wait(6 * SECOND)
    world.say(visit, Word.WRONG_ITEM)
    world.fire(gives_way=False)
    world.wait(8 * SECOND, ticks=8)
    assert world.visit(visit).phase is Phase.OVER
    kept_for_staff(world, Word.WRONG_ITEM)


@pytest.mark.parametrize(
    ("word", "item"), [(Word.NOTHING_INSIDE, False), (Word.NOTHING_INSIDE, True), (Word.WRONG_ITEM, True)]
)
def test_a_shut_door_with_nothing_to_put_back_stays_shut(word: Word, item: bool) -> None:
    world = World.of(place())
    visit = world.opened()
    if not item:
        world.take()
    world.shut()
    world.wait(6 * SECOND)
    world.say(visit, word)
    assert (world.visit(visit).phase, world.unlocks) == (Phase.OVER, [])
    kept_for_staff(world, word)


def test_a_third_opening_is_not_given_for_it() -> None:
    world = World.of(place())
    visit = world.opened()
    for _ in range(2):
        world.shut()
        world.wait(6 * SECOND)
        world.say(visit, Word.OPEN_AGAIN)
        world.fire()
        world.pull()
    world.take()
    world.shut()
    world.wait(6 * SECOND)
    world.say(visit, Word.WRONG_ITEM)
    assert (world.visit(visit).phase, world.unlocks) == (Phase.OVER, [])
    kept_for_staff(world, Word.WRONG_ITEM)


def test_without_a_sensor_on_the_door_the_word_ends_the_visit() -> None:
    world = World.of(place(door_sensor=DoorSensor.NONE, item_sensor=ItemSensor.NONE))
    visit = world.collect(world.loaded())
    world.fire()
    world.say(visit, Word.WRONG_ITEM)
    assert world.visit(visit).phase is Phase.OVER
    kept_for_staff(world, Word.WRONG_ITEM)


@pytest.mark.parametrize("word", EITHER)
def test_it_is_said_once_and_nothing_is_said_against_it(word: Word) -> None:
    world = World.of(place())
    visit = world.opened()
    world.say(visit, word)
    for later in (*EITHER, Word.TAKEN_OUT, Word.OPEN_AGAIN):
        assert world.refuse_to(visit, later) is Refusal.NOT_NOW
    assert len(world.told(FactType.INCIDENT_NOTED)) == 1


@pytest.mark.parametrize("word", EITHER)
def test_nobody_says_it_before_the_door_is_open_or_after_the_end(word: Word) -> None:
    world = World.of(place())
    visit = world.collect(world.loaded())
    assert world.refuse_to(visit, word) is Refusal.NOT_NOW
    world.fire()
    assert world.refuse_to(visit, word) is Refusal.NOT_NOW
    world.pull()
    world.take()
    world.shut()
    world.wait(6 * SECOND)
    world.say(visit, Word.TAKEN_OUT)
    assert world.refuse_to(visit, word) is Refusal.VISIT_OVER


@pytest.mark.parametrize("word", EITHER)
def test_staff_say_no_such_thing_of_what_they_put_in(word: Word) -> None:
    world = World.of(place())
    world.announce()
    visit = world.load()
    world.fire()
    world.pull()
    assert world.refuse_to(visit, word) is Refusal.NOT_NOW


def test_a_person_who_left_the_door_open_after_the_word_is_told_of() -> None:
    world = World.of(place())
    visit = world.opened()
    world.say(visit, Word.WRONG_ITEM)
    world.wait(6 * MINUTE, ticks=12)
    assert world.told(FactType.DOOR_LEFT_OPEN)
    kept_for_staff(world, Word.WRONG_ITEM)
    assert world.visit(visit).phase is Phase.DOOR_OPEN


def test_a_lock_that_could_not_be_fired_again_is_kept_for_staff_all_the_same() -> None:
    world = World.of(place())
    visit = world.opened()
    world.take()
    world.shut()
    world.wait(6 * SECOND)
    world.say(visit, Word.WRONG_ITEM)
    world.give_back()
    assert (world.visit(visit).phase, world.visit(visit).trouble) == (Phase.OVER, Refusal.DISPUTED)
    kept_for_staff(world, Word.WRONG_ITEM)


def test_what_else_waits_under_the_code_is_kept_until_its_office_gives_it_free() -> None:
    world = World.of(place(), place(A02))
    world.announce(order(needs=(ORDINARY, ORDINARY)))
    visit = world.load()
    for door in (A01, A02):
        world.fire()
        world.pull(door)
        world.boxes[door].item = True
        world.shut(door)
        world.accept(ConfirmLoaded(visit, world.fresh_code()))
    grant = world.visit(visit).grant
    world.say(visit, Word.DONE)
    world.wait(6 * SECOND)
    taking = world.opened(grant)
    world.say(taking, Word.WRONG_ITEM)
    world.shut()
    assert (world.visit(taking).phase, world.unlocks) == (Phase.OVER, [])
    assert world.state.orders[O1].hold is Hold.ON
    assert world.refuse(world.show(grant)) is Refusal.ORDER_ON_HOLD
    world.accept(EndHold(O1))
    world.wait(6 * SECOND)
    again = world.collect(grant)
    assert world.visit(again).compartment == A02


def pile(world: World, *, pause_ms: int = 0, second: Staff = STAFF) -> tuple[GrantId, GrantId]:
    """Two orders are put in one after the other."""
    codes = []
    for order_id, door, staff in ((O1, A01, STAFF), (O2, A02, second)):
        world.announce(order(order_id))
        visit = world.load(order_id, staff=staff)
        world.fire()
        world.pull(door)
        world.boxes[door].item = True
        world.shut(door)
        codes.append(world.confirm(visit))
        world.say(visit, Word.DONE)
        world.wait(pause_ms or 6 * SECOND, ticks=10)
    return codes[0], codes[1]


@pytest.mark.parametrize("word", EITHER)
def test_what_was_put_in_together_with_it_is_kept_as_well(word: Word) -> None:
    world = World.of(place(), place(A02))
    mine, other = pile(world)
    taking = world.opened(mine)
    world.say(taking, word)
    assert world.state.orders[O2].hold is Hold.ON
    (held,) = world.told(FactType.ORDER_HELD)
    assert (held.order, held.data["hold_reason"]) == (O2, "wrong_item")
    assert world.refuse(world.show(other)) is Refusal.ORDER_ON_HOLD
    world.shut()
    world.accept(EndHold(O2))
    world.wait(6 * SECOND)
    assert world.visit(world.collect(other)).compartment == A02


@pytest.mark.parametrize("other", [{"pause_ms": 31 * MINUTE}, {"second": replace(STAFF, badge="badge-8")}])
def test_another_pile_is_not_kept(other: dict[str, object]) -> None:
    world = World.of(place(), place(A02))
    mine, theirs = pile(world, **other)  # type: ignore[arg-type]
    world.say(world.opened(mine), Word.WRONG_ITEM)
    assert world.state.orders[O2].hold is Hold.NONE
    world.shut()
    world.wait(6 * SECOND)
    assert world.visit(world.collect(theirs)).compartment == A02


def test_a_pile_stays_one_over_a_crash_and_a_new_one_is_begun_after_it() -> None:
    world = World.of(place(), place(A02), place(A03))
    mine, _ = pile(world)
    world.crash()
    world.wait(2 * MINUTE, ticks=4)
    world.report()
    third = world.loaded(O3, at=A03)
    assert len({world.part(O1).session, world.part(O2).session, world.part(O3).session}) == 2
    world.say(world.opened(mine), Word.WRONG_ITEM)
    assert [world.state.orders[each].hold for each in (O2, O3)] == [Hold.ON, Hold.NONE]
    world.shut()
    world.wait(6 * SECOND)
    assert world.visit(world.collect(third)).compartment == A03


def test_what_is_out_already_is_not_kept() -> None:
    world = World.of(place(), place(A02))
    mine, other = pile(world)
    taking = world.opened(other)
    world.take(A02)
    world.shut(A02)
    world.say(taking, Word.TAKEN_OUT)
    world.wait(6 * SECOND)
    world.say(world.opened(mine), Word.WRONG_ITEM)
    assert world.state.orders[O2].hold is Hold.NONE


def taken_out_and_shut(world: World, grant: GrantId | None = None) -> VisitId:
    """Somebody has it in hand, at the door that they have just shut: its lock rests for some seconds."""
    visit = world.opened(grant)
    world.take()
    world.shut()
    return visit


def test_a_lock_that_rests_is_waited_for() -> None:
    world = World.of(place())
    visit = taken_out_and_shut(world)
    world.say(visit, Word.WRONG_ITEM)
    assert (world.visit(visit).phase, world.unlocks) == (Phase.DOOR_SHUT, [])
    world.wait(6 * SECOND, ticks=6)
    world.fire()
    world.pull()
    kept_for_staff(world, Word.WRONG_ITEM)


def test_whoever_comes_meanwhile_does_not_wait_for_it() -> None:
    world = World.of(place(), place(A02))
    mine, other = pile(world, second=replace(STAFF, badge="badge-8"))
    visit = taken_out_and_shut(world, mine)
    world.say(visit, Word.WRONG_ITEM)
    world.collect(other)
    assert world.visit(visit).phase is Phase.OVER
    kept_for_staff(world, Word.WRONG_ITEM)


def test_it_is_given_up_when_the_time_for_opening_again_is_over() -> None:
    world = World.of(place(), place(A02))
    visit = taken_out_and_shut(world)
    world.technician(A02)
    world.say(visit, Word.WRONG_ITEM)
    world.wait(117 * SECOND, ticks=117)
    assert world.visit(visit).phase is Phase.DOOR_SHUT
    world.wait(5 * SECOND, ticks=5)
    assert (world.visit(visit).phase, world.unlocks) == (Phase.OVER, [])
    kept_for_staff(world, Word.WRONG_ITEM)


def test_a_power_cut_before_it_is_put_back_takes_no_word_back() -> None:
    world = World.of(place())
    visit = taken_out_and_shut(world)
    world.say(visit, Word.WRONG_ITEM)
    world.crash()
    world.report()
    kept_for_staff(world, Word.WRONG_ITEM)


def test_an_order_that_waits_for_staff_with_a_spent_code_is_not_kept_as_well() -> None:
    world = World.of(place(), place(A02))
    mine, other = pile(world)
    taking = world.opened(other)
    world.shut(A02)
    world.say(taking, Word.DONE)
    world.say(taking, Word.DONE)
    world.wait(6 * SECOND)
    assert world.part(O2).state is PartState.QUARANTINED
    world.say(world.opened(mine), Word.WRONG_ITEM)
    assert world.state.orders[O2].hold is Hold.NONE
