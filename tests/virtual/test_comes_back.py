"""Whoever comes back to their visit while it goes on: it was opened before they came back, and rightly."""

import asyncio
import random
from pathlib import Path

from lockercentral.orders import Wish
from lockercentral.uuid7 import uuid7
from lockersim.wall.demo import demo_wall
from lockersim.world.model import Door, ItemSensor
from virtual.loop import SeededLoop
from virtual.piles import Pile
from virtual.rights import Kind
from virtual.scene import Scene
from virtual.station import Station


def test_a_visit_that_was_opened_before_its_person_came_back_breaks_no_rule(tmp_path: Path) -> None:
    with asyncio.Runner(loop_factory=lambda: SeededLoop(random.Random(1))) as runner:
        runner.run(_comes_back(tmp_path))


async def _comes_back(folder: Path) -> None:
    async with Station(folder, demo_wall(item_sensor=ItemSensor.FITTED), random.Random(2)) as station:
        scene, pile = Scene(station), Pile(station, 1)
        await asyncio.sleep(30.0)
        order = uuid7(now_ms=int(station.clocks.true_s() * 1000), random=station.rng.getrandbits)
        await station.central.announce(Wish(order=order, case_reference=pile.names[0], retention_h=1))
        loads = scene.rights.give(Kind.LOADING, None, None)
        await pile.confirm(await pile.put_in())
        scene.rights.end(loads)
        await asyncio.sleep(30.0)
        (door,) = (each for each in station.wall.world.compartments.values() if each.items)
        letter = station.central.orders[order].code
        assert letter is not None
        seen = []
        for _ in range(2):
            mine = scene.rights.give(
                Kind.COLLECTION, None, frozenset({door.id}), frozenset(item.name for item in door.items)
            )
            visit = await station.terminal.show(letter.token)
            scene.follow(visit.id, [mine], seen.append)
            await asyncio.sleep(8.0)
            if door.door is Door.OPEN:
                station.wall.hands.push_shut(door.id)
            await asyncio.sleep(8.0)
        assert len({each.id for each in seen}) == 1, "it is the same visit"
        assert seen[-1].raw["opened"]
        assert station.breaches == []
        await scene.leave()
