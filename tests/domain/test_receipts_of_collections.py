"""What is collected has a receipt as well: one for each part, by which evidence, and only where it is wanted."""

from dataclasses import replace
from typing import Final

import pytest
from world import A01, A02, MINUTE, SECOND, World, order, place

from lockerd.domain.model.facts import FactType
from lockerd.domain.model.ids import VisitId
from lockerd.domain.model.outages import Outage
from lockerd.domain.model.parts import Needs
from lockerd.domain.model.readings import DoorSensor, Item, ItemSensor
from lockerd.domain.model.receipts import Grade, Paper, Receipt
from lockerd.domain.model.refusals import Refusal
from lockerd.domain.model.staff import ConfirmLoaded
from lockerd.domain.model.visits import Phase
from lockerd.domain.model.words import Word
from lockerd.domain.shown.speech import may

BARE: Final = place(item_sensor=ItemSensor.NONE)


def receipts(world: World) -> list[Receipt]:
    return [world.state.receipts[name] for name in sorted(world.state.receipts)]


def taken(world: World, *words: Word) -> VisitId:
    """Somebody has collected, shut the door and said this."""
    visit = world.opened()
    world.take()
    world.wait(30 * SECOND)
    world.shut()
    for word in words:
        world.say(visit, word)
    return visit


def test_what_the_sensor_saw_leave_has_a_receipt_at_once() -> None:
    world = World.of(place())
    visit = taken(world)
    assert not receipts(world), "not before the part is judged"
    closed_s = world.now.lo_s
    world.say(visit, Word.TAKEN_OUT)
    (receipt,) = receipts(world)
    assert (receipt.paper, receipt.grade, receipt.item) == (Paper.RECEIPT, Grade.SENSOR, Item.ABSENT)
    assert receipt.hi_s is not None
    assert closed_s - 5 == receipt.lo_s <= receipt.hi_s, "from the last look before the closing, not from the opening"
    (fact,) = world.told(FactType.PART_COLLECTED)
    assert (fact.data["receipt"], fact.data["grade"], fact.data["item_seen"]) == (receipt.id, "sensor", "absent")
    assert world.part().receipt == receipt.id


@pytest.mark.parametrize(
    ("words", "grade"), [((Word.TAKEN_OUT,), Grade.CLAIM), ((Word.DONE, Word.DONE), Grade.OPENED)], ids=["said", "left"]
)
def test_where_no_sensor_proves_it_the_receipt_says_on_what_it_rests(words: tuple[Word, ...], grade: Grade) -> None:
    world = World.of(BARE)
    taken(world, *words)
    (receipt,) = receipts(world)
    assert (receipt.grade, receipt.item, receipt.door) == (grade, Item.UNKNOWN, DoorSensor.CONTACT)


def test_a_word_against_the_sensor_is_called_a_word_and_the_sensor_is_stated() -> None:
    world = World.of(place())
    visit = world.opened()
    world.shut()
    world.say(visit, Word.TAKEN_OUT)
    world.say(visit, Word.TAKEN_OUT)
    (receipt,) = receipts(world)
    assert (receipt.grade, receipt.item) == (Grade.CLAIM, Item.PRESENT)


def test_a_lock_that_was_fired_unseen_and_unsaid_is_no_receipt() -> None:
    world = World.of(place(door_sensor=DoorSensor.NONE, item_sensor=ItemSensor.NONE))
    visit = world.collect(world.loaded())
    world.fire()
    world.wait(3 * MINUTE, ticks=40)
    assert visit not in world.state.visits
    (fact,) = world.told(FactType.PART_COLLECTED)
    assert (fact.data["receipt"], fact.data["grade"]) == (0, "")
    assert not receipts(world)


def test_the_paper_is_offered_after_the_end_and_forced_on_nobody() -> None:
    world = World.of(place())
    visit = taken(world)
    assert world.refuse_to(visit, Word.PAPER) is Refusal.NOT_NOW
    world.say(visit, Word.TAKEN_OUT)
    assert world.visit(visit).phase is Phase.OVER
    assert Word.PAPER in may(world.state, visit, world.now, world.policy)
    world.say(visit, Word.PAPER)
    assert (world.visit(visit).phase, world.visit(visit).paper) == (Phase.PAPER_READY, receipts(world)[0].id)
    world.say(visit, Word.MORE_TIME)
    world.say(visit, Word.DONE)
    assert world.visit(visit).phase is Phase.OVER


def test_nobody_gets_a_paper_of_a_visit_that_is_forgotten_and_no_receipt_of_one_that_took_nothing() -> None:
    world = World.of(place())
    visit = taken(world, Word.TAKEN_OUT)
    world.wait(2 * MINUTE, ticks=10)
    assert world.refuse_to(visit, Word.PAPER) is Refusal.VISIT_OVER
    stuck = World.of(place())
    visit = stuck.collect(stuck.loaded())
    for _ in range(3):
        stuck.fire(gives_way=False)
        stuck.wait(8 * SECOND, ticks=8)
    assert stuck.visit(visit).phase is Phase.OVER
    assert [each.paper for each in receipts(stuck)] == [Paper.RECORD]


def test_each_door_of_an_order_has_its_own_and_all_are_offered_together() -> None:
    world = World.of(place(), place(A02))
    world.announce(order(needs=(Needs(), Needs())))
    loading = world.load()
    for door in (A01, A02):
        world.fire()
        world.pull(door)
        world.boxes[door].item = True
        world.shut(door)
        grant = world.accept(ConfirmLoaded(loading, world.fresh_code())).grant
    world.say(loading, Word.DONE)
    world.wait(6 * SECOND)
    assert grant is not None
    visit = world.collect(grant)
    for _ in range(2):
        door = world.visit(visit).compartment
        world.fire()
        world.pull(door)
        world.take(door)
        world.shut(door)
        world.say(visit, Word.TAKEN_OUT)
        world.wait(6 * SECOND)
    assert [each.compartment for each in receipts(world)] == [A01, A02]
    first, second = (each.id for each in receipts(world))
    shown = []
    for _ in range(3):
        world.say(visit, Word.PAPER)
        shown.append(world.visit(visit).paper)
    assert shown == [second, first, second], "said again, it shows that of the next door"


def test_a_door_shut_in_an_outage_is_said_to_be() -> None:
    world = World.of(place())
    opened_s = world.now.lo_s
    world.opened()
    world.take()
    world.crash(off_ms=3_600_000)
    world.shut()
    world.wait(5 * SECOND, ticks=5)
    (receipt,) = receipts(world)
    assert (receipt.outage, receipt.grade) == (Outage.POWER, Grade.SENSOR)
    assert receipt.hi_s is not None
    assert receipt.hi_s - receipt.lo_s >= 3_600
    assert receipt.lo_s >= opened_s


def test_opened_again_the_interval_begins_at_the_last_closing() -> None:
    world = World.of(place())
    visit = world.opened()
    world.shut()
    world.wait(20 * SECOND)
    world.say(visit, Word.OPEN_AGAIN)
    world.fire()
    world.pull()
    world.take()
    world.wait(40 * SECOND)
    world.shut()
    last_s = world.now.lo_s
    world.say(visit, Word.TAKEN_OUT)
    assert [each.lo_s for each in receipts(world)] == [last_s - 5]


def test_what_is_collected_and_contradicted_later_keeps_its_receipt() -> None:
    world = World.of(place())
    taken(world, Word.TAKEN_OUT)
    (receipt,) = receipts(world)
    world.crash()
    assert receipts(world) == [replace(receipt)]
