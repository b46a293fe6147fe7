"""The adapter's side of a line: a pty behind a path that stays the same when the adapter is pulled and put back."""

import asyncio
import errno
import os
import termios
import tty
from collections.abc import Callable
from pathlib import Path

SPEEDS = {getattr(termios, f"B{baud}"): baud for baud in (4800, 9600, 19200, 38400, 57600, 115200)}
OUTPUT_SPEED = 5
"""Index of the output speed in what tcgetattr returns."""


class PtyPort:
    """A pseudo-terminal that stands for a USB adapter. The host opens ``link``."""

    def __init__(self, link: Path) -> None:
        self.link = link
        self.on_bytes: Callable[[bytes], None] = lambda _data: None
        self._master: int | None = None
        self._slave: int | None = None

    @property
    def plugged(self) -> bool:
        """Whether the adapter is there."""
        return self._master is not None

    @property
    def host_baud(self) -> int | None:
        """The speed at which the host has, or last had, the port open; None: nobody can say."""
        return None if self._master is None else SPEEDS.get(termios.tcgetattr(self._master)[OUTPUT_SPEED])

    def plug(self) -> None:
        """Make the device appear. Needs a running asyncio loop; raises OSError when the link's folder is missing."""
        if self.plugged:
            return
        master, slave = os.openpty()
        tty.setraw(slave)
        os.set_blocking(master, False)
        # The slave stays open here so that the device lives on while no host has it open, as a real one does.
        self._master, self._slave = master, slave
        fresh = self.link.with_name(self.link.name + ".new")
        fresh.unlink(missing_ok=True)
        fresh.symlink_to(os.ttyname(slave))
        fresh.replace(self.link)
        asyncio.get_running_loop().add_reader(master, self._read)

    def unplug(self) -> None:
        """Make the device vanish, also for a host that has it open (F43)."""
        if self._master is None or self._slave is None:
            return
        asyncio.get_running_loop().remove_reader(self._master)
        self.link.unlink(missing_ok=True)
        os.close(self._slave)
        os.close(self._master)
        self._master = self._slave = None

    def write(self, data: bytes) -> None:
        """Give bytes to the host; without adapter, or into a host that reads nothing, they are lost."""
        if self._master is None:
            return
        try:
            os.write(self._master, data)
        except BlockingIOError:
            return

    def _read(self) -> None:
        assert self._master is not None
        try:
            data = os.read(self._master, 4096)
        except OSError as error:
            if error.errno in {errno.EAGAIN, errno.EIO}:
                return
            raise
        self.on_bytes(data)
