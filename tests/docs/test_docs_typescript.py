"""A terminal in TypeScript, over types generated from the committed contract, collects, hands in and exchanges."""

import asyncio
import shutil
from pathlib import Path

import pytest
from at_the_wall import BOUND_S, CHOICES, FOYER, announced, at_the_door, came_to_its_end, station, ways_in
from docs_kit import ROOT

pytestmark = [pytest.mark.campaign, pytest.mark.station, pytest.mark.broker]

CONTRACT = ROOT / "docs" / "contract" / "openapi-terminal.json"
CLIENT = ROOT / "tests" / "typescript"
NPM = ("npm", "install", "--ignore-scripts", "--no-audit", "--no-fund", "--no-package-lock")


async def runs(*words: str, folder: Path) -> None:
    """Run a program to its good end; what it said else."""
    process = await asyncio.create_subprocess_exec(
        *words, cwd=folder, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT
    )
    said, _ = await asyncio.wait_for(process.communicate(), 300)
    assert process.returncode == 0, said.decode()


async def test_it_compiles_under_strict_and_does_what_people_come_for(tmp_path: Path) -> None:
    """Needs node, npm and the network."""
    program = shutil.copytree(CLIENT, tmp_path / "typescript")
    await runs(*NPM, folder=program)
    await runs("npx", "openapi-typescript", str(CONTRACT), "-o", "terminal.ts", folder=program)
    await runs("npx", "tsc", folder=program)
    async with station(tmp_path / "site") as bench:
        for kind, where in await ways_in(bench):
            letter = await announced(bench, kind)
            words = ("node", str(program / "client.js"), where, letter.token, *CHOICES[kind])
            terminal = asyncio.create_task(runs(*words, folder=tmp_path / "site" / "enrolled" / FOYER))
            await at_the_door(bench, kind)
            await asyncio.wait_for(terminal, BOUND_S)
            await came_to_its_end(bench, kind)
