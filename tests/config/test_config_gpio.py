"""Locks on pins: what is understood, and every mistake refused with file, key and reason."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from test_config_load import refusal

from lockerd.bus.arbiter import Drive, Pulse, PulseError
from lockerd.config import load
from lockerd.config.gpio import LockDrive
from lockerd.config.sensors import places_in
from lockerd.domain.model.readings import DoorSensor, ItemSensor

Write = Callable[..., Path]

PINS = """
[[gpio]]
id = "pins"
power_group = "psu1"
[[gpio.lock]]
channel = 1
drive = "guardian"
line = 17
feedback = "contact"
contact = 22
[[gpio.lock]]
channel = 2
drive = "kernel"
led = "lock-c02"
motor = true
pulse_ms = 2666
feedback = "none"
[[compartment]]
id = "C01"
bus = "pins"
address = 0
channel = 1
row = 1
column = 3
size = "A5"
height_cm = 100
"""
LOCK_2 = 'drive = "kernel"\nled = "lock-c02"\nmotor = true\npulse_ms = 2666\nfeedback = "none"\n'


def spoilt(write: Write, *exchanges: tuple[str, str]) -> list[str]:
    text = PINS
    for old, new in exchanges:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return refusal(write(more=text))


def test_locks_on_pins_beside_buses(write: Write) -> None:
    config = load(write(more=PINS))
    (gpio,) = config.gpio
    first, second = gpio.locks
    assert (first.drive, first.line, first.contact, first.closed_level) == (LockDrive.GUARDIAN, 17, 22, 0)
    assert (second.drive, second.led, second.pulse_ms) == (LockDrive.KERNEL, "lock-c02", 2666)
    place = places_in(config)[-1]
    assert (place.compartment, place.door_sensor, place.item_sensor) == ("C01", DoorSensor.CONTACT, ItemSensor.NONE)


def only_pins(text: str) -> str:
    """The configuration without its buses and their compartments."""
    kept = [
        part for part in re.split(r"(?m)^(?=\[)", text) if not re.match(r"\[\[(bus|bus\.board|compartment)\]\]", part)
    ]
    return "".join(kept) + PINS


def test_a_site_may_have_only_pins(write: Write) -> None:
    path = write()
    path.write_text(only_pins(path.read_text()))
    assert [place.compartment for place in places_in(load(path))] == ["C01"]


def test_a_site_has_locks_somewhere(write: Write) -> None:
    path = write()
    path.write_text(only_pins(path.read_text()).replace("[[gpio", "[[bus.gpio").split("\n[[bus.gpio]]")[0])
    path.write_text(path.read_text() + "[[compartment]]" + PINS.split("[[compartment]]")[1])
    assert any(line.startswith("bus: is missing; give a [[bus]]") for line in refusal(path))


@pytest.mark.parametrize("line", [0, 1, 2, 7, 8, 14, 15])
def test_f45_no_output_on_a_line_that_is_on_at_boot(write: Write, line: int) -> None:
    (said,) = spoilt(write, ("line = 17", f"line = {line}"))
    assert said.startswith(f"gpio[0].lock[0].line: nothing may be switched by line {line}: ")
    assert "at boot" in said or "from power-on" in said
    assert "use one of 9 to 13 and 16 to 27" in said


@pytest.mark.parametrize("line", [9, 13, 16, 27])
def test_f45_the_other_lines_may_switch(write: Write, line: int) -> None:
    assert load(write(more=PINS.replace("line = 17", f"line = {line}"))).gpio[0].locks[0].line == line


def test_an_input_may_be_on_any_line(write: Write) -> None:
    assert load(write(more=PINS.replace("contact = 22", "contact = 4"))).gpio[0].locks[0].contact == 4


@pytest.mark.parametrize(
    ("old", "new", "key", "reason"),
    [
        ("line = 17", "line = 17\nactive_low = true", "lock[0].active_low", "the lock would fire by itself"),
        ("contact = 22", "contact = 17", "lock[0].contact", "line 17 is taken by gpio[0].lock[0].line already"),
        ("contact = 22", "contact = 22\nitem = 22", "lock[0].item", "line 22 is taken by gpio[0].lock[0].contact"),
        (LOCK_2, 'drive = "guardian"\nline = 22\nfeedback = "none"\n', "lock[1].line", "line 22 is taken by"),
        ("line = 17", "line = 28", "lock[0].line", "less than or equal to 27"),
        ("line = 17", "line = 17\npulse_ms = 1001", "lock[0].pulse_ms", "a solenoid may be energised for 1000 ms"),
        ("pulse_ms = 2666", "pulse_ms = 3001", "lock[1].pulse_ms", "a motor may be energised for 3000 ms, not 3001"),
        ("pulse_ms = 2666", "pulse_ms = 2667", "lock[1].pulse_ms", "late by an eighth: at most 2666 ms for a motor"),
        ("motor = true", "motor = false", "lock[1].pulse_ms", "a solenoid may be energised for 1000 ms, not 2666"),
        ("line = 17", "line = 17\npulse_ms = 0", "lock[0].pulse_ms", "greater than or equal to 1"),
        ('drive = "guardian"', 'drive = "user_space"', "lock[0].drive", "this lock's coil stays on and burns"),
        ("line = 17", 'line = 17\nled = "x"', "lock[0].led", "only the kernel drives LEDs"),
        ("line = 17\n", "", "lock[0].line", "is missing"),
        ('led = "lock-c02"', 'led = "lock-c02"\nline = 18', "lock[1].line", "the device tree names its line"),
        ('led = "lock-c02"\n', "", "lock[1].led", "is missing"),
        ('led = "lock-c02"', 'led = "../../x"', "lock[1].led", "should match pattern"),
        ("contact = 22\n", "", "lock[0].contact", "is missing; feedback is to come from a contact"),
        ("contact = 22", "contact = 22\nhook = 23", "lock[0].hook", 'is read with feedback = "both" only'),
        ('feedback = "contact"', 'feedback = "both"', "lock[0].hook", "is missing; give the line of the switch"),
        (
            'feedback = "contact"\ncontact = 22',
            'feedback = "both"\ncontact = 22\nhook = 22',
            "lock[0].hook",
            "line 22 is taken by gpio[0].lock[0].contact already",
        ),
        ("channel = 2\n", "channel = 1\n", "lock[1].channel", "channel 1 is taken by gpio[0].lock[0].channel"),
        ('power_group = "psu1"', 'power_group = "psu2"', "power_group", "no [[power_group]] has the id 'psu2'"),
        ('id = "pins"', 'id = "left"', "id", "id left is taken by bus[0].id already"),
    ],
)
def test_mistakes_on_pins_are_refused(write: Write, old: str, new: str, key: str, reason: str) -> None:
    said = [line for line in spoilt(write, (old, new)) if line.startswith(f"gpio[0].{key}: ")]
    assert len(said) == 1, said
    assert reason in said[0]


def test_two_sets_of_pins_share_no_line_and_no_led(write: Write) -> None:
    second = PINS.split("[[compartment]]", maxsplit=1)[0].replace('id = "pins"', 'id = "more"')
    assert refusal(write(more=PINS + second)) == [
        "gpio[1].lock[0].line: line 17 is taken by gpio[0].lock[0].line already",
        "gpio[1].lock[0].contact: line 22 is taken by gpio[0].lock[0].contact already",
        "gpio[1].lock[1].led: LED lock-c02 is taken by gpio[0].lock[1].led already",
    ]


@pytest.mark.parametrize(
    ("exchange", "said"),
    [
        (("address = 0\nchannel = 1", "address = 1\nchannel = 1"), "address: pins is a set of pins: its address is 0"),
        (
            ("address = 0\nchannel = 1", "address = 0\nchannel = 3"),
            "channel: pins has no lock on channel 3; it has: 1, 2",
        ),
        (("height_cm = 100", 'height_cm = 100\nitem_sensor = "fitted"'), "item_sensor: channel 1 of pins has no item"),
        (("contact = 22", "contact = 22\nitem = 23"), "item_sensor: channel 1 of pins has an item line"),
        (('bus = "pins"', 'bus = "pin"'), "bus: no [[bus]] or [[gpio]] has the id 'pin'; there are: left, right, pins"),
    ],
)
def test_mistakes_of_compartments_on_pins_are_refused(write: Write, exchange: tuple[str, str], said: str) -> None:
    (line,) = spoilt(write, exchange)
    assert line.startswith(f"compartment[2].{said}")


def test_the_bench_may_be_driven_by_the_daemon(write: Write) -> None:
    bench = PINS.replace('drive = "guardian"', 'drive = "user_space"').replace(
        'id = "pins"', 'id = "pins"\nbench = true'
    )
    assert load(write(more=bench)).gpio[0].locks[0].drive is LockDrive.USER_SPACE


@pytest.mark.parametrize(("drive", "longest_ms"), [(Drive.SOLENOID, 1000), (Drive.MOTOR, 3000)])
def test_the_file_and_the_arbiter_know_the_same_longest_pulse(drive: Drive, longest_ms: int) -> None:
    Pulse(longest_ms, drive)
    with pytest.raises(PulseError):
        Pulse(longest_ms + 1, drive)
