"""Limits: the brake's edges, the quota of reachable compartments, performance of the hot path."""

import time
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st
from policies import POLICY
from world import A01, O1, World, asking, order, place

from lockerd.domain.decide import decide
from lockerd.domain.draft import Draft
from lockerd.domain.model.compartments import Condition
from lockerd.domain.model.events import Refused
from lockerd.domain.model.grants import CodeRecord, Grant
from lockerd.domain.model.ids import CompartmentId, GrantId, OrderId
from lockerd.domain.model.parts import Needs, PartState, RightState


@given(
    heights=st.lists(st.integers(10, 200), min_size=1, max_size=12),
    reserved=st.integers(0, 4),
    wishes=st.lists(st.booleans(), max_size=14),
)
def test_the_reserved_reachable_compartments_go_only_to_those_who_need_them(
    heights: list[int], reserved: int, wishes: list[bool]
) -> None:
    policy = replace(POLICY, reach_reserved=reserved)
    names = [CompartmentId(f"C{n:02}") for n in range(len(heights))]
    world = World.of(*[place(n, height_cm=h) for n, h in zip(names, heights, strict=True)], policy=policy)

    def reachable_left() -> int:
        rows = world.state.compartments.values()
        return sum(1 for r in rows if r.condition is Condition.FREE and 40 <= r.place.height_cm <= 110)

    for number, needs_reach in enumerate(wishes):
        left = reachable_left()
        needs = Needs(lowest_cm=40, highest_cm=110) if needs_reach else Needs()
        wanted = order(OrderId(f"{number:04}"), needs=needs)
        if isinstance(world.event(asking(wanted)), Refused):
            fitting = [height for height in heights if 40 <= height <= 110]
            assert len(fitting) <= (0 if needs_reach else reserved), "refused though a door could serve it"
            continue
        if world.order(wanted.id) is not PartState.RESERVED:
            continue
        [door] = world.doors(wanted.id)
        height = world.state.compartments[door].place.height_cm
        if needs_reach:
            assert 40 <= height <= 110
        elif 40 <= height <= 110:
            assert left > reserved


@given(size=st.sampled_from(["A5", "A4", "plate"]), slow=st.booleans())
def test_a_compartment_is_never_too_small(size: str, slow: bool) -> None:
    sizes = ["A5", "A4", "plate"]
    world = World.of(*[place(CompartmentId(f"C{n}"), size=s) for n, s in enumerate(sizes)])
    world.announce(order(needs=Needs(size=size, slow_hands=slow)))
    [chosen] = world.doors(O1)
    assert world.state.compartments[chosen].place.size == size


def crowd(count: int, *, waiting: bool) -> World:
    """A wall with one loaded compartment and ``count`` other orders: waiting, or ready elsewhere."""
    world = World.of(place())
    grant = world.loaded()
    draft = Draft(world.state, world.now, world.policy)
    for number in range(count):
        wanted = order(OrderId(f"crowd-{number:06}"))
        draft.put(wanted.order)
        [part] = wanted.parts
        if waiting:
            draft.put(part)
        else:
            draft.put(replace(part, state=PartState.RECALLED, right=RightState.ACTIVE))
            draft.put(Grant(GrantId(wanted.id), wanted.id, "stadt", CodeRecord(b"", b"", ""), 1))
    world.state = draft.state
    world.facts.clear()
    world.collect(grant)
    world.unlocks.clear()
    return world


def cost_s(world: World) -> float:
    """The least time of many for showing a code that is being tried, and for one that opens."""
    part = replace(world.part(), state=PartState.READY, right=RightState.ACTIVE)
    row = replace(world.state.compartments[A01], attempt=None, condition=Condition.OCCUPIED)
    ready = world.state._replace(
        attempts=world.state.attempts.convert({}),
        visits=world.state.visits.convert({}),
        parts=world.state.parts.insert(part.id, part),
        compartments=world.state.compartments.insert(A01, row),
    )
    [grant] = [g for g in ready.grants.values() if g.order == O1]
    event = world.show(grant.id)
    least = 1.0
    for _ in range(300):
        began = time.perf_counter()
        decision = decide(ready, event, world.now, world.policy)
        least = min(least, time.perf_counter() - began)
    assert decision.effects
    return least


def test_a_collection_costs_the_same_with_ten_thousand_orders() -> None:
    """With room for noise: one look through ten thousand orders would cost ten times as much."""
    few = min(cost_s(crowd(10, waiting=waiting)) for waiting in (True, False))
    for waiting in (True, False):
        assert cost_s(crowd(10_000, waiting=waiting)) < 2 * few
