"""The two things systemd and a daemon say to each other: sd_notify(3) and sd_listen_fds(3)."""

import logging
import os
import socket
from collections.abc import Mapping
from typing import Final

from lockerd.errors import OurError

FIRST_FD: Final = 3
"""Sockets are handed over from this descriptor on."""

_log: Final = logging.getLogger(__name__)


class Notifier:
    """Tells the service manager how we are; without one (``NOTIFY_SOCKET`` unset) it says nothing.

    A manager that does not listen, or no longer, is no reason to end: that is told once, and again when it was back.
    """

    def __init__(self, environ: Mapping[str, str]) -> None:
        """Open the socket now: a daemon whose descriptors are used up must still be able to say that it lives (F11)."""
        address = environ.get("NOTIFY_SOCKET", "")
        self._address = address.replace("@", "\0", 1) if address.startswith("@") else address
        # The manager's queue may be full: waiting would stop the buses, and the next message says the same.
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_NONBLOCK)
        self._heard = True

    def close(self) -> None:
        """Give the socket back."""
        self._socket.close()

    def ready(self, status: str) -> None:
        """We serve."""
        self._send(f"READY=1\nSTATUS={_line(status)}")

    def status(self, status: str) -> None:
        """One line for ``systemctl status``."""
        self._send(f"STATUS={_line(status)}")

    def watchdog(self) -> None:
        """There was real progress since the last time (F11)."""
        self._send("WATCHDOG=1")

    def stopping(self) -> None:
        """We end on purpose."""
        self._send("STOPPING=1")

    def _send(self, message: str) -> None:
        if not self._address:
            return
        try:
            self._socket.sendto(message.encode(), self._address)
        except BlockingIOError:
            return
        except OSError as error:
            if self._heard:
                address = self._address.replace("\0", "@")
                _log.warning("the service manager does not hear us at NOTIFY_SOCKET %r: %s", address, error)
            self._heard = False
        else:
            self._heard = True


def watchdog_period_s(environ: Mapping[str, str], *, pid: int) -> float | None:
    """Within which time systemd wants `Notifier.watchdog`, in seconds; None where it does not watch this process."""
    period_us = _number(environ.get("WATCHDOG_USEC", ""))
    if environ.get("WATCHDOG_PID", str(pid)) != str(pid) or not period_us:
        return None
    return period_us / 1_000_000


def passed_sockets(environ: Mapping[str, str], *, pid: int, first_fd: int = FIRST_FD) -> dict[str, socket.socket]:
    """The listening sockets handed to this process, by their ``FileDescriptorName``; empty where there are none.

    Raises `OurError` when two have one name: which of them technicians are let in by must never be guessed. The same
    for a descriptor that is no socket.
    """
    if environ.get("LISTEN_PID") != str(pid):
        return {}
    count = _number(environ.get("LISTEN_FDS", ""))
    names = environ.get("LISTEN_FDNAMES", "").split(":") if count else []
    if len(names) != count or len(set(names)) != count:
        msg = f"systemd passed {count} sockets named {names}; each socket unit needs a FileDescriptorName of its own"
        raise OurError(msg)
    sockets = {}
    for number, name in enumerate(names, first_fd):
        try:
            os.set_inheritable(number, False)  # noqa: FBT003 - positional only
            sockets[name] = socket.socket(fileno=number)
        except OSError as error:
            msg = f"what systemd passed as {name!r} is no socket ({error.strerror}); see the socket units"
            raise OurError(msg) from error
    return sockets


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() else 0


def _line(text: str) -> str:
    return " ".join(text.split())
