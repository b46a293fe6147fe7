"""The client printed in docs/terminal.md collects, against a real lockerd and a simulated wall."""

import asyncio
import json
import re
import sys

import pytest
from docs_kit import ROOT, blocks

from lockersim.bench import Bench
from lockersim.people.person import Person
from lockersim.wall.demo import demo_wall
from lockersim.world.model import Door, Latch

pytestmark = pytest.mark.station

PAPER = ROOT / "docs" / "terminal.md"
BOUND_S = 30.0


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


@pytest.mark.broker
async def test_the_client_collects(tmp_path):
    (client,) = blocks(PAPER, "python")
    program = tmp_path / "collect.py"
    program.write_text(client, "utf-8")
    async with Bench(tmp_path, demo_wall(), allow_iotcore=False) as bench:
        await bench.wait(
            lambda: bench.central.presence.state == "online", within_s=BOUND_S, what="lockerd comes online"
        )
        assert (await bench.papers.announce("passport")).status == "accepted"
        staff = Person(bench.scene, "passport", staff=True)
        place = (await staff.begin_loading()).compartment
        assert str(await staff.finish()) == "loaded"
        await bench.wait(lambda: bench.papers.letter("passport") is not None, within_s=BOUND_S, what="the letter comes")
        letter = bench.papers.letter("passport")
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            str(program),
            str(bench.daemon.terminal_socket),
            letter.token,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
        )
        door = bench.wall.world.compartments[place]
        await bench.wait(lambda: door.door is Door.OPEN, within_s=BOUND_S, what="the door opens")
        assert bench.wall.hands.take_out(place) == "passport"

        def shut() -> bool:
            bench.wall.hands.push_shut(place)  # the hook does not catch while the coil still pulls it
            return door.latch is Latch.LATCHED

        await bench.wait(shut, within_s=BOUND_S, what="the door is shut")
        said, _ = await asyncio.wait_for(process.communicate(b"y\n"), BOUND_S)
        assert process.returncode == 0
        assert place in said.decode()
        view = bench.papers.view("passport")
        await bench.wait(lambda: view.state in {"collected", "closed"}, within_s=BOUND_S, what="central knows")
