"""``lockersim replay``: a recorded line as a simulated board, or an incident on the wall's page."""

import asyncio
from pathlib import Path

import yaml

from lockersim.errors import SimError
from lockersim.film.moments import moments
from lockersim.film.page import page
from lockersim.film.rows import read_bundle
from lockersim.film.serve import serve, verdict
from lockersim.film.story import story_of
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


def as_scenario(bundle: Path, file: Path) -> int:
    """Write the story that repeats a film; 1 where it leaves anything out. Raises ``SimError``."""
    story = story_of(read_bundle(bundle))
    try:
        with file.open("x", encoding="utf-8") as out:
            yaml.safe_dump(story.as_yaml(bundle.stem), out, sort_keys=False, width=130)
    except OSError as error:
        raise SimError(f"{file}: {error.strerror}") from None
    for each in sorted(set(story.left_out)):
        print(f"left out: {each}")
    print(f"{file}: {len(story.steps)} steps; play it with `lockersim scenario {file}`")
    return 1 if story.left_out else 0


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
