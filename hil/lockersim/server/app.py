"""The simulator's web server: pages, their API, nothing from outside."""

import asyncio
import contextlib
import os
import socket
from pathlib import Path

from fastapi import FastAPI
from fastapi.responses import FileResponse
from fastapi.staticfiles import StaticFiles

from lockersim.errors import SimError
from lockersim.server import machine_routes, terminal_routes, wall_routes
from lockersim.server.desk import Desk
from lockersim.server.guard import Guard
from lockersim.server.show import Show
from lockersim.server.stock import Stock
from lockersim.waiting import until
from lockersim.web import WebServer

START_S = 10.0
PORT_MAX = 65_535
STATIC = Path(__file__).parent.parent / "static"


def make_app(desk: Desk, show: Show) -> FastAPI:
    """Put pages and routes together."""
    app = FastAPI(title="lockersim", docs_url=None, redoc_url=None, openapi_url=None)
    app.add_middleware(Guard)
    app.include_router(wall_routes.routes(desk))
    app.include_router(machine_routes.routes(desk, show))
    app.include_router(terminal_routes.routes(desk))

    @app.get("/", include_in_schema=False)
    async def wall() -> FileResponse:
        return FileResponse(STATIC / "wall.html", headers={"Cache-Control": "no-cache"})

    @app.get("/terminal", include_in_schema=False)
    async def terminal() -> FileResponse:
        return FileResponse(STATIC / "terminal.html", headers={"Cache-Control": "no-cache"})

    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    return app


def listen(port: int) -> socket.socket:
    """Take a port of 127.0.0.1 (0: any) before its address is told to anybody; raises ``SimError``."""
    if not 0 <= port <= PORT_MAX:
        raise SimError(f"there is no port {port}; give one up to {PORT_MAX}, or 0 for any")
    try:
        return socket.create_server(("127.0.0.1", port))
    except OSError as error:
        words = f"port {port} of 127.0.0.1 cannot be used: {os.strerror(error.errno or 0)}"
        raise SimError(f"{words}; give another --port, or 0 for any") from None


async def serve(
    desk: Desk, listening: socket.socket, *, ready: asyncio.Event | None = None, stock: Stock | None = None
) -> None:
    """Serve on a socket from ``listen`` until cancelled; ``ready`` is set once it does; a reset brings ``stock``."""
    show = Show(desk, stock=stock)
    server = WebServer(make_app(desk, show))
    serving = asyncio.create_task(server.serve(sockets=[listening]))
    watching = asyncio.create_task(desk.run())
    try:
        await until(lambda: server.started or serving.done(), within_s=START_S, what="the web server listens")
        if ready is not None:
            ready.set()
        await asyncio.wait({serving, watching}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        desk.hub.close()
        await show.stop()
        server.should_exit = True
        watching.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await watching
        await serving
