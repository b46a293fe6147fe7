"""What is offered to a person is what is accepted from them, at every moment of a visit."""

from world import A01, A02, MINUTE, O1, O2, SECOND, World, order, place

from lockerd.domain.model.compartments import Condition
from lockerd.domain.model.ids import VisitId
from lockerd.domain.model.parts import Needs, PartState
from lockerd.domain.model.readings import DoorSensor, ItemSensor
from lockerd.domain.model.refusals import Refusal
from lockerd.domain.model.staff import ConfirmLoaded
from lockerd.domain.model.visits import Phase
from lockerd.domain.model.words import Word
from lockerd.domain.shown.speech import ANOTHER_CODE, LOADED, may


def offered(world: World, visit: VisitId) -> frozenset[str]:
    """The buttons on the screen."""
    return may(world.state, visit, world.now, world.policy)


def shut_for_slow_hands() -> tuple[World, VisitId]:
    """A person who needs longer has pushed the door to again."""
    world = World.of(place(), place(A02))
    world.announce(order(needs=Needs(slow_hands=True)))
    loading = world.put_in()
    grant = world.confirm(loading)
    world.say(loading, Word.DONE)
    world.wait(6 * SECOND)
    visit = world.opened(grant)
    world.wait(6 * SECOND)
    world.shut()
    return world, visit


def test_open_again_is_offered_for_two_minutes_also_to_slow_hands() -> None:
    world, visit = shut_for_slow_hands()
    world.say(visit, Word.MORE_TIME)
    world.wait(119 * SECOND)
    assert Word.OPEN_AGAIN in offered(world, visit)
    world.wait(2 * SECOND)
    assert Word.OPEN_AGAIN not in offered(world, visit)
    assert world.refuse_to(visit, Word.OPEN_AGAIN) is Refusal.NO_MORE_OPENINGS
    assert {Word.TAKEN_OUT, Word.DONE, Word.HELP} <= offered(world, visit)


def test_open_again_is_not_offered_while_its_lock_rests_or_nothing_is_fired() -> None:
    world = World.of(place())
    visit = world.opened()
    world.shut()
    assert Word.OPEN_AGAIN not in offered(world, visit)
    assert world.refuse_to(visit, Word.OPEN_AGAIN) is Refusal.WAIT
    world.wait(6 * SECOND)
    assert Word.OPEN_AGAIN in offered(world, visit)
    world.boxes[A01].answering = False
    world.report()
    assert Word.OPEN_AGAIN not in offered(world, visit)


def test_empty_is_offered_once_and_only_where_staff_must_look() -> None:
    world = World.of(place(), condition=Condition.TO_CHECK)
    world.announce()
    visit = world.load()
    world.fire()
    world.pull()
    assert Word.EMPTY in offered(world, visit)
    world.say(visit, Word.EMPTY)
    assert Word.EMPTY not in offered(world, visit)
    assert world.refuse_to(visit, Word.EMPTY) is Refusal.NOT_NOW
    assert LOADED not in offered(world, visit)
    world.boxes[A01].item = True
    world.shut()
    assert LOADED in offered(world, visit)


def test_only_help_and_another_code_are_offered_before_a_door_has_been_open() -> None:
    world = World.of(place())
    visit = world.collect(world.loaded())
    assert offered(world, visit) == {Word.HELP, ANOTHER_CODE}
    assert world.refuse_to(visit, Word.MORE_TIME) is Refusal.NOT_NOW


def test_undo_is_offered_while_it_can_be_done() -> None:
    world = World.of(place(), place(A02))
    grant = world.loaded(O1)
    world.announce(order(O2))
    visit = world.put_in(O2)
    world.confirm(visit)
    assert Word.UNDO not in offered(world, visit), "its lock still rests"
    world.wait(6 * SECOND)
    assert Word.UNDO in offered(world, visit)
    world.opened(grant)
    assert Word.UNDO not in offered(world, visit), "another door stands open"


def test_a_loading_that_the_office_took_back_ends_when_it_is_confirmed() -> None:
    world = World.of(place())
    world.announce()
    visit = world.put_in()
    world.cancel()
    assert LOADED in offered(world, visit)
    answer = world.accept(ConfirmLoaded(visit, world.fresh_code()))
    assert answer.grant is None
    assert (world.visit(visit).phase, world.visit(visit).trouble) == (Phase.OVER, Refusal.CANCELLED)
    assert world.order() is PartState.RECALLED


def test_done_without_a_word_is_asked_about_where_nothing_else_can_tell() -> None:
    world = World.of(place(item_sensor=ItemSensor.NONE))
    visit = world.opened()
    world.take()
    world.shut()
    world.say(visit, Word.DONE)
    assert (world.visit(visit).phase, world.visit(visit).trouble) == (Phase.DOOR_SHUT, Refusal.SAY_TAKEN_OUT)
    world.say(visit, Word.TAKEN_OUT)
    assert (world.visit(visit).phase, world.visit(visit).trouble) == (Phase.OVER, None)
    assert (world.condition(), world.order()) == (Condition.TO_CHECK, PartState.CLOSED)


def test_done_is_asked_about_once_and_then_taken() -> None:
    world = World.of(place(door_sensor=DoorSensor.NONE, item_sensor=ItemSensor.NONE))
    visit = world.collect(world.loaded())
    world.fire()
    world.say(visit, Word.DONE)
    assert world.visit(visit).trouble is Refusal.SAY_TAKEN_OUT
    world.say(visit, Word.DONE)
    assert (world.visit(visit).phase, world.visit(visit).trouble) == (Phase.OVER, None)
    assert world.condition() is Condition.QUARANTINED


def test_done_is_asked_about_while_the_sensor_sees_the_item() -> None:
    world = World.of(place())
    visit = world.opened()
    world.shut()
    world.say(visit, Word.DONE)
    assert (world.visit(visit).phase, world.visit(visit).trouble) == (Phase.DOOR_SHUT, Refusal.ITEM_STILL_SEEN)
    world.wait(6 * SECOND)
    world.say(visit, Word.OPEN_AGAIN)
    world.fire()
    world.pull()
    world.take()
    world.shut()
    world.say(visit, Word.DONE)
    assert (world.condition(), world.visit(visit).trouble) == (Condition.FREE, None)


def test_a_question_that_nobody_answers_ends_with_the_visit() -> None:
    world = World.of(place(item_sensor=ItemSensor.NONE))
    visit = world.opened()
    world.shut()
    world.say(visit, Word.DONE)
    world.wait(2 * MINUTE)
    assert (world.visit(visit).phase, world.visit(visit).trouble) == (Phase.OVER, None)
