"""A real lockerd whose pins are simulated wires: ``lockerd_on_wires.py SOCKET --config FILE``.

Its guardian is a real process too; only the lines of the kernel are replaced.
"""

import sys
from functools import partial
from pathlib import Path

from wire_pins import wire_pins

import lockerd.daemon.gpio as wiring
import lockerd.daemon.run as running
from lockerd.bus.gpio.guarded import GuardianPulser
from lockerd.bus.gpio.off import lines_low
from lockerd.daemon import main

GUARDIAN = Path(__file__).with_name("guardian_on_wires.py")
NO_PI = Path("/nonexistent")
"""Instead of /sys: how this machine's own pins are set does not matter."""

if __name__ == "__main__":
    socket_path = sys.argv.pop(1)
    open_pins = partial(wire_pins, socket_path)
    command = [sys.executable, str(GUARDIAN), socket_path]
    wiring.pi_pins = running.pi_pins = open_pins
    wiring.lines_low = partial(lines_low, open_pins=open_pins)
    wiring.GuardianPulser = partial(GuardianPulser, command=command, sys_folder=NO_PI)
    main()
