"""What the rules say, in the search's own words: nothing here is asked of lockerd, which may have it wrong."""

from typing import Final

from lockerd.domain.model.compartments import Leaf
from lockerd.domain.model.grants import GrantState
from lockerd.domain.model.orders import OrderState
from lockerd.domain.model.readings import Door, DoorSensor, Latch, Reading

ATTEMPTS: Final = 3
"""Of one code at one door, openings again left out (rule 2)."""
REOPENINGS: Final = 2
"""Of one visit at one door (rule 2)."""
GOOD: Final = frozenset({GrantState.ACTIVE, GrantState.ATTEMPTING, GrantState.GRACE})
"""A code in one of these can open its door by itself."""
USED_UP: Final = frozenset({GrantState.SPENT, GrantState.REVOKED})
"""A code in one of these never opens anything again."""
ENDED: Final = frozenset({OrderState.CLOSED, OrderState.RETRIEVED, OrderState.CANCELLED})
"""Nothing of the order is at the wall, and nothing will be."""


def seen(sensor: DoorSensor, reading: Reading) -> Leaf:
    """How a door stands as far as this reading tells; a hook that let go counts as open."""
    if sensor is DoorSensor.NONE:
        return Leaf.UNSENSED
    by_hook = {Latch.UNLATCHED: Leaf.OPEN, Latch.LATCHED: Leaf.SHUT}.get(reading.latch, Leaf.UNKNOWN)
    if sensor is DoorSensor.HOOK:
        return by_hook
    by_contact = {Door.OPEN: Leaf.OPEN, Door.CLOSED: Leaf.SHUT}.get(reading.door, Leaf.UNKNOWN)
    if sensor is DoorSensor.CONTACT or by_contact is not Leaf.SHUT:
        return by_contact
    return Leaf.UNLATCHED if by_hook is Leaf.OPEN else by_hook
