"""What no test noticed when a fault was put into the rules: what doors and their sensors say."""

from dataclasses import replace

import pytest
from hands import brought
from test_remainder import stuck
from world import A01, A02, MINUTE, O1, O2, SECOND, World, order, place

from lockerd.domain.draft import Draft
from lockerd.domain.model.compartments import Condition
from lockerd.domain.model.facts import FactType
from lockerd.domain.model.ids import PartId
from lockerd.domain.model.parts import PartState, RightState
from lockerd.domain.model.readings import Door, DoorSensor, ItemSensor, Latch, Sensor
from lockerd.domain.model.refusals import Refusal
from lockerd.domain.model.reports import BusReport, BusTrouble, Fired, Readings
from lockerd.domain.model.state import DAY_MS
from lockerd.domain.model.visits import Phase
from lockerd.domain.model.words import Word
from lockerd.domain.openings.attempting import ANSWER_MS


def reasons(world: World, kind: FactType) -> list[object]:
    return [fact.data["reason"] for fact in world.told(kind)]


def test_f37_a_look_that_a_later_one_has_overtaken_says_nothing() -> None:
    world = World.of(place())
    visit = world.opened()
    late = replace(world.boxes[A01].reading(world.mono_ms - 5), door=Door.CLOSED)
    world.event(Readings((late,)))
    assert world.visit(visit).phase is Phase.DOOR_OPEN
    assert not world.told(FactType.DOOR_CLOSED)[1:]


@pytest.mark.parametrize(("latch_ms", "forced"), [(-20, True), (20, False)])
def test_f23_a_lock_that_let_go_before_its_pulse_was_not_let_go_by_it(latch_ms: int, *, forced: bool) -> None:
    world = World.of(place(door_sensor=DoorSensor.BOTH))
    world.collect(world.loaded())
    began_ms = world.mono_ms = world.mono_ms + 100
    world.event(Fired(world.unlocks.pop().attempt, began_ms))
    world.mono_ms += 100
    seen = world.boxes[A01].reading(world.mono_ms)
    world.event(Readings((replace(seen, latch=Latch.UNLATCHED, latch_ms=began_ms + latch_ms),)))
    assert bool(world.told(FactType.DOOR_FORCED)) is forced


@pytest.mark.parametrize(("minutes", "halted"), [(9.5, True), (10.5, False)])
def test_f23_two_doors_forced_within_ten_minutes_stop_the_wall(minutes: float, *, halted: bool) -> None:
    world = World.of(place(), place(A02))
    world.pull()
    world.wait(int(minutes * MINUTE))
    world.pull(A02)
    assert len(world.told(FactType.DOOR_FORCED)) == 2
    assert (world.state.site.halted is not None) is halted


def test_f25_a_door_that_springs_open_before_the_next_pulse_is_not_the_next_persons() -> None:
    world = World.of(place())
    visit = world.opened()
    world.take()
    world.shut()
    world.say(visit, Word.TAKEN_OUT)
    assert world.condition() is Condition.FREE
    world.wait(6 * SECOND)
    world.announce(order(O2))
    loading = world.load(O2)
    world.pull()
    assert world.visit(visit).phase is Phase.OVER
    assert not world.visit(loading).opened
    assert "sprang_open" in reasons(world, FactType.COMPARTMENT_QUARANTINED) + reasons(
        world, FactType.COMPARTMENT_TO_CHECK
    )


def test_a_door_that_was_taken_out_is_forgotten_by_the_store_too() -> None:
    world = World.of(place(), place(A02))
    world.reconfigure(place(A02))
    assert world.last is not None
    assert ("compartment", A01) in world.last.dropped


def test_f30_a_door_whose_contact_flaps_is_put_aside_for_that() -> None:
    world = World.of(place())
    world.boxes[A01].flapping = frozenset({Sensor.DOOR})
    world.report()
    assert reasons(world, FactType.COMPARTMENT_TO_CHECK) == ["sensor_flapping"]


@pytest.mark.parametrize("sensor", [Sensor.DOOR, Sensor.ITEM])
def test_f30_a_sensor_that_flaps_is_named_with_that(sensor: Sensor) -> None:
    world = World.of(place())
    world.boxes[A01].flapping = frozenset({sensor})
    world.report()
    [fact] = world.told(FactType.SENSOR_FAULT)
    assert (fact.data["sensor"], fact.data["reason"]) == (sensor, "flapping")


def test_f33_what_goes_from_behind_a_jammed_door_puts_it_aside() -> None:
    world = World.of(place())
    stuck(world, world.loaded())
    world.wait(MINUTE)
    assert world.condition() is Condition.JAMMED
    world.take()
    assert reasons(world, FactType.COMPARTMENT_QUARANTINED) == ["item_gone_while_shut"]


def test_f32_what_was_seen_in_spite_of_a_word_is_told_at_the_end_and_a_question_is_not() -> None:
    for word, trouble in ((Word.TAKEN_OUT, Refusal.ITEM_STILL_SEEN), (Word.DONE, None)):
        world = World.of(place(item_sensor=ItemSensor.NONE if word is Word.DONE else ItemSensor.FITTED))
        visit = world.opened()
        world.shut()
        world.say(visit, word)
        world.say(visit, word)
        assert (world.visit(visit).phase, world.visit(visit).trouble) == (Phase.OVER, trouble)


def test_what_is_said_twice_of_a_visit_changes_nothing() -> None:
    world = World.of(place())
    visit = world.opened()
    draft = Draft(world.state, world.now, world.policy)
    draft.put(replace(world.visit(visit)))
    assert draft.state is world.state


def test_f31_a_door_that_nobody_can_read_is_not_said_to_be_held_by_its_lock() -> None:
    world = World.of(place(door_sensor=DoorSensor.BOTH))
    world.collect(world.loaded())
    world.fire(gives_way=False)
    world.boxes[A01].answering = False
    world.report()
    world.wait(12 * SECOND)
    assert reasons(world, FactType.ATTEMPT_CLOSED)[-1] == ""


def test_a_door_that_names_what_nobody_has_ever_brought_is_put_aside() -> None:
    world = World.of(place())
    world.sound = False
    torn = replace(world.state.compartments[A01], part=PartId(O1, 1), condition=Condition.TO_CHECK)
    world.state = world.state._replace(compartments=world.state.compartments.insert(A01, torn))
    world.crash()
    world.report()
    assert world.condition() is Condition.QUARANTINED
    assert world.state.compartments[A01].part is None


def test_a_defect_is_met_when_the_pulse_of_its_door_is_taken_back() -> None:
    world = World.of(place(), place(A02))
    world.sound = False
    world.collect(world.loaded())
    torn = replace(world.state.compartments[A01], condition=Condition.FREE)
    world.state = world.state._replace(compartments=world.state.compartments.insert(A01, torn))
    world.event(BusReport("bus0", BusTrouble.FOREIGN_ORDER, "unlock", "1/2", meant=(A02,)))
    assert world.withdrawn
    assert world.condition() is Condition.QUARANTINED


def test_f36_the_bus_has_so_long_to_answer_and_no_longer() -> None:
    world = World.of(place())
    world.collect(world.loaded())
    [attempt] = [each for each in world.state.attempts.values() if each.outcome is None]
    told = len(world.told(FactType.ATTEMPT_CLOSED))
    world.powered_ms = attempt.powered_ms + ANSWER_MS - 2
    world.wait(0)
    assert len(world.told(FactType.ATTEMPT_CLOSED)) == told
    world.wait(0)
    assert len(world.told(FactType.ATTEMPT_CLOSED)) == told + 1


def test_f25_nobody_holds_a_door_whose_next_pulse_is_not_answered_for() -> None:
    world = World.of(place(door_sensor=DoorSensor.HOOK, item_sensor=ItemSensor.NONE))
    visit = world.collect(world.loaded())
    world.fire(gives_way=False)
    world.wait(11 * SECOND)
    world.wait(3 * SECOND)
    assert world.unlocks
    world.pull()
    assert world.visit(visit).phase is Phase.DOOR_OPEN
    assert world.refuse_to(visit, Word.DOES_NOT_OPEN) is Refusal.NOT_NOW
    world.give_back()
    world.say(visit, Word.DOES_NOT_OPEN)


def test_what_staff_put_aside_for_a_defect_keeps_what_had_been_spent_or_ended() -> None:
    for ended in (RightState.SPENT, RightState.ENDED):
        world = World.of(place())
        world.sound = False
        if ended is RightState.SPENT:
            world.opened()
        else:
            world.loaded()
            world.cancel()
        assert world.part().right is ended
        torn = replace(world.state.compartments[A01], condition=Condition.FREE)
        world.state = world.state._replace(compartments=world.state.compartments.insert(A01, torn))
        world.crash()
        world.report()
        assert world.condition() is Condition.QUARANTINED
        assert world.part().right is ended


def test_f21_a_try_that_a_person_contradicts_ends_as_not_observed() -> None:
    world = World.of(place())
    visit = world.collect(world.loaded())
    world.fire(gives_way=False)
    world.wait(11 * SECOND)
    world.wait(3 * SECOND)
    world.fire(gives_way=False)
    world.say(visit, Word.TAKEN_OUT)
    closed = world.told(FactType.ATTEMPT_CLOSED)[-1].data
    assert (closed["outcome"], closed["reason"]) == ("not_observed", "taken_out_while_shut")


@pytest.mark.parametrize("ended", ["recalled", "expired"])
def test_rule_02_a_door_that_opens_late_after_its_order_has_ended_is_put_aside_for_that(ended: str) -> None:
    world = World.of(place())
    world.announce(order(retention_ms=DAY_MS))
    visit = world.put_in()
    grant = world.confirm(visit)
    world.say(visit, Word.DONE)
    world.wait(6 * SECOND)
    stuck(world, grant)
    world.wait(6 * SECOND)
    if ended == "recalled":
        world.cancel()
    else:
        again = world.state.parts.insert(world.part().id, replace(world.part(), state=PartState.EXPIRED))
        world.state = world.state._replace(parts=again)
    world.pull()
    assert reasons(world, FactType.COMPARTMENT_QUARANTINED) == ["late_after_end"]
    assert not world.told(FactType.SITE_DEFECT)


def test_rule_02_a_door_that_stands_open_when_its_code_is_shown_is_put_aside_for_that() -> None:
    world = World.of(place())
    grant = world.loaded()
    world.boxes[A01].open = True
    seen = world.boxes[A01].reading(world.mono_ms)
    world.state = world.state._replace(readings=world.state.readings.insert(A01, seen))
    assert world.refuse(world.show(grant)) is Refusal.DOOR_NOT_SHUT
    assert reasons(world, FactType.COMPARTMENT_QUARANTINED) == ["open_before_opening"]


def test_rule_20_something_that_shows_up_counts_once_its_door_is_read_shut() -> None:
    world = World.of(place())
    world.say(brought(world, put_in=False), Word.NOTHING_IN)
    world.wait(12 * SECOND)
    world.boxes[A01].item = True
    world.mono_ms += 1
    seen = world.boxes[A01].reading(world.mono_ms)
    world.event(Readings((replace(seen, door=Door.UNKNOWN),)))
    assert world.condition() is Condition.TO_CHECK
    world.report()
    assert world.condition() is Condition.QUARANTINED
