"""After whatever end, every lock on pins is off."""

import re
from pathlib import Path

import pytest
from gpiozero.pins.mock import MockFactory

from lockerd.bus.gpio.off import SWITCHABLE, main
from lockerd.bus.gpio.pins import Pins, PinsRefusedError
from lockerd.config.check_gpio import why_unsafe

EXAMPLE = Path(__file__).parents[3] / "docs/lockerd.example.toml"


class Kept(MockFactory):
    """Remembers what was driven when it is closed."""

    def __init__(self) -> None:
        super().__init__()
        self.driven: dict[int, list[bool]] = {}

    def close(self) -> None:
        self.driven = {int(info.name[4:]): [s.state for s in pin.states] for info, pin in self.pins.items()}
        super().close()


def off(text: str, tmp_path: Path) -> tuple[int, dict[int, list[bool]]]:
    """The exit status, and the levels of the outputs that were driven."""
    path = tmp_path / "lockerd.toml"
    path.write_text(text)
    factory = Kept()
    status = main([str(path)], lambda: Pins(factory))
    return status, factory.driven


def test_every_lock_is_switched_off(tmp_path: Path) -> None:
    example = re.sub(r"(?m)^#(?=[\[a-z])", "", EXAMPLE.read_text())
    assert off(example, tmp_path) == (0, {17: [False]})


def test_a_site_without_pins_opens_no_chip(tmp_path: Path) -> None:
    path = tmp_path / "lockerd.toml"
    path.write_text(EXAMPLE.read_text())

    def refuse() -> Pins:
        raise AssertionError

    assert main([str(path)], refuse) == 0


@pytest.mark.parametrize(
    "text",
    ["", "gpio = 1", "gpio = [1]", "[[gpio]]\nlock = 1", "[[gpio]]\nlock = [1]", "[[gpio]]\n[[gpio.lock]]\nline = '17'"]
    + [f"[[gpio]]\n[[gpio.lock]]\nline = {line}" for line in (-1, 8, 14, 15, 28)],
)
def test_a_file_with_mistakes_switches_nothing_of_somebody_else(text: str, tmp_path: Path) -> None:
    assert off(text, tmp_path) == (0, {})


def test_what_went_wrong_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "lockerd.toml"
    assert main([str(path)]) == 1
    for text in ("[[gpio", "gpio = " + "[" * 50_000):
        path.write_text(text)
        assert main([str(path)]) == 1
    path.write_text("[[gpio]]\n[[gpio.lock]]\nline = 17")

    def refuse() -> Pins:
        raise PinsRefusedError("line 17 cannot be had")

    assert main([str(path)], refuse) == 1
    said = capsys.readouterr().err.splitlines()
    assert all(line.startswith("locks on pins were not switched off: ") for line in said)
    assert len(said) == 4


def test_the_lines_are_those_that_the_configuration_allows() -> None:
    assert {line for line in range(28) if why_unsafe(line) is None} == SWITCHABLE
