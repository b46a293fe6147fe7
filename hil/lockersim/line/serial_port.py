"""A real serial port of this machine: the boards speak through an adapter at the far end of lockerd's line."""

import errno
import fcntl
import os
import termios
from contextlib import suppress
from pathlib import Path
from typing import ClassVar

from lockersim.errors import SimError
from lockersim.line.port import SPEEDS, Port

_SPEED_WORDS = {baud: word for word, baud in SPEEDS.items()}
_WHY = {
    errno.ENOENT: "is not there; is the adapter plugged in?",
    errno.EACCES: "may not be opened; add yourself to its group (mostly dialout) and log in again",
    errno.EAGAIN: "is in use by another program",
    errno.EBUSY: "is in use by another program",
    errno.ENOTTY: "is no serial port",
}


class SerialPort(Port):
    """The adapter at ``path``, 8N1, raw and held exclusively; lockerd opens ``lockerd_port`` at the other end."""

    takes_time: ClassVar[bool] = True

    def __init__(self, path: Path, *, lockerd_port: str, speed_baud: int) -> None:
        super().__init__()
        self.path = path
        self._lockerd_port, self._speed = lockerd_port, _SPEED_WORDS[speed_baud]

    @property
    def setting(self) -> tuple[str, str]:
        return "port", self._lockerd_port

    def plug(self) -> None:
        """Open the port; raises ``SimError`` with cause and next step."""
        if self.plugged:
            return
        try:
            fd = os.open(self.path, os.O_RDWR | os.O_NOCTTY | os.O_NONBLOCK | os.O_CLOEXEC)
            try:
                self._claim(fd)
            except BaseException:
                os.close(fd)
                raise
        except (OSError, termios.error) as error:
            number = error.args[0]
            raise SimError(f"{self.path} {_WHY.get(number, os.strerror(number))}") from None
        self._attach(fd)

    def _detach(self) -> None:
        if self._fd is not None:
            # The kernel keeps everybody else out, but not root, for as long as anybody at all has the port open.
            with suppress(OSError):
                fcntl.ioctl(self._fd, termios.TIOCNXCL)
        super()._detach()

    def _claim(self, fd: int) -> None:
        fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)  # as pyserial and lockerd do: two talkers never share a port
        attributes = termios.tcgetattr(fd)
        control_characters = attributes[6]
        control_characters[termios.VMIN], control_characters[termios.VTIME] = 1, 0
        raw_8n1 = termios.CS8 | termios.CREAD | termios.CLOCAL
        termios.tcsetattr(fd, termios.TCSANOW, [0, 0, raw_8n1, 0, self._speed, self._speed, control_characters])
        fcntl.ioctl(fd, termios.TIOCEXCL)
        termios.tcflush(fd, termios.TCIOFLUSH)
