"""A real guardian that writes down in a file what its lines do, and when: ``guardian_on_files.py LOG FD LINE=MS...``"""

import os
import sys
import time
from pathlib import Path

from gpiozero.pins.mock import MockFactory, MockPin

from lockerd.bus.gpio.guardian import main
from lockerd.bus.gpio.pins import Pins


class LoggedPin(MockPin):
    log: int

    def _set_function(self, value: str) -> None:
        super()._set_function(value)
        self._write(value)

    def _change_state(self, value: bool) -> bool:
        changed: bool = super()._change_state(value)
        if changed:
            self._write(str(int(value)))
        return changed

    def _write(self, what: str) -> None:
        os.write(self.log, f"{time.monotonic_ns()} {self.info.name[4:]} {what}\n".encode())


def command(log: Path) -> list[str]:
    return [sys.executable, __file__, str(log)]


if __name__ == "__main__":
    LoggedPin.log = os.open(sys.argv[1], os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    sys.exit(main(sys.argv[2:], lambda: Pins(MockFactory(pin_class=LoggedPin))))
