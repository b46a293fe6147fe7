"""Doors that were put aside while somebody was at them, and codes whose door was: only staff who looked end it."""

from hands import brought
from world import A01, A02, MINUTE, O1, O2, SECOND, World, place

from lockerd.domain.model.attempts import Outcome
from lockerd.domain.model.compartments import Condition
from lockerd.domain.model.events import Clear, Word
from lockerd.domain.model.facts import FactType
from lockerd.domain.model.grants import Worth
from lockerd.domain.model.ids import VisitId
from lockerd.domain.model.parts import PartState, RightState
from lockerd.domain.model.readings import Sensor
from lockerd.domain.model.reasons import DoorReason
from lockerd.domain.model.refusals import Refusal
from lockerd.domain.model.visits import Phase


def two_doors_opened(*, silent: bool = False) -> tuple[World, VisitId]:
    """F27: one pulse opened the door of whoever stands there and another; both are put aside."""
    world = World.of(place(A01), place(A02))
    grant = world.loaded(O1)
    world.loaded(O2, at=A02)
    visit = world.opened(grant)
    world.boxes[A01].answering = not silent
    world.report([A01])
    world.pull(A02)
    assert world.condition() is Condition.QUARANTINED
    return world, visit


def test_rule_3_whoever_shuts_a_door_that_was_put_aside_unread_has_not_looked_inside_for_staff() -> None:
    world, _ = two_doors_opened(silent=True)
    world.boxes[A01].item, world.boxes[A01].answering = False, True
    world.shut()
    world.wait(5 * MINUTE, ticks=10)
    assert world.refuse(Clear("meier", A01, "empty")) is Refusal.NOT_LOOKED_INSIDE
    world.resume()
    world.technician()
    world.shut()
    world.clear()
    assert world.condition() is Condition.FREE


def test_f25_a_door_that_was_put_aside_and_springs_open_lets_nobody_go_on() -> None:
    world, visit = two_doors_opened()
    world.take()
    world.shut()
    assert world.visit(visit).phase is Phase.DOOR_SHUT
    world.pull()
    assert world.told(FactType.DOOR_LATE)
    assert world.visit(visit).phase is Phase.DOOR_SHUT
    assert world.condition() is Condition.QUARANTINED


def test_f32_at_a_door_that_was_put_aside_nobody_is_asked_what_costs_nothing_any_more() -> None:
    world, visit = two_doors_opened()
    world.shut()
    world.say(visit, Word.DONE)
    assert world.visit(visit).phase is Phase.OVER


def test_rule_21_minutes_that_end_in_a_second_cut_put_the_door_aside_as_nothing_has_been_read() -> None:
    world = World.of(place())
    brought(world)
    world.crash()
    world.report()
    world.wait(74 * 12 * SECOND, ticks=74)
    assert world.part().state is PartState.HANDING_IN
    world.mono_ms += 13 * SECOND
    world.powered_ms += 13 * SECOND
    world.crash()
    assert (world.condition(), world.part().state) == (Condition.QUARANTINED, PartState.QUARANTINED)
    assert world.told(FactType.COMPARTMENT_QUARANTINED)[-1].data["reason"] == DoorReason.GRACE_OVER


def test_rule_2_a_code_whose_door_was_put_aside_after_a_cut_is_not_given_minutes_when_the_door_is_read() -> None:
    world = World.of(place())
    grant = world.loaded()
    world.collect(grant)
    world.fire(gives_way=False)
    world.crash()
    world.boxes[A01].flapping = frozenset({Sensor.DOOR})
    world.report()
    world.boxes[A01].flapping = frozenset()
    world.report()
    assert (world.part().right, world.worth(grant)) == (RightState.SUSPENDED, Worth.SUSPENDED)
    assert world.told(FactType.ATTEMPT_CLOSED)[-1].data["outcome"] == Outcome.RECOVERED
