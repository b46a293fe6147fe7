"""``lockersim replay``: a recorded line as a simulated board, or an incident on the wall's page."""

import asyncio
from pathlib import Path

from lockersim.errors import SimError
from lockersim.film.moments import moments
from lockersim.film.page import page
from lockersim.film.serve import serve, verdict
from lockersim.folder import held
from lockersim.line.port import PtyPort
from lockersim.line.recorded import Film, Player, read_line
from lockersim.server.app import listen


async def replay(recording: Path, folder: Path, page_port: int) -> int:
    """A recorded line becomes a board below ``folder``, a support bundle a page with a slider; until Ctrl-C."""
    if _is_bundle(recording):
        return await _film(recording, page_port)
    film = Film(read_line(recording))
    ports = (folder / "ports").resolve()
    ports.mkdir(parents=True, exist_ok=True)
    with held(folder):
        port = PtyPort(ports / "recorded")
        port.plug()
        try:
            Player(port, film)
            print(f"the line of {recording} is at {port.link}  (Ctrl-C ends it)", flush=True)
            await asyncio.Event().wait()
        finally:
            port.unplug()
    return 0


async def _film(bundle: Path, page_port: int) -> int:
    film = moments(bundle)
    text = page(film, title=bundle.name, verdict=await verdict(bundle))
    with listen(page_port) as listening:
        port = listening.getsockname()[1]
        print(f"the film of {bundle} is at http://127.0.0.1:{port}/  (Ctrl-C ends it)", flush=True)
        await serve(text, listening)
    return 0


def _is_bundle(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            return file.read(1) == b"{"
    except OSError as error:
        raise SimError(f"{path}: {error.strerror}") from None
