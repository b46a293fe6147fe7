"""A real lockerd on a machine whose clock is wrong: ``daemon_at.py FOLDER --config FILE``.

``FOLDER/ahead`` holds the seconds by which the machine's clock is ahead and can be changed while it runs; while there
is a ``FOLDER/vouched`` the kernel says that somebody keeps that clock right.
"""

import sys
import time
from collections.abc import Callable
from pathlib import Path

from lockerd.clock import machine
from lockerd.clock.machine import KernelSync
from lockerd.daemon import main

FOLDER = Path(sys.argv.pop(1))
right_ns = time.time_ns


def wall_ns() -> int:
    return right_ns() + int((FOLDER / "ahead").read_text()) * 1_000_000_000


def vouched(*, sync: Callable[[], KernelSync]) -> bool:
    return (FOLDER / "vouched").exists()


time.time_ns = wall_ns
machine.vouched = vouched

if __name__ == "__main__":
    main()
