"""Loading: choosing, looking, putting in, confirming, undoing."""

import pytest
from world import A01, A02, MINUTE, O1, O2, SECOND, STAFF, World, asking, order, place

from lockerd.domain.model.compartments import Condition
from lockerd.domain.model.facts import FactType
from lockerd.domain.model.grants import Worth
from lockerd.domain.model.orders import Kind
from lockerd.domain.model.parts import Needs, PartState
from lockerd.domain.model.readings import Door, DoorSensor, Item, ItemSensor
from lockerd.domain.model.refusals import Refusal
from lockerd.domain.model.staff import ConfirmLoaded, Reissue, StartLoading
from lockerd.domain.model.visits import Phase, Role
from lockerd.domain.model.words import Word


def test_a_free_compartment_is_loaded_and_the_code_comes_last() -> None:
    world = World.of(place())
    world.announce()
    assert world.condition() is Condition.RESERVED
    visit = world.load()
    assert (world.condition(), world.order()) == (Condition.LOADING, PartState.LOADING)
    world.fire()
    world.pull()
    world.boxes[A01].item = True
    assert world.refuse(ConfirmLoaded(visit, world.fresh_code())) is Refusal.NOT_NOW
    world.shut()
    assert not len(world.state.grants)
    grant = world.confirm(visit)
    assert (world.condition(), world.order()) == (Condition.OCCUPIED, PartState.READY)
    assert world.worth(grant) is Worth.ACTIVE
    assert world.visit(visit).phase is Phase.CODE_READY


def test_a_compartment_to_check_must_be_called_empty_first() -> None:
    world = World.of(place(item_sensor=ItemSensor.NONE), condition=Condition.TO_CHECK)
    world.announce()
    visit = world.load()
    assert world.visit(visit).must_check
    world.fire()
    world.pull()
    world.shut()
    assert world.refuse(ConfirmLoaded(visit, world.fresh_code())) is Refusal.SAY_EMPTY_FIRST
    world.say(visit, Word.EMPTY)
    world.confirm(visit)


def test_an_item_that_is_not_seen_is_asked_about_and_can_be_insisted_on() -> None:
    world = World.of(place())
    world.boxes[A01].seen_by_sensor = False
    world.announce()
    visit = world.load()
    world.fire()
    world.pull()
    world.shut()
    assert world.refuse(ConfirmLoaded(visit, world.fresh_code())) is Refusal.ITEM_NOT_SEEN
    assert world.visit(visit).trouble is Refusal.ITEM_NOT_SEEN
    world.confirm(visit, although_not_seen=True)
    assert world.part().before is Item.UNKNOWN


def test_undo_kills_the_code_and_opens_for_the_same_staff() -> None:
    world = World.of(place())
    world.announce()
    visit = world.put_in()
    grant = world.confirm(visit)
    world.wait(6 * SECOND)
    world.say(visit, Word.UNDO)
    assert world.worth(grant) is Worth.REVOKED
    assert (world.order(), world.visit(visit).role) == (PartState.RETRIEVAL, Role.UNDOER)
    world.fire()
    world.pull()
    world.take()
    world.shut()
    world.say(visit, Word.DONE)
    assert (world.order(), world.condition()) == (PartState.RESERVED, Condition.RESERVED)
    assert not world.told(FactType.ORDER_RETRIEVED)
    assert world.refuse(world.show(grant)) is Refusal.CODE_NOT_VALID


def test_undo_that_does_not_open_leaves_the_order_recalled() -> None:
    world = World.of(place())
    world.announce()
    visit = world.put_in()
    world.confirm(visit)
    world.wait(6 * SECOND)
    world.say(visit, Word.UNDO)
    world.give_back()
    assert (world.order(), world.condition()) == (PartState.RECALLED, Condition.OCCUPIED)


def test_undo_is_over_after_two_minutes_and_after_the_collection_began() -> None:
    world = World.of(place())
    world.announce()
    visit = world.put_in()
    grant = world.confirm(visit)
    world.wait(6 * SECOND)
    collecting = world.collect(grant)
    assert world.refuse_to(visit, Word.UNDO) is Refusal.WAIT
    world.fire()
    world.pull()
    assert world.refuse_to(visit, Word.UNDO) is Refusal.VISIT_OVER
    assert world.visit(collecting).phase is Phase.DOOR_OPEN
    world = World.of(place())
    world.announce()
    visit = world.put_in()
    world.confirm(visit)
    world.wait(2 * MINUTE)
    assert world.refuse_to(visit, Word.UNDO) is Refusal.VISIT_OVER


def test_a_collection_right_after_loading_is_judged_by_its_own_word() -> None:
    world = World.of(place(item_sensor=ItemSensor.NONE))
    world.announce()
    loading = world.load()
    world.fire()
    world.pull()
    world.shut()
    grant = world.confirm(loading)
    world.wait(6 * SECOND)
    collecting = world.opened(grant)
    assert world.visit(loading).phase is Phase.OVER
    assert world.visit(collecting).phase is Phase.DOOR_OPEN
    world.say(collecting, Word.TAKEN_OUT)
    world.shut()
    assert world.condition() is Condition.TO_CHECK
    assert world.order() is PartState.CLOSED


def test_a_loading_that_nobody_finishes_quarantines() -> None:
    world = World.of(place())
    world.announce()
    visit = world.load()
    world.fire()
    world.pull()
    world.shut()
    world.wait(2 * MINUTE)
    assert (world.condition(), world.order()) == (Condition.QUARANTINED, PartState.QUARANTINED)
    assert world.visit(visit).trouble is Refusal.LOADING_NOT_FINISHED


def test_a_loading_whose_door_sticks_finds_another_compartment() -> None:
    world = World.of(place(A01), place(A02))
    world.announce()
    visit = world.load()
    stuck = world.visit(visit).compartment
    for _ in range(3):
        world.fire(gives_way=False)
        world.wait(6 * SECOND)
        world.wait(3 * SECOND)
    assert world.condition(stuck) is Condition.QUARANTINED
    assert world.order() is PartState.RESERVED
    assert world.visit(world.load()).compartment != stuck


def test_a_loading_given_up_after_an_unseen_pulse_leaves_the_compartment_to_check() -> None:
    world = World.of(place())
    world.announce()
    world.load()
    world.fire(gives_way=False)
    world.wait(6 * SECOND)
    world.boxes[A01].answering = False
    world.report()
    world.wait(3 * SECOND)
    assert world.condition() is Condition.TO_CHECK


def test_a_loading_that_was_not_fired_leaves_the_compartment_free() -> None:
    world = World.of(place(), place(A02))
    world.announce()
    visit = world.load()
    world.give_back()
    assert world.visit(visit).phase is Phase.OVER
    assert world.order() is PartState.RESERVED


def test_nothing_is_confirmed_while_the_door_is_unknown_or_after_a_quarantine() -> None:
    world = World.of(place())
    world.announce()
    visit = world.put_in()
    world.boxes[A01].answering = False
    world.report()
    assert world.refuse(ConfirmLoaded(visit, world.fresh_code())) is Refusal.WAIT
    world.boxes[A01].answering = True
    world.report()
    world.wait(11 * SECOND)
    world.pull()
    assert world.condition() is Condition.QUARANTINED
    world.shut()
    assert world.refuse(ConfirmLoaded(visit, world.fresh_code())) is Refusal.ASK_STAFF


def test_without_door_sensor_the_word_of_staff_stands_in() -> None:
    world = World.of(place(door_sensor=DoorSensor.NONE, item_sensor=ItemSensor.NONE))
    world.announce()
    visit = world.load()
    assert world.refuse(ConfirmLoaded(visit, world.fresh_code())) is Refusal.NOT_NOW
    world.fire()
    world.confirm(visit)
    assert world.condition() is Condition.OCCUPIED


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"kind": Kind.SWAP}, Refusal.KIND_NOT_SUPPORTED),
        ({"authority": "mars"}, Refusal.AUTHORITY_UNKNOWN),
        ({"needs": Needs(size="barn")}, Refusal.SIZE_UNKNOWN),
    ],
)
def test_an_order_that_cannot_be_served_is_refused_with_its_reason(changes: dict[str, object], reason: Refusal) -> None:
    world = World.of(place())
    assert world.refuse(asking(order(**changes))) is reason
    assert not len(world.state.orders)


def test_an_order_is_announced_once() -> None:
    world = World.of(place())
    world.announce()
    assert world.refuse(asking(order())) is Refusal.ORDER_EXISTS


def test_an_order_that_waits_gets_the_next_free_compartment() -> None:
    world = World.of(place())
    grant = world.loaded(O1)
    world.announce(order(O2))
    assert world.order(O2) is PartState.ANNOUNCED
    assert world.refuse(StartLoading(world.fresh_visit(), O2, STAFF)) is Refusal.NO_COMPARTMENT
    visit = world.opened(grant)
    world.take()
    world.shut()
    world.say(visit, Word.TAKEN_OUT)
    assert world.order(O2) is PartState.RESERVED


def test_reissue_makes_a_new_code_and_kills_the_old_one() -> None:
    world = World.of(place())
    old = world.loaded()
    visit = world.fresh_visit()
    new = world.accept(Reissue(O1, world.fresh_code(), STAFF, visit)).grant
    assert new is not None
    assert (world.worth(old), world.worth(new)) == (Worth.REVOKED, Worth.ACTIVE)
    assert world.visit(visit).phase is Phase.CODE_READY
    assert world.refuse_to(visit, Word.UNDO) is Refusal.NOT_NOW
    assert world.refuse(world.show(old)) is Refusal.CODE_NOT_VALID
    world.collect(new)


def test_reissue_takes_tries_and_retention_over() -> None:
    world = World.of(place())
    old = world.loaded()
    world.collect(old)
    world.fire(gives_way=False)
    world.wait(6 * SECOND)
    world.boxes[A01].answering = False
    world.report()
    world.wait(3 * SECOND)
    left_ms = world.grant(old).retention_left_ms
    new = world.reissue()
    assert world.part().attempts == 1
    assert world.grant(new).retention_left_ms == left_ms


def test_reissue_is_refused_while_somebody_collects_and_when_there_is_no_code() -> None:
    world = World.of(place())
    world.announce()
    assert world.refuse(Reissue(O1, world.fresh_code())) is Refusal.ORDER_NOT_READY
    world = World.of(place())
    world.collect(world.loaded())
    assert world.refuse(Reissue(O1, world.fresh_code())) is Refusal.BUSY


def test_a_door_that_stands_open_is_not_loaded_into() -> None:
    world = World.of(place())
    world.boxes[A01].stuck = Door.OPEN
    world.state = world.state._replace(readings=world.state.readings.insert(A01, world.boxes[A01].reading(1)))
    world.announce()
    assert world.refuse(StartLoading(world.fresh_visit(), O1, STAFF)) is Refusal.NO_COMPARTMENT


def test_staff_of_another_authority_are_refused() -> None:
    world = World.of(place())
    world.announce(order(authority="kreis"))
    assert world.refuse(StartLoading(world.fresh_visit(), O1, STAFF)) is Refusal.WRONG_AUTHORITY
