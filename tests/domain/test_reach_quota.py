"""Doors within reach are a share for those who need them, whatever order orders come and go in (mission, ISO 21542)."""

from dataclasses import replace
from typing import Final

from hypothesis import given, settings
from hypothesis import strategies as st
from policies import POLICY
from world import World, order, place

from lockerd.domain.model.events import Announce, Cancel
from lockerd.domain.model.ids import CompartmentId, OrderId
from lockerd.domain.model.parts import Needs, Part

LOW: Final = Needs(highest_cm=100)
"""Somebody in a wheelchair, say; the reason is never stored."""
EITHER: Final = (Needs(), LOW)
REACHED: Final = range(POLICY.reach_low_cm, POLICY.reach_high_cm + 1)


def number(n: int) -> OrderId:
    return OrderId(f"01900000-0000-7000-8000-{n:012x}")


def doors_of(world: World, *, within_reach: bool) -> list[CompartmentId]:
    rows = world.state.compartments.values()
    return [row.id for row in rows if (row.place.height_cm in REACHED) is within_reach]


def parts(world: World) -> list[Part]:
    return [part for part in world.state.parts.values() if part.state not in {"cancelled", "closed"}]


def held(world: World, doors: list[CompartmentId], *, needed: bool) -> int:
    """How many of these doors serve parts that need them, or such as do not."""
    return sum(part.compartment in doors and part.needs.reach is needed for part in parts(world))


Step = tuple[int, bool]
"""An order that comes: how many parts it has, and whether they need reach; 0: the oldest goes."""
STEPS: Final = st.lists(st.tuples(st.integers(0, 2), st.booleans()), max_size=14)

HEIGHTS: Final = st.lists(st.sampled_from([30, 60, 100, 140, 180]), min_size=1, max_size=7)


@settings(max_examples=150, deadline=None)
@given(
    heights=st.lists(st.sampled_from([30, 60, 100, 140, 180]), min_size=1, max_size=7),
    share=st.integers(0, 4),
    steps=STEPS,
)
def test_whoever_needs_a_door_within_reach_waits_only_for_others_who_do(
    heights: list[int], share: int, steps: list[Step]
) -> None:
    walls = [place(CompartmentId(f"A{n:02}"), row=n, height_cm=each) for n, each in enumerate(heights, 1)]
    world = World.of(*walls, policy=replace(POLICY, reach_reserved=min(share, sum(h in REACHED for h in heights))))
    reserved, known = world.policy.reach_reserved, list[OrderId]()
    for n, (count, needy) in enumerate(steps, 1):
        if count:
            wanted = order(number(n), needs=(LOW if needy else Needs(),) * count)
            world.event(Announce(wanted.order, wanted.parts))
            known.append(wanted.order.id)
        elif known:
            world.event(Cancel(known.pop(0), "withdrawn"))
        reachable = doors_of(world, within_reach=True)
        assert held(world, reachable, needed=False) <= max(0, len(reachable) - reserved), "the share is kept free"
        suitable = [door for door in reachable if world.state.compartments[door].place.height_cm <= 100]
        waits = any(part.compartment is None and part.needs.reach for part in parts(world))
        served = held(world, suitable, needed=True) + held(world, suitable, needed=False)
        assert not waits or served == len(suitable), "a door that would do is free, and somebody who needs it waits"
        if waits and reserved >= len(reachable):
            assert held(world, suitable, needed=True) == len(suitable), "every one of them serves somebody who needs it"
