"""How long one person may take, and how long everybody else waits for it: one ledger for a whole visit (rule 13)."""

from dataclasses import replace

import pytest
from policies import POLICY
from world import A01, A02, MINUTE, O1, O2, SECOND, STAFF, World, order, place

from lockerd.domain.model.compartments import Condition
from lockerd.domain.model.events import Refused, Say
from lockerd.domain.model.facts import FactType
from lockerd.domain.model.ids import CompartmentId, GrantId, VisitId
from lockerd.domain.model.parts import Needs
from lockerd.domain.model.readings import DoorSensor, ItemSensor
from lockerd.domain.model.refusals import Refusal
from lockerd.domain.model.staff import StartLoading
from lockerd.domain.model.visits import Phase
from lockerd.domain.model.words import Word
from lockerd.domain.openings.turns import ends_ms


def ready(*, slow_hands: bool = False, sensor: DoorSensor = DoorSensor.CONTACT) -> tuple[World, GrantId, GrantId]:
    """Two documents that wait; the first is somebody's who may need longer."""
    world = World.of(place(A01, door_sensor=sensor, item_sensor=ItemSensor.NONE), place(A02))
    world.announce(order(O1, needs=Needs(slow_hands=slow_hands)))
    visit = world.load(O1)
    world.fire()
    if sensor is not DoorSensor.NONE:
        world.pull(A01)
    world.shut(A01)
    first = world.confirm(visit)
    world.say(visit, Word.DONE)
    world.wait(6 * SECOND)
    return world, first, world.loaded(O2, at=A02)


def others_wait_ms(world: World, visit: VisitId, other: GrantId, *, each_ms: int) -> int:
    """How long somebody with a code for another door waits for a person who takes all the time there is.

    The door is shut and opened again whenever it has been open for ``each_ms``.
    """
    waited_ms = 0
    while waited_ms < 100 * MINUTE:
        for _ in range(12):
            world.event(Say(visit, Word.MORE_TIME))
        if not isinstance(world.event(world.show(other)), Refused):
            return waited_ms
        world.wait(5 * SECOND)
        waited_ms += 5 * SECOND
        if world.boxes[A01].open and waited_ms % each_ms == 0:
            world.shut(A01)
            if not isinstance(world.event(Say(visit, Word.OPEN_AGAIN)), Refused):
                world.fire()
                world.pull(A01)
    return waited_ms


@pytest.mark.parametrize(("slow_hands", "minutes"), [(False, 10), (True, 15)])
def test_rule_13_one_code_holds_everybody_else_for_ten_minutes_in_all_and_slow_hands_for_fifteen(
    slow_hands: bool, minutes: int
) -> None:
    world, first, other = ready(slow_hands=slow_hands)
    visit = world.opened(first)
    waited_ms = others_wait_ms(world, visit, other, each_ms=minutes * MINUTE * 2 // 5)
    assert minutes * MINUTE - 30 * SECOND <= waited_ms <= minutes * MINUTE + 30 * SECOND


def test_rule_13_without_a_sensor_it_is_the_same_ten_minutes() -> None:
    world, first, other = ready(sensor=DoorSensor.NONE)
    visit = world.collect(first)
    world.fire()
    assert others_wait_ms(world, visit, other, each_ms=4 * MINUTE) <= 10 * MINUTE + 30 * SECOND


def test_more_time_is_a_minute_and_can_be_had_ten_times() -> None:
    world, first, _ = ready()
    visit = world.opened(first)
    world.say(visit, Word.MORE_TIME)
    world.wait(119 * SECOND)
    assert not world.visit(visit).reminded
    world.wait(2 * SECOND)
    assert world.visit(visit).reminded
    for _ in range(9):
        world.say(visit, Word.MORE_TIME)
    assert world.refuse_to(visit, Word.MORE_TIME) is Refusal.NOT_NOW


def test_more_time_is_not_credited_again_at_each_opening() -> None:
    world, first, _ = ready()
    visit = world.opened(first)
    for _ in range(10):
        world.say(visit, Word.MORE_TIME)
    world.wait(10 * SECOND)
    world.shut()
    world.say(visit, Word.OPEN_AGAIN)
    world.fire()
    world.pull()
    world.wait(61 * SECOND)
    assert world.visit(visit).reminded
    assert world.refuse_to(visit, Word.MORE_TIME) is Refusal.NOT_NOW


def test_whoever_is_about_to_hold_nobody_up_any_more_is_reminded_before() -> None:
    world, first, _ = ready()
    visit = world.opened(first)
    for _ in range(10):
        world.say(visit, Word.MORE_TIME)
    world.wait(9 * MINUTE, ticks=9)
    assert not world.visit(visit).reminded
    world.wait(40 * SECOND)
    assert world.visit(visit).reminded
    assert not world.told(FactType.DOOR_LEFT_OPEN)
    world.wait(30 * SECOND)
    assert world.told(FactType.DOOR_LEFT_OPEN)


def test_a_site_with_short_times_reminds_as_it_says() -> None:
    world = World.of(place(), policy=replace(POLICY, door_reminder_ms=5_000, door_alarm_ms=9_000))
    visit = world.opened()
    world.wait(4 * SECOND)
    assert not world.visit(visit).reminded
    world.wait(2 * SECOND)
    assert world.visit(visit).reminded


@pytest.mark.parametrize("phase", [Phase.DOOR_SHUT, Phase.CODE_READY])
def test_the_end_of_a_visit_is_announced_and_can_be_put_off(phase: Phase) -> None:
    world = World.of(place())
    world.announce()
    visit = world.put_in()
    if phase is Phase.CODE_READY:
        world.confirm(visit)
    world.wait(80 * SECOND)
    assert not world.visit(visit).reminded
    world.wait(15 * SECOND)
    assert (world.visit(visit).phase, world.visit(visit).reminded) == (phase, True)
    world.say(visit, Word.MORE_TIME)
    assert not world.visit(visit).reminded
    world.wait(50 * SECOND)
    assert world.visit(visit).phase is phase
    world.wait(36 * SECOND)
    assert world.visit(visit).phase is Phase.OVER


def test_a_shut_door_that_is_not_confirmed_holds_nobody_else() -> None:
    world = World.of(place(A01), place(A02))
    grant = world.loaded(O2)
    world.announce()
    loading = world.put_in(O1)
    at = world.visit(loading).compartment
    collecting = world.opened(grant)
    world.shut(world.visit(collecting).compartment)
    assert world.visit(loading).phase is Phase.DOOR_SHUT
    world.confirm(loading)
    assert world.condition(at) is Condition.OCCUPIED


def test_whoever_has_not_confirmed_does_so_before_the_next_and_others_go_on() -> None:
    world = World.of(place(A01), place(A02))
    world.announce()
    world.announce(order(O2))
    world.put_in(O1)
    assert world.refuse(StartLoading(VisitId("again"), O2, STAFF)) is Refusal.BUSY
    world.accept(StartLoading(VisitId("other"), O2, replace(STAFF, badge="badge-8")))


def test_a_loading_that_nobody_confirms_ends_after_its_time_although_others_were_served() -> None:
    world = World.of(place(A01), place(A02))
    grant = world.loaded(O2)
    world.announce()
    loading = world.put_in(O1)
    at = world.visit(loading).compartment
    world.collect(grant)
    world.fire()
    world.wait(121 * SECOND)
    assert world.visit(loading).trouble is Refusal.LOADING_NOT_FINISHED
    assert world.condition(at) is Condition.QUARANTINED


def test_whoever_stands_at_a_stuck_door_is_not_kept_waiting_by_another_that_sprang_open() -> None:
    world = World.of(place(A01), place(A02), place(CompartmentId("A03")))
    grant = world.loaded(O2)
    world.announce()
    loading = world.put_in(O1)
    visit = world.collect(grant)
    world.fire(gives_way=False)
    world.wait(5_100)
    assert world.visit(visit).phase is Phase.RETRYING
    world.pull(world.visit(loading).compartment)
    assert world.visit(loading).phase is Phase.DOOR_OPEN
    world.wait(25 * SECOND, ticks=5)
    assert world.visit(visit).phase is Phase.RETRYING
    world.wait(10 * SECOND, ticks=2)
    assert (world.visit(visit).phase, world.visit(visit).trouble) == (Phase.OVER, Refusal.BUSY)


def until_over(world: World, visit: VisitId, ends: Phase, *, alarmed: bool = False) -> None:
    """What is said of the person's time is so: nothing ends a second before it, and all does then."""
    row = world.visit(visit)
    end_ms = ends_ms(world.state, world.policy, row)
    assert end_ms is not None
    now = row.phase, row.alarmed
    world.wait(end_ms - world.mono_ms - SECOND)
    before = world.visit(visit)
    assert (before.phase, before.alarmed) == now
    assert before.reminded
    world.wait(2 * SECOND)
    after = world.visit(visit)
    assert (after.phase, after.alarmed) == (ends, alarmed or row.alarmed)
    assert ends_ms(world.state, world.policy, after) is None


@pytest.mark.parametrize("slow_hands", [False, True])
@pytest.mark.parametrize("extra", [0, 3])
def test_the_time_that_is_said_to_be_left_is_left(slow_hands: bool, extra: int) -> None:
    world, first, _ = ready(slow_hands=slow_hands)
    visit = world.collect(first)
    assert ends_ms(world.state, world.policy, world.visit(visit)) is None  # the lock's time runs
    world.fire()
    world.pull(A01)
    for _ in range(extra):
        world.say(visit, Word.MORE_TIME)
    until_over(world, visit, Phase.DOOR_OPEN, alarmed=True)
    world.shut(A01)
    until_over(world, visit, Phase.OVER)


def test_the_time_at_a_door_that_no_sensor_tells_of_is_said_too() -> None:
    world, first, _ = ready(sensor=DoorSensor.NONE)
    visit = world.collect(first)
    world.fire()
    until_over(world, visit, Phase.OVER)


def test_the_time_at_a_paper_is_said_after_a_word_as_well() -> None:
    world = World.of(place(A01))
    visit = world.collect(world.awaited())
    world.fire()
    world.pull(A01)
    world.boxes[A01].item = True
    world.shut(A01)
    world.say(visit, Word.ALL_IN)
    assert ends_ms(world.state, world.policy, world.visit(visit)) is None  # the sensors are looked at
    world.wait(4 * SECOND, ticks=4)
    assert world.visit(visit).phase is Phase.PAPER_READY
    until_over(world, visit, Phase.OVER)
