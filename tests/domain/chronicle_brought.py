"""What people bring, also for something new, in the chronicle of a wall."""

import random
from dataclasses import replace
from typing import Final

from policies import CLAIMS
from world import World, hand_in, old_first, swap

from lockerd.domain.hand_over.exchanging import is_exchange
from lockerd.domain.model.events import Announce, Found
from lockerd.domain.model.ids import CompartmentId, GrantId, OrderId
from lockerd.domain.model.parts import PartState
from lockerd.domain.model.said_needs import SaidNeeds
from lockerd.domain.model.state import DAY_MS
from lockerd.domain.model.walk_ins import StartWalkIn, WalkIn
from lockerd.domain.model.words import Word

WALK_INS: Final = replace(
    CLAIMS,
    walk_ins={
        "keys": WalkIn(authority="stadt", doors=1, per_hour=4, per_day=12, item_count=1),
        "plates": WalkIn(authority="kreis", doors=2, per_hour=2, per_day=40, size="A5"),
    },
)


def walks_in(world: World, dice: random.Random) -> StartWalkIn:
    """Somebody without a code; of a class that is taken in so, or not."""
    world.count += 1
    name = dice.choice(["keys", "plates", "plates", "passport"])
    size, slow_hands = dice.choice([None, None, "A4", "barn"]), dice.random() < 0.2
    order, grant = OrderId(f"01900000-0000-7000-9000-{world.count:012}"), GrantId(f"walk-{world.count}")
    low, count = dice.random() < 0.2, dice.choice([None, 1, 2]) if name == "plates" else None
    return StartWalkIn(world.fresh_visit(), order, grant, name, SaidNeeds(size, low, slow_hands), count)


def announced_hand_in(world: World, dice: random.Random, name: OrderId, authority: str) -> Announce:
    """Of a class for which a word is enough where nothing can be seen, or of one for which it is not."""
    days, is_enough = dice.choice([1, 3, 30]), dice.random() < 0.7
    wanted = hand_in(name, retention_ms=days * DAY_MS, authority=authority)
    row = wanted.order if is_enough else replace(wanted.order, document_class="passport")
    return Announce(row, wanted.parts, world.fresh_code())


def announced_exchange(dice: random.Random, name: OrderId, authority: str) -> Announce:
    """A new document for the old one, behind one door or two; a word about that is enough, or not."""
    wanted = dice.choice([swap, swap, old_first])(name, retention_ms=dice.choice([3, 30]) * DAY_MS, authority=authority)
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
