"""The time of a letter is over while its person stands there; the whole daemon in virtual time."""

import asyncio
import random
from collections.abc import Coroutine
from pathlib import Path

import pytest

from lockercentral.keys import OpenedCode
from lockercentral.orders import Wish
from lockercentral.uuid7 import uuid7
from lockersim.site.terminal import RefusedError
from lockersim.wall.demo import demo_wall
from lockersim.world.model import Door, ItemSensor
from virtual.loop import SeededLoop
from virtual.piles import Pile
from virtual.station import Station

HOUR_S = 3600.0
SCAN_MS = 2_000
"""Seldom, so that an hour costs little."""


def test_whoever_stands_there_when_the_time_is_over_gets_what_they_came_for(tmp_path: Path) -> None:
    _run(_stands_there(tmp_path))


def test_whoever_comes_when_the_time_is_over_opens_nothing(tmp_path: Path) -> None:
    _run(_comes_too_late(tmp_path))


def _run(story: Coroutine[None, None, None]) -> None:
    with asyncio.Runner(loop_factory=lambda: SeededLoop(random.Random(1))) as runner:
        runner.run(story)


async def _ready(station: Station) -> tuple[str, OpenedCode, float]:
    """One document lies ready for an hour: its order, its letter, and when an hour since it was announced is over."""
    await asyncio.sleep(30.0)
    announced_s = station.now_s
    pile = Pile(station, 1)
    order = uuid7(now_ms=int(station.clocks.true_s() * 1000), random=station.rng.getrandbits)
    await station.central.announce(Wish(order=order, case_reference=pile.names[0], retention_h=1))
    await pile.confirm(await pile.put_in())
    await asyncio.sleep(5.0)
    letter = station.central.orders[order].code
    assert letter is not None
    return order, letter, announced_s + HOUR_S


async def _stands_there(folder: Path) -> None:
    async with Station(folder, demo_wall(item_sensor=ItemSensor.FITTED), random.Random(2), scan_ms=SCAN_MS) as station:
        order, letter, over_s = await _ready(station)
        await asyncio.sleep(over_s - 20.0 - station.now_s)
        visit = await station.terminal.show(letter.token)
        await asyncio.sleep(3.0)
        (door,) = (each for each in station.wall.world.compartments.values() if each.items)
        assert door.id == visit.compartment
        if door.door is Door.CLOSED:
            station.wall.hands.pull(door.id)
        await asyncio.sleep(40.0)
        assert station.now_s > over_s
        assert station.central.orders[order].state == "collecting"
        station.wall.hands.take_out(door.id, door.items[0].name)
        station.wall.hands.push_shut(door.id)
        await asyncio.sleep(10.0)
        await station.terminal.say(visit.id, "taken-out")
        await asyncio.sleep(1.0)
        assert station.central.orders[order].state == "collected"
        assert station.breaches == []


async def _comes_too_late(folder: Path) -> None:
    async with Station(folder, demo_wall(item_sensor=ItemSensor.FITTED), random.Random(2), scan_ms=SCAN_MS) as station:
        order, letter, over_s = await _ready(station)
        await asyncio.sleep(over_s + 120.0 - station.now_s)
        with pytest.raises(RefusedError) as refused:
            await station.terminal.show(letter.token)
        assert refused.value.code == "expired"
        assert station.central.orders[order].state == "expired"
        (door,) = (each for each in station.wall.world.compartments.values() if each.items)
        assert door.door is Door.CLOSED
        assert station.breaches == []
