"""What no test noticed when a fault was put into the rules: which reason is told."""

from collections.abc import Callable
from typing import Final

import pytest
from counter import begin
from exchange import ready
from hands import brought
from world import A01, A02, O1, ORDINARY, SECOND, World, order, place

from lockerd.domain.model.events import TechnicianOpen, Touched
from lockerd.domain.model.facts import FactType
from lockerd.domain.model.readings import DoorSensor, ItemSensor
from lockerd.domain.model.refusals import Refusal
from lockerd.domain.model.staff import ConfirmLoaded
from lockerd.domain.model.visits import Phase
from lockerd.domain.model.words import Word

BARE: Final = {"door_sensor": DoorSensor.NONE, "item_sensor": ItemSensor.NONE}


def withdrawn_too_late() -> World:
    world = World.of(place())
    world.collect(world.loaded())
    world.pull()
    assert world.withdrawn
    world.fire()
    return world


def crash_while_loading() -> World:
    world = World.of(place())
    world.announce()
    world.put_in()
    world.crash()
    return world


def loading_not_finished() -> World:
    world = World.of(place())
    world.announce()
    world.put_in()
    world.wait(130 * SECOND, ticks=13)
    return world


def item_unknown() -> World:
    world = World.of(place())
    visit = world.opened()
    world.boxes[A01].place = place(item_sensor=ItemSensor.NONE)  # fitted, and it says nothing for now
    world.shut()
    world.say(visit, Word.TAKEN_OUT)
    return world


def removal_not_seen() -> World:
    world = World.of(place(item_sensor=ItemSensor.NONE))
    visit = world.opened()
    world.shut()
    world.say(visit, Word.DONE)
    world.say(visit, Word.DONE)
    return world


def late_opening() -> World:
    world = World.of(place())
    world.accept(TechnicianOpen("meier", A01, "look"))
    world.fire(gives_way=False)
    world.wait(12 * SECOND, ticks=2)
    world.pull()
    return world


def no_answer() -> World:
    world = World.of(place())
    world.collect(world.loaded())
    world.wait(11 * SECOND)
    return world


def no_answer_of_a_bare_door() -> World:
    world = World.of(place(**BARE))
    world.collect(world.loaded())
    world.wait(11 * SECOND)
    return world


def taken_out_while_shut() -> World:
    world = World.of(place())
    visit = world.collect(world.loaded())
    world.fire(gives_way=False)
    world.wait(6 * SECOND, ticks=6)
    world.say(visit, Word.TAKEN_OUT)
    return world


def touched(*, loaded: bool) -> World:
    world = World.of(place())
    if loaded:
        world.loaded()
    world.accept(Touched("meier", A01, "stood open"))
    return world


def looked_into() -> World:
    world = World.of(place())
    world.technician()
    world.shut()
    world.announce()
    world.wait(6 * SECOND)
    begin(world)
    return world


def made_anew() -> World:
    world = World.of(place())
    world.loaded()
    world.reissue(O1)
    return world


TOLD: Final[dict[str, tuple[Callable[[], World], FactType]]] = {
    "withdrawn_too_late": (withdrawn_too_late, FactType.ATTEMPT_CLOSED),
    "crash_while_loading": (crash_while_loading, FactType.COMPARTMENT_QUARANTINED),
    "loading_not_finished": (loading_not_finished, FactType.COMPARTMENT_QUARANTINED),
    "item_unknown": (item_unknown, FactType.COMPARTMENT_QUARANTINED),
    "removal_not_seen": (removal_not_seen, FactType.COMPARTMENT_QUARANTINED),
    "late_opening": (late_opening, FactType.COMPARTMENT_TO_CHECK),
    "no_answer": (no_answer, FactType.ATTEMPT_CLOSED),
    "no_answer ": (no_answer_of_a_bare_door, FactType.ATTEMPT_CLOSED),
    "sensor_taken_out_while_shut": (taken_out_while_shut, FactType.COMPARTMENT_QUARANTINED),
    "touched": (lambda: touched(loaded=False), FactType.COMPARTMENT_TO_CHECK),
    "touched ": (lambda: touched(loaded=True), FactType.COMPARTMENT_QUARANTINED),
    "looked_into": (looked_into, FactType.ORDER_RELEASED),
    "reissued": (made_anew, FactType.GRANT_REVOKED),
}


@pytest.mark.parametrize("reason", TOLD)
def test_what_happened_is_told_for_its_reason(reason: str) -> None:
    scene, kind = TOLD[reason]
    assert scene().told(kind)[-1].data["reason"] == reason.strip()


def test_what_a_code_began_and_what_came_of_it_is_told() -> None:
    world = World.of(place())
    world.collect(ready(world))
    [begun] = world.told(FactType.ORDER_EXCHANGING)
    assert (begun.compartment, begun.data) == (A01, {"by": "qr"})
    world = World.of(place())
    world.collect(world.loaded())
    world.give_back()
    [given_back] = world.told(FactType.ORDER_NOT_COLLECTED)
    assert (given_back.compartment, given_back.data) == (A01, {"reason": "out_of_service"})
    world = World.of(place())
    visit = brought(world, put_in=False)
    world.say(visit, Word.NOTHING_IN)
    [record] = world.told(FactType.PART_NOT_HANDED_IN)
    assert (record.compartment, record.data) == (A01, {"paper": 1, "reason": "nothing_put_in"})


@pytest.mark.parametrize("parts", [1, 2])
def test_whose_order_was_taken_back_while_they_put_it_in_is_told_so(parts: int) -> None:
    world = World.of(place(), place(A02))
    world.announce(order(needs=(ORDINARY,) * parts))
    visit = world.put_in()
    world.cancel()
    assert world.accept(ConfirmLoaded(visit, world.fresh_code())).grant is None
    assert (world.visit(visit).phase, world.visit(visit).trouble) == (Phase.OVER, Refusal.CANCELLED)
