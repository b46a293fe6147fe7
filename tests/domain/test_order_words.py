"""An order's last word hangs on how its parts have ended, and not on which of them ended last (rule 24)."""

from itertools import permutations
from typing import Final

import pytest
from three_parts import DOORS, loaded, take, wall
from world import MINUTE, SECOND, World

from lockerd.domain.model.facts import FactType
from lockerd.domain.model.ids import CompartmentId, GrantId
from lockerd.domain.model.parts import PartState, RightState

ENDS: Final = (
    ("collected", "collected", "collected"),
    ("cleared", "collected", "collected"),
    ("cleared", "cleared", "collected"),
    ("kept", "collected", "collected"),
    ("kept", "cleared", "collected"),
    ("cleared", "cleared", "cleared"),
)
"""How three parts can end: collected; emptied by a technician; opened by force, and emptied when all else is over."""
WORDS: Final = {True: (1, 1), False: (0, 1)}
"""How often ``order.collected`` and ``order.closed`` are told, by whether each part has passed to the person."""


def collect(world: World, grant: GrantId) -> None:
    """The person takes what lies behind the first door that opens, and walks off at the next."""
    visit = world.collect(grant)
    take(world, visit, world.visit(visit).compartment)
    if world.unlocks:
        world.give_back()
        world.wait(2 * MINUTE, ticks=4)


def disturb(world: World) -> CompartmentId:
    """A technician opens the last door that still waits for the person."""
    door = max(
        part.compartment for part in world.state.parts.values() if part.right is RightState.ACTIVE and part.compartment
    )
    world.technician(door)
    world.take(door)
    world.shut(door)
    return door


@pytest.mark.parametrize("ends", ENDS, ids="-".join)
def test_the_last_word_of_an_order_does_not_hang_on_the_sequence(ends: tuple[str, ...]) -> None:
    for sequence in sorted(set(permutations(ends))):
        world, kept = wall(), []
        grant = loaded(world)
        for end in sequence:
            world.wait(20 * SECOND)
            match end:
                case "collected":
                    collect(world, grant)
                case "cleared":
                    world.clear(disturb(world))
                case "kept":
                    kept.append(disturb(world))
        for door in kept:
            world.clear(door)
        assert {part.state for part in world.state.parts.values()} <= {PartState.CLOSED, PartState.RETRIEVED}, sequence
        told = tuple(len(world.told(fact)) for fact in (FactType.ORDER_COLLECTED, FactType.ORDER_CLOSED))
        assert told == WORDS[set(ends) == {"collected"}], sequence
        assert len(world.told(FactType.PART_COLLECTED)) == ends.count("collected"), sequence
        assert len(DOORS) == len(sequence)
