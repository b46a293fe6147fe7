"""Lines without a kernel: what lockerd's link writes is called into the simulated line, and back."""

from typing import Final

from lockerd.bus.link.link import Link, PortMissingError
from lockerd.bus.link.memory_link import MemoryLink
from lockersim.line.port import Port


class InProcessPort(Port):
    """Stands where a simulated line has its pty; a line that is unplugged has no port for lockerd to open."""

    def __init__(self, bus: str) -> None:
        super().__init__()
        self._bus: Final = bus
        self._in = False
        self._link: MemoryLink | None = None

    @property
    def setting(self) -> tuple[str, str]:
        """See `Port.setting`."""
        return "port", f"/dev/virtual-{self._bus}"

    @property
    def plugged(self) -> bool:
        """See `Port.plugged`."""
        return self._in

    def plug(self) -> None:
        """See `Port.plug`."""
        self._in = True

    def unplug(self) -> None:
        """See `Port.unplug`."""
        self._in = False
        self.cut()

    def cut(self) -> None:
        """Take the link from whoever has it: nothing that was said over it counts any more."""
        if self._link is not None:
            self._link.hang_up()
            self._link = None

    def write(self, data: bytes) -> None:
        """See `Port.write`."""
        if self._link is not None:
            self._link.deliver(data)

    def open(self) -> Link:
        """Open lockerd's end; whoever had it before is cut off. Raises `PortMissingError`."""
        if not self._in:
            raise PortMissingError(f"there is no port {self.setting[1]} now; is the adapter plugged in?")
        self.cut()
        link = MemoryLink(lambda data: self._hear(link, data))
        self._link = link
        return link

    def _hear(self, link: MemoryLink, data: bytes) -> None:
        if link is self._link:
            self.on_bytes(data)
