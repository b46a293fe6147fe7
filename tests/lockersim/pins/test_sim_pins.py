"""Locks on pins: the wires, what hangs on them, and which rig has them."""

import asyncio
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import ValidationError
from sim_levels import Levels

from lockersim.errors import SimError
from lockersim.pins.chip_wires import ChipWires
from lockersim.pins.socket_wires import SocketWires
from lockersim.pins.spec import PinsSpec, pins
from lockersim.pins.wires import Wires
from lockersim.scenario.model import Scenario
from lockersim.scenario.obstacles import obstacles
from lockersim.site.rig import VIRTUAL, RealPins, Rig
from lockersim.wall.demo import demo_wall
from lockersim.wall.spec import WallSpec
from lockersim.wall.wall import Wall
from lockersim.world.clock import LoopClock, ManualClock
from lockersim.world.model import Door

LOCK, CONTACT, ITEM = 17, 22, 16
"""The lines of the first door."""


def wall_on(wires: Wires, clock: ManualClock, doors: int = 2) -> Wall:
    spec = WallSpec(buses=(), pins=pins(doors, column=1))
    return Wall(spec, clock, folder=Path("/nowhere"), wires=wires)


@pytest.fixture
def wall(wires: Levels, clock: ManualClock) -> Iterator[Wall]:
    wall = wall_on(wires, clock)
    wall.start()
    yield wall
    wall.stop()


def test_a_line_driven_high_opens_its_door_and_no_other(wall: Wall, wires: Levels, clock: ManualClock) -> None:
    assert wires.closed == {CONTACT: True, ITEM: False, 5: True, 26: False}
    wires.on_level(LOCK, True)
    clock.advance(500)
    wires.on_level(LOCK, False)
    assert wires.closed == {CONTACT: False, ITEM: False, 5: True, 26: False}
    assert wall.world.compartments["P01"].door is Door.OPEN
    wall.hands.put_in("P01", "letter")
    wall.hands.push_shut("P01")
    assert wires.closed[CONTACT]
    assert wires.closed[ITEM]
    (pulse,) = wall.world.pulses
    assert (pulse.compartment, pulse.power_group, pulse.end_ms) == ("P01", "psu1", pulse.start_ms + 500)


def test_other_lines_fire_nothing_and_no_coil_outlives_the_wires(wall: Wall, wires: Levels, clock: ManualClock) -> None:
    wires.on_level(CONTACT, True)
    assert wall.world.pulses == []
    wires.on_level(LOCK, True)
    clock.advance(5)
    wall.stop()
    assert wall.world.pulses[0].end_ms is not None


class Client:
    """Somebody at lockerd's end of simulated wires."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self._writer = reader, writer

    @classmethod
    async def connect(cls, path: Path) -> "Client":
        return cls(*await asyncio.open_unix_connection(str(path)))

    async def heard(self) -> str:
        return (await self._reader.readline()).decode().strip()

    def drive(self, text: str) -> None:
        self._writer.write(text.encode())

    def leave(self) -> None:
        self._writer.close()


async def test_simulated_wires_tell_every_contact_and_then_the_changes(tmp_path: Path) -> None:
    wires = SocketWires(tmp_path / "pins.sock")
    clock = LoopClock(asyncio.get_running_loop())
    spec = WallSpec(buses=(), pins=pins(1, column=1))
    async with Wall(spec, clock, folder=tmp_path, wires=wires) as wall:
        client = await Client.connect(wires.path)
        assert [await client.heard() for _ in range(3)] == [f"{ITEM} 1", f"{CONTACT} 0", "ready"]
        wall.hands.force("P01")
        assert await client.heard() == f"{CONTACT} 1"
        client.leave()
    assert not wires.path.exists()


async def test_what_a_process_drove_falls_low_when_it_is_gone(tmp_path: Path) -> None:
    wires, seen = SocketWires(tmp_path / "pins.sock"), asyncio.Queue[tuple[int, bool]]()
    wires.on_level = lambda line, high: seen.put_nowait((line, high))
    wires.start()
    guardian, daemon = await Client.connect(wires.path), await Client.connect(wires.path)
    guardian.drive("17 0\n1")
    guardian.drive("7 1\n")
    assert await seen.get() == (17, True)
    daemon.drive("27 0\n")
    daemon.leave()
    guardian.leave()
    assert await seen.get() == (17, False)
    assert seen.empty()
    wires.stop()


def test_lockerd_is_told_of_locks_contacts_and_items(wires: Levels, clock: ManualClock) -> None:
    config = tomllib.loads(wall_on(wires, clock).config_toml())
    (table,) = config["gpio"]
    assert (table["id"], table["power_group"], len(table["lock"])) == ("pins", "psu1", 2)
    assert table["lock"][0] == {
        "channel": 1,
        "drive": "guardian",
        "line": LOCK,
        "pulse_ms": 500,
        "feedback": "contact",
        "contact": CONTACT,
        "item": ITEM,
    }
    assert [(c["id"], c["bus"], c["item_sensor"]) for c in config["compartment"]] == [
        ("P01", "pins", "fitted"),
        ("P02", "pins", "fitted"),
    ]


@pytest.mark.parametrize("doors", [0, 5])
def test_there_are_as_many_doors_as_lines(doors: int) -> None:
    with pytest.raises(ValueError, match="1 to 4 doors"):
        pins(doors, column=1)


def test_a_line_is_used_once_and_a_compartment_has_a_lock() -> None:
    known = pins(2, column=1).model_dump()
    twice = known | {"locks": [known["locks"][0], known["locks"][1] | {"item": LOCK}]}
    with pytest.raises(ValidationError, match="line 17 is there twice"):
        WallSpec.model_validate({"buses": [], "pins": twice})
    with pytest.raises(ValidationError, match="line 22 is there twice"):
        WallSpec.model_validate({"buses": [], "pins": known, "cabinet": {"beeper": CONTACT}})
    with pytest.raises(ValidationError, match="P02: pins has no such channel"):
        PinsSpec.model_validate(known | {"locks": known["locks"][:1]})
    bus = demo_wall().buses[0].model_dump() | {"id": "pins"}
    with pytest.raises(ValidationError, match="bus pins is there twice"):
        WallSpec.model_validate({"buses": [bus], "pins": known})


def story(tmp_path: Path) -> Scenario:
    path = tmp_path / "story.yaml"
    path.write_text("title: T\nwall: {pins: 1}\nsteps:\n  - pause: 1\n")
    return Scenario.read(path)


def test_the_virtual_rig_has_every_wire(tmp_path: Path) -> None:
    wanted = story(tmp_path)
    assert obstacles(wanted, VIRTUAL) == []
    assert isinstance(VIRTUAL.wires(wanted.wall.spec(), tmp_path), SocketWires)
    assert VIRTUAL.wires(demo_wall(), tmp_path) is None


def test_a_rig_says_which_wire_it_lacks(tmp_path: Path) -> None:
    wanted, spec = story(tmp_path), story(tmp_path).wall.spec()
    rig = Rig(pins=RealPins(lines={LOCK: 5, CONTACT: 6}))
    assert obstacles(wanted, rig) == ["the rig has no wires for these lines of lockerd's pins: 16"]
    with pytest.raises(SimError, match="line 16"):
        rig.wires(spec, tmp_path)
    whole = Rig(pins=RealPins(lines={LOCK: 5, CONTACT: 6, ITEM: 12, 27: 13}))
    assert obstacles(wanted, whole) == []
    assert isinstance(whole.wires(spec, tmp_path), ChipWires)
    assert (VIRTUAL.doors_on_pins, rig.doors_on_pins, whole.doors_on_pins) == (0, 0, 1)
