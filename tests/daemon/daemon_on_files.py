"""A real lockerd whose pins are files: ``daemon_on_files.py FOLDER --config FILE``. Its guardian is a real process too.

Outputs are written to ``FOLDER/lines`` with the time, see ``guardian_on_files``; an input reads its level from
``FOLDER/LINE``, high where there is no such file.
"""

import sys
from functools import partial
from pathlib import Path

from gpiozero.pins.mock import MockFactory, MockPin

import lockerd.daemon.gpio as wiring
from lockerd.bus.gpio.guarded import GuardianPulser
from lockerd.bus.gpio.off import lines_low
from lockerd.bus.gpio.pins import Pins
from lockerd.daemon import main

FOLDER = Path(sys.argv.pop(1))
GUARDIAN = Path(__file__).parents[1] / "bus/gpio/guardian_on_files.py"


class FilePin(MockPin):
    def _get_state(self) -> bool:
        if self._function == "output":
            return bool(super()._get_state())
        level = FOLDER / self.info.name.removeprefix("GPIO")
        return not level.exists() or level.read_text() == "1"


def open_pins() -> Pins:
    return Pins(MockFactory(pin_class=FilePin))


command = [sys.executable, str(GUARDIAN), str(FOLDER / "lines")]
wiring.pi_pins = open_pins
wiring.lines_low = partial(lines_low, open_pins=open_pins)
wiring.GuardianPulser = partial(GuardianPulser, command=command, sys_folder=FOLDER)

if __name__ == "__main__":
    main()
