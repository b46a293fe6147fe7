"""Forty envelopes in one session, the whole daemon in virtual time: each door opens by itself, all codes at the end."""

import asyncio
import random
from pathlib import Path

from lockersim.wall.demo import demo_wall
from lockersim.world.model import ItemSensor
from virtual.disk import SLOW_S
from virtual.loop import SeededLoop
from virtual.piles import SCAN_MS, Pile, play
from virtual.station import Station

ADDED_MS = 600.0
"""More than that a member of staff would notice, document after document."""


def test_forty_envelopes_are_put_in_as_fast_as_hands_are() -> None:
    pace = play(40)
    assert pace.breaches == ()
    assert pace.codes == 40
    *most, last_but_one, slowest = sorted(pace.added_ms)
    assert max(most) < ADDED_MS
    assert slowest < ADDED_MS + 1000 * SLOW_S[1], f"{last_but_one} ms and this one met a disk that was slow for once"


def test_a_power_cut_before_the_confirmation_leaves_no_code_and_locks_all_that_was_put_in(tmp_path: Path) -> None:
    with asyncio.Runner(loop_factory=lambda: SeededLoop(random.Random(1))) as runner:
        runner.run(_cut(tmp_path))


async def _cut(folder: Path) -> None:
    async with Station(folder, demo_wall(item_sensor=ItemSensor.FITTED), random.Random(2), scan_ms=SCAN_MS) as station:
        await asyncio.sleep(30.0)
        pile = Pile(station, 5)
        await pile.announce()
        await pile.put_in()
        await station.service.kill(off_s=5.0)
        await asyncio.sleep(90.0)
        world = station.wall.world.compartments
        full = {name for name, each in world.items() if each.items}
        rows = await station.admin.compartments()
        assert len(full) == 5
        assert {rows[name]["condition"] for name in full} == {"quarantined"}
        assert all(view.code is None for view in station.central.orders.values())
        assert station.breaches == []
