"""A terminal that lies: `hostile` in short; `make thousands` plays a hundred thousand sequences."""

from hostile import (
    ONE_AFTER_ANOTHER,
    UNHURRIED,
    Hostile,
    many_that_are_finished_take_no_more_than_their_share,
    only_free_doors_open_and_no_more_than_the_budget,
    whoever_has_a_code_waits_no_more_than_a_minute,
)
from hypothesis import given, settings
from hypothesis import strategies as st
from walking import asks
from world import O2, SECOND, order

from lockerd.domain.model.events import Accepted, Say
from lockerd.domain.model.parts import Needs
from lockerd.domain.model.visits import Phase
from lockerd.domain.model.words import Word


@given(UNHURRIED)
@settings(max_examples=120)
def test_only_free_doors_open_and_no_more_than_the_budget(calls: list[tuple]) -> None:
    only_free_doors_open_and_no_more_than_the_budget(calls)


@given(ONE_AFTER_ANOTHER)
@settings(max_examples=60)
def test_many_that_are_finished_take_no_more_than_their_share(rounds: list[tuple]) -> None:
    many_that_are_finished_take_no_more_than_their_share(rounds)


@given(UNHURRIED, st.integers(0, 2))
@settings(max_examples=120)
def test_whoever_has_a_code_waits_no_more_than_a_minute(calls: list[tuple], hurry: int) -> None:
    whoever_has_a_code_waits_no_more_than_a_minute(calls, hurry)


def test_one_who_begins_again_in_the_moment_in_which_the_last_ends_locks_nobody_out() -> None:
    hostile = Hostile()
    world = hostile.world
    for second in range(61):
        world.event(asks(world))
        hostile.fire()
        if second % 28 == 27:
            hostile.call(("door", True))
            for visit in sorted(world.state.visits):
                world.event(Say(visit, Word.NOTHING_IN))
                world.event(Say(visit, Word.DONE))
                world.event(asks(world))
                hostile.fire()
        if second % 3 == 0 and isinstance(world.event(world.show(hostile.full)), Accepted):
            return
        world.wait(1 * SECOND)
    raise AssertionError("for longer than a minute")


def test_the_same_holds_for_whoever_loads() -> None:
    hostile = Hostile()
    hostile.world.announce(order(O2))
    hostile.call(("walk_in", "keys", Needs(slow_hands=True), None, False))
    [begun] = [each for each in hostile.world.state.visits.values() if each.phase is Phase.DOOR_OPEN]
    hostile.call(("say", Word.MORE_TIME, 0))
    hostile.world.wait(46 * SECOND, ticks=46)
    hostile.world.load(O2)
    assert hostile.world.visit(begun.id).phase is Phase.PAPER_READY
