"""Simulated wires: a socket on which lockerd's side says what it drives and hears how the contacts stand.

Lines of text in both directions, ``LINE LEVEL``; `hil/wires` is the other end. Whoever connects is told every contact
and then ``ready``. What a process drove falls low when its connection ends: the resistor at each lock's driver.
"""

import asyncio
import socket
from contextlib import suppress
from pathlib import Path

from lockersim.pins.wires import Wires

_CHUNK_BYTES = 4096


class _Client:
    """One process at the other end, and what it drives."""

    def __init__(self, end: socket.socket) -> None:
        self.end = end
        self.high: set[int] = set()
        self.rest = b""

    def tell(self, text: str) -> None:
        """Say something to it; one that is gone, or reads nothing, misses it."""
        with suppress(OSError):
            self.end.send(f"{text}\n".encode(), socket.MSG_DONTWAIT)


class SocketWires(Wires):
    """``path`` is where lockerd's side finds them."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.path = path
        self._closed: set[int] = set()
        self._known: set[int] = set()
        self._clients: list[_Client] = []
        self._listener: socket.socket | None = None

    def start(self) -> None:
        """See `Wires.start`."""
        self.path.unlink(missing_ok=True)
        self._listener = socket.socket(socket.AF_UNIX)
        self._listener.bind(str(self.path))
        self._listener.listen()
        self._listener.settimeout(0)
        asyncio.get_running_loop().add_reader(self._listener, self._accept)

    def stop(self) -> None:
        """See `Wires.stop`."""
        for client in tuple(self._clients):
            self._drop(client)
        if self._listener is not None:
            asyncio.get_running_loop().remove_reader(self._listener)
            self._listener.close()
            self._listener = None
        self.path.unlink(missing_ok=True)

    def close_to_ground(self, line: int, *, closed: bool) -> None:
        """See `Wires.close_to_ground`."""
        if line in self._known and closed == (line in self._closed):
            return
        self._known.add(line)
        (self._closed.add if closed else self._closed.discard)(line)
        for client in self._clients:
            client.tell(self._level(line))

    def _level(self, line: int) -> str:
        return f"{line} {int(line not in self._closed)}"

    def _accept(self) -> None:
        assert self._listener is not None
        end, _ = self._listener.accept()
        end.settimeout(0)
        client = _Client(end)
        self._clients.append(client)
        for line in sorted(self._known):
            client.tell(self._level(line))
        client.tell("ready")
        asyncio.get_running_loop().add_reader(end, self._hear, client)

    def _hear(self, client: _Client) -> None:
        try:
            data = client.end.recv(_CHUNK_BYTES)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        if not data:
            self._drop(client)
            return
        *said, client.rest = (client.rest + data).split(b"\n")
        for text in said:
            line, level = map(int, text.split())
            self._drive(client, line, high=bool(level))

    def _drive(self, client: _Client, line: int, *, high: bool) -> None:
        before = self._driven()
        (client.high.add if high else client.high.discard)(line)
        self._tell_changes(before)

    def _drop(self, client: _Client) -> None:
        before = self._driven()
        self._clients.remove(client)
        asyncio.get_running_loop().remove_reader(client.end)
        client.end.close()
        self._tell_changes(before)

    def _driven(self) -> set[int]:
        return set().union(*(client.high for client in self._clients))

    def _tell_changes(self, before: set[int]) -> None:
        now = self._driven()
        for line in sorted(before ^ now):
            self.on_level(line, line in now)
