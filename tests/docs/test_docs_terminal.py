"""The client printed in docs/terminal.md collects, hands in and exchanges, against a real lockerd and a wall."""

import asyncio
import json
import re
import sys

import pytest
from docs_kit import ROOT, blocks

from lockersim.bench import Bench
from lockersim.people.inspecting import inspect
from lockersim.people.papers import needs_of
from lockersim.people.person import Person
from lockersim.wall.demo import HAND_IN_DOORS, demo_wall
from lockersim.world.model import Door, Latch

pytestmark = pytest.mark.station

PAPER = ROOT / "docs" / "terminal.md"
BOUND_S = 30.0
SEEN_S = 1.5


def test_its_paths_are_in_the_contract():
    contract = json.loads((ROOT / "docs" / "contract" / "openapi-terminal.json").read_text("utf-8"))
    known = set(contract["paths"])
    named = set(re.findall(r"`(?:GET|POST) (/v1/[\w/{}.-]+)`", PAPER.read_text("utf-8")))
    named.discard("/v1/visits/{id}/{word}")
    assert len(named) >= 5
    assert {path.replace("{id}", "{visit}") for path in named} <= known
    said = set(
        re.findall(r"^- `([a-z-]+)`\n  - Said by: (?:person|staff|anybody)$", PAPER.read_text("utf-8"), re.MULTILINE)
    )
    offered = {
        path.rsplit("/", 1)[1] for path, ways in contract["paths"].items() if "/{visit}/" in path and "post" in ways
    }
    assert said == offered


NAME = "passport"
CHOICES = {
    "collection": "I have taken everything out",
    "hand_in": "Everything is in",
    "swap": "New one taken, old one left",
}
"""What its person says at the shut door, as it stands on a button."""


class Stranger:
    """Somebody at the program of the page: reads its lines, and types numbers."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        self.lines: list[str] = []
        self._reading = asyncio.create_task(self._read())

    async def _read(self) -> None:
        async for line in self._process.stdout:
            self.lines.append(line.decode().rstrip())

    async def chooses(self, bench: Bench, label: str) -> None:
        """Type the number before a label, once it is offered."""
        offered = re.compile(rf"\s+(\d+): {re.escape(label)}$")
        await bench.wait(
            lambda: any(map(offered.match, self.lines)), within_s=BOUND_S, what=f"{label} in {self.lines[-9:]}"
        )
        (number,) = {match[1] for match in map(offered.match, self.lines) if match}
        self.lines.clear()
        self._process.stdin.write(f"{number}\n".encode())

    async def ends(self) -> int:
        await asyncio.wait_for(self._reading, BOUND_S)
        return await self._process.wait()


@pytest.mark.broker
async def test_the_client_collects_hands_in_and_exchanges_at_the_socket_and_across_the_network(tmp_path):
    (client,) = blocks(PAPER, "python")
    (tmp_path / "terminal.py").write_text(client, "utf-8")
    async with Bench(tmp_path, demo_wall(hand_ins=True), allow_iotcore=False, remote=("foyer",)) as bench:
        await inspect(bench.scene, bench.admin, HAND_IN_DOORS[0], found=False, reason="looked")
        for kind, where in (
            ("collection", str(bench.daemon.terminal_socket)),
            ("hand_in", f"https://127.0.0.1:{bench.remote.port}"),
            ("swap", f"https://127.0.0.1:{bench.remote.port}"),
        ):
            letter = await announced(bench, kind)
            process = await asyncio.create_subprocess_exec(
                sys.executable,
                str(tmp_path / "terminal.py"),
                where,
                letter.token,
                cwd=tmp_path / "enrolled" / "foyer",
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
            )
            stranger = Stranger(process)
            await at_the_door(bench, kind)
            await stranger.chooses(bench, CHOICES[kind])
            if kind != "collection":
                await stranger.chooses(bench, "Done")
            assert await stranger.ends() == 0
            view = bench.papers.view(f"{NAME}-{kind}")
            ended = {"collected", "closed"} if kind == "collection" else {"handed_in"}
            await bench.wait(lambda view=view, ended=ended: view.state in ended, within_s=BOUND_S, what="central knows")


async def announced(bench: Bench, kind: str):
    """What somebody fetches lies in the wall; the letter of whoever comes."""
    name = f"{NAME}-{kind}"
    reply = await bench.papers.announce(name, document_class=NAME, needs=(needs_of(NAME),), kind=kind)
    assert reply.status == "accepted"
    if kind != "hand_in":
        staff = Person(bench.scene, name, staff=True)
        await staff.begin_loading()
        assert (await staff.finish()).word == "loaded"
    await bench.wait(lambda: bench.papers.letter(name) is not None, within_s=BOUND_S, what="the letter comes")
    return bench.papers.letter(name)


async def at_the_door(bench: Bench, kind: str) -> None:
    """Take out, put in, or both, and shut the door."""
    world, name = bench.wall.world, f"{NAME}-{kind}"
    doors = world.compartments.values()
    await bench.wait(lambda: any(door.door is Door.OPEN for door in doors), within_s=BOUND_S, what="the door opens")
    (place,) = [door for door in doors if door.door is Door.OPEN]
    if kind != "hand_in":
        bench.watcher.take(place.id, name, by=None)
    await asyncio.sleep(SEEN_S)  # nobody's hands are faster than the sensors are asked
    if kind != "collection":
        bench.wall.hands.put_in(place.id, name if kind == "hand_in" else f"{name}.old")

    def shut() -> bool:
        bench.wall.hands.push_shut(place.id)  # the hook does not catch while the coil still pulls it
        return place.latch is Latch.LATCHED

    await bench.wait(shut, within_s=BOUND_S, what="the door is shut")
