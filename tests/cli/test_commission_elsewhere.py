"""A walk finds contacts and item sensors wherever they hang: on an input module, on free channels of a lock board."""

import tomllib
from pathlib import Path

import pytest
from virtual_loop import virtual_time
from walked_wall import Technician, provisional, running, the_wall

from lockerd.config import load
from lockerd.config.edit import Edit, edited
from lockerd.config.sensors import places_in
from lockerd.domain.model.readings import DoorSensor, Inputs
from lockersim.wall.demo import input_bus, input_module
from lockersim.wall.spec import BoardSpec, BusSpec, WallSpec
from lockersim.world.model import ChannelRef, Feedback, ItemSensor, Lock
from lockersim.world.partspec import CompartmentSpec, InputSpec


def wall_spec() -> WallSpec:
    """Two doors with hooks; contacts on their leaves on a module, item sensors there and on a free channel."""
    items = (InputSpec(bus="in", address=7, channel=8), InputSpec(bus="locks", address=0, channel=40))
    compartments = tuple(
        CompartmentSpec(
            id=f"A0{n}",
            address=0,
            channel=n,
            row=n,
            column=1,
            height_cm=100,
            item_sensor=ItemSensor.FITTED,
            leaf_at=InputSpec(bus="in", address=7, channel=n),
            item_at=item,
        )
        for n, item in enumerate(items, 1)
    )
    cu48 = BoardSpec(family="cu48", address=0, feedback=Feedback.HOOK, lock=Lock.HOOK)
    locks = BusSpec(id="locks", speed_baud=19200, power_group="psu1", boards=(cu48,), compartments=compartments)
    return WallSpec(buses=(locks, input_bus("in", input_module(7, inputs=8))))


def untold(text: str) -> str:
    """A configuration that knows of no sensor, nor of where one could hang."""
    return "\n".join(line for line in text.splitlines() if not line.startswith(("leaf_contact", "item_sensor"))) + "\n"


@virtual_time
async def test_sensors_on_other_boards_are_learnt_and_a_second_walk_has_nothing_to_say(tmp_path: Path) -> None:
    wall, new = the_wall(wall_spec(), tmp_path), tmp_path / "new.toml"
    async with running(wall, tmp_path, untold(provisional(wall.config_toml()))) as here:
        outcome = await here.walk(Technician(wall), write=new)
        assert outcome.all_proven, outcome.in_words()
        assert any("leaf_contact None -> in/7/1" in change for change in outcome.changes), outcome.changes
    first, second = places_in(load(new))
    assert (first.door_sensor, first.item_sensor.value) == (DoorSensor.BOTH, "fitted")
    assert first.inputs == Inputs(door="in/7/1", latch="locks/0/1", item="in/7/8")
    assert second.inputs == Inputs(door="in/7/2", latch="locks/0/2", item="locks/0/40")
    async with running(wall, tmp_path, new.read_text()) as here:
        again = await here.walk(Technician(wall), record=tmp_path / "again.json")
        assert (again.all_proven, again.changes) == (True, ()), again.in_words()


@virtual_time
async def test_a_contact_that_hangs_on_another_input_than_configured_is_put_right(tmp_path: Path) -> None:
    wall, new = the_wall(wall_spec(), tmp_path), tmp_path / "new.toml"
    hung = wall.world.hung
    one, other = ChannelRef("in", 7, 1), ChannelRef("in", 7, 5)
    hung[other] = hung.pop(one)
    text = provisional(wall.config_toml(), sensors=True)
    async with running(wall, tmp_path, text.replace("channel = 1 }", "channel = 1, closed_bit = 0 }")) as here:
        outcome = await here.walk(Technician(wall), write=new)
        assert outcome.all_proven, outcome.in_words()
    assert places_in(load(new))[0].inputs.door == "in/7/5"


@virtual_time
async def test_a_contact_that_says_nothing_is_named_with_its_place(tmp_path: Path) -> None:
    wall = the_wall(wall_spec(), tmp_path)
    text = provisional(wall.config_toml(), sensors=True)
    del wall.world.hung[ChannelRef("in", 7, 1)]
    async with running(wall, tmp_path, text.replace("channel = 1 }", "channel = 1, closed_bit = 0 }")) as here:
        outcome = await here.walk(Technician(wall), compartments=("A01",))
    assert "at in/7/1, never moved" in outcome.record.unproven["A01"]


@pytest.mark.parametrize(
    "before", ['item_sensor = "fitted"', 'item_sensor = { bus = "old", channel = 1 }', "# nothing"]
)
def test_an_inline_table_is_written_in_place_of_whatever_stood_there(before: str) -> None:
    text = f'[[compartment]]\nid = "A01"\n{before}  # as built\n'
    wanted = {"bus": "in", "address": 7, "channel": 3, "present_bit": 0}
    new = edited(text, [Edit(("compartment", 0), {"item_sensor": wanted})])
    assert tomllib.loads(new)["compartment"][0]["item_sensor"] == wanted
    assert "# as built" in new
