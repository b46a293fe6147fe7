"""A wire inside the process: the whole daemon runs on it in deterministic simulation."""

from collections.abc import Callable, Coroutine
from typing import Any, Final

from lockerd.bus.link.inbox import Inbox
from lockerd.bus.link.link import Lag, LinkGoneError, Note

_LAG: Final = Lag(reply_ms=20.0, held_ms=0)


class MemoryLink:
    """Our end of the wire; the far end gets what we write as calls and answers with `deliver`, whenever it likes."""

    def __init__(self, far_end: Callable[[bytes], None], lag: Lag = _LAG) -> None:
        self.lag: Final = lag
        self.notes: Final = tuple[Note, ...]()
        self._far_end = far_end
        self._inbox = Inbox()
        self._gone: LinkGoneError | None = None

    def deliver(self, data: bytes) -> None:
        """The far end speaks."""
        if not self._gone:
            self._inbox.put(data)

    def hang_up(self) -> None:
        """The far end is unplugged (F43)."""
        self._gone = LinkGoneError("the far end of the in-process link hung up; it will be opened again")
        self._inbox.fail(self._gone)

    def write(self, data: bytes) -> None:
        """See `Link.write`."""
        if self._gone:
            raise self._gone
        self._far_end(data)

    def take(self) -> bytes:
        """See `Link.take`."""
        return self._inbox.take()

    def read(self, wanted: int, until_s: float, quiet_s: float = 0.0) -> Coroutine[Any, Any, bytes]:
        """See `Link.read`."""
        return self._inbox.read(wanted, until_s, quiet_s)

    def close(self) -> None:
        """See `Link.close`."""
        self._gone = self._gone or LinkGoneError("this end of the in-process link was closed")
