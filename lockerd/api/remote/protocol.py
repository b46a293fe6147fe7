"""HTTP/1.1 with a terminal that is another machine: let in by its certificate, which also gives it its name."""

import asyncio
from typing import Any, Final

from lockerd.api.http.peer import TERMINAL
from lockerd.api.http.protocol import LocalProtocol
from lockerd.api.remote.enrolled import Enrolled

CONNECTIONS_EACH: Final = 8
"""Of one terminal: a hostile one takes no slots from the others."""


class RemoteProtocol(LocalProtocol):
    """As on the unix socket, for one terminal."""

    def __init__(self, *arguments: Any, enrolled: Enrolled, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._enrolled = enrolled
        self._serial = ""
        self.name: str | None = None
        """Of the terminal; None: it is not let in."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Called by the loop after the handshake."""
        assert isinstance(transport, asyncio.Transport)
        self._enrolled.look()
        certificate = transport.get_extra_info("ssl_object").getpeercert(binary_form=True)
        self._serial = self._enrolled.serial(certificate)
        self.name = self._enrolled.name(self._serial)
        if self.name is None:
            self.transport = transport
            transport.abort()
            return
        self.app_state = {**self.app_state, TERMINAL: self.name}
        self._make_room()
        super().connection_made(transport)

    def end_if_revoked(self) -> None:
        """Hang up on a terminal that is not let in any more."""
        if self._enrolled.name(self._serial) is None:
            self.transport.abort()

    def _make_room(self) -> None:
        """The connection of the same terminal that has kept us waiting longest gives way to the newest."""
        own = [each for each in self.connections if isinstance(each, RemoteProtocol) and each.name == self.name]
        if len(own) >= CONNECTIONS_EACH:
            longest = min(own, key=lambda each: (not each.waits, each.turn))
            self.connections.discard(longest)
            longest.transport.abort()
