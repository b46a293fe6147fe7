"""Our pins for gpiozero, over a kernel that behaves; `hil/vm` has the real one."""

import asyncio
from pathlib import Path
from typing import Any

import pytest
from fake_kernel import FakeChip
from gpiod.line import Bias, Direction, Edge
from gpiozero import PinUnknownPi

from lockerd.bus.gpio.factory import REVISION, GpiodFactory, header_chip, pi_revision
from lockerd.bus.gpio.pins import Pins, PinsGoneError, PinsRefusedError, Pull

PI_4 = 0xC03111


def pins_of(chip: Any) -> Pins:
    return Pins(GpiodFactory(chip, revision=PI_4))


async def rounds(count: int = 20) -> None:
    """Let the loop look at its files, and do what it was told."""
    for _ in range(count):
        await asyncio.sleep(0)


async def test_an_output_is_low_from_its_first_moment_also_on_a_wire_that_was_high() -> None:
    chip = FakeChip()
    chip.levels[17] = 1
    pins = pins_of(chip)
    output = pins.output(17)
    assert chip.driven == [(17, 0)]
    assert chip.held[17].settings == (Direction.OUTPUT, Bias.DISABLED, Edge.NONE)
    output.on()
    output.off()
    output.on()
    output.close()
    assert chip.driven[1:] == [(17, 1), (17, 0), (17, 1), (17, 0)]
    assert chip.held == {}
    pins.output(17)
    assert 17 in chip.held


@pytest.mark.parametrize(
    ("pull", "bias", "level"),
    [(Pull.UP, Bias.PULL_UP, 1), (Pull.DOWN, Bias.PULL_DOWN, 0), (Pull.NONE, Bias.DISABLED, 0)],
)
async def test_an_input_has_its_pull_and_gives_the_level_of_the_wire(pull: Pull, bias: Bias, level: int) -> None:
    chip = FakeChip()
    found = pins_of(chip).input(22, pull, lambda: None)
    assert chip.held[22].settings == (Direction.INPUT, bias, Edge.BOTH)
    assert found.level() == level
    for wanted in (1, 0, 1):
        chip.wire(22, wanted)
        assert found.level() == wanted
    found.close()
    found.close()


async def test_edges_are_heard_in_the_loop_and_no_more_when_the_line_was_given_back() -> None:
    chip, hints = FakeChip(), list[int]()
    pins = pins_of(chip)
    contact = pins.input(22, Pull.UP, lambda: hints.append(22))
    pins.input(23, Pull.UP, lambda: hints.append(23))
    for line in (22, 23):
        chip.wire(line, 0)
    assert hints == []
    await rounds()
    assert sorted(hints) == [22, 23]
    contact.close()
    chip.wire(22, 1)
    chip.wire(23, 1)
    await rounds()
    assert hints[2:] == [23]
    pins.close()
    assert (chip.held, chip.closed) == ({}, True)


async def test_a_storm_of_edges_is_a_few_hints() -> None:
    """F30: the kernel keeps sixteen of them."""
    chip, hints = FakeChip(), list[int]()
    contact = pins_of(chip).input(22, Pull.UP, lambda: hints.append(1))
    for _ in range(1_000):
        chip.wire(22, 0)
        chip.wire(22, 1)
    await rounds(5)
    assert 0 < len(hints) < 5
    contact.close()


async def test_a_chip_that_vanishes_is_said_by_the_level_and_listened_to_no_more() -> None:
    """F45: a file that is readable for ever would keep the loop busy for ever."""
    chip = FakeChip()
    pins = pins_of(chip)
    contact, lock = pins.input(22, Pull.UP, lambda: None), pins.output(17)
    chip.vanish()
    await rounds()
    assert not asyncio.get_running_loop().remove_reader(chip.held[22].fd)
    with pytest.raises(PinsGoneError, match=r"line 22 is gone: .*No such device"):
        contact.level()
    with pytest.raises(PinsGoneError, match="line 17 is gone"):
        lock.on()
    pins.close()
    assert (chip.held, chip.closed) == ({}, True), "given back all the same"
    with pytest.raises(PinsGoneError):
        lock.off()


async def test_who_closes_his_chip_takes_no_line_of_another_along() -> None:
    """The factories that gpiozero brings share their pins."""
    chip = FakeChip()
    pins, other = pins_of(chip), pins_of(chip)
    pins.output(17).on()
    other.output(27).on()
    with pytest.raises(PinsRefusedError, match=r"line 17 cannot be had: .*busy"):
        other.output(17)
    other.close()
    assert (sorted(chip.held), chip.levels[17]) == ([17], 1)


async def test_a_line_that_the_pi_has_and_the_chip_has_not_is_refused() -> None:
    with pytest.raises(PinsRefusedError, match="line 22 cannot be had: the chip has no line 22"):
        pins_of(FakeChip(lines=8)).input(22, Pull.UP, lambda: None)


async def test_a_resistor_on_the_board_is_not_argued_with() -> None:
    """Lines 2 and 3 are pulled up beside the processor."""
    with pytest.raises(PinsRefusedError, match=r"line 2 cannot be had: .*resistor of its own"):
        pins_of(FakeChip()).input(2, Pull.DOWN, lambda: None)


def test_a_listener_of_a_loop_that_is_gone_can_be_given_back() -> None:
    chip = FakeChip()
    pins = pins_of(chip)

    async def listen() -> None:
        pins.input(22, Pull.UP, lambda: None)

    asyncio.run(listen())
    chip.wire(22, 0)
    pins.close()
    assert chip.held == {}


class LabelledChip:
    def __init__(self, path: str) -> None:
        self.path, self.closed = path, False
        with open(path) as found:  # noqa: PTH123 - as the kernel's own
            self.label = found.read()

    def get_info(self) -> "LabelledChip":
        return self

    def close(self) -> None:
        self.closed = True


def test_the_chip_of_the_header_is_found_by_its_label(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """A Pi 5 and a USB adapter with lines of its own move the numbers."""
    monkeypatch.setattr("gpiod.Chip", LabelledChip)
    with pytest.raises(FileNotFoundError, match="no GPIO chip of a Raspberry Pi's header"):
        header_chip(tmp_path)
    (tmp_path / "gpiochip0").write_text("ftdi-cbus")
    (tmp_path / "gpiochip1").mkdir()  # cannot be opened
    with pytest.raises(OSError, match="gpiochip1"):
        header_chip(tmp_path)
    (tmp_path / "gpiochip4").write_text("pinctrl-rp1")
    assert header_chip(tmp_path).path == str(tmp_path / "gpiochip4")


@pytest.mark.parametrize(("told", "number"), [("00c03111", PI_4), ("01000010", 0x0010), ("00000010", 0x0010)])
def test_which_pi_it_is_stands_where_the_unit_hides_nothing(tmp_path: Path, told: str, number: int) -> None:
    file = tmp_path / "linux,revision"
    with pytest.raises(PinUnknownPi, match="No such file"):
        pi_revision(file)
    file.write_bytes(bytes.fromhex(told))
    assert pi_revision(file) == number
    assert REVISION.parts[1] == "sys", "ProcSubset=pid hides /proc/device-tree and /proc/cpuinfo from the daemon"
