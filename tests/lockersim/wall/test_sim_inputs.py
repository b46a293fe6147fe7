"""Sensors that hang elsewhere than beside their locks: what the boards, modules and pins say of them."""

import tomllib
from pathlib import Path

import pytest
from pydantic import ValidationError

from lockersim.pins.spec import PinInputSpec, pins
from lockersim.pins.wires import Wires
from lockersim.scenario.model import WallChoice
from lockersim.wall.demo import demo_wall
from lockersim.wall.spec import WallSpec
from lockersim.wall.wall import Wall
from lockersim.world.clock import ManualClock
from lockersim.world.compartment import Item
from lockersim.world.hands import Hands
from lockersim.world.model import ChannelRef, ItemSensor
from lockersim.world.partspec import InputSpec


class Levels(Wires):
    """Wires that remember which contacts are closed."""

    def __init__(self) -> None:
        super().__init__()
        self.closed: dict[int, bool] = {}

    def start(self) -> None:
        pass

    def stop(self) -> None:
        pass

    def close_to_ground(self, line: int, *, closed: bool) -> None:
        self.closed[line] = closed


def a_wall(spec: WallSpec, wires: Wires | None = None) -> Wall:
    return Wall(spec, ManualClock(), folder=Path("/nowhere"), wires=wires)


def test_the_demo_fits_every_compartment_with_an_item_sensor_that_hangs_somewhere() -> None:
    wall = a_wall(demo_wall(item_sensor=ItemSensor.FITTED))
    config = tomllib.loads(wall.config_toml())
    where = {each["id"]: each["item_sensor"] for each in config["compartment"]}
    assert len(where) == 48
    assert where["A07"] == {"bus": "bus0", "address": 0, "channel": 31}
    assert where["B07"] == {"bus": "inputs", "address": 1, "channel": 7}
    assert config["bus"][2]["board"] == [{"family": "modbus_in", "model": "24", "address": 1}]
    assert not any("item_sensor" in each for each in tomllib.loads(a_wall(demo_wall()).config_toml())["compartment"])


@pytest.mark.parametrize(("name", "at"), [("A07", ChannelRef("bus0", 0, 31)), ("B07", ChannelRef("inputs", 1, 7))])
def test_an_item_shows_at_its_own_input_and_at_no_other(name: str, at: ChannelRef) -> None:
    wall = a_wall(demo_wall(item_sensor=ItemSensor.FITTED))
    world = wall.world
    assert world.shorted(at) is False
    world.compartments[name].items.append(Item("passport"))
    assert [channel for channel in world.hung if world.shorted(channel)] == [at]
    board = wall.boards[f"{at.bus}/{at.address}"]
    assert (board._bit(at.channel), board._bit(at.channel - 1)) == (True, at.bus == "bus0" and at.channel - 1 <= 24)


def test_a_contact_on_a_leaf_shows_beside_the_hook() -> None:
    wall = a_wall(WallChoice(leaves=frozenset({"bus0"})).spec())
    at = ChannelRef("leaves", 51, 7)
    assert wall.world.shorted(at) is True
    Hands(wall.world).force("A07")
    assert (wall.world.shorted(at), wall.world.shorted(ChannelRef("bus0", 0, 7))) == (False, False)
    config = tomllib.loads(wall.config_toml())
    assert config["compartment"][6]["leaf_contact"] == {"bus": "leaves", "address": 51, "channel": 7}


def test_an_item_sensor_hangs_on_a_pin() -> None:
    wires = Levels()
    wall = a_wall(WallChoice(pins=1, item_lines={"B03": 9}).spec(), wires)
    wall._boxes[0].start()
    assert wires.closed[9] is False
    wall.world.compartments["B03"].items.append(Item("passport"))
    Hands(wall.world).force("A01")
    assert wires.closed[9] is True
    config = tomllib.loads(wall.config_toml())
    assert config["gpio"][0]["input"] == [{"channel": 51, "line": 9}]
    (b03,) = [each for each in config["compartment"] if each["id"] == "B03"]
    assert b03["item_sensor"] == {"bus": "pins", "address": 0, "channel": 51}


def test_inputs_that_are_not_there_or_taken_are_refused() -> None:
    spec = demo_wall(item_sensor=ItemSensor.FITTED)
    with pytest.raises(ValidationError, match="compartment B01: there is no input inputs/1/1"):
        WallSpec(buses=spec.buses[:2])
    twice = demo_wall()
    first, second = spec.buses[1].compartments[:2]
    doubled = spec.buses[1].model_copy(
        update={"compartments": (first, second.model_copy(update={"item_at": first.item_at}))}
    )
    with pytest.raises(ValidationError, match="input inputs/1/1 is there twice"):
        WallSpec(buses=(twice.buses[0], doubled, spec.buses[2]))
    on_pins = pins(1, column=13).model_copy(update={"inputs": (PinInputSpec(channel=51, line=17),)})
    with pytest.raises(ValidationError, match="line 17 is there twice"):
        WallSpec(buses=twice.buses, pins=on_pins)


def test_where_people_hand_in_one_row_tells_what_lies_there_and_the_rest_is_as_ever() -> None:
    spec = demo_wall(hand_ins=True)
    fitted = {c.id: c.item_at for c in spec.channels.values() if c.item_sensor is ItemSensor.FITTED}
    assert [*fitted] == ["B13", "B14", "B15", "B16", "B17", "B18"]
    assert fitted["B13"] == InputSpec(bus="inputs", address=1, channel=13)
    assert (spec.buses[0], [c.id for c in spec.channels.values()]) == (
        demo_wall().buses[0],
        [c.id for c in demo_wall().channels.values()],
    )
