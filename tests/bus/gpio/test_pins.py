"""The thin layer over gpiozero: safe at the start, raw levels, hints that cannot harm the thread they come from."""

import asyncio
import subprocess
import sys

import pytest
from gpiozero.pins.mock import MockFactory

from lockerd.bus.gpio.pins import Pins, PinsGoneError, PinsRefusedError, Pull, pi_pins


async def test_an_output_is_low_until_it_is_switched_on() -> None:
    factory = MockFactory()
    output = Pins(factory).output(17)
    assert [state.state for state in factory.pin(17).states] == [False]
    output.on()
    output.off()
    output.on()
    output.close()
    assert [state.state for state in factory.pin(17).states] == [False, True, False, True, False]
    assert factory.pin(17).function == "input"


@pytest.mark.parametrize(("pull", "level"), [(Pull.UP, 1), (Pull.DOWN, 0), (Pull.NONE, 0)])
async def test_a_level_is_what_is_on_the_wire(pull: Pull, level: int) -> None:
    factory = MockFactory()
    found = Pins(factory).input(22, pull, lambda: None)
    assert found.level() == level
    factory.pin(22).drive_high()
    assert found.level() == 1
    factory.pin(22).drive_low()
    assert found.level() == 0
    found.close()


async def test_edges_are_hints_and_one_waits_at_a_time() -> None:
    factory = MockFactory()
    hints: list[int] = []
    found = Pins(factory).input(22, Pull.UP, lambda: hints.append(1))
    for _ in range(50):
        factory.pin(22).drive_low()
        factory.pin(22).drive_high()
    assert hints == [], "not in the thread that heard the edge"
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert hints == [1]
    factory.pin(22).drive_low()
    await asyncio.sleep(0.01)
    assert hints == [1, 1]
    found.close()


def test_an_edge_after_the_end_of_the_loop_does_no_harm() -> None:
    factory = MockFactory()

    async def claim() -> object:
        return Pins(factory).input(22, Pull.UP, lambda: None)

    found = asyncio.run(claim())
    factory.pin(22).drive_low()  # as from a thread that simulates wires, which an exception would end
    factory.pin(22).drive_high()
    assert found


async def test_a_line_is_claimed_once() -> None:
    pins = Pins(MockFactory())
    first = pins.output(17)
    with pytest.raises(PinsRefusedError, match=r"line 17 cannot be had: pin GPIO17 is already in use .* \(gpioinfo"):
        pins.input(17, Pull.UP, lambda: None)
    first.close()
    pins.output(17).close()


async def test_a_line_that_is_gone_is_said_so() -> None:
    output = Pins(MockFactory()).output(17)
    output.close()
    output.close()
    with pytest.raises(PinsGoneError, match="line 17 is gone"):
        output.on()


def test_where_there_is_no_chip_it_is_said_so() -> None:
    with pytest.raises(PinsRefusedError, match=r"the GPIO chip cannot be had: .*Pi"):
        pi_pins()


def test_gpiozero_is_loaded_only_when_pins_are_used() -> None:
    code = "import sys, lockerd.daemon.gpio; sys.exit('gpiozero' in sys.modules or 'gpiod' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False, timeout=30).returncode == 0
