"""The two things systemd and a daemon say to each other: sd_notify(3) and sd_listen_fds(3)."""

import os
import socket
from collections.abc import Mapping
from contextlib import suppress
from typing import Final

from lockerd.errors import OurError

FIRST_FD: Final = 3
"""Sockets are handed over from this descriptor on."""


class Notifier:
    """Tells the service manager how we are; without one (``NOTIFY_SOCKET`` unset) it says nothing."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        """Raises `OurError` for a socket that cannot be one."""
        address = environ.get("NOTIFY_SOCKET", "")
        if address and address[0] not in "/@":
            msg = f"NOTIFY_SOCKET {address!r} is neither a path nor an abstract name"
            raise OurError(msg)
        self._address = address.replace("@", "\0", 1) if address.startswith("@") else address

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
        kind = socket.SOCK_DGRAM | socket.SOCK_NONBLOCK
        # The manager's queue may be full: waiting would stop the buses, and the next message says the same.
        with socket.socket(socket.AF_UNIX, kind) as sock, suppress(BlockingIOError):
            sock.sendto(message.encode(), self._address)


def watchdog_period_s(environ: Mapping[str, str], *, pid: int) -> float | None:
    """Within which time systemd wants `Notifier.watchdog`, in seconds; None where it does not watch this process."""
    if environ.get("WATCHDOG_PID", str(pid)) != str(pid) or "WATCHDOG_USEC" not in environ:
        return None
    return int(environ["WATCHDOG_USEC"]) / 1_000_000


def passed_sockets(environ: Mapping[str, str], *, pid: int, first_fd: int = FIRST_FD) -> dict[str, socket.socket]:
    """The listening sockets handed to this process, by their ``FileDescriptorName``; empty where there are none.

    Raises `OurError` when two have one name: which of them technicians are let in by must never be guessed.
    """
    if environ.get("LISTEN_PID") != str(pid):
        return {}
    count = int(environ.get("LISTEN_FDS", "0"))
    names = environ.get("LISTEN_FDNAMES", "").split(":") if count else []
    if len(names) != count or len(set(names)) != count:
        msg = f"systemd passed {count} sockets named {names}; each socket unit needs a FileDescriptorName of its own"
        raise OurError(msg)
    sockets = {}
    for number, name in enumerate(names, first_fd):
        os.set_inheritable(number, False)  # noqa: FBT003 - positional only
        sockets[name] = socket.socket(fileno=number)
    return sockets


def _line(text: str) -> str:
    return " ".join(text.split())
