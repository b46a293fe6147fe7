"""The description of a wall, and what is made from it."""

import json
import tomllib
from pathlib import Path

import pytest
from pydantic import ValidationError

from lockersim.wall.demo import demo_wall
from lockersim.wall.spec import WallSpec
from lockersim.wall.toml import config_toml
from lockersim.wall.wall import Wall
from lockersim.world.clock import ManualClock

PORTS = {"bus0": ("port", "/run/sim/bus0"), "bus1": ("tcp", "127.0.0.1:4711")}


def test_the_demo_wall_has_two_boards_with_24_wired_compartments_each() -> None:
    spec = demo_wall()
    assert [(b.id, b.speed_baud, b.boards[0].family, len(b.compartments)) for b in spec.buses] == [
        ("bus0", 19200, "cu48", 24),
        ("bus1", 9600, "bcc", 24),
    ]
    everything = [c for bus in spec.buses for c in bus.compartments]
    assert [everything[0].id, everything[23].id, everything[24].id, everything[47].id] == ["A01", "A24", "B01", "B24"]
    assert len({(c.row, c.column) for c in everything}) == 48
    assert {c.row for c in everything if c.size == "number_plate"} == {4}


def test_config_sections_are_toml_that_says_what_the_description_says() -> None:
    config = tomllib.loads(config_toml(demo_wall(), PORTS))
    assert [bus["id"] for bus in config["bus"]] == ["bus0", "bus1"]
    assert config["bus"][0] == {
        "id": "bus0",
        "port": "/run/sim/bus0",
        "speed_baud": 19200,
        "echo": False,
        "power_group": "psu1",
        "board": [{"family": "cu48", "address": 0, "feedback": "hook", "closed_bit": 1}],
    }
    assert config["bus"][1]["board"] == [{"family": "bcc", "address": 1, "feedback": "contact", "closed_bit": 1}]
    assert config["bus"][1]["tcp"] == "127.0.0.1:4711"
    assert len(config["compartment"]) == 48
    assert config["compartment"][0] == {
        "id": "A01",
        "bus": "bus0",
        "address": 0,
        "channel": 1,
        "row": 1,
        "column": 1,
        "size": "A4",
        "height_cm": 140,
    }


def test_description_and_truth_survive_json_on_their_way_to_the_page() -> None:
    spec = demo_wall()
    assert WallSpec.model_validate_json(spec.model_dump_json()) == spec
    wall = Wall(spec, ManualClock(), folder=Path("/nowhere"))
    truth = json.loads(json.dumps(wall.world.as_json()))
    assert truth[0]["door"] == "closed"
    assert truth[0]["items"] == []


def test_a_model_is_said_in_the_config_when_it_is_said_here() -> None:
    wall = demo_wall().model_dump(mode="json")
    wall["buses"][1]["boards"][0].update(model="50")
    spec = WallSpec.model_validate(wall)
    (board,) = tomllib.loads(config_toml(spec, PORTS))["bus"][1]["board"]
    assert board["model"] == "50"
    assert Wall(spec, ManualClock(), folder=Path("/nowhere")).boards["bus1/1"].channels == 50


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (lambda w: w["buses"][1].update(id="bus0"), "bus bus0 is there twice"),
        (lambda w: w["buses"][1]["compartments"][0].update(id="A01"), "compartment A01 is there twice"),
        (lambda w: w["buses"][0]["compartments"][1].update(channel=1), "channel on bus0 0/1 is there twice"),
        (lambda w: w["buses"][1]["compartments"][0].update(channel=25), "bus1 has no channel 1/25"),
        (lambda w: w["buses"][0]["compartments"][0].update(address=3), "bus0 has no channel 3/1"),
        (lambda w: w["buses"][1]["boards"][0].update(model="8"), "bus1 has no channel 1/9"),
        (lambda w: w["buses"][1]["boards"][0].update(model="9"), "there is no bcc of model 9"),
        (lambda w: w["buses"][0]["boards"][0].update(address=10), "a cu48 has no address 10"),
        (
            lambda w: w["buses"][1]["boards"][0].update(family="waveshare", model="relay16"),
            "a waveshare of model relay16 has no inputs",
        ),
        (lambda w: w["buses"][0]["boards"][0].update(linked=True), "a cu48 has no linked"),
        (lambda w: w["buses"][0]["boards"][0].update(family="cu49"), "there is no board family cu49"),
        (lambda w: w["buses"][0].update(colour="grey"), "Extra inputs"),
    ],
)
def test_a_description_that_contradicts_itself_is_refused(spoil: object, message: str) -> None:
    wall = demo_wall().model_dump(mode="json")
    spoil(wall)
    with pytest.raises(ValidationError, match=message):
        WallSpec.model_validate(wall)
