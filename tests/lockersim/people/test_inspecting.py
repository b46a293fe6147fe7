"""Staff who look into a compartment: they wait for the lock and the sensors, and leave nothing behind."""

from pathlib import Path
from typing import cast

import pytest
from virtual_loop import virtual_time

from lockersim.people.inspecting import inspect
from lockersim.people.papers import Papers
from lockersim.people.scene import Scene
from lockersim.people.watcher import Watcher
from lockersim.site.admin import Admin
from lockersim.site.terminal import RefusedError, Terminal
from lockersim.wall.demo import demo_wall
from lockersim.wall.wall import Wall
from lockersim.world.clock import ManualClock
from lockersim.world.model import Cause, Door


class Desk:
    """The technicians' side: each question is refused as often as told before it is taken."""

    def __init__(self, wall: Wall, *refusals: str) -> None:
        self.reports: list[str] = []
        self.looks = 0
        self._wall, self._refusals = wall, list(refusals)

    async def open(self, compartment: str, _reason: str) -> None:
        self._refuse()
        world = self._wall.world
        world.open_door(world.compartments[compartment], Cause.COIL)

    async def compartments(self) -> dict[str, dict[str, str]]:
        """Each door is believed open only at the second look: reading takes its time."""
        self.looks += 1
        bay = self._wall.world.compartments["B13"]
        return {"B13": {"door": bay.door if self.looks > 1 else "closed", "latch": "unknown"}}

    async def clear(self, compartment: str, _reason: str) -> None:
        self._report("clear", compartment)

    async def found(self, compartment: str, _reason: str) -> None:
        self._report("found", compartment)

    def _report(self, what: str, compartment: str) -> None:
        self._refuse()
        assert self._wall.world.compartments[compartment].door is Door.CLOSED
        assert self.looks > 1, "shut before it was seen open"
        self.reports.append(f"{what} {compartment}")

    def _refuse(self) -> None:
        if self._refusals:
            raise RefusedError(409, self._refusals.pop(0), "", retry_after_ms=100)


async def looked(folder: Path, *refusals: str, found: bool) -> tuple[Wall, Watcher, Desk]:
    wall = Wall(demo_wall(), ManualClock(), folder=folder)
    watcher, desk = Watcher(wall), Desk(wall, *refusals)
    wall.hands.force("B13")
    wall.hands.put_in("B13", "passport")
    wall.hands.push_shut("B13")
    scene = Scene(wall, cast("Terminal", None), cast("Papers", None), watcher)
    await inspect(scene, cast("Admin", desk), "B13", found=found, reason="looked")
    return wall, watcher, desk


@pytest.mark.parametrize(("found", "report"), [(True, "found B13"), (False, "clear B13")])
@virtual_time
async def test_what_lies_there_is_taken_out_and_reported(tmp_path: Path, found: bool, report: str) -> None:
    wall, watcher, desk = await looked(tmp_path, "wait", found=found)
    assert (wall.world.where("passport"), desk.reports) == (None, [report])
    assert [(taking.thing, taking.by) for taking in watcher.takings] == [("passport", None)]


@virtual_time
async def test_what_does_not_pass_by_itself_is_told(tmp_path: Path) -> None:
    with pytest.raises(RefusedError, match="compartment_unknown"):
        await looked(tmp_path, "compartment_unknown", found=False)
    with pytest.raises(RefusedError, match="wait"):
        await looked(tmp_path, *["wait"] * 200, found=False)
