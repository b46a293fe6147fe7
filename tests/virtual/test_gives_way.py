"""Who came without a code gives way to whoever has one: the door next to theirs may then be fired, and not before."""

import asyncio
import random
from pathlib import Path

import pytest

from lockercentral.orders import Wish
from lockercentral.uuid7 import uuid7
from lockerd.domain.openings import refusing
from lockersim.site.terminal import RefusedError
from lockersim.wall.demo import demo_wall
from lockersim.world.model import Door, ItemSensor
from virtual.loop import SeededLoop
from virtual.piles import Pile
from virtual.retrievers import Bench
from virtual.rights import Kind
from virtual.rules import GIVES_WAY_S
from virtual.scene import Scene
from virtual.station import Station
from virtual.terms import FOUND_THINGS

PROVEN = ("B05", "B06")
DAWDLES_S = GIVES_WAY_S + 5.0


@pytest.mark.parametrize(
    ("gives_way_ms", "after_s", "breaches"),
    [(None, DAWDLES_S, 0), (20_000, GIVES_WAY_S - 15.0, 1)],
    ids=["in time", "too early"],
)
def test_whoever_has_a_code_is_served_beside_a_walk_in_that_dawdles(
    gives_way_ms: int | None, after_s: float, breaches: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if gives_way_ms is not None:
        monkeypatch.setattr(refusing, "GIVES_WAY_MS", gives_way_ms)
    with asyncio.Runner(loop_factory=lambda: SeededLoop(random.Random(1))) as runner:
        found = runner.run(_beside_a_walk_in(tmp_path, after_s))
    assert len(found) == breaches, found
    assert all("stood open" in words for words in found)


def test_another_walk_in_is_not_served_beside_one_that_dawdles(tmp_path: Path) -> None:
    with asyncio.Runner(loop_factory=lambda: SeededLoop(random.Random(1))) as runner:
        runner.run(_a_second_walk_in(tmp_path))


async def _walks_in(station: Station, scene: Scene) -> str:
    """What staff have found empty is taken."""
    for door in PROVEN:
        await Bench(scene, random.Random(3), slips=0).take_out(door)
        await asyncio.sleep(10.0)
    scene.rights.give(Kind.WALK_IN, None, None)
    door = (await station.terminal.walk_in(FOUND_THINGS)).compartment
    await asyncio.sleep(3.0)
    assert station.wall.world.compartments[door].door is Door.OPEN
    return door


async def _beside_a_walk_in(folder: Path, after_s: float) -> list[str]:
    async with Station(folder, demo_wall(item_sensor=ItemSensor.FITTED), random.Random(2)) as station:
        scene, pile = Scene(station), Pile(station, 1)
        await asyncio.sleep(30.0)
        order = uuid7(now_ms=int(station.clocks.true_s() * 1000), random=station.rng.getrandbits)
        await station.central.announce(Wish(order=order, case_reference=pile.names[0], retention_h=1))
        loads = scene.rights.give(Kind.LOADING, None, None)
        await pile.confirm(await pile.put_in())
        scene.rights.end(loads)
        await asyncio.sleep(30.0)
        (full,) = (each for each in station.wall.world.compartments.values() if each.items)
        letter = station.central.orders[order].code
        assert letter is not None
        await _walks_in(station, scene)
        await asyncio.sleep(after_s - 3.0)
        scene.rights.give(Kind.COLLECTION, None, frozenset({full.id}), frozenset(item.name for item in full.items))
        await station.terminal.show(letter.token)
        await asyncio.sleep(5.0)
        assert full.door is Door.OPEN
        await scene.leave()
        return station.breaches


async def _a_second_walk_in(folder: Path) -> None:
    async with Station(folder, demo_wall(item_sensor=ItemSensor.FITTED), random.Random(2)) as station:
        scene = Scene(station)
        await asyncio.sleep(30.0)
        await _walks_in(station, scene)
        await asyncio.sleep(DAWDLES_S)
        with pytest.raises(RefusedError, match="busy"):
            await station.terminal.walk_in(FOUND_THINGS)
        assert station.breaches == []
        await scene.leave()
