"""The Pi died with forty loaded doors, and the keys are lost: the round and the new codes, door by door, measured."""

from going_round import SUPERVISOR, Walker
from world import MINUTE, SECOND_BOOT, World, place

from lockerd.copies import replace
from lockerd.domain.model.compartments import Condition
from lockerd.domain.model.facts import FactType
from lockerd.domain.model.ids import CompartmentId, GrantId, OrderId
from lockerd.domain.model.refusals import Refusal
from lockerd.domain.model.rounds import Scope
from lockerd.domain.model.staff import Reissue
from lockerd.domain.model.state import HOUR_MS
from lockerd.domain.model.words import Word
from lockerd.domain.shown.attention import Call, attention

DOORS = tuple(CompartmentId(f"A{number:02}") for number in range(1, 41))
LOOKS_MS = 10_000
"""Somebody looks behind a door, shuts it and types how many things lie there."""


def an_order(number: int) -> OrderId:
    return OrderId(f"0193a2f4-7c1e-7b1a-9c55-{number:012}")


def loaded() -> tuple[World, dict[OrderId, GrantId]]:
    """Forty documents behind forty doors, loaded at the pace that the brake allows."""
    world = World.of(*(place(door) for door in DOORS))
    grants = {}
    for number, door in enumerate(DOORS, 1):
        grants[an_order(number)] = world.loaded(an_order(number), at=door)
        world.wait(MINUTE)
    return world, grants


def put_back(world: World) -> None:
    """The backup, on the new card."""
    world.crash(boot=replace(SECOND_BOOT, restored=True))
    world.report()


def unsure(world: World) -> int:
    return sum(each.call is Call.STOCKTAKE_NEEDED for each in attention(world.state, world.now, world.policy))


def test_after_the_round_forty_new_codes_open_each_its_own_door_and_none_before() -> None:
    world, old = loaded()
    put_back(world)
    assert unsure(world) == len(DOORS)
    first = an_order(1)
    assert world.refuse(world.show(old[first])) is Refusal.ASK_STAFF
    assert world.refuse(Reissue(first, world.fresh_code())) is Refusal.ASK_STAFF, "nobody knows yet what lies there"

    began_ms, walker = world.now.powered_ms, Walker(world, staff=SUPERVISOR)
    for number, _ in enumerate(DOORS):
        walker.next(Word.AS_EXPECTED, 1, doors=None if number else Scope.ALL)
        world.wait(LOOKS_MS)
    assert walker.seen == list(DOORS), "no door twice and none left out"
    assert unsure(world) == 0
    took_ms = world.now.powered_ms - began_ms
    assert took_ms < HOUR_MS, f"{took_ms / MINUTE:.0f} minutes"
    print(f"the round took {took_ms / MINUTE:.0f} minutes, {took_ms / len(DOORS) / 1000:.0f} s a door")

    new = {each: world.reissue(each) for each in old}
    assert world.refuse(world.show(old[first])) is not None, "the old letter is worth nothing"
    world.wait(HOUR_MS)
    for number, door in enumerate(DOORS, 1):
        visit = world.opened(new[an_order(number)])
        assert world.visit(visit).compartment == door
        world.take(door)
        world.shut(door)
        world.say(visit, Word.TAKEN_OUT)
        world.wait(MINUTE)
    assert {world.condition(door) for door in DOORS} == {Condition.FREE}
    assert sum(fact.type is FactType.ORDER_COLLECTED for fact in world.facts) == len(DOORS)
