"""`lockersim.pins.chip_wires`, the bench's end of lockerd's pins, on a real gpiochip."""

import asyncio

import chip
import pytest

from lockersim.errors import SimError
from lockersim.pins.chip_wires import ChipWires

LOCK, CONTACT = 17, 22
OURS = {LOCK: 5, CONTACT: 6}


def wires() -> ChipWires:
    return ChipWires(0, OURS, frozenset({LOCK}))


def test_what_lockerd_drives_is_heard_also_what_is_high_already() -> None:
    async def story() -> list[tuple[int, bool]]:
        heard: asyncio.Queue[tuple[int, bool]] = asyncio.Queue()
        found = []
        ours = wires()
        ours.on_level = lambda line, high: heard.put_nowait((line, high))
        ours.start()
        found.append(await asyncio.wait_for(heard.get(), 2))
        for level in (1, 0):
            chip.pull(OURS[LOCK], level)
            found.append(await asyncio.wait_for(heard.get(), 2))
        ours.stop()
        return found

    chip.pull(OURS[LOCK], 0)
    assert asyncio.run(story()) == [(LOCK, False), (LOCK, True), (LOCK, False)]


def test_a_contact_pulls_to_ground_and_never_up() -> None:
    async def story() -> None:
        ours, line = wires(), OURS[CONTACT]
        ours.start()
        chip.pull(line, 1)
        ours.close_to_ground(CONTACT, closed=True)
        chip.pull(line, 1)
        assert chip.level(line) == 0, "closed, it is stronger than lockerd's resistor"
        ours.close_to_ground(CONTACT, closed=False)
        for level in (0, 1):
            chip.pull(line, level)
            assert chip.level(line) == level, "open, the line is the other side's"
        ours.stop()

    asyncio.run(story())


def test_a_line_that_somebody_holds_is_refused_with_a_next_step() -> None:
    async def story() -> None:
        with pytest.raises(SimError, match="nobody holds the line"):
            wires().start()

    with chip.taken(OURS[LOCK]):
        asyncio.run(story())
