"""A lockerd whose pins are the simulated wires."""

import shlex
import sys
from pathlib import Path
from typing import Final

from lockersim.errors import SimError
from lockersim.pins.socket_wires import SocketWires

PROGRAM: Final = Path(__file__).parents[2] / "wires" / "lockerd_on_wires.py"
"""It needs lockerd, of which this package knows nothing."""


def lockerd_on_wires(wires: SocketWires, *, folder: Path) -> Path:
    """Write a program that is started like lockerd; raises ``SimError`` where this is no checkout."""
    if not PROGRAM.exists():
        raise SimError(f"simulated pins need {PROGRAM}, which is only in a checkout of the project")
    program = folder / "lockerd"
    words = shlex.join([sys.executable, str(PROGRAM), str(wires.path)])
    program.write_text(f'#!/bin/sh\nexec {words} "$@"\n')
    program.chmod(0o755)
    return program
