"""The adapter is pulled and put back under a real daemon, with the simulator's board at the other end of the port."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
from daemon_process import WITHIN_S, Folder, lockerd

from lockersim.faults.desk import FaultDesk
from lockersim.wall.demo import demo_wall
from lockersim.wall.wall import Wall
from lockersim.world.clock import LoopClock

pytestmark = pytest.mark.station


class Watcher:
    """Asks the admin API until something is as it should be."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self._client = client

    async def get(self, path: str) -> Any:
        return (await self._client.get(f"http://lockerd/v1/{path}")).raise_for_status().json()

    async def bus(self) -> dict[str, Any]:
        found: dict[str, Any] = (await self.get("status"))["parts"]["buses"]["bus0"]
        return found

    async def until_door(self, right: Callable[[str], bool]) -> None:
        async with asyncio.timeout(WITHIN_S):
            while not right((await self.get("compartments"))[0]["door"]):  # noqa: ASYNC110 - it is in another process
                await asyncio.sleep(0.02)


async def test_f43_a_pulled_adapter_makes_doors_unknown_and_comes_back_by_itself(tmp_path: Path) -> None:
    (tmp_path / "ports").mkdir()
    folder = Folder(tmp_path)
    async with Wall(demo_wall(), LoopClock(asyncio.get_running_loop()), folder=tmp_path / "ports", seed=1) as wall:
        port = wall.lines["bus0"].port.link
        uds = httpx.AsyncHTTPTransport(uds=str(tmp_path / "run-a" / "admin.sock"))
        with lockerd(folder.config("a", port=port)) as daemon:
            assert await asyncio.to_thread(daemon.said, "READY=1")
            async with httpx.AsyncClient(transport=uds) as client:
                watcher = Watcher(client)
                await watcher.until_door(lambda door: door == "latched")
                assert (await watcher.bus())["notes"] == []

                faults = FaultDesk(wall)
                faults.apply("unplugged", "bus0")
                await watcher.until_door(lambda door: door == "unknown")
                (note,) = (await watcher.bus())["notes"]
                assert str(port) in note

                faults.clear("unplugged", "bus0")
                await watcher.until_door(lambda door: door == "latched")
                bus = await watcher.bus()
                assert (bus["notes"], bus["port"], bus["counters"]["losses"]) == ([], str(port), 1)
            status, written = await asyncio.to_thread(daemon.stop)
    assert status == 0, written
    assert f"bus bus0: {port} is gone" in written
    assert "bus bus0: the port is back" in written
