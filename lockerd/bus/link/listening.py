"""A port that is only read: beside another maker's master, whose line we must not disturb by a single byte."""

import fcntl
import os
import select
import termios
import tty
from collections.abc import Iterator
from contextlib import suppress
from typing import Final, Self

from lockerd.bus.link.link import PortBusyError, PortError

_SPEEDS: Final = {baud: getattr(termios, f"B{baud}") for baud in (1200, 2400, 4800, 9600, 19200, 38400, 57600, 115200)}
_LOOK_S: Final = 0.2


class Listening:
    """``with Listening(path, speed_baud=9600) as port``. The descriptor itself cannot write: the kernel refuses it."""

    def __init__(self, path: str, *, speed_baud: int) -> None:
        """Raises `PortError`."""
        self._path = path
        self._speed = _SPEEDS.get(speed_baud)
        if self._speed is None:
            raise PortError(f"{speed_baud} baud is no usual speed; use one of {', '.join(map(str, _SPEEDS))}")
        try:
            self._fd = os.open(path, os.O_RDONLY | os.O_NOCTTY | os.O_NONBLOCK | os.O_CLOEXEC)
        except OSError as error:
            raise PortError(f"{path} cannot be opened: {error.strerror}; is the adapter plugged in?") from error

    def __enter__(self) -> Self:
        try:
            fcntl.flock(self._fd, fcntl.LOCK_EX | fcntl.LOCK_NB)  # whoever reads beside us takes half of the bytes
        except OSError as error:
            self._close()
            raise PortBusyError(f"{self._path} is in use by another program; two readers share the bytes") from error
        try:
            tty.setraw(self._fd, termios.TCSANOW)
            attributes = termios.tcgetattr(self._fd)
            attributes[2] = termios.CS8 | termios.CREAD | termios.CLOCAL
            attributes[4] = attributes[5] = self._speed
            termios.tcsetattr(self._fd, termios.TCSANOW, attributes)
            self._let_go()
        except (OSError, termios.error) as error:
            self._close()
            raise PortError(f"{self._path} is no serial port ({error.args[-1]})") from error
        return self

    def __exit__(self, *_: object) -> None:
        self._close()

    @property
    def descriptor(self) -> int:
        """For a test that tries to write."""
        return self._fd

    def chunks(self) -> Iterator[bytes]:
        """What comes, as it comes; an empty chunk now and then, so that whoever listens may end. Raises `PortError`."""
        while True:
            ready, _, _ = select.select([self._fd], [], [], _LOOK_S)
            try:
                yield os.read(self._fd, 4096) if ready else b""
            except BlockingIOError:
                yield b""
            except OSError as error:
                raise PortError(f"{self._path} is gone ({error.strerror}); check plug and cable") from error

    def _let_go(self) -> None:
        """An adapter whose driver hangs on RTS must not hold the line."""
        with suppress(OSError):  # a pseudo-terminal has no such wire
            fcntl.ioctl(self._fd, termios.TIOCMBIC, (termios.TIOCM_RTS).to_bytes(4, "little"))

    def _close(self) -> None:
        os.close(self._fd)
