"""After a crash: grace, spent or suspended, as the first valid reading has it (ADR 4), and what else can be found."""

from world import A01, MINUTE, O1, SECOND, World, place

from lockerd.domain.model.compartments import Condition
from lockerd.domain.model.events import TechnicianOpen, Tick
from lockerd.domain.model.facts import FactType
from lockerd.domain.model.grants import Worth
from lockerd.domain.model.ids import AttemptId
from lockerd.domain.model.parts import PartState
from lockerd.domain.model.readings import DoorSensor, ItemSensor
from lockerd.domain.model.refusals import Refusal
from lockerd.domain.model.reports import Fired, NotFired, NotFiredReason
from lockerd.domain.model.words import Word
from lockerd.domain.openings.recovery import GRACE_MS


def test_door_closed_gives_grace_and_the_same_code_works_again() -> None:
    world = World.of(place())
    grant = world.loaded()
    world.collect(grant)
    world.crash()
    assert world.worth(grant) is Worth.ATTEMPTING
    world.report()
    assert (world.worth(grant), world.order()) == (Worth.GRACE, PartState.READY)
    assert not world.unlocks
    world.opened(grant)
    assert world.worth(grant) is Worth.SPENT


def test_grace_runs_only_while_the_board_answers_and_then_suspends() -> None:
    world = World.of(place())
    grant = world.loaded()
    world.collect(grant)
    world.crash()
    world.report()
    world.boxes[A01].answering = False
    world.report()
    world.wait(60 * MINUTE, ticks=60)
    assert world.worth(grant) is Worth.GRACE
    world.boxes[A01].answering = True
    world.report()
    world.wait(GRACE_MS - 30 * SECOND, ticks=60)
    assert world.worth(grant) is Worth.GRACE
    world.wait(60 * SECOND, ticks=6)
    assert world.worth(grant) is Worth.SUSPENDED
    assert world.refuse(world.show(grant)) is Refusal.ASK_STAFF


def test_no_reboot_renews_the_grace() -> None:
    world = World.of(place())
    grant = world.loaded()
    world.collect(grant)
    world.crash()
    world.report()
    for _ in range(200):
        world.powered_ms += 9 * SECOND
        world.crash()
        world.report()
    assert world.worth(grant) is Worth.SUSPENDED


def test_grace_goes_on_after_a_second_cut_in_an_attempt() -> None:
    world = World.of(place())
    grant = world.loaded()
    world.collect(grant)
    world.crash()
    world.report()
    world.wait(10 * MINUTE, ticks=60)
    left_ms = world.part().grace_left_ms
    assert left_ms is not None
    assert left_ms <= 5 * MINUTE
    world.collect(grant)
    world.crash()
    world.report()
    assert world.worth(grant) is Worth.GRACE
    assert world.part().grace_left_ms == left_ms


def test_no_attempts_left_jams() -> None:
    world = World.of(place())
    grant = world.loaded()
    for _ in range(3):
        world.collect(grant)
        world.crash()
        world.report()
    assert (world.worth(grant), world.condition()) == (Worth.JAMMED, Condition.JAMMED)
    assert world.order() is PartState.READY


def test_door_open_is_spent_and_quarantined() -> None:
    world = World.of(place())
    grant = world.loaded()
    world.collect(grant)
    world.boxes[A01].open = True
    world.crash()
    world.report()
    assert world.worth(grant) is Worth.SPENT
    assert (world.condition(), world.order()) == (Condition.QUARANTINED, PartState.QUARANTINED)
    assert world.told(FactType.DOOR_FOUND_OPEN)


def test_no_reading_in_a_minute_suspends_and_quarantines() -> None:
    world = World.of(place())
    grant = world.loaded()
    world.collect(grant)
    world.crash()
    world.wait(59 * SECOND)
    assert world.worth(grant) is Worth.ATTEMPTING
    world.wait(2 * SECOND)
    assert world.worth(grant) is Worth.SUSPENDED
    assert world.condition() is Condition.QUARANTINED
    world.boxes[A01].bolted = False
    world.report()
    world.pull()
    assert not world.told(FactType.DOOR_FORCED)
    assert world.worth(grant) is Worth.SPENT


def test_a_crash_while_loading_quarantines() -> None:
    world = World.of(place())
    world.announce()
    world.load()
    world.fire()
    world.pull()
    world.crash()
    assert (world.condition(), world.order()) == (Condition.QUARANTINED, PartState.QUARANTINED)


def test_a_crash_during_the_attempt_of_a_loading_quarantines() -> None:
    world = World.of(place())
    world.announce()
    world.load()
    world.crash()
    assert world.condition() is Condition.QUARANTINED
    assert world.state.compartments[A01].attempt is None


def test_a_crash_between_two_tries_gives_the_code_back_without_grace() -> None:
    world = World.of(place())
    grant = world.loaded()
    world.collect(grant)
    world.fire(gives_way=False)
    world.wait(6 * SECOND)
    world.crash()
    assert (world.worth(grant), world.order()) == (Worth.ACTIVE, PartState.READY)
    assert world.part().attempts == 1


def test_a_crash_during_a_technicians_attempt_quarantines_what_is_occupied() -> None:
    world = World.of(place())
    grant = world.loaded()
    world.accept(TechnicianOpen("meier", A01, "r"))
    world.crash()
    assert world.condition() is Condition.QUARANTINED
    assert world.worth(grant) is Worth.SUSPENDED


def test_a_crash_while_the_door_stands_open_is_judged_when_it_shuts() -> None:
    world = World.of(place())
    visit = world.opened()
    world.crash()
    world.report()
    assert visit not in world.state.visits
    assert world.told(FactType.DOOR_FOUND_OPEN)
    world.take()
    world.shut()
    assert (world.condition(), world.order()) == (Condition.FREE, PartState.CLOSED)


def test_a_crash_at_the_shut_door_is_judged_on_the_first_reading() -> None:
    world = World.of(place(item_sensor=ItemSensor.NONE))
    world.opened()
    world.shut()
    world.crash()
    world.report()
    assert world.condition() is Condition.QUARANTINED


def test_without_sensor_a_crash_during_the_hand_over_is_judged_at_once() -> None:
    world = World.of(place(door_sensor=DoorSensor.NONE, item_sensor=ItemSensor.NONE))
    world.collect(world.loaded())
    world.fire()
    world.crash()
    assert world.condition() is Condition.QUARANTINED
    world.clear()
    assert world.order() is PartState.CLOSED


def test_a_retrieval_between_two_tries_goes_back_to_recalled() -> None:
    world = World.of(place())
    world.announce()
    visit = world.put_in()
    world.confirm(visit)
    world.wait(6 * SECOND)
    world.say(visit, Word.UNDO)
    world.fire(gives_way=False)
    world.wait(6 * SECOND)
    world.crash()
    assert (world.order(), world.condition()) == (PartState.RECALLED, Condition.OCCUPIED)


def test_a_cancellation_that_waited_is_done_after_the_crash() -> None:
    world = World.of(place())
    grant = world.loaded()
    world.collect(grant)
    world.cancel()
    world.crash()
    world.report()
    assert (world.order(), world.worth(grant)) == (PartState.RECALLED, Worth.REVOKED)


def test_reports_of_the_life_before_mean_nothing() -> None:
    world = World.of(place())
    grant = world.loaded()
    world.collect(grant)
    attempt = world.unlocks[0].attempt
    world.crash()
    before = world.state
    world.event(Fired(attempt, 1))
    world.event(NotFired(attempt, NotFiredReason.DEADLINE))
    world.event(Fired(AttemptId(4711), 1))
    assert world.state == before


def test_a_second_crash_before_the_first_reading_changes_nothing() -> None:
    world = World.of(place())
    grant = world.loaded()
    world.collect(grant)
    world.crash()
    world.crash()
    world.event(Tick())
    world.report()
    assert world.worth(grant) is Worth.GRACE
    assert world.order(O1) is PartState.READY


def test_an_item_gone_while_the_power_was_off_quarantines() -> None:
    world = World.of(place())
    grant = world.loaded()
    world.collect(grant)
    world.boxes[A01].item = False
    world.crash()
    world.report()
    assert world.condition() is Condition.QUARANTINED
    assert world.worth(grant) is Worth.SUSPENDED
