"""Whom the machine failed at a collection is offered a record that they were here (rule 18: a record is no receipt)."""

from collections.abc import Callable

import pytest
from world import A01, A02, MINUTE, O1, SECOND, World, place

from lockerd.domain.model.directions import Direction
from lockerd.domain.model.facts import FactType
from lockerd.domain.model.ids import VisitId
from lockerd.domain.model.parts import PartState
from lockerd.domain.model.receipts import Paper
from lockerd.domain.model.refusals import Refusal
from lockerd.domain.model.reports import NotFiredReason
from lockerd.domain.model.visits import Phase
from lockerd.domain.model.words import Word


def stuck(world: World, visit: VisitId) -> None:
    """The lock is fired three times, and nothing moves."""
    for _ in range(3):
        world.fire(gives_way=False)
        world.wait(8 * SECOND, ticks=8)
    assert world.visit(visit).trouble is Refusal.DOOR_STUCK


def silent(world: World, visit: VisitId) -> None:
    """Its board does not answer, however often it is asked."""
    world.boxes[A01].answering = False
    world.report([A01])
    world.give_back(NotFiredReason.BOARD_DEAD)
    world.wait(30 * SECOND, ticks=15)
    assert world.visit(visit).trouble is Refusal.OUT_OF_SERVICE


def walked_off(world: World, visit: VisitId) -> None:
    """The door opened, and the person went away."""
    world.fire()
    world.pull()
    world.shut()
    assert world.visit(visit).opened
    world.wait(3 * MINUTE, ticks=12)


def says_it_is_out(world: World, visit: VisitId) -> None:
    """The door was not seen to open, and the person says that they have it."""
    world.fire(gives_way=False)
    world.wait(6 * SECOND, ticks=6)
    world.say(visit, Word.TAKEN_OUT)


def taken_back(world: World, visit: VisitId) -> None:
    """The office wants the order back while the door is tried."""
    world.fire(gives_way=False)
    world.wait(6 * SECOND, ticks=6)
    world.cancel()
    world.wait(3 * SECOND)
    assert world.visit(visit).trouble is Refusal.CANCELLED


@pytest.mark.parametrize(
    ("happens", "reason"),
    [(stuck, "door_stuck"), (silent, "out_of_service"), (walked_off, ""), (says_it_is_out, ""), (taken_back, "")],
)
def test_a_record_is_offered_where_the_machine_failed_and_nowhere_else(
    happens: Callable[[World, VisitId], None], reason: str
) -> None:
    world = World.of(place())
    visit = world.collect(world.loaded())
    happens(world, visit)
    records = [each for each in world.state.receipts.values() if each.paper is Paper.RECORD]
    told = [(fact.data["paper"], fact.data["reason"]) for fact in world.told(FactType.PART_NOT_COLLECTED)]
    assert told == [(each.id, each.reason) for each in records]
    assert [each.reason for each in records] == ([reason] if reason else [])
    if not reason:
        return
    (record,) = records
    assert (record.direction, record.compartment, record.grade) == (Direction.OUT, A01, None)
    assert (world.part(O1).receipt, world.order()) == (None, PartState.READY)
    assert world.visit(visit).phase is Phase.OVER, "nobody has to take it"
    world.say(visit, Word.PAPER)
    assert (world.visit(visit).phase, world.visit(visit).paper) == (Phase.PAPER_READY, record.id)


def test_whoever_holds_the_door_shut_again_and_again_has_ten_records_at_most() -> None:
    world = World.of(place(), place(A02))
    grant = world.loaded()
    for _ in range(13):
        silent(world, world.collect(grant))
        world.boxes[A01].answering = True
        world.report()
        world.wait(90 * MINUTE, ticks=9)
    assert len(world.told(FactType.PART_NOT_COLLECTED)) == 13
    assert sum(each.paper is Paper.RECORD for each in world.state.receipts.values()) == 10
