"""What people bring, in the chronicle of a wall."""

import random
from dataclasses import replace

from world import World, hand_in

from lockerd.domain.model.events import Announce
from lockerd.domain.model.ids import CompartmentId, OrderId
from lockerd.domain.model.parts import PartState
from lockerd.domain.model.state import DAY_MS


def announced_hand_in(world: World, dice: random.Random, name: OrderId, authority: str) -> Announce:
    """Of a class for which a word is enough where nothing can be seen, or of one for which it is not."""
    days, is_enough = dice.choice([1, 3, 30]), dice.random() < 0.7
    wanted = hand_in(name, retention_ms=days * DAY_MS, authority=authority)
    row = wanted.order if is_enough else replace(wanted.order, document_class="passport")
    return Announce(row, wanted.parts, world.fresh_code())


def handed_in(world: World, door: CompartmentId) -> bool:
    """Whether the office has what lies there."""
    name = world.state.compartments[door].part
    return name is not None and world.state.parts[name].state is PartState.HANDED_IN
