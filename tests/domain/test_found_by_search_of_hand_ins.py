"""What the search of hand-ins found, kept as stories: reports nobody looked for, tries, locks that are off."""

import pytest
from hands import brought, settle
from world import A01, O1, SECOND, World, place

from lockerd.domain.model.compartments import Condition
from lockerd.domain.model.events import Clear, Say
from lockerd.domain.model.facts import FactType
from lockerd.domain.model.parts import PartState, RightState
from lockerd.domain.model.refusals import Refusal
from lockerd.domain.model.reports import BusReport, BusTrouble, NotFiredReason
from lockerd.domain.model.visits import Phase
from lockerd.domain.model.words import Word

TAMPERED = BusReport("bus0", BusTrouble.FOREIGN_ORDER, "unlock", "1/1", meant=(A01,))


@pytest.mark.parametrize("put_in", [True, False])
def test_a_report_counts_only_when_staff_have_opened_the_door_themselves(put_in: bool) -> None:
    world = World.of(place())
    visit = brought(world, put_in=put_in)
    world.say(visit, Word.ALL_IN if put_in else Word.NOTHING_IN)
    settle(world)
    world.wait(6 * SECOND)
    assert world.order() is (PartState.HANDED_IN if put_in else PartState.AWAITED)
    world.boxes[A01].item = False
    assert world.refuse(Clear("meier", A01, "empty")) is Refusal.NOT_LOOKED_INSIDE
    world.technician()
    world.shut()
    world.clear()
    assert world.condition() is Condition.FREE


def test_an_opening_seen_while_the_next_try_waits_gives_no_fourth_try() -> None:
    world = World.of(place())
    grant = world.awaited()
    visit = world.collect(grant)
    world.fire(gives_way=False)
    world.wait(6 * SECOND)
    world.wait(3 * SECOND)
    world.pull()
    world.give_back(NotFiredReason.WITHDRAWN)
    assert (world.part().openings, world.part().attempts) == (1, 0)
    world.shut()
    world.wait(6 * SECOND)
    world.say(visit, Word.NOTHING_IN)
    tried = 0
    while world.part().right is RightState.ACTIVE:
        again = world.show(grant)
        world.accept(again)
        while world.unlocks:
            tried += 1
            world.fire(gives_way=False)
            world.wait(6 * SECOND)
            world.wait(3 * SECOND)
    assert tried == 3
    assert world.part().right is RightState.JAMMED


@pytest.mark.parametrize("when", ["at the open door", "at the shut door", "after a power cut"])
def test_no_custody_where_a_stranger_has_fired_the_lock(when: str) -> None:
    """The door may have been shut a moment before, and its contact not have said so yet."""
    world = World.of(place())
    visit = brought(world)
    if when == "at the open door":
        world.pull()
    elif when == "after a power cut":
        world.crash()
        world.report()
    world.event(TAMPERED)
    world.shut()
    assert world.condition() is Condition.QUARANTINED
    if when != "after a power cut":
        assert world.visit(visit).phase is Phase.PAPER_READY
    world.wait(16 * 60 * SECOND, ticks=96)
    assert world.order(O1) is PartState.QUARANTINED


def test_an_opening_again_that_waits_is_withdrawn_where_a_stranger_fires_that_lock() -> None:
    world = World.of(place())
    visit = brought(world)
    world.wait(6 * SECOND)
    world.say(visit, Word.OPEN_AGAIN)
    world.event(TAMPERED)
    assert len(world.withdrawn) == 1
    world.give_back(NotFiredReason.WITHDRAWN)
    world.event(Say(visit, Word.ALL_IN))
    settle(world)
    assert world.order() is PartState.QUARANTINED


def test_a_door_that_had_not_caught_when_somebody_brought_something_is_no_burglary() -> None:
    world = World.of(place())
    visit = brought(world)
    world.say(visit, Word.ALL_IN)
    settle(world)
    assert world.order() is PartState.HANDED_IN
    world.pull()
    assert (world.condition(), world.state.compartments[A01].reason) == (Condition.QUARANTINED, "sprang_open")
    assert not world.told(FactType.DOOR_FORCED)
