"""A bus behind a TCP gateway (transparent serial server): bytes in, the same bytes out at the far end."""

import asyncio
import errno
import os
import socket
import struct
from collections.abc import Coroutine
from contextlib import suppress
from typing import Any, Final

from lockerd.bus.link.inbox import Inbox
from lockerd.bus.link.link import Lag, LinkGoneError, Note, PortMissingError

_CONNECT_S = 3.0
_UNANSWERED_MS = 1_000
"""How long the gateway's network side may leave our bytes unacknowledged (RFC 5482)."""
_KEEPALIVE_S = 5
_LAG: Final = Lag(reply_ms=200.0, held_ms=2_000)
"""``held_ms``: the kernel begins to count with the first repetition, at most a second after the bytes left."""
_ABORT: Final = struct.pack("ii", 1, 0)


class TcpLink:
    """One connection. Bytes that the network holds up are dropped with it: a lock is never fired long afterwards."""

    def __init__(self, connected: socket.socket, *, name: str) -> None:
        """Take a connected, non-blocking socket; needs a running loop. See `connect`."""
        self.lag: Final = _LAG
        self.notes: Final = tuple[Note, ...]()
        self._name: Final = name
        self._socket: Final = connected
        self._inbox = Inbox()
        self._closed = False
        self._loop = asyncio.get_running_loop()
        self._loop.add_reader(connected, self._receive)  # raises OSError where the loop can watch no more

    @classmethod
    async def connect(cls, host: str, port: int) -> "TcpLink":
        """Connect within 3 s to an address in numbers; raises `PortMissingError`: a gateway may come any time."""
        name = f"gateway [{host}]:{port}" if ":" in host else f"gateway {host}:{port}"
        connecting = None
        try:
            connecting = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_STREAM)
            connecting.setblocking(False)  # noqa: FBT003 - takes no keyword
            async with asyncio.timeout(_CONNECT_S):
                await asyncio.get_running_loop().sock_connect(connecting, (host, port))
            _set_up(connecting)
            return cls(connecting, name=name)
        except OSError as error:  # a timeout is one too
            _drop(connecting)
            raise _explain(name, error) from error
        except asyncio.CancelledError:
            _drop(connecting)
            raise

    def write(self, data: bytes) -> None:
        """See `Link.write`; bytes that the kernel did not take are lost with the link."""
        if self._closed:
            raise LinkGoneError(f"the connection to {self._name} was closed")
        try:
            sent = self._socket.send(data)
        except OSError as error:
            raise self._lost(_words(error)) from error
        if sent < len(data):
            self._lost("it takes no more bytes")

    def take(self) -> bytes:
        """See `Link.take`."""
        self._receive()
        return self._inbox.take()

    def read(self, wanted: int, until_s: float, quiet_s: float = 0.0) -> Coroutine[Any, Any, bytes]:
        """See `Link.read`."""
        return self._inbox.read(wanted, until_s, quiet_s)

    def close(self) -> None:
        """See `Link.close`; what has not arrived yet is dropped."""
        if not self._closed:
            self._closed = True
            self._loop.remove_reader(self._socket)
            _drop(self._socket)

    def _receive(self) -> None:
        if self._closed:
            return
        try:
            data = self._socket.recv(4096)
        except BlockingIOError:
            return
        except OSError as error:
            self._lost(_words(error))
            return
        if data:
            self._inbox.put(data)
        else:
            self._lost("it closed the connection; perhaps it serves another program, or only one at a time")

    def _lost(self, why: str) -> LinkGoneError:
        gone = LinkGoneError(f"{self._name} is gone: {why}")
        self._loop.remove_reader(self._socket)
        self._inbox.fail(gone)
        return gone


def _drop(connection: socket.socket | None) -> None:
    if connection is not None:
        with suppress(OSError):  # the kernel has closed it all the same
            connection.close()


def _set_up(connected: socket.socket) -> None:
    connected.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    connected.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, _UNANSWERED_MS)
    # A gateway that lost power says nothing: asked while all is quiet, too (F43).
    connected.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    connected.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPIDLE, _KEEPALIVE_S)
    connected.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPINTVL, 1)
    connected.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPCNT, 2)
    # Without this the kernel would go on delivering an unlock after we gave the connection up.
    connected.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _ABORT)


def _words(error: OSError) -> str:
    if isinstance(error, socket.gaierror):  # an address that names an interface which is not there
        return str(error.strerror)
    match error.errno:
        case errno.ETIMEDOUT:
            return "it does not answer any more; check its power and the network cable"
        case errno.ECONNRESET | errno.EPIPE:
            return "it broke the connection off; it may have restarted"
        case errno.EAGAIN:
            return "it takes no more bytes"
        case _:
            return os.strerror(error.errno) if error.errno else str(error)


def _explain(name: str, error: OSError) -> PortMissingError:
    match error.errno:
        case errno.ECONNREFUSED:
            why = "refuses the connection; check its port number, and that it is a TCP server in transparent mode"
        case None:
            why = f"does not answer within {_CONNECT_S:g} s; check its power, address and network cable"
        case _:
            why = f"cannot be reached ({_words(error)}); check its address and the network"
    return PortMissingError(f"{name} {why}")
