"""A real guardian whose lines are simulated wires: ``guardian_on_wires.py SOCKET FD LINE=MS...``"""

import sys
from functools import partial

from wire_pins import wire_pins

from lockerd.bus.gpio.guardian import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[2:], partial(wire_pins, sys.argv[1])))
