"""A serial port on the event loop: one wake-up per reply instead of one per byte."""

import asyncio
import errno
import os
import termios
from collections.abc import Coroutine
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import serial

from lockerd.bus.link import adapter
from lockerd.bus.link.holder import PROC, holder
from lockerd.bus.link.inbox import Inbox
from lockerd.bus.link.link import Lag, LinkGoneError, PortBusyError, PortError, PortMissingError
from lockerd.bus.link.rs485 import direction_note

_VMIN_LIMIT = 255  # one byte in the kernel: 300 would become 44
_FAULTS: Final = (OSError, termios.error)
"""What the kernel says about a port; termios.error is no kind of OSError, pyserial's own error is one."""
_MISSING = (errno.ENOENT, errno.ENODEV, errno.ENXIO, errno.EIO)
_BUSY = (errno.EAGAIN, errno.EBUSY)
_NO_PORT = (None, errno.ENOTTY, errno.EINVAL, errno.EISDIR, errno.ENOTDIR, errno.ELOOP, errno.ENAMETOOLONG)
_LAG: Final = Lag(reply_ms=20.0, held_ms=0)  # an FTDI adapter left at its default holds a reply back for 16 ms


_SOON_S = 10.0


@dataclass(frozen=True, slots=True)
class Machine:
    """Where the kernel tells about ports; other folders in tests."""

    sys: Path = adapter.SYS
    proc: Path = PROC


_MACHINE = Machine()


class SerialLink:
    """One exclusively held port. The kernel wakes us when VMIN bytes are there, set to what is still missing."""

    def __init__(self, path: str, *, speed_baud: int, machine: Machine = _MACHINE) -> None:
        """Open the port, 8N1 without flow control; needs a running loop. Raises `PortError`."""
        self.lag: Final = _LAG
        self._path: Final = path
        self._port = _open(path, speed_baud, machine)
        self._fd: Final[int] = self._port.fileno()
        self._inbox = Inbox(self._receive)  # fewer bytes than VMIN wake nobody
        self._closed = False
        device = Path(os.path.realpath(path))
        found = adapter.latency_note(device, machine.sys), direction_note(self._fd)
        self.notes: Final = tuple(note for note in found if note)
        self._maker: Final = adapter.coveted_maker(device, machine.sys)
        self._loop = asyncio.get_running_loop()
        self._opened_s: Final = self._loop.time()
        self._vmin = 0
        try:
            self._attributes = termios.tcgetattr(self._fd)
            self._loop.add_reader(self._fd, self._receive)
        except _FAULTS as error:
            self.close()  # or it would be held by ourselves for ever
            raise _explain(path, error, machine) from error
        self._set_vmin(1)  # pyserial leaves 0, where "nothing yet" and "hung up" read the same

    def write(self, data: bytes) -> None:
        """See `Link.write`; bytes the kernel did not take are lost with the link."""
        try:
            sent = os.write(self._fd, data)
        except OSError as error:
            raise self._lost(error) from error
        if sent < len(data):
            self._lost(OSError(errno.EAGAIN, "the port takes no more bytes"))

    def take(self) -> bytes:
        """See `Link.take`."""
        # FIONREAD would be cheaper than an empty read, but does not see what the kernel has not sorted in yet: a late
        # answer could then be taken for that to the next question (F37).
        self._receive()
        return self._inbox.take()

    def read(self, wanted: int, until_s: float, quiet_s: float = 0.0) -> Coroutine[Any, Any, bytes]:
        """See `Link.read`."""
        if wanted != self._vmin:
            self._set_vmin(wanted)
        return self._inbox.read(wanted, until_s, quiet_s)

    def close(self) -> None:
        """See `Link.close`."""
        if not self._closed:
            self._closed = True
            self._loop.remove_reader(self._fd)
            try:
                self._port.close()
            except OSError:  # the kernel has closed it all the same
                self._port.is_open = False  # or pyserial would close the number again, which is somebody else's then

    def _receive(self) -> None:
        if self._closed:
            return
        try:
            data = os.read(self._fd, 4096)
        except BlockingIOError:
            return
        except OSError as error:
            self._lost(error)
            return
        if data:
            self._inbox.put(data)
        else:
            self._lost(OSError(errno.EIO, "the other end hung up"))

    def _set_vmin(self, wanted: int) -> None:
        vmin = min(max(wanted, 1), _VMIN_LIMIT)
        if vmin == self._vmin or self._closed:
            return
        self._attributes[6][termios.VMIN], self._attributes[6][termios.VTIME] = vmin, 0
        try:
            termios.tcsetattr(self._fd, termios.TCSANOW, self._attributes)
        except _FAULTS as error:
            self._lost(error)
        self._vmin = vmin

    def _lost(self, error: Exception) -> LinkGoneError:
        text = f"{self._path} is gone ({_words(error)}); check the adapter's plug and cable"
        open_s = self._loop.time() - self._opened_s
        if self._maker and open_s < _SOON_S:
            text += f"; {adapter.vanished(self._maker, open_s)}"
        gone = LinkGoneError(text)
        self._loop.remove_reader(self._fd)
        self._inbox.fail(gone)
        return gone


def _open(path: str, speed_baud: int, machine: Machine) -> serial.Serial:
    try:
        return serial.Serial(path, speed_baud, timeout=0, exclusive=True)
    except _FAULTS as error:
        raise _explain(path, error, machine) from error
    except ValueError as error:
        msg = f"{path} cannot run at {speed_baud} baud; use a usual speed such as 9600 or 19200"
        raise PortError(msg) from error


def _explain(path: str, error: Exception, machine: Machine) -> PortError:
    number = _number(error)
    if number in _MISSING:
        text = f"there is no port {path}; plug the adapter in or correct the path in the configuration"
        taken = adapter.taken_away(machine.sys)
        return PortMissingError(f"{text}; {taken}" if taken else text)
    if number in _BUSY:
        who = holder(Path(os.path.realpath(path)), machine.proc)
        who = who or f"another program (`sudo fuser -v {path}` names it)"
        return PortBusyError(f"{path} is in use by {who}; stop it: a bus has one master")
    if number in {errno.EACCES, errno.EPERM}:
        return PortError(f"{path} may not be opened by this user; add the user to the port's group, often dialout")
    if number in _NO_PORT:
        return PortError(f"{path} is no usable serial port ({_words(error)}); correct the path in the configuration")
    return PortError(f"{path} cannot be opened ({_words(error)}); plug the adapter out and in, try another USB port")


def _number(error: BaseException) -> int | None:
    """The kernel's word for it; pyserial hides some of them in the error that its own came from."""
    number = error.errno if isinstance(error, OSError) else error.args[0] if error.args else None
    if number is None and error.__context__ is not None:
        return _number(error.__context__)
    return number if isinstance(number, int) else None


def _words(error: Exception) -> str:
    number = _number(error)
    return str(error) if number is None else os.strerror(number)
