"""Serving an app on a socket that is already bound, inside the daemon's own task group."""

import asyncio
import contextlib
import grp
import logging
import os
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import uvicorn
from starlette.types import ASGIApp

from lockerd.api.http.guard import HEADER_LIMIT_BYTES
from lockerd.api.http.protocol import LocalProtocol
from lockerd.errors import CallerError

AT_ONCE: Final = 8
"""Connections that the loop takes in one go; far fewer than may be open, so that each of them is heard before it could
have to give way."""
QUEUE: Final = 512
"""Connections that wait in the kernel to be taken; beyond them, who does not want to wait is turned away."""
SHUTDOWN_S: Final = 2
IDLE_S: Final = 20
"""An idle connection is closed after this, later than clients close theirs (undici after 4 s, httpx 5 s, aiohttp 15 s):
who hangs up just as the other asks makes a request fail that a person waits for."""


class SocketError(CallerError):
    """The socket cannot be made; the text says which and why."""

    code = "socket_unusable"


class Unsignalled(uvicorn.Server):
    """A server inside a program that has other things to do."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave the signals to the daemon."""
        yield


class _Server(Unsignalled):
    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """The loop would have as many wait as it takes at once."""
        await super().startup(sockets)
        for listening in sockets or ():
            listening.listen(QUEUE)


def settings(app: ASGIApp) -> uvicorn.Config:
    """How every app is served."""
    return uvicorn.Config(
        app,
        http=LocalProtocol,
        ws="none",
        loop="asyncio",
        lifespan="off",
        log_config=None,
        log_level=logging.ERROR,  # it warns of every request that is none: a stranger could fill the journal
        access_log=False,
        server_header=False,
        date_header=False,
        h11_max_incomplete_event_size=HEADER_LIMIT_BYTES,
        backlog=AT_ONCE,
        timeout_keep_alive=IDLE_S,
        timeout_graceful_shutdown=SHUTDOWN_S,
    )


async def serve(listening: socket.socket, app: ASGIApp, stop: asyncio.Event) -> None:
    """Serve until ``stop`` is set or the task is cancelled, which sets ``stop`` so that streams end first."""
    await until(_Server(settings(app)), listening, stop)


async def until(server: uvicorn.Server, listening: socket.socket, stop: asyncio.Event) -> None:
    """Have a server serve until ``stop`` is set or the task is cancelled."""
    serving = asyncio.create_task(server.serve(sockets=[listening]))
    stopping = asyncio.create_task(stop.wait())
    try:
        await asyncio.wait({serving, stopping}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        stop.set()
        stopping.cancel()
        server.should_exit = True
        await serving


def listen(path: Path, *, mode: int, group: str | None = None) -> socket.socket:
    """A unix socket at ``path`` that only its group (``mode`` 0660) may connect to.

    A socket left behind by an earlier life is replaced; the lock on the database keeps a second daemon away. Raises
    ``SocketError``, also where something else than a socket is in the way.
    """
    listening = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        if path.is_socket():
            path.unlink()
        with _masked():
            listening.bind(os.fspath(path))
        if group is not None:
            os.chown(path, -1, grp.getgrnam(group).gr_gid)
        path.chmod(mode)
        listening.listen(QUEUE)
    except KeyError:
        listening.close()
        raise SocketError(f"{path}: there is no group {group!r} on this machine") from None
    except OSError as error:
        listening.close()
        raise SocketError(f"{path}: {error.strerror or error}") from None
    return listening


@contextlib.contextmanager
def _masked() -> Iterator[Any]:
    """Nobody may connect between ``bind`` and ``chmod``."""
    before = os.umask(0o177)
    try:
        yield
    finally:
        os.umask(before)
