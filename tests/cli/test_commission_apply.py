"""What a walk has proven becomes a configuration that can be used."""

from pathlib import Path

import pytest

from lockerd.cli.commissioning.apply import Changes
from lockerd.cli.commissioning.found import Board, Channel
from lockerd.cli.commissioning.judge import Judgement
from lockerd.cli.commissioning.sensors import Sensor
from lockerd.config import Config, ConfigError
from lockerd.config.load import read
from lockerd.domain.model.readings import DoorSensor, ItemSensor

EXAMPLE = (Path(__file__).parents[2] / "docs" / "lockerd.example.toml").read_text("utf-8")
"""A01 and A02 on channels 1 and 2 of a CU48 (left/0), B01 on channel 1 of a BCC board (right/1)."""
PINS = """
[[gpio]]
id = "pins"
power_group = "psu1"
[[gpio.lock]]
channel = 1
drive = "guardian"
line = 17
contact = 22
item = 24
feedback = "none" # not walked yet
[[compartment]]
id = "P01"
bus = "pins"
address = 0
channel = 1
row = 3
column = 1
size = "A4"
height_cm = 60
item_sensor = "fitted"
"""


def at(channel: int, bus: str = "left", address: int = 0) -> Channel:
    return Channel(bus=bus, address=address, channel=channel)


def applied(
    judged: Judgement, text: str = EXAMPLE, *, advised_ms: dict[Board, int] | None = None
) -> tuple[Config, list[str]]:
    """The configuration afterwards, and what was said about it."""
    path = Path("lockerd.toml")
    wanted = Changes(read(text.encode(), path), judged, advised_ms=advised_ms or {})
    return read(wanted.new_text(text).encode(), path), wanted.said


def channels(config: Config) -> dict[str, tuple[str, int]]:
    return {each.id: (each.bus, each.channel) for each in config.compartments}


def test_a_board_that_answers_late_is_given_its_time_f37() -> None:
    config, said = applied(Judgement(), advised_ms={Board(bus="left", address=0): 540})
    board = config.buses[0].boards[0]
    assert (board.reply_ms, board.codec.profile.status_reply_ms) == (540, 540)
    assert said == ["board left/0: reply_ms 50 -> 540"]


def test_nothing_proven_changes_nothing() -> None:
    config, said = applied(Judgement())
    assert (said, config.sha256) == ([], read(EXAMPLE.encode(), Path("lockerd.toml")).sha256)


def test_a_door_goes_to_another_board() -> None:
    places = {"A01": at(1, "right", 1), "B01": at(1)}
    config, said = applied(Judgement(places=places))
    assert channels(config) == {"A01": ("right", 1), "A02": ("left", 2), "B01": ("left", 1)}
    assert said[0] == "A01: bus left -> right, address 0 -> 1"


def test_who_is_not_proven_gives_way_to_who_is() -> None:
    """A02's lock hangs on A01's channel, and nothing opens A01: it gets the channel that is left."""
    judged = Judgement(places={"A02": at(1)}, unproven={"A01": "its door opened at no pulse"})
    assert channels(applied(judged)[0]) == {"A01": ("left", 2), "A02": ("left", 1), "B01": ("right", 1)}


def test_a_board_is_set_only_where_all_of_its_doors_were_walked() -> None:
    sensor = Sensor(DoorSensor.CONTACT, 0)
    part = Judgement(places={"A01": at(1)}, sensors={at(1): sensor})
    assert applied(part)[1] == []
    part.unproven["A02"] = "skipped"
    config, said = applied(part)
    assert (config.buses[0].boards[0].sensor, config.buses[0].boards[0].shut_bit) == (DoorSensor.CONTACT, 0)
    assert said == ["board left/0: feedback hook -> contact, closed_bit 1 -> 0"]


def test_names_and_channels_without_a_door() -> None:
    judged = Judgement(places={"K-07": at(1)}, renamed={"A01": "K-07"}, left_out={"A02"})
    text = EXAMPLE.replace("reach_reserved = 1", "reach_reserved = 0")
    assert channels(applied(judged, text)[0]) == {"K-07": ("left", 1), "B01": ("right", 1)}


@pytest.mark.parametrize(("bit", "level"), [(1, 1), (0, 0)])
def test_pins_are_set_one_by_one(bit: int, level: int) -> None:
    place = at(1, "pins")
    judged = Judgement(
        places={"P01": place},
        sensors={place: Sensor(DoorSensor.CONTACT, 1)},
        items={"P01": True},
        item_bits={place: 1 if bit else 0},
    )
    config, _ = applied(judged, EXAMPLE + PINS)
    (lock,) = config.gpio[0].locks
    assert (lock.feedback, lock.closed_level, lock.present_level) == (DoorSensor.CONTACT, 1, level)
    assert config.compartments[-1].item_sensor is ItemSensor.FITTED


def test_a_door_that_goes_to_a_board_without_item_inputs_has_no_item_sensor() -> None:
    fitted = EXAMPLE.replace('family = "cu48"', 'family = "cu48b"').replace(
        '# item_sensor = "fitted"', 'item_sensor = "fitted"'
    )
    config, said = applied(Judgement(places={"A01": at(1, "right", 1), "B01": at(1)}), fitted)
    assert config.compartments[0].item_sensor is ItemSensor.NONE
    assert "item_sensor fitted -> none" in said[0]


def test_what_could_not_be_used_is_not_written() -> None:
    judged = Judgement(renamed={"A01": "number nine"}, places={"number nine": at(1)})
    with pytest.raises(ConfigError, match="at most 8 characters"):
        applied(judged)
