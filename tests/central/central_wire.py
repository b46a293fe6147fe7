"""A wire between a site and its broker that can be cut and stalled."""

import asyncio
import contextlib
from collections.abc import Iterator
from typing import Self

from central_kit import BOUND_S


class Wire:
    """A TCP proxy on loopback that can be cut, and closed for a while."""

    def __init__(self, target: int, *, cuts: tuple[int, ...] = ()) -> None:
        """``cuts``: after so many bytes from the broker the first, second ... connection is cut."""
        self.port = 0
        self.cuts = list(cuts)
        self._target = target
        self._server: asyncio.Server | None = None
        self._ends: set[asyncio.StreamWriter] = set()
        self._mute: set[asyncio.StreamWriter] = set()
        self._tasks: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._server is not None
        self._server.close()
        self.cut()
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=BOUND_S)
        await self._server.wait_closed()

    def stall(self) -> None:
        """Lose what passes on the connections of now; nobody is told."""
        self._mute |= self._ends

    def cut(self) -> None:
        """Cut every connection, whatever is under way."""
        for end in self._ends:
            end.transport.abort()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            far_reader, far_writer = await asyncio.open_connection("127.0.0.1", self._target)
        except OSError:
            writer.transport.abort()
            return
        with self._both(writer, far_writer):
            limit = self.cuts.pop(0) if self.cuts else None
            there = asyncio.create_task(self._pass(reader, far_writer))
            back = asyncio.create_task(self._pass(far_reader, writer, limit=limit))
            self._tasks |= {there, back}
            await asyncio.wait({there, back}, return_when=asyncio.FIRST_COMPLETED)
            writer.transport.abort()
            far_writer.transport.abort()
            await asyncio.wait({there, back})

    @contextlib.contextmanager
    def _both(self, *ends: asyncio.StreamWriter) -> Iterator[None]:
        self._ends.update(ends)
        try:
            yield
        finally:
            self._ends.difference_update(ends)

    async def _pass(
        self, source: asyncio.StreamReader, sink: asyncio.StreamWriter, *, limit: int | None = None
    ) -> None:
        passed = 0
        with contextlib.suppress(OSError):
            while piece := await source.read(64):
                passed += len(piece)
                if limit is not None and passed >= limit:
                    return
                if sink not in self._mute:
                    sink.write(piece)
                    await sink.drain()
