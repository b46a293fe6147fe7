"""What people bring, also for something new, in the chronicle of a wall."""

import random
from dataclasses import replace

from world import World, hand_in, swap

from lockerd.domain.hand_over.exchanging import is_exchange
from lockerd.domain.model.events import Announce, Found
from lockerd.domain.model.ids import CompartmentId, OrderId
from lockerd.domain.model.parts import PartState
from lockerd.domain.model.state import DAY_MS
from lockerd.domain.model.words import Word


def announced_hand_in(world: World, dice: random.Random, name: OrderId, authority: str) -> Announce:
    """Of a class for which a word is enough where nothing can be seen, or of one for which it is not."""
    days, is_enough = dice.choice([1, 3, 30]), dice.random() < 0.7
    wanted = hand_in(name, retention_ms=days * DAY_MS, authority=authority)
    row = wanted.order if is_enough else replace(wanted.order, document_class="passport")
    return Announce(row, wanted.parts, world.fresh_code())


def announced_exchange(dice: random.Random, name: OrderId, authority: str) -> Announce:
    """A new document for the old one; a word about that is enough, or not."""
    wanted = swap(name, retention_ms=dice.choice([3, 30]) * DAY_MS, authority=authority)
    is_enough = dice.random() < 0.5
    return Announce(wanted.order if is_enough else replace(wanted.order, document_class="passport"), wanted.parts)


def exchanged(world: World, dice: random.Random, door: CompartmentId) -> None:
    """The new one is taken out and the old one laid in, or not quite."""
    for inside in dice.choice([*[(False, True)] * 5, (False,), (True,), ()]):
        world.boxes[door].item = inside
        world.report([door])


def found(world: World, dice: random.Random, door: CompartmentId) -> Found:
    """Staff have found something there; of an exchange they say which of the two."""
    name = world.state.compartments[door].part
    if name is None or not is_exchange(world.state.parts[name]):
        return Found("meier", door, "looked")
    return Found(
        "meier", door, "looked", dice.choice([Word.FOUND_OLD, Word.FOUND_OLD, Word.FOUND_NEW, Word.FOUND_BOTH])
    )


def handed_in(world: World, door: CompartmentId) -> bool:
    """Whether the office has what lies there."""
    name = world.state.compartments[door].part
    return name is not None and world.state.parts[name].state is PartState.HANDED_IN
