"""HTTP/1.1 as it is spoken on our sockets: each connection is counted when it is taken, not when it asks.

A connection costs a descriptor, and the daemon needs some of its own at any time. When all are taken, the newest is
served and who has kept us waiting longest gives way, as long as there are many of them among those who never asked
anything whole: the terminal asks as soon as it is connected, and whoever only holds connections keeps nobody out.
"""

import asyncio
import fcntl
import itertools
import termios
from typing import Final

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

from lockerd.api.http.peer import PEER, Peer, peer_of

CONNECTIONS_MAX: Final = 32
"""Of one socket: a terminal has a handful, and each one that asks makes all others wait for their turn."""
BUSY: Final = (
    b"HTTP/1.1 503 Service Unavailable\r\nContent-Type: text/plain; charset=utf-8\r\nConnection: close\r\n"
    b"Content-Length: 20\r\n\r\nToo many connections"
)

STRANGERS_MAX: Final = CONNECTIONS_MAX // 2
"""Of those who wait without ever having been answered; more than are taken at once, so that each can be heard."""

_turns: Final = itertools.count()


class LocalProtocol(H11Protocol):
    """Tells the app its peer; closes connections whose request line or headers do not arrive."""

    HEADERS_WITHIN_S = 5.0
    _late: asyncio.TimerHandle | None = None
    turn = 0
    """Since when it waits for its client, as the order in which connections began to."""
    answered = False
    """Whether it ever asked something whole."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Called by the loop."""
        assert isinstance(transport, asyncio.Transport)
        self.app_state = {**self.app_state, PEER: _peer(transport)}
        super().connection_made(transport)
        self.turn = next(_turns)
        if len(self.connections) > CONNECTIONS_MAX and not self._others_give_way():
            transport.write(BUSY)
            transport.close()
            return
        self._expect_headers()

    def data_received(self, data: bytes) -> None:
        """Called by the loop."""
        super().data_received(data)
        if self.conn.their_state is h11.IDLE:
            self._expect_headers()
        else:
            self._forget_headers()
        if self._served and self.conn.trailing_data[0]:
            # Asked again before the answer: no client of ours does that, and each one sent ahead would be worked off.
            self.cycle.keep_alive = False

    def on_response_complete(self) -> None:
        """Called by uvicorn."""
        self.turn, self.answered = next(_turns), True
        super().on_response_complete()

    def connection_lost(self, exc: Exception | None) -> None:
        """Called by the loop."""
        self._forget_headers()
        super().connection_lost(exc)

    @property
    def waits(self) -> bool:
        """Whether it is the client's turn: to ask, to send the rest, or to read what was answered."""
        return not self._served or self.flow.write_paused or self.transport.is_closing()

    @property
    def unheard(self) -> bool:
        """Whether it has said something that we have not read yet, although we would."""
        if self.flow.write_paused or self.flow.read_paused or self.transport.is_closing():
            return False
        connection = self.transport.get_extra_info("socket")
        try:
            waiting = fcntl.ioctl(connection.fileno(), termios.FIONREAD, bytes(4))
        except OSError:
            return False
        return any(waiting)

    @property
    def _served(self) -> bool:
        """Whether a whole request is being answered."""
        return self.cycle is not None and not self.cycle.response_complete and not self.cycle.more_body

    def shutdown(self) -> None:
        """Called by uvicorn at the end: who keeps us waiting is not waited for."""
        if self.waits:
            self.transport.abort()
        else:
            super().shutdown()

    def _others_give_way(self) -> bool:
        waiting = [each for each in self.connections if isinstance(each, LocalProtocol) and each.waits]
        waiting.remove(self)
        strangers = [each for each in waiting if not each.answered]
        choice = strangers if len(strangers) > STRANGERS_MAX else waiting
        silent = (each for each in sorted(choice, key=lambda each: each.turn) if not each.unheard)
        longest = next(silent, None)
        if longest is None:
            return False
        self.connections.discard(longest)  # counted no more, although the loop closes it only when this round is over
        longest.transport.abort()
        return True

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
