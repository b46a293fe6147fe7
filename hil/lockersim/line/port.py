"""Our end of a bus: what bytes come through, and how a host finds the other end."""

import asyncio
import os
import termios
import tty
from abc import ABC, abstractmethod
from collections.abc import Callable
from pathlib import Path
from typing import ClassVar

SPEEDS = {getattr(termios, f"B{baud}"): baud for baud in (4800, 9600, 19200, 38400, 57600, 115200)}
OUTPUT_SPEED = 5
"""Index of the output speed in what tcgetattr returns."""


class Port(ABC):
    """Bytes from and to a host; ``on_bytes`` gets what it sends."""

    takes_time: ClassVar[bool] = False
    """Whether a byte needs its time on a wire behind this port; where it does not, that time is simulated."""

    def __init__(self) -> None:
        self.on_bytes: Callable[[bytes], None] = lambda _data: None
        self._fd: int | None = None

    @property
    @abstractmethod
    def setting(self) -> tuple[str, str]:
        """Key and value by which lockerd's configuration names the other end."""

    @property
    def plugged(self) -> bool:
        """Whether a host can be there."""
        return self._fd is not None

    @property
    def host_baud(self) -> int | None:
        """The speed at which the host has, or last had, the port open; None: nobody can say."""
        return None

    @abstractmethod
    def plug(self) -> None:
        """Make the port work; needs a running asyncio loop. Raises ``SimError`` or OSError."""

    def unplug(self) -> None:
        """Make the port vanish, also for a host that has it open (F43)."""
        self._detach()

    def write(self, data: bytes) -> None:
        """Give bytes to the host; without adapter, or into a host that reads nothing, they are lost."""
        if self._fd is None:
            return
        try:
            os.write(self._fd, data)
        except BlockingIOError:
            return
        except OSError:
            self._ended()

    def _attach(self, fd: int) -> None:
        self._fd = fd
        os.set_blocking(fd, False)
        asyncio.get_running_loop().add_reader(fd, self._read)

    def _detach(self) -> None:
        if self._fd is not None:
            asyncio.get_running_loop().remove_reader(self._fd)
            os.close(self._fd)
            self._fd = None

    def _read(self) -> None:
        assert self._fd is not None
        try:
            data = os.read(self._fd, 4096)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        if data:
            self.on_bytes(data)
        else:
            self._ended()

    def _ended(self) -> None:
        """React to the end of what was attached."""
        self.unplug()


class PtyPort(Port):
    """A pseudo-terminal that stands for a USB adapter. The host opens ``link``, a path that stays the same."""

    def __init__(self, link: Path) -> None:
        super().__init__()
        self.link = link
        self._slave: int | None = None

    @property
    def setting(self) -> tuple[str, str]:
        return "port", str(self.link)

    @property
    def host_baud(self) -> int | None:
        """See `Port.host_baud`."""
        return None if self._fd is None else SPEEDS.get(termios.tcgetattr(self._fd)[OUTPUT_SPEED])

    def plug(self) -> None:
        """Make the device appear; raises OSError when the link's folder is missing."""
        if self.plugged:
            return
        master, slave = os.openpty()
        tty.setraw(slave)
        # The slave stays open here so that the device lives on while no host has it open, as a real one does.
        self._slave = slave
        fresh = self.link.with_name(self.link.name + ".new")
        fresh.unlink(missing_ok=True)
        fresh.symlink_to(os.ttyname(slave))
        fresh.replace(self.link)
        self._attach(master)

    def unplug(self) -> None:
        """See `Port.unplug`."""
        if self._slave is not None:
            self.link.unlink(missing_ok=True)
            os.close(self._slave)
            self._slave = None
        super().unplug()
