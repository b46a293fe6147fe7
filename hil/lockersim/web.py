"""Web servers of this process: told to end, they close their socket before anybody else does."""

import asyncio
import contextlib
import socket
from collections.abc import Iterator

import uvicorn
from fastapi import FastAPI


class WebServer(uvicorn.Server):
    """One that the command line tells to end, by ``should_exit``: it owns the signals."""

    def __init__(self, app: FastAPI) -> None:
        super().__init__(
            uvicorn.Config(
                app, log_level="warning", access_log=False, lifespan="off", ws="none", timeout_graceful_shutdown=1
            )
        )

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """See ``uvicorn.Server``."""
        yield


async def serve_until_cancelled(app: FastAPI, listening: socket.socket) -> None:
    """Serve, and end in order: cancelled itself, a server leaves the loop watching a socket whose number is reused."""
    server = WebServer(app)
    serving = asyncio.create_task(server.serve(sockets=[listening]))
    try:
        await asyncio.wait({serving})
    finally:
        server.should_exit = True
        await serving
