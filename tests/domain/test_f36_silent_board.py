"""A board that loses answers while a code is shown: the person waits a moment and is not sent to the office (F36)."""

import pytest
from world import A01, SECOND, World, place

from lockerd.api.terminal.steps import next_step
from lockerd.domain.model.grants import Worth
from lockerd.domain.model.refusals import Refusal
from lockerd.domain.model.reports import NotFiredReason
from lockerd.domain.model.visits import NextStep, Phase
from lockerd.domain.model.words import Word
from lockerd.domain.shown.speech import may

SILENT = (NotFiredReason.BOARD_DEAD, NotFiredReason.NO_READING, NotFiredReason.BUS_GONE)


def falls_silent(world: World, reason: NotFiredReason = NotFiredReason.BOARD_DEAD) -> None:
    """Its door is not known any more, and the unlock that waited is given back."""
    world.boxes[A01].answering = False
    world.report()
    world.give_back(reason)


def answers(world: World) -> None:
    world.boxes[A01].answering = True
    world.report()


@pytest.mark.parametrize("reason", SILENT)
def test_a_door_is_asked_for_again_while_the_person_waits(reason: NotFiredReason) -> None:
    world = World.of(place())
    grant = world.loaded()
    visit = world.collect(grant)
    falls_silent(world, reason)
    assert next_step(world.state, world.visit(visit)) is NextStep.WAIT
    world.wait(4 * SECOND)
    assert (world.unlocks, world.visit(visit).phase) == ([], Phase.RETRYING)
    answers(world)
    world.wait(1 * SECOND)
    world.fire()
    world.pull()
    assert world.visit(visit).phase is Phase.DOOR_OPEN
    assert world.visit(visit).trouble is None
    assert world.worth(grant) is Worth.SPENT


def test_a_board_that_stays_silent_sends_the_person_away_within_ten_seconds_with_a_code_that_is_good() -> None:
    world = World.of(place())
    grant = world.loaded()
    visit = world.collect(grant)
    falls_silent(world)
    world.wait(9 * SECOND)
    assert world.visit(visit).phase is Phase.RETRYING
    world.wait(2 * SECOND)
    assert (world.visit(visit).phase, world.visit(visit).trouble) == (Phase.OVER, Refusal.OUT_OF_SERVICE)
    answers(world)
    world.collect(grant)


def test_what_was_not_fired_is_no_try_of_the_three() -> None:
    world = World.of(place())
    grant = world.loaded()
    visit = world.collect(grant)
    falls_silent(world)
    world.wait(2 * SECOND)
    answers(world)
    world.wait(1 * SECOND)
    for _ in range(3):
        assert world.worth(grant) is Worth.ATTEMPTING
        world.fire(gives_way=False)
        world.report()
        world.wait(6 * SECOND)
        world.wait(3 * SECOND)
    assert world.worth(grant) is Worth.JAMMED
    assert world.visit(visit).trouble is Refusal.DOOR_STUCK


def test_nobody_says_that_a_thing_is_out_behind_a_lock_that_was_never_fired() -> None:
    world = World.of(place())
    visit = world.collect(world.loaded())
    falls_silent(world)
    assert Word.TAKEN_OUT not in may(world.state, visit, world.now, world.policy)


def test_what_the_station_tries_by_itself_slows_nobody_down() -> None:
    """Rule 6: whoever causes give-backs waits ever longer, but between a silent board and a person nobody does."""
    world = World.of(place())
    grant = world.loaded()
    visit = world.collect(grant)
    tries = 0
    while world.visit(visit).phase is not Phase.OVER:
        if world.unlocks:
            tries += 1
            world.give_back(NotFiredReason.NO_READING)
        world.wait(1 * SECOND)
    assert tries > 3
    world.collect(grant)
