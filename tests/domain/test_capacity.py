"""What a wall takes from Friday 18:00 to Monday 7:00, played with people, against what is said of it.

A wall of 48 where everything is fitted; a quarter of it elsewhere, where the same shows sooner.
"""

from itertools import product
from typing import Final

import pytest
from policies import POLICY, classed
from world import MINUTE, SECOND, World, hand_in, old_first, place

from lockerd.domain.model.compartments import Place
from lockerd.domain.model.events import Accepted, Announce, Refused
from lockerd.domain.model.facts import FactType
from lockerd.domain.model.ids import CompartmentId, GrantId, OrderId
from lockerd.domain.model.readings import DoorSensor, ItemSensor
from lockerd.domain.model.state import Policy
from lockerd.domain.model.words import Word
from lockerd.domain.shown.capacity import Capacity, capacity

WEEKEND_MS: Final = 61 * 60 * MINUTE
COMES_EVERY_MS: Final = 30 * MINUTE
SENSORS_ONLY: Final = POLICY
WORD_TOO: Final = classed("plates", takes_claims=True)
HOOK_TOO: Final = classed("plates", takes_hooks=True)
BOTH_TOO: Final = classed("plates", HOOK_TOO, takes_claims=True)
FITTINGS: Final = {
    "contact and item sensor": (DoorSensor.CONTACT, ItemSensor.FITTED, SENSORS_ONLY, Capacity(48, 48, 48, 47)),
    "contact alone": (DoorSensor.CONTACT, ItemSensor.NONE, SENSORS_ONLY, Capacity(12, 0, 0, 0)),
    "contact alone, the class takes a word": (DoorSensor.CONTACT, ItemSensor.NONE, WORD_TOO, Capacity(12, 0, 12, 6)),
    "hook alone": (DoorSensor.HOOK, ItemSensor.NONE, WORD_TOO, Capacity(12, 0, 0, 0)),
    "hook alone, the class takes it and a word": (DoorSensor.HOOK, ItemSensor.NONE, BOTH_TOO, Capacity(12, 0, 12, 6)),
    "hook and item sensor, the class takes it": (
        DoorSensor.HOOK,
        ItemSensor.FITTED,
        HOOK_TOO,
        Capacity(12, 0, 12, 6),
    ),
}


def wall(door: DoorSensor, item: ItemSensor, doors: int) -> list[Place]:
    return [place(CompartmentId(f"A{n:02}"), door_sensor=door, item_sensor=item) for n in range(1, doors + 1)]


def number(n: int) -> OrderId:
    return OrderId(f"01900000-0000-7000-8000-{n:012}")


def collected(world: World, grant: GrantId) -> None:
    """A person fetches what is theirs, says so and goes."""
    visit = world.opened(grant)
    door = world.visit(visit).compartment
    world.boxes[door].item = False
    world.shut(door)
    world.says(visit, Word.TAKEN_OUT)
    world.says(visit, Word.DONE)


def handed_in(world: World, order_id: OrderId) -> bool:
    """A person comes with something, puts it in and says so; False: the terminal has no door for it."""
    wanted = hand_in(order_id)
    announced = world.event(Announce(wanted.order, wanted.parts, world.fresh_code()))
    if isinstance(announced, Refused):
        return False  # nobody is sent for nothing
    assert isinstance(announced, Accepted)
    show = world.show(announced.grant)
    if isinstance(world.event(show), Refused):
        return False
    world.fire()
    door = world.visit(show.visit).compartment
    world.pull(door)
    world.boxes[door].item = True
    world.shut(door)
    world.say(show.visit, Word.ALL_IN)
    world.wait(4 * SECOND, ticks=4)
    world.says(show.visit, Word.DONE)
    return True


def played(places: list[Place], policy: Policy, *, loaded: bool) -> tuple[int, int]:
    """People come every twenty minutes, first for what waits for them, then with what they bring."""
    world = World.of(*places, policy=policy)
    grants = [world.loaded(number(n), at=each.compartment) for n, each in enumerate(places, 1)] if loaded else []
    ends_ms = world.mono_ms + WEEKEND_MS
    coming, collections, hand_ins = len(places), 0, 0
    while world.mono_ms < ends_ms:
        if grants:
            collected(world, grants.pop())
            collections += 1
        else:
            coming += 1
            hand_ins += handed_in(world, number(coming))
        world.wait(COMES_EVERY_MS)
    assert len(world.told(FactType.PART_HANDED_IN)) == hand_ins
    return collections, hand_ins


@pytest.mark.parametrize("fitting", FITTINGS)
def test_a_weekend_takes_as_many_as_is_said(fitting: str) -> None:
    door, item, policy, expected = FITTINGS[fitting]
    places = wall(door, item, expected.collections)
    said = capacity(places, policy.of("stadt", "plates"))
    assert said == expected
    assert played(places, policy, loaded=True) == (said.collections, said.then_hand_ins)
    assert played(places, policy, loaded=False) == (0, said.hand_ins)


def exchanged(world: World, grant: GrantId) -> bool:
    """A person gives the old one and takes the new one; False: the terminal has no door for the old one."""
    show = world.show(grant)
    if isinstance(world.event(show), Refused):
        return False
    for inside, word in ((True, Word.ALL_IN), (False, Word.TAKEN_OUT)):
        world.fire()
        door = world.visit(show.visit).compartment
        world.pull(door)
        world.boxes[door].item = inside
        world.shut(door)
        world.say(show.visit, word)
        world.wait(4 * SECOND, ticks=4)
    return True


def swapped(places: list[Place], policy: Policy, count: int) -> int:
    """Staff load so many exchanges behind two doors, and everybody comes."""
    world = World.of(*places, policy=policy)
    grants = []
    for n in range(1, count + 1):
        world.announce(old_first(number(n)))
        visit = world.put_in(number(n))
        grants.append(world.confirm(visit, although_not_seen=True))
        world.say(visit, Word.DONE)
        world.wait(6 * SECOND)
    served = 0
    for grant in grants:
        served += exchanged(world, grant)
        world.wait(COMES_EVERY_MS)
    return served


@pytest.mark.parametrize("fitting", [name for name, (*_, said) in FITTINGS.items() if said.old_first])
def test_a_weekend_takes_as_many_exchanges_with_the_old_one_first_as_is_said(fitting: str) -> None:
    door, item, policy, said = FITTINGS[fitting]
    places = wall(door, item, said.collections)
    assert swapped(places, policy, said.old_first) == said.old_first
    if said.old_first + 1 < said.collections:
        assert swapped(places, policy, said.old_first + 1) < said.old_first + 1, "loaded, and somebody comes in vain"


def test_of_doors_that_differ_as_many_as_the_best_choice_allows() -> None:
    unseen = {"item_sensor": ItemSensor.NONE}
    bare = unseen | {"door_sensor": DoorSensor.NONE}
    for proven, once, never in product(range(4), repeat=3):
        kinds = [{}] * proven + [unseen] * once + [bare] * never
        places = [place(CompartmentId(f"A{n:02}"), **kind) for n, kind in enumerate(kinds)]
        best = 0
        for free_proven, free_once in product(range(proven + 1), range(once + 1)):
            free, left = free_proven + free_once, once - free_once + never
            best = max(best, (proven - free_proven if free else 0) + min(left, free))
        assert capacity(places, WORD_TOO.of("stadt", "plates")).old_first == best, (proven, once, never)
