"""The client printed in docs/terminal.md collects, hands in and exchanges, against a real lockerd and a wall."""

import asyncio
import json
import re
import sys

import pytest
from at_the_wall import BOUND_S, CHOICES, FOYER, announced, at_the_door, came_to_its_end, station, ways_in
from docs_kit import ROOT, blocks

from lockersim.bench import Bench

pytestmark = pytest.mark.station

PAPER = ROOT / "docs" / "terminal.md"


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

    def shows(self, code: str) -> None:
        """Hold another letter before the scanner."""
        self._process.stdin.write(f"{code}\n".encode())

    async def ends(self) -> int:
        await asyncio.wait_for(self._reading, BOUND_S)
        return await self._process.wait()


async def came(folder, where, token) -> Stranger:
    """Somebody with a letter, at the program that was copied from the page."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        str(folder / "terminal.py"),
        where,
        token,
        cwd=folder / "enrolled" / FOYER,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    return Stranger(process)


@pytest.mark.broker
async def test_the_client_collects_hands_in_and_exchanges_at_the_socket_and_across_the_network(tmp_path):
    (client,) = blocks(PAPER, "python")
    (tmp_path / "terminal.py").write_text(client, "utf-8")
    async with station(tmp_path) as bench:
        for kind, where in await ways_in(bench):
            letter = await announced(bench, kind)
            stranger = await came(tmp_path, where, letter.token)
            await at_the_door(bench, kind)
            for label in CHOICES[kind]:
                await stranger.chooses(bench, label)
            assert await stranger.ends() == 0
            await came_to_its_end(bench, kind)


@pytest.mark.broker
async def test_the_client_takes_another_code_in_the_same_visit(tmp_path):
    """One thing is fetched and one brought with two letters, as docs/families.md says."""
    (client,) = blocks(PAPER, "python")
    (tmp_path / "terminal.py").write_text(client, "utf-8")
    async with station(tmp_path) as bench:
        (kind, where), (other, _), _ = await ways_in(bench)
        letters = [await announced(bench, each) for each in (kind, other)]
        stranger = await came(tmp_path, where, letters[0].token)
        await bench.wait(lambda: stranger.lines, within_s=BOUND_S, what="the visit begins")
        stranger.shows(letters[1].token)
        await at_the_door(bench, kind)
        for label in (*CHOICES[kind], "Open the next door"):
            await stranger.chooses(bench, label)
        await at_the_door(bench, other)
        for label in CHOICES[other]:
            await stranger.chooses(bench, label)
        assert await stranger.ends() == 0
        for each in (kind, other):
            await came_to_its_end(bench, each)
