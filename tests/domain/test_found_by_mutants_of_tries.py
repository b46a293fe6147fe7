"""What no test noticed when a fault was put into the rules: tries that fail, are given back, or are cut off."""

from dataclasses import replace

import pytest
from exchange import at_the_open_door, ready
from hands import brought
from policies import CLAIMS
from test_found_by_mutants import whole
from test_remainder import stuck
from world import A01, A02, MINUTE, O1, O2, SECOND, World, place

from lockerd.domain.model.codes import CodeForm
from lockerd.domain.model.compartments import Condition
from lockerd.domain.model.events import StartCollection, TechnicianOpen
from lockerd.domain.model.facts import FactType
from lockerd.domain.model.ids import PartId
from lockerd.domain.model.parts import PartState, RightState, is_held
from lockerd.domain.model.readings import DoorSensor, ItemSensor
from lockerd.domain.model.refusals import Refusal
from lockerd.domain.model.reports import BusReport, BusTrouble, NotFiredReason
from lockerd.domain.model.visits import Phase
from lockerd.domain.model.words import Word
from lockerd.domain.openings.attempting import OPEN_TIMEOUT_MS
from lockerd.domain.openings.recovery import GRACE_MS


def reasons(world: World, kind: FactType) -> list[object]:
    return [fact.data["reason"] for fact in world.told(kind)]


def test_rule_02_a_code_in_grace_that_was_tried_and_given_back_is_in_grace_as_before() -> None:
    world = World.of(place())
    grant = world.loaded()
    world.collect(grant)
    world.fire(gives_way=False)
    world.crash()
    world.report()
    assert world.part().right is RightState.GRACE
    world.wait(6 * SECOND)
    world.collect(grant)
    world.give_back()
    assert (world.part().right, world.part().state) == (RightState.GRACE, PartState.READY)
    world.collect(grant)


@pytest.mark.parametrize(("after_ms", "tried"), [(OPEN_TIMEOUT_MS - 1, False), (OPEN_TIMEOUT_MS, True)])
def test_f20_a_door_has_five_seconds_to_open_to_the_millisecond(after_ms: int, *, tried: bool) -> None:
    world = World.of(place())
    visit = world.collect(world.loaded())
    world.fire(gives_way=False)
    world.mono_ms = world.state.pulsed[A01] + after_ms - 1
    world.wait(0)
    assert (world.visit(visit).phase is Phase.RETRYING) is tried


def test_f36_whoever_waits_for_a_silent_board_is_told_at_once_that_the_wall_was_halted() -> None:
    world = World.of(place(), place(A02))
    visit = world.collect(world.loaded())
    world.give_back(NotFiredReason.NO_READING)
    assert (world.visit(visit).phase, world.visit(visit).trouble) == (Phase.RETRYING, Refusal.WAIT)
    world.event(BusReport("bus0", BusTrouble.FOREIGN_ORDER, "unlock", "1/2", meant=(A02,)))
    world.wait(3 * SECOND)
    assert (world.visit(visit).phase, world.visit(visit).trouble) == (Phase.OVER, Refusal.OUT_OF_SERVICE)


def test_rule_23_a_door_that_opened_at_the_third_try_is_offered_to_be_opened_again() -> None:
    world = World.of(place())
    grant = ready(world)
    visit = world.collect(grant)
    for _ in range(2):
        world.fire(gives_way=False)
        world.wait(6 * SECOND, ticks=6)
        world.wait(3 * SECOND, ticks=3)
    world.fire()
    world.pull()
    world.shut()
    world.say(visit, Word.EXCHANGED)
    assert (world.visit(visit).claim_ms, world.visit(visit).trouble) == (None, Refusal.ITEM_NOT_SEEN)
    world.wait(6 * SECOND)
    world.say(visit, Word.OPEN_AGAIN)


@pytest.mark.parametrize("claims", [True, False])
def test_rule_16_where_the_item_cannot_be_read_nothing_is_put_in_unless_its_class_takes_a_word(*, claims: bool) -> None:
    world = World.of(place(), place(A02))
    if claims:
        world.policy = CLAIMS
    world.boxes[A01].place = place(item_sensor=ItemSensor.NONE)  # fitted, and it says nothing for now
    world.report()
    assert world.visit(world.collect(world.awaited())).compartment == (A01 if claims else A02)


def test_a_jam_is_told_with_what_cut_off_the_last_try() -> None:
    for cut, reason in ((True, "crash_during_attempt"), (False, "crash_between_attempts")):
        world = World.of(place())
        world.collect(world.loaded())
        world.fire(gives_way=False)
        if not cut:
            world.wait(6 * SECOND, ticks=6)
        counted = replace(world.part(), attempts=3)
        world.state = world.state._replace(parts=world.state.parts.insert(counted.id, counted))
        world.crash()
        world.report()
        assert reasons(world, FactType.GRANT_JAMMED) == [reason]


@pytest.mark.parametrize(("seconds", "given_up"), [(50, False), (70, True)])
def test_rule_21_a_door_that_was_being_put_into_is_waited_for_a_minute_after_a_cut(
    seconds: int, *, given_up: bool
) -> None:
    world = World.of(place())
    world.collect(world.awaited())
    world.fire()
    world.pull()
    world.shut()
    world.boxes[A01].answering = False
    world.crash()
    world.report()
    world.wait(seconds * SECOND, ticks=10)
    assert (world.condition() is Condition.QUARANTINED) is given_up


@pytest.mark.parametrize("sensor", [DoorSensor.CONTACT, DoorSensor.BOTH])
def test_rule_17_a_door_that_sprang_open_and_was_left_so_is_nobodys_custody(sensor: DoorSensor) -> None:
    world = World.of(place(door_sensor=sensor))
    brought(world)
    world.boxes[A01].open, world.boxes[A01].bolted = sensor is DoorSensor.CONTACT, False
    world.report()
    assert world.told(FactType.DOOR_LATE)
    world.wait(6 * MINUTE, ticks=36)
    assert reasons(world, FactType.COMPARTMENT_QUARANTINED) == ["left_open"]


def test_why_a_technician_opens_a_door_is_told_with_the_attempt_which_is_no_opening_again() -> None:
    world = World.of(place())
    world.accept(TechnicianOpen("meier", A01, "smells of smoke"))
    assert reasons(world, FactType.ATTEMPT_COMMITTED) == ["smells of smoke"]
    [attempt] = world.state.attempts.values()
    assert not attempt.reopening


def test_what_was_tried_at_a_door_is_not_kept_in_memory_once_nothing_can_come_of_it() -> None:
    world = World.of(place())
    visit = stuck(world, world.loaded())
    assert world.visit(visit).trouble is Refusal.DOOR_STUCK
    assert set(world.state.attempts) == {world.state.compartments[A01].pulse}
    world.pull()
    world.shut()
    assert not world.state.attempts


def test_rule_23_an_exchange_whose_door_was_shut_takes_no_word_while_it_is_open_again() -> None:
    world = World.of(place())
    visit = at_the_open_door(world)
    assert world.refuse_to(visit, Word.EXCHANGED) is Refusal.NOT_NOW
    world.shut()
    world.pull()
    assert world.refuse_to(visit, Word.EXCHANGED) is Refusal.NOT_NOW


def test_f23_a_door_whose_lock_was_not_fired_is_forced_by_whoever_opens_it_a_moment_later() -> None:
    world = World.of(place())
    visit = world.collect(world.loaded())
    world.give_back()
    assert world.visit(visit).phase is Phase.OVER
    world.pull()
    assert world.told(FactType.DOOR_FORCED)
    assert not world.told(FactType.DOOR_LATE)


def test_f27_a_door_put_aside_while_it_is_only_pushed_to_is_seen_to_shut_all_the_same() -> None:
    world = World.of(place(door_sensor=DoorSensor.BOTH), place(A02))
    visit = world.opened()
    world.boxes[A01].open, world.boxes[A01].bolted = False, False
    world.report([A01])
    world.pull(A02)
    assert reasons(world, FactType.COMPARTMENT_QUARANTINED) == ["two_doors"]
    world.shut(A02)
    world.shut(A01)
    assert [fact.compartment for fact in world.told(FactType.DOOR_CLOSED)][-1] == A01
    assert world.visit(visit).phase is Phase.DOOR_SHUT


@pytest.mark.parametrize(("after_ms", "left_ms"), [(9_999, GRACE_MS), (10_000, GRACE_MS - 10_000)])
def test_f10_grace_is_counted_every_ten_seconds(after_ms: int, left_ms: int) -> None:
    world = World.of(place())
    world.collect(world.loaded())
    world.fire(gives_way=False)
    world.crash()
    world.report()
    assert world.part().grace_left_ms == GRACE_MS
    world.powered_ms = world.state.site.retention_counted_ms + after_ms - 1
    world.wait(0)
    assert world.part().grace_left_ms == left_ms


def test_rule_24_of_two_things_the_one_whose_door_is_not_for_staff_is_brought() -> None:
    world = World.of(place())
    grant = world.awaited()
    first = replace(world.part(), right=RightState.SUSPENDED)
    second = replace(world.part(), id=PartId(O1, 2))
    both = replace(world.state.orders[O1], parts=2)
    parts = world.state.parts.insert(first.id, first).insert(second.id, second)
    world.state = world.state._replace(parts=parts, orders=world.state.orders.insert(O1, both))
    assert world.visit(world.collect(grant)).part == second.id


def test_a_code_that_is_shown_without_a_word_of_what_for_is_shown_to_collect() -> None:
    world = World.of(place())
    world.accept(StartCollection(world.fresh_visit(), CodeForm.QR, world.loaded()))


def test_rule_27_what_waits_for_a_technicians_attempt_is_done_when_the_bus_has_answered() -> None:
    world = World.of(place())
    world.loaded()
    world.accept(TechnicianOpen("meier", A01, "look"))
    world.cancel()
    assert world.order() is PartState.READY
    world.give_back()
    assert world.order() is PartState.RECALLED


def test_rule_24_whoever_puts_the_paper_away_has_no_other_door_opened() -> None:
    world = World.of(place(), place(A02))
    visit = world.collect(whole(world))
    world.fire()
    world.pull()
    world.take()
    world.boxes[A02].answering = False
    world.report([A02])
    world.shut()
    world.say(visit, Word.TAKEN_OUT)
    world.wait(11 * SECOND, ticks=11)
    assert world.visit(visit).phase is Phase.OVER
    world.say(visit, Word.PAPER)
    world.boxes[A02].answering = True
    world.report([A02])
    world.wait(6 * SECOND)
    world.say(visit, Word.DONE)
    assert (world.visit(visit).phase, world.unlocks) == (Phase.OVER, [])


def test_what_was_tried_with_a_code_is_forgotten_with_its_loading() -> None:
    world = World.of(place())
    world.announce()
    loading = world.put_in()
    grant = world.confirm(loading)
    world.wait(6 * SECOND)
    world.collect(grant)
    world.give_back()
    assert world.part().began_lo_s is not None
    world.say(loading, Word.UNDO)
    world.fire()
    world.pull()
    world.take()
    world.shut()
    world.say(loading, Word.TAKEN_OUT)
    assert (world.part().began_lo_s, world.part().right) == (None, RightState.NONE)


def test_rule_27_a_wish_does_not_wait_for_the_attempt_of_another_order() -> None:
    world = World.of(place(), place(A02))
    world.loaded()
    world.collect(world.loaded(O2, at=A02))
    world.cancel()
    assert world.order() is PartState.RECALLED


def test_f20_whoever_has_said_that_it_is_out_does_not_say_that_the_door_does_not_open() -> None:
    world = World.of(place(door_sensor=DoorSensor.HOOK))
    visit = world.collect(world.loaded())
    world.fire()
    world.pull()
    world.say(visit, Word.TAKEN_OUT)
    assert world.refuse_to(visit, Word.DOES_NOT_OPEN) is Refusal.NOT_NOW


def test_rule_06_an_opening_that_was_never_charged_is_not_paid_back() -> None:
    world = World.of(place())
    world.collect(world.loaded())
    world.state = world.state._replace(site=replace(world.state.site, openings=()))
    world.give_back()
    assert world.state.site.openings == ()


def test_rule_23_whoever_tries_again_after_a_cut_is_not_judged_by_its_minutes() -> None:
    world = World.of(place())
    grant = ready(world)
    world.collect(grant)
    world.fire(gives_way=False)
    world.crash()
    world.report()
    assert world.part().right is RightState.GRACE
    world.wait(6 * SECOND)
    world.collect(grant)
    assert (world.part().state, world.part().right) == (PartState.EXCHANGING, RightState.ATTEMPTING)
    assert not is_held(world.part())


def test_rule_23_a_door_that_opens_late_in_its_own_visit_is_the_exchanges() -> None:
    world = World.of(place())
    visit = world.collect(ready(world))
    world.fire(gives_way=False)
    world.wait(6 * SECOND, ticks=6)
    assert world.visit(visit).phase is Phase.RETRYING
    world.pull()
    assert (world.visit(visit).phase, world.condition()) == (Phase.DOOR_OPEN, Condition.HANDING_OVER)
    assert world.part().right is RightState.SPENT


def test_f23_a_lock_that_lets_go_while_another_pulse_still_waits_is_forced() -> None:
    world = World.of(place(door_sensor=DoorSensor.BOTH))
    world.collect(world.loaded())
    world.boxes[A01].bolted = False
    world.report()
    assert world.withdrawn
    assert world.told(FactType.DOOR_FORCED)
