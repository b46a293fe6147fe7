"""What moves the bytes of a bus, and what can be wrong with it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import ClassVar, Protocol

from lockerd.errors import CallerError, WireError


class LinkGoneError(WireError):
    """The port vanished or the other end hung up (F43)."""


class PortError(CallerError):
    """A port cannot be opened; the text names the port, the cause and the next step."""

    code: ClassVar[str] = "port_refused"


class PortMissingError(PortError):
    """There is no such port now; an adapter may be unplugged."""

    code: ClassVar[str] = "port_missing"


class PortBusyError(PortError):
    """Somebody else holds the port: two masters on one bus are the worst that can happen to it (F17)."""

    code: ClassVar[str] = "port_busy"


@dataclass(frozen=True, slots=True)
class Lag:
    """What lies between us and the RS-485 line, besides the line itself."""

    reply_ms: float
    """How much later than on the line a reply may be here."""
    held_ms: int
    """For how long bytes that left us may still reach the line."""


@dataclass(frozen=True, slots=True)
class Note:
    """A remark about an open port, in words for a technician."""

    text: str
    is_fault: bool = False
    """Whether something should be mended."""


class Link(Protocol):
    """Bytes to and from one bus; used by one task only."""

    @property
    def lag(self) -> Lag:
        """How late things may be on it."""
        ...

    @property
    def notes(self) -> tuple[Note, ...]:
        """What was found when it was opened."""
        ...

    def write(self, data: bytes) -> None:
        """Hand bytes to the wire without waiting; raises `LinkGoneError` only if not one of them left."""
        ...

    def take(self) -> bytes:
        """All bytes that are here now, without waiting; raises `LinkGoneError`."""
        ...

    async def read(self, wanted: int, until_s: float, quiet_s: float = 0.0) -> bytes:
        """Wait for ``wanted`` bytes and give all that are here; fewer only when the loop's time reaches ``until_s``.

        They are given when the line was left alone for ``quiet_s`` after them. Raises `LinkGoneError`.
        """
        ...

    def close(self) -> None:
        """Give the port back; may be called twice."""
        ...


LinkFactory = Callable[[], Awaitable[Link]]
"""Opens the link of a bus, within 5 s; raises `PortError`."""
