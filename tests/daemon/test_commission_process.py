"""Commissioning as a technician does it: a real daemon, the real command at a terminal, the simulator's wall."""

import asyncio
import json
import re
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from daemon_process import Folder, lockerd

from lockerd.config import load
from lockerd.domain.model.readings import DoorSensor
from lockersim.wall.demo import demo_wall
from lockersim.wall.spec import WallSpec
from lockersim.wall.wall import Wall
from lockersim.world.clock import LoopClock
from lockersim.world.model import Door

pytestmark = pytest.mark.station

MOST_LOOKS = 20
"""A command takes its time to start: twenty of them are many rounds of the bus."""
QUESTION = re.compile(r"  ([^\n]+:) $")
SECOND = """\
[[compartment]]
id = "{id}"
bus = "bus0"
address = 0
channel = {channel}
row = 2
column = 1
size = "A4"
height_cm = 100
"""


@dataclass
class Done:
    """How a command ended."""

    code: int
    out: str
    err: str


@dataclass
class Bench:
    """A wall whose two doors are configured the wrong way round, and commands typed beside it."""

    wall: Wall
    folder: Folder
    socket: Path

    async def type(self, *arguments: str, answers: bool = False) -> Done:
        """Run a command to its end; with ``answers`` somebody stands at the wall and answers its questions."""
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "lockerd.cli",
            *arguments,
            stdin=asyncio.subprocess.PIPE if answers else asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            env={"LOCKERD_ADMIN_SOCKET": str(self.socket), "PATH": "/usr/bin:/bin"},
        )
        assert process.stderr
        assert process.stdout
        err = await self._answer(process) if answers else (await process.stderr.read()).decode()
        out = (await process.stdout.read()).decode()
        return Done(await process.wait(), out, err)

    async def _answer(self, process: asyncio.subprocess.Process) -> str:
        assert process.stderr
        assert process.stdin
        heard, seen = "", 0
        while data := await process.stderr.read(4096):
            heard += data.decode()
            if question := QUESTION.search(heard[seen:]):
                seen = len(heard)
                process.stdin.write(f"{await self._act(question[1])}\n".encode())
        return heard

    async def _act(self, question: str) -> str:
        hands = self.wall.hands
        if question.startswith("Which door opened?"):
            return " ".join(await self.opened())
        if hold := re.match(r"Hold (\S+) shut", question):
            hands.jam(hold[1])
        elif let := re.match(r"Let go. If (\S+) opens", question):
            hands.unjam(let[1])
            await self.opened()
            hands.push_shut(let[1])
        else:
            for name in self.open_now:
                hands.push_shut(name)
        return ""

    @property
    def open_now(self) -> list[str]:
        """The doors that stand open."""
        return [name for name, each in self.wall.world.compartments.items() if each.door is Door.OPEN]

    async def opened(self) -> list[str]:
        """Wait until a door stands open; returns all that do."""
        while not self.open_now:  # noqa: ASYNC110 - its lock is fired by another process
            await asyncio.sleep(0.05)
        return self.open_now


def inverted() -> WallSpec:
    """The demo's wall with the hooks' switches wired the other way round."""
    first, *rest = demo_wall().buses
    board = first.boards[0].model_copy(update={"closed_bit": 0})
    return WallSpec(buses=(first.model_copy(update={"boards": (board,)}), *rest))


@asynccontextmanager
async def bench(root: Path) -> AsyncIterator[Bench]:
    (root / "ports").mkdir()
    async with Wall(inverted(), LoopClock(asyncio.get_running_loop()), folder=root / "ports", seed=1) as wall:
        yield Bench(wall, Folder(root), root / "run-site" / "admin.sock")


def provisional(here: Bench) -> Path:
    """Feedback unknown, and the two doors' channels exchanged."""
    path = here.folder.config("site", port=here.wall.lines["bus0"].port.link, more=SECOND.format(id="A01", channel=2))
    text = path.read_text().replace('id = "A01"', 'id = "A02"', 1)
    path.write_text(text.replace('family = "cu48"\naddress = 0', 'family = "cu48"\naddress = 0\nfeedback = "none"'))
    return path


async def selftest(here: Bench) -> dict[str, Any]:
    done = await here.type("selftest", "--json")
    return {check["name"]: check["verdict"] for check in json.loads(done.out)["checks"] if check["verdict"] != "ok"}


async def test_from_a_provisional_configuration_to_a_wall_that_serves(tmp_path: Path) -> None:
    async with bench(tmp_path) as here:
        config, record = provisional(here), tmp_path / "record.json"
        with lockerd(config) as daemon:
            assert await asyncio.to_thread(daemon.said, "READY=1")
            walked = await here.type("commission", "--write", str(config), "--record", str(record), answers=True)
            assert (walked.code, "2 doors proven, 0 not" in walked.out) == (0, True), walked
        learnt = load(config)
        assert {each.id: each.channel for each in learnt.compartments} == {"A01": 1, "A02": 2}
        (board,) = learnt.buses[0].boards
        assert (board.sensor, board.shut_bit) == (DoorSensor.HOOK, 0)
        with lockerd(config) as daemon:
            assert await asyncio.to_thread(daemon.said, "READY=1")
            for _ in range(MOST_LOOKS):
                if not (verdicts := await selftest(here)):
                    break
                assert verdicts.keys() <= {"doors", "board"}, "only what no round has read yet"
            assert not verdicts
            assert (await here.type("open", "A02", "--reason", "trial")).code == 0
            assert await here.opened() == ["A02"]
            await asyncio.sleep(0.6)
            tail = (await here.type("custody", "tail", "-n", "5")).out
            assert "door.opened" in tail
            assert "door.wrong" not in tail
