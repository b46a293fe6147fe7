"""A TCP gateway (transparent serial server): what one connection sends goes over the line, and back."""

import asyncio
import contextlib
import socket

from lockersim.line.port import Port


class GatewayPort(Port):
    """Listens on a port of 127.0.0.1 that stays the same; serves one connection at a time, as such boxes do."""

    def __init__(self) -> None:
        super().__init__()
        self._listener = _bound(("127.0.0.1", 0))
        self._address: tuple[str, int] = self._listener.getsockname()

    @property
    def setting(self) -> tuple[str, str]:
        return "tcp", "{}:{}".format(*self._address)

    @property
    def plugged(self) -> bool:
        """Whether the box has power and network."""
        return self._listener.fileno() >= 0

    def plug(self) -> None:
        """Listen; raises OSError when somebody took the port number meanwhile."""
        if not self.plugged:
            self._listener = _bound(self._address)
        self._listener.setblocking(False)  # noqa: FBT003 - takes no keyword
        self._listener.listen()
        asyncio.get_running_loop().add_reader(self._listener, self._accept)

    def unplug(self) -> None:
        """Cut the box off: its connection breaks, and nobody answers at its address."""
        self._detach()
        if self.plugged:
            asyncio.get_running_loop().remove_reader(self._listener)
            self._listener.close()

    def _accept(self) -> None:
        with contextlib.suppress(BlockingIOError, ConnectionError):
            connection, _ = self._listener.accept()
            if self._fd is not None:
                connection.close()
                return
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._attach(connection.detach())

    def _ended(self) -> None:
        """The next connection may come."""
        self._detach()


def _bound(address: tuple[str, int]) -> socket.socket:
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind(address)
    return listener
