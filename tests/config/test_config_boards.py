"""Board families, their models and item sensors in the configuration."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from lockerd.boards import FAMILIES
from lockerd.config import Config, ConfigError, load
from lockerd.config.sensors import places_in
from lockerd.daemon.buses import owners_of
from lockerd.daemon.machine import open_link
from lockerd.domain.model.readings import DoorSensor, ItemSensor

Write = Callable[..., Path]
BOARD = 'family = "bcc"\naddress = 1\nfeedback = "none"'


def board(family: str, more: str = "", *, address: int = 1) -> str:
    return f'family = "{family}"\naddress = {address}\n{more}'


def refusals(path: Path) -> str:
    with pytest.raises(ConfigError) as caught:
        load(path)
    return str(caught.value)


def good(path: Path) -> Config:
    return load(path)


@pytest.fixture
def small(write: Write) -> Write:
    """Write the second bus with another board; its compartment is on channel 1."""

    def _small(new: str, *, item: str = "") -> Path:
        path = write(BOARD, new)
        path.write_text(path.read_text().replace("channel = 24", f"channel = 1\n{item}"))
        return path

    return _small


@pytest.mark.parametrize("family", ["cu12", "kecheng", "winnsen", "wkly"])
def test_what_rests_on_one_source_must_be_wanted_by_name(small: Write, family: str) -> None:
    said = refusals(small(board(family)))
    assert re.search(
        rf"bus\[1\]\.board\[0\]\.experimental: a {family}.* is experimental: .*say experimental = true", said
    )
    assert good(small(board(family, "experimental = true"))).buses[1].boards[0].codec.profile.family == family


@pytest.mark.parametrize("family", ["cu16", "cu48b", "waveshare"])
def test_what_several_sources_agree_on_needs_no_word(small: Write, family: str) -> None:
    assert good(small(board(family))).buses[1].boards[0].codec.profile.family == family


@pytest.mark.parametrize(
    ("new", "said"),
    [
        (board("bcc", "model = 25"), r"board\[0\]\.model: no bcc is a '25'; known are 24, 8, 12, 18, 50"),
        (board("bcc", "model = 50"), r"board\[0\]\.experimental: a bcc 50 is experimental"),
        (board("cu16", "model = 16"), r"board\[0\]\.model: says nothing about a cu16"),
        (board("cu16", 'status_order = "low_first"'), r"board\[0\]\.status_order: says nothing about a cu16"),
        (board("bcc", "index_base = 0"), r"board\[0\]\.index_base: says nothing about a bcc"),
        (board("bcc", 'status_order = "middle"'), r"board\[0\]\.status_order: .*'high_first'"),
        (board("cu16", address=15), r"board\[0\]\.address: 15 is above 14"),
        (board("waveshare", "pulse_ms = 250"), r"board\[0\]\.pulse_ms: a waveshare times pulses of 100 to 3000 ms"),
        (board("waveshare", "pulse_ms = 1100"), r"board\[0\]\.pulse_ms: .*less than or equal to 1000"),
        (
            board("waveshare", 'model = "relay8"\nfeedback = "contact"'),
            r"board\[0\]\.feedback: a waveshare relay8 has no inputs",
        ),
        (board("cu48", 'feedback = "both"'), r"board\[0\]\.feedback: a cu48 has one input for each lock"),
        (board("cu16", "leaf_closed_bit = 0"), r"board\[0\]\.leaf_closed_bit: is for feedback = .both. only"),
    ],
)
def test_boards_that_are_refused(small: Write, new: str, said: str) -> None:
    assert re.search(rf"bus\[1\]\.{said}", refusals(small(new)))


@pytest.mark.parametrize(("family", "why"), [("lctech", "it cannot end a pulse"), ("modbus_in", "it has inputs only")])
def test_boards_on_which_no_lock_may_hang(small: Write, family: str, why: str) -> None:
    assert f"compartment[1].channel: no lock may hang on a {family} 8: {why}" in refusals(small(board(family)))


def test_an_item_sensor_beside_the_lock_only_where_the_board_has_an_input_for_it(small: Write) -> None:
    fitted = 'item_sensor = "fitted"'
    said = refusals(small(board("bcc"), item=fitted))
    assert "compartment[1].item_sensor: a bcc 24 has no inputs for item sensors; say where it hangs" in said
    assert [place.item_sensor for place in places_in(good(small(board("cu16"), item=fitted)))] == [
        ItemSensor.NONE,
        ItemSensor.FITTED,
    ]


def test_where_hook_and_leaf_are_sensed_no_item_can_be(small: Write) -> None:
    both = 'feedback = "both"\nleaf_closed_bit = 0'
    config = good(small(board("cu16", both)))
    assert places_in(config)[1].door_sensor is DoorSensor.BOTH
    assert config.buses[1].boards[0].leaf_closed_bit == 0
    said = refusals(small(board("cu16", both), item='item_sensor = "fitted"'))
    assert 'compartment[1].item_sensor: with feedback = "both" the inputs for item sensors carry' in said


def test_what_is_usual_for_a_board_stands_in_for_what_is_left_out(small: Write) -> None:
    winnsen = good(small(board("winnsen", "experimental = true"))).buses[1].boards[0]
    assert (winnsen.sensor, winnsen.shut_bit) == (DoorSensor.CONTACT, 0)
    assert good(small(board("winnsen", "experimental = true\nclosed_bit = 1"))).buses[1].boards[0].shut_bit == 1
    bare = good(small(board("waveshare", 'model = "relay16"'))).buses[1].boards[0]
    assert bare.sensor is DoorSensor.NONE


@pytest.mark.parametrize("model", ["50", '"50"'])
def test_a_model_may_be_a_number(small: Write, model: str) -> None:
    config = good(small(board("bcc", f"model = {model}\nexperimental = true")))
    assert config.buses[1].boards[0].codec.profile.channels == 50


def test_two_families_never_share_a_bus(write: Write) -> None:
    """The feedback of one can be, byte for byte, the other's command to open everything."""
    second = f"{BOARD}\n[[bus.board]]\n{board('kecheng', 'experimental = true', address=2)}"
    assert "bus[1].board: bcc and kecheng share this bus" in refusals(write(BOARD, second))


@pytest.mark.parametrize("family", sorted(set(FAMILIES) - {"lctech", "modbus_in"}))
def test_the_daemon_takes_every_family(small: Write, family: str) -> None:
    config = good(small(board(family, "experimental = true\npulse_ms = 300")))
    owners = owners_of(config, monotonic_ms=lambda: 0, report=print, progress=print, rests_s=1, open_link=open_link)
    assert owners["right"].compartments == {"B01"}
