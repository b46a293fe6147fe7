"""`lockerd.bus.gpio.pins` on a real gpiochip: gpiozero, libgpiod, the kernel; only the wire is simulated."""

import asyncio
import time
from collections.abc import Callable, Iterator

import chip
import gpiod
import pytest

from lockerd.bus.gpio.pins import Pins, PinsRefusedError, Pull, pi_pins


@pytest.fixture
def pins() -> Iterator[Pins]:
    found = pi_pins()
    yield found
    found.close()


def test_an_output_begins_low_and_drives_its_line(pins: Pins) -> None:
    output = pins.output(17)
    seen = [chip.level(17)]
    for step in (output.on, output.off, output.on, output.close):
        step()
        seen.append(chip.level(17))
    assert seen == [0, 1, 0, 1, 0]


def test_an_input_gives_the_level_of_the_wire_and_hints(
    pins: Pins, record_property: Callable[[str, object], None]
) -> None:
    async def story() -> tuple[int, list[int], list[float]]:
        came = asyncio.Event()
        contact = pins.input(22, Pull.UP, came.set)
        idle = contact.level()
        levels, took = [], []
        for wanted in (0, 1) * 10:
            came.clear()
            began = time.monotonic()
            chip.pull(22, wanted)
            await asyncio.wait_for(came.wait(), 2)
            took.append(time.monotonic() - began)
            levels.append(contact.level())
        contact.close()
        return idle, levels, took

    idle, levels, took = asyncio.run(story())
    assert idle == 1, "the resistor inside the Pi pulls it up"
    assert levels == [0, 1] * 10
    record_property("figure", f"after {sorted(took)[10] * 1e3:.1f} ms (median), {max(took) * 1e3:.1f} ms (latest)")
    assert max(took) < 0.5


async def hinted(contact_line: int, came: asyncio.Event) -> None:
    """Both edges, for what a storm left unread may have ended with either."""
    came.clear()
    for wanted in (0, 1):
        chip.pull(contact_line, wanted)
        await asyncio.sleep(0.05)
    await asyncio.wait_for(came.wait(), 2)


def storm(contact_line: int) -> None:
    """A wire that chatters more than anybody can hear."""
    for _ in range(1_000):
        chip.pull(contact_line, 0)
        chip.pull(contact_line, 1)


def test_a_storm_of_edges_does_not_end_the_hints(pins: Pins) -> None:
    """F30 at its worst: most of the edges are lost on the way; whoever listens afterwards still hears."""

    async def story() -> None:
        came = asyncio.Event()
        contact = pins.input(22, Pull.UP, came.set)
        await asyncio.to_thread(storm, 22)
        assert came.is_set()
        await hinted(22, came)
        contact.close()

    asyncio.run(story())


def test_a_chip_given_back_in_the_middle_of_a_storm_can_be_opened_again() -> None:
    """What is still on its way from the old one must not end whoever hears the new one."""

    async def story() -> None:
        for _ in range(3):
            pins = pi_pins()
            came = asyncio.Event()
            pins.input(22, Pull.UP, came.set)
            pins.input(23, Pull.UP, came.set)
            chattering = asyncio.create_task(asyncio.to_thread(storm, 22))
            await asyncio.sleep(0.1)
            pins.close()
            await chattering
        pins = pi_pins()
        pins.input(22, Pull.UP, came.set)
        await hinted(22, came)
        pins.close()

    asyncio.run(story())


def test_a_hint_for_a_loop_that_is_gone_ends_nothing(pins: Pins) -> None:
    async def listen() -> None:
        pins.input(22, Pull.UP, lambda: None)

    asyncio.run(listen())
    chip.pull(22, 0)
    time.sleep(0.1)

    async def later() -> None:
        came = asyncio.Event()
        pins.input(23, Pull.UP, came.set)
        await hinted(23, came)

    asyncio.run(later())


def test_a_line_that_another_program_holds_is_refused_in_words(pins: Pins) -> None:
    with chip.taken(17):
        assert chip.level(17) == 1
        with pytest.raises(PinsRefusedError, match=r"line 17 cannot be had: .*busy.*no other program"):
            pins.output(17)
    output = pins.output(17)
    output.on()
    assert chip.level(17) == 1


def test_a_line_the_chip_does_not_have_is_refused_in_words(pins: Pins) -> None:
    with pytest.raises(PinsRefusedError, match="line 99 cannot be had"):
        pins.output(99)


def test_who_closes_his_chip_takes_no_line_of_another_along(pins: Pins) -> None:
    """Contacts, lights and locks of one process have a chip each."""
    output, other = pins.output(17), pi_pins()
    output.on()
    with pytest.raises(PinsRefusedError, match="busy"):
        other.output(17)
    other.output(27).on()
    other.close()
    assert (chip.level(17), chip.level(27)) == (1, 0)


def test_an_output_is_high_from_its_first_moment_only_if_it_should_be(pins: Pins) -> None:
    """What pulls the wire up meanwhile does not make a pulse."""
    chip.pull(17, 1)
    with chip.Probe(17) as probe:
        time.sleep(0.05)
        output = pins.output(17)
        probe.falls(17)
        time.sleep(0.05)
        assert chip.level(17) == 0
        output.on()
        assert chip.level(17) == 1
    chip.pull(17, 0)


def test_a_line_tells_who_holds_it(pins: Pins) -> None:
    pins.output(17)
    with gpiod.Chip("/dev/gpiochip0") as looked:
        info = looked.get_line_info(17)
    assert (info.used, info.consumer, info.direction) == (True, "lockerd", gpiod.line.Direction.OUTPUT)
    pins.close()
    with gpiod.Chip("/dev/gpiochip0") as looked:
        info = looked.get_line_info(17)
    assert (info.used, info.direction) == (False, gpiod.line.Direction.INPUT)
