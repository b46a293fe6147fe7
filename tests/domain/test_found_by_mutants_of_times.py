"""What no test noticed when a fault was put into the rules: each time ends at its millisecond and not one later."""

from collections.abc import Callable
from dataclasses import replace
from typing import Final

import pytest
from hands import brought
from moments import Scene, accepts, ends_on_time, refuses, ticked
from policies import POLICY, classed
from world import A01, A02, MINUTE, O1, O2, SECOND, STAFF, World, hand_in, place

from lockerd.domain.model.compartments import Condition
from lockerd.domain.model.events import Event, Refused, Say, TechnicianOpen
from lockerd.domain.model.facts import FactType
from lockerd.domain.model.ids import CompartmentId, VisitId
from lockerd.domain.model.parts import PartState
from lockerd.domain.model.readings import DoorSensor, ItemSensor
from lockerd.domain.model.refusals import Refusal
from lockerd.domain.model.reports import NotFiredReason
from lockerd.domain.model.staff import Reissue, StartLoading
from lockerd.domain.model.state import HOUR_MS
from lockerd.domain.model.visits import Phase
from lockerd.domain.model.words import Word

BARE: Final = {"door_sensor": DoorSensor.NONE, "item_sensor": ItemSensor.NONE}


def pulled(world: World, door: CompartmentId, kind: FactType) -> Callable[[], bool]:
    """Whether the door that is pulled then is none of this kind any more."""

    def happens() -> bool:
        world.boxes[door].open = True
        world.mono_ms -= 1
        world.report([door])
        return not world.told(kind)

    return happens


def phase(world: World, visit: VisitId) -> Phase:
    return world.visit(visit).phase


def shut_and_silent() -> Scene:
    world = World.of(place())
    visit = world.opened()
    world.shut()
    return world, 2 * MINUTE, ticked(world, lambda: phase(world, visit) is Phase.OVER)


def warned() -> Scene:
    world = World.of(place())
    visit = world.opened()
    world.shut()
    return world, 90 * SECOND, ticked(world, lambda: world.visit(visit).reminded)


def over() -> Scene:
    world = World.of(place())
    visit = world.collect(world.loaded())
    world.give_back()
    return world, MINUTE, ticked(world, lambda: visit not in world.state.visits)


def retried() -> Scene:
    world = World.of(place())
    visit = world.collect(world.loaded())
    world.give_back(NotFiredReason.NO_READING)
    assert phase(world, visit) is Phase.RETRYING
    return world, 2 * SECOND, ticked(world, lambda: phase(world, visit) is Phase.OPENING)


def sampled_after_the_word() -> Scene:
    world = World.of(place())
    visit = brought(world)
    world.say(visit, Word.ALL_IN)
    return world, 3 * SECOND, ticked(world, lambda: world.order() is PartState.HANDED_IN)


def not_read_after_the_word() -> Scene:
    world = World.of(place())
    visit = brought(world)
    world.say(visit, Word.ALL_IN)
    world.mono_ms -= 2
    world.boxes[A01].answering = False
    world.report()
    return world, 10 * SECOND, ticked(world, lambda: phase(world, visit) is not Phase.DOOR_SHUT)


def reminded_of_the_open_door() -> Scene:
    world = World.of(place())
    visit = world.opened()
    return world, MINUTE, ticked(world, lambda: world.visit(visit).reminded)


def alarm_of_the_open_door() -> Scene:
    world = World.of(place())
    visit = world.opened()
    return world, 5 * MINUTE, ticked(world, lambda: world.visit(visit).alarmed)


def opened_again() -> Scene:
    world = World.of(place())
    visit = world.opened()
    world.shut()
    return world, 2 * MINUTE + 1, refuses(world, Say(visit, Word.OPEN_AGAIN), Refusal.NO_MORE_OPENINGS)


def sprung_open() -> Scene:
    world = World.of(place())
    world.opened()
    world.take()
    world.shut()
    return world, 10 * SECOND + 1, pulled(world, A01, FactType.DOOR_LATE)


def wrong_door() -> Scene:
    world = World.of(place(), place(A02))
    world.collect(world.loaded())
    world.fire()
    world.mono_ms = world.state.pulsed[A01]
    # its sample is what counts, and is taken a millisecond before the decision
    return world, 5 * SECOND + 2, pulled(world, A02, FactType.DOOR_WRONG)


def two_doors_forced() -> Scene:
    world = World.of(place(), place(A02))
    world.pull()
    world.powered_ms = world.state.site.forced[0].powered_ms

    def happens() -> bool:
        world.boxes[A02].open = True
        world.mono_ms += 20 * SECOND
        world.report([A02])
        return world.state.site.halted is None

    return world, 10 * MINUTE, happens


def silent_door() -> Scene:
    world = World.of(place())
    grant = world.loaded()
    world.boxes[A01].answering = False
    world.report()
    world.mono_ms = world.state.readings[A01].sampled_ms
    return world, MINUTE, refuses_for_good(world, world.show(grant))


def refuses_for_good(world: World, event: Event) -> Callable[[], bool]:
    def happens() -> bool:
        answer = world.event(event)
        assert isinstance(answer, Refused)
        return answer.reason is Refusal.OUT_OF_SERVICE

    return happens


def asked_again() -> Scene:
    world = World.of(place())
    visit = world.collect(world.loaded())

    def happens() -> bool:
        world.give_back(NotFiredReason.NO_READING)
        return phase(world, visit) is Phase.OVER

    return world, 10 * SECOND, happens


def unsensed_door_stands_open() -> Scene:
    world = World.of(place(), place(A02, **BARE))
    grant = world.loaded()
    world.accept(TechnicianOpen("meier", A02, "look"))
    world.fire()
    return world, MINUTE, accepts(world, world.show(grant), Refusal.BUSY)


def silent_door_stands_open() -> Scene:
    world = World.of(place(), place(A02))
    grant = world.loaded()
    world.technician(A02)
    opened_ms = world.state.standing[A02].opened_ms
    assert opened_ms is not None
    world.boxes[A02].answering = False
    world.report([A02])
    world.mono_ms = opened_ms
    return world, 5 * MINUTE, accepts(world, world.show(grant), Refusal.BUSY)


def second_badge() -> Scene:
    world = World.of(place(), policy=classed("passport", two_people=True))
    world.announce()
    world.event(StartLoading(world.fresh_visit(), O1, STAFF))
    event = StartLoading(world.fresh_visit(), O1, replace(STAFF, badge="badge-8"))
    return world, MINUTE + 1, refuses(world, event, Refusal.SECOND_BADGE_NEEDED)


def new_code() -> Scene:
    world = World.of(place())
    world.loaded()
    visit = world.fresh_visit()
    grant = world.accept(Reissue(O1, world.fresh_code(), STAFF, visit)).grant
    assert grant is not None
    world.say(visit, Word.DONE)
    world.powered_ms = world.grant(grant).reissued_ms
    return world, 10 * MINUTE, accepts(world, world.show(grant), Refusal.CODE_TOO_NEW)


def outer_bound() -> Scene:
    world = World.of(place())
    event = replace(world.show(world.loaded()), exp_s=world.lo_s + 10)

    def happens() -> bool:
        world.lo_s += 11
        return refuses(world, event, Refusal.EXPIRED)()

    return world, 0, happens


def brake_of_the_wall() -> Scene:
    world = World.of(place(), policy=replace(POLICY, openings_per_hour=1))
    world.accept(TechnicianOpen("meier", A01, "look"))
    world.give_back()
    world.accept(TechnicianOpen("meier", A01, "look"))
    world.fire(gives_way=False)
    world.wait(10 * SECOND, ticks=2)
    world.powered_ms = world.state.site.openings[-1].powered_ms
    return world, HOUR_MS, accepts(world, TechnicianOpen("meier", A01, "look"), Refusal.BRAKE)


def brake_of_a_badge() -> Scene:
    world = World.of(place(), policy=replace(POLICY, openings_per_badge_hour=1))
    world.accept(TechnicianOpen("meier", A01, "look"))
    world.fire(gives_way=False)
    world.wait(10 * SECOND, ticks=2)
    world.powered_ms = world.state.site.openings[-1].powered_ms
    return world, HOUR_MS, accepts(world, TechnicianOpen("meier", A01, "look"), Refusal.BRAKE)


def given_back_twice() -> Scene:
    world = World.of(place())
    for _ in range(2):
        world.accept(TechnicianOpen("meier", A01, "look"))
        world.give_back()
    return world, 5 * SECOND, accepts(world, TechnicianOpen("meier", A01, "look"), Refusal.BRAKE)


def first_reading() -> Scene:
    world = World.of(place())
    world.collect(world.loaded())
    world.fire(gives_way=False)
    world.crash()
    world.powered_ms = world.state.site.boot_ms
    return world, MINUTE, ticked(world, lambda: world.condition() is Condition.QUARANTINED)


def retention() -> Scene:
    world = World.of(place(), place(A02))
    world.awaited(hand_in(O2))
    world.powered_ms = world.state.site.retention_counted_ms
    [grant] = world.state.grants
    before_ms = world.grant(grant).retention_left_ms
    return world, MINUTE, ticked(world, lambda: world.grant(grant).retention_left_ms < before_ms)


def just_opened() -> Scene:
    world = World.of(place())
    world.opened()
    return world, 1 * SECOND, ticked(world, lambda: world.signals.beep is None)


def alarm_sounds() -> Scene:
    world = World.of(place())
    world.pull()
    return world, 3 * MINUTE, ticked(world, lambda: world.signals.beep is None)


SCENES: Final = (
    shut_and_silent, warned, over, retried, sampled_after_the_word, not_read_after_the_word,
    reminded_of_the_open_door, alarm_of_the_open_door, opened_again, sprung_open, wrong_door, two_doors_forced,
    silent_door, asked_again, unsensed_door_stands_open, silent_door_stands_open, second_badge, new_code, outer_bound,
    brake_of_the_wall, brake_of_a_badge, given_back_twice, first_reading, retention, just_opened, alarm_sounds,
)  # fmt: skip


@pytest.mark.parametrize("early_ms", [1, 0])
@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.__name__)
def test_a_time_ends_at_its_millisecond(scene: Callable[[], Scene], early_ms: int) -> None:
    ends_on_time(scene(), early_ms)
