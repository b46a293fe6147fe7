"""The desk of faults: what it knows, what it refuses, and that everything can be mended."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from lockersim.faults.desk import FAULTS, FaultDesk
from lockersim.faults.fault import Where
from lockersim.faults.targets import FaultError
from lockersim.wall.demo import demo_wall
from lockersim.wall.families import every_family_wall
from lockersim.wall.wall import Wall
from lockersim.world.clock import ManualClock
from lockersim.world.model import Happening, Latch

TARGETS = {Where.COMPARTMENT: "A01", Where.PAIR: "A01,A02", Where.BOARD: "bus0/0", Where.BUS: "bus0"}
OPTIONAL = {
    "linked_inputs": "waveshare/1",
    "unasked": "bcc/1",
    "magnet": "E01",
    "dirty_item_sensor": "C01",
    "blind_item_sensor": "C01",
}


@pytest.fixture
async def wall(tmp_path: Path) -> AsyncIterator[Wall]:
    async with Wall(demo_wall(), ManualClock(), folder=tmp_path, seed=1) as wall:
        yield wall


async def test_the_desk_keeps_book_and_refuses_nonsense(wall: Wall) -> None:
    desk = FaultDesk(wall)
    desk.apply("jam", "A01")
    desk.apply("echo", "bus0")
    assert desk.active() == [("jam", "A01"), ("echo", "bus0")]
    for name, target, message in [
        ("jam", "A01", "already"),
        ("jam", "Z99", "no compartment"),
        ("wrong_door", "A01", "two compartments"),
        ("dead_board", "bus0/7", "no board"),
        ("echo", "bus7", "no bus"),
        ("plague", "A01", "no fault"),
    ]:
        with pytest.raises(FaultError, match=message):
            desk.apply(name, target)
    with pytest.raises(FaultError, match="no amount"):
        desk.apply("jam", "A02", amount=3)
    with pytest.raises(FaultError, match="is not on"):
        desk.clear("jam", "A02")
    desk.clear_all()
    assert desk.active() == []
    told = [(e.kind, e.detail) for e in wall.world.events if e.kind in {Happening.FAULT_SET, Happening.FAULT_CLEARED}]
    assert told == [
        (Happening.FAULT_SET, "jam A01"),
        (Happening.FAULT_SET, "echo bus0"),
        (Happening.FAULT_CLEARED, "echo bus0"),
        (Happening.FAULT_CLEARED, "jam A01"),
    ]


@pytest.fixture
async def families(tmp_path: Path) -> AsyncIterator[Wall]:
    spec = every_family_wall(["bcc", "cu48b", "waveshare"], doors=1)
    async with Wall(spec, ManualClock(), folder=tmp_path, seed=1) as wall:
        yield wall


@pytest.mark.parametrize("name", FAULTS)
async def test_every_fault_says_what_should_happen_and_can_be_mended(wall: Wall, families: Wall, name: str) -> None:
    fault = FAULTS[name]
    assert fault.expect.endswith(".")
    assert fault.expect.count(".") == 1
    desk = FaultDesk(families if name in OPTIONAL else wall)
    desk.apply(name, OPTIONAL.get(name, TARGETS[fault.where]))
    desk.clear_all()
    assert desk.active() == []
    assert wall.world.compartments["A01"].latch is Latch.LATCHED or name == "forced_door"
