"""Who is at the other end of a unix socket, as the kernel says; and how long a caller may take to ask."""

import asyncio
import pwd
import socket
import struct
from dataclasses import dataclass
from typing import Final

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

PEER: Final = "peer"
"""Key of the peer in the request's state."""

_UCRED: Final = struct.Struct("3i")  # pid, uid, gid (unix(7), SO_PEERCRED)


@dataclass(frozen=True, slots=True)
class Peer:
    """A process's user at the time it connected."""

    uid: int
    user: str
    """The account's name, or ``uid:N`` where it has none."""


def peer_of(connection: socket.socket) -> Peer | None:
    """The peer of a connected unix socket; None for every other socket."""
    if connection.family != socket.AF_UNIX:
        return None
    _, uid, _ = _UCRED.unpack(connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, _UCRED.size))
    try:
        return Peer(uid=uid, user=pwd.getpwuid(uid).pw_name)
    except KeyError:
        return Peer(uid=uid, user=f"uid:{uid}")


class PeerProtocol(H11Protocol):
    """HTTP/1.1 that tells the app its peer and closes connections whose request line or headers do not arrive."""

    HEADERS_WITHIN_S = 5.0
    _late: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Called by the loop."""
        assert isinstance(transport, asyncio.Transport)
        self.app_state = {**self.app_state, PEER: _peer(transport)}
        super().connection_made(transport)
        self._expect_headers()

    def data_received(self, data: bytes) -> None:
        """Called by the loop."""
        super().data_received(data)
        if self.conn.their_state is h11.IDLE:
            self._expect_headers()
        else:
            self._forget_headers()

    def connection_lost(self, exc: Exception | None) -> None:
        """Called by the loop."""
        self._forget_headers()
        super().connection_lost(exc)

    def _expect_headers(self) -> None:
        if self._late is None:
            self._late = self.loop.call_later(self.HEADERS_WITHIN_S, self.transport.close)

    def _forget_headers(self) -> None:
        if self._late is not None:
            self._late.cancel()
            self._late = None


def _peer(transport: asyncio.Transport) -> Peer | None:
    connection = transport.get_extra_info("socket")
    return None if connection is None else peer_of(connection)
