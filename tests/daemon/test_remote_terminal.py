"""A whole station with a terminal that is another machine: somebody collects at it, and it is locked out."""

import asyncio
import time
from pathlib import Path

import pytest

from lockersim.bench import Bench
from lockersim.people.manners import By
from lockersim.people.person import Person
from lockersim.people.scene import Scene
from lockersim.site.terminal import RefusedError, UnreachableError
from lockersim.wall.demo import demo_wall

pytestmark = [pytest.mark.station, pytest.mark.broker]

LOCKED_OUT_S = 5.0


async def test_a_passport_is_collected_across_the_network_and_the_terminal_locked_out(tmp_path: Path) -> None:
    async with Bench(tmp_path, demo_wall(), remote=("foyer", "hall")) as bench:
        foyer, hall = bench.remote.terminal("foyer"), bench.remote.terminal("hall")
        try:
            scene = Scene(bench.wall, foyer, bench.papers, bench.watcher)
            assert (await bench.papers.announce("passport")).status == "accepted"
            staff = Person(scene, "passport", staff=True)
            await staff.begin_loading()
            assert (await staff.finish()).word == "loaded"
            person = Person(scene, "passport", staff=False)
            visit = await person.show_letter(By.QR)
            letter = bench.papers.letter("passport")
            assert letter is not None
            with pytest.raises(RefusedError, match="busy"):
                await hall.show(letter.token)
            with pytest.raises(RefusedError, match="visit_over"):
                await bench.terminal.visit(visit.id)
            assert (await person.finish()).word == "collected"
            await bench.remote.revoke("foyer")
            until_s = time.monotonic() + LOCKED_OUT_S
            while await foyer.answers():
                assert time.monotonic() < until_s, "it is still let in"
                await asyncio.sleep(0.2)
            with pytest.raises(UnreachableError):
                await foyer.get("/v1/status")
            assert await hall.answers()
            await bench.daemon.stop()
            await bench.power_on()
            assert (await foyer.answers(), await hall.answers()) == (False, True)
        finally:
            await foyer.close()
            await hall.close()
