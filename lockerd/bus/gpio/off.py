"""Switch every lock on pins off: at the daemon's start, and as ``python -m lockerd.bus.gpio.off CONFIG`` after its end.

A kernel may leave a line on that belonged to a process that was killed (F10). After an end of whatever kind systemd
runs this (ExecStopPost); it reads no more of the configuration than the lines, so that it is quick and needs nothing
else to be right. What the kernel itself drives needs nobody.
"""

import sys
import tomllib
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, Final

from lockerd.bus.gpio.pins import Pins, PinsGoneError, PinsRefusedError, pi_pins

SWITCHABLE: Final = frozenset({*range(9, 14), *range(16, 28)})
"""Lines that a lock may hang on (F45); on the others somebody else may live."""


def lines_low(lines: Iterable[int], open_pins: Callable[[], Pins] = pi_pins) -> None:
    """Drive these lines low and give them back; raises `PinsRefusedError` and `PinsGoneError`."""
    wanted = sorted(lines)
    if not wanted:
        return
    pins = open_pins()
    for output in [pins.output(line) for line in wanted]:
        output.close()
    pins.close()


def main(arguments: Sequence[str], open_pins: Callable[[], Pins] = pi_pins) -> int:
    """Read the lines from the file named and switch them off; gives the exit status."""
    try:
        lines_low(_lines(tomllib.loads(Path(arguments[0]).read_text())), open_pins)
    except (OSError, ValueError, RecursionError, PinsRefusedError, PinsGoneError) as error:
        print(f"locks on pins were not switched off: {error}", file=sys.stderr)
        return 1
    return 0


def _lines(config: dict[str, Any]) -> frozenset[int]:
    locks = [lock for table in _tables(config, "gpio") for lock in _tables(table, "lock")]
    return SWITCHABLE & {lock["line"] for lock in locks if isinstance(lock.get("line"), int)}


def _tables(table: dict[str, Any], key: str) -> list[dict[str, Any]]:
    """The file is not checked here: what is no list of tables is none."""
    found = table.get(key)
    return [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
