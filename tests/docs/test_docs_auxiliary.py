"""What docs/auxiliary.md says of the beeper is what lockerd sounds, and what the simulator tells apart."""

import re
from pathlib import Path

import pytest

from lockerd.bus.gpio.sounds import sounding
from lockerd.domain.shown.signals import Beep
from lockersim.world.cabinet import Beep as Heard

PAGE = Path(__file__).parents[2] / "docs" / "auxiliary.md"


def lengths_ms() -> dict[str, int]:
    """Of one beep of each sound, by the table."""
    return {
        sound: int(ms)
        for sound, ms in re.findall(
            r"^- \*\*(\w+)\*\*\n(?:  [^-].*\n)*(?:  - (?!rhythm).*\n(?:    .*\n)*)*  - rhythm: [^(]*\((\d+) ms\)",
            PAGE.read_text(),
            re.MULTILINE,
        )
    }


def test_the_table_has_every_sound() -> None:
    assert lengths_ms().keys() == {*Beep}


@pytest.mark.parametrize("beep", Beep)
def test_each_beep_is_as_long_as_the_table_says_and_is_made_out(beep: Beep) -> None:
    on, length_ms = sounding(beep, 0)
    assert (on, length_ms) == (True, lengths_ms()[beep])
    assert length_ms is not None
    assert Heard(0.0, float(length_ms)).sound == beep
