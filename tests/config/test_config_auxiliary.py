"""The cabinet's own lines: what is understood, and every mistake refused with file, key and reason."""

from collections.abc import Callable
from pathlib import Path

import pytest
from test_config_load import refusal

from lockerd.config import load

Write = Callable[..., Path]

CABINET = """
[auxiliary]
beeper = {line = 12}
tamper = {line = 16, active_level = 1}
mains = {line = 20, pull = "down", active_level = 0}
service_key = {line = 21, pull = "none", active_level = 0}
[[auxiliary.light]]
line = 13
compartments = ["A01", "B01"]
[[auxiliary.light]]
line = 19
compartments = ["A01"]
"""


def spoilt(write: Write, *exchanges: tuple[str, str]) -> list[str]:
    text = CABINET
    for old, new in exchanges:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return refusal(write(more=text))


def test_the_lines_of_the_cabinet(write: Write) -> None:
    cabinet = load(write(more=CABINET)).auxiliary
    assert {name: each.line for name, each in cabinet.outputs.items()} == {"beeper": 12, "light[0]": 13, "light[1]": 19}
    assert [light.compartments for light in cabinet.lights] == [("A01", "B01"), ("A01",)]
    assert {name: (each.line, each.pull, each.active_level) for name, each in cabinet.inputs.items()} == {
        "tamper": (16, "up", 1),
        "mains": (20, "down", 0),
        "service_key": (21, "none", 0),
    }


def test_all_of_it_may_be_left_out(write: Write) -> None:
    for text in ("", "[auxiliary]\n", "[auxiliary]\nbeeper = {line = 12}\n"):
        cabinet = load(write(more=text)).auxiliary
        assert not cabinet.inputs
        assert len(cabinet.outputs) == ("beeper" in text)


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("line = 12", "line = 5", "auxiliary.beeper.line: nothing may be switched by line 5: the Pi pulls it up"),
        ("line = 13", "line = 14", "auxiliary.light[0].line: nothing may be switched by line 14: it belongs to the"),
        ("line = 13", "line = 12", "auxiliary.light[0].line: line 12 is taken by auxiliary.beeper.line already"),
        ("line = 16", "line = 12", "auxiliary.tamper.line: line 12 is taken by auxiliary.beeper.line already"),
        ("line = 20", "line = 28", "auxiliary.mains.line: Input should be less than or equal to 27, not 28"),
        ("line = 12", "line = 12, active_low = true", "auxiliary.beeper.active_low: an active-low output is on while"),
        ('["A01"]', '["A01"]\nactive_low = true', "auxiliary.light[1].active_low: an active-low output is on while"),
        ('["A01"]', '["A07"]', "auxiliary.light[1].compartments[0]: no [[compartment]] has the id 'A07'"),
        ('["A01"]', '["A01", "A01"]', "auxiliary.light[1].compartments[1]: A01 is taken by auxiliary.light[1].comp"),
        ('["A01"]', "[]", "auxiliary.light[1].compartments: Tuple should have at least 1 item"),
        ("{line = 16, active_level = 1}", "{line = 16}", "auxiliary.tamper.active_level: is missing"),
        ("{line = 16, active_level = 1}", "16", "auxiliary.tamper: should be a table"),
        ("active_level = 1", "active_level = 2", "auxiliary.tamper.active_level: Input should be 0 or 1, not 2"),
        ('"none"', '"sideways"', "auxiliary.service_key.pull: Input should be 'up', 'down' or 'none'"),
        ("beeper", "bell", "auxiliary.bell: unknown key"),
    ],
)
def test_mistakes(write: Write, old: str, new: str, problem: str) -> None:
    [line] = spoilt(write, (old, new))
    assert problem in line


def test_a_line_of_a_lock_is_no_line_of_the_cabinet(write: Write) -> None:
    lock = """
[[gpio]]
id = "pins"
power_group = "psu1"
[[gpio.lock]]
channel = 1
drive = "guardian"
line = 16
feedback = "none"
"""
    [line] = refusal(write(more=CABINET + lock))
    assert "auxiliary.tamper.line: line 16 is taken by gpio[0].lock[0].line already" in line
