"""``lockersim replay``: a recorded line as a simulated board, for a lockerd of your own."""

import asyncio
from pathlib import Path

from lockersim.folder import held
from lockersim.line.port import PtyPort
from lockersim.line.recorded import Film, Player, read_line


async def replay(recording: Path, folder: Path) -> int:
    """Plug the recorded line in below ``folder`` until Ctrl-C, and say where."""
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
