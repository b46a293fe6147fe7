"""Processes the simulator starts: each in a session of its own, so that Ctrl-C reaches only the simulator."""

import asyncio
import sys
from pathlib import Path

from lockersim.errors import SimError
from lockersim.site import SiteFolder
from lockersim.terminal import Terminal

STOP_S = 10.0
READY_S = 20.0


async def stop_process(process: asyncio.subprocess.Process) -> None:
    """Ask a process to end, and end it when it does not."""
    if process.returncode is not None:
        return
    process.terminate()
    try:
        async with asyncio.timeout(STOP_S):
            await process.wait()
    except TimeoutError:
        process.kill()
        await process.wait()


class Daemon:
    """lockerd as a process of its own, as it would run on the device."""

    def __init__(self, site: SiteFolder) -> None:
        self._site = site
        self._process: asyncio.subprocess.Process | None = None
        self.starts = 0

    @property
    def running(self) -> bool:
        """Whether its process is there."""
        return self._process is not None and self._process.returncode is None

    @property
    def pid(self) -> int:
        """Process id; raises ``SimError`` while it is off."""
        if self._process is None or not self.running:
            raise SimError("lockerd is not running")
        return self._process.pid

    async def start(self) -> None:
        """Start it and wait until the terminal's API answers; raises ``SimError`` with its last words."""
        if self.running:
            return
        with self._site.log.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                str(Path(sys.executable).with_name("lockerd")),
                "--config",
                str(self._site.config),
                stdin=asyncio.subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self.starts += 1
        await self._ready(self._process)

    async def kill(self) -> None:
        """Cut its power: SIGKILL."""
        if self._process is not None and self.running:
            self._process.kill()
            await self._process.wait()

    async def stop(self) -> None:
        """Let it end in order."""
        if self._process is not None:
            await stop_process(self._process)

    async def _ready(self, process: asyncio.subprocess.Process) -> None:
        terminal = Terminal(self._site.terminal_socket)
        try:
            async with asyncio.timeout(READY_S):
                while not await terminal.answers():
                    if process.returncode is not None:
                        raise SimError(f"lockerd ended at once: {self.last_words()}")
                    await asyncio.sleep(0.05)
        except TimeoutError:
            raise SimError(f"lockerd does not answer: {self.last_words()}") from None
        finally:
            await terminal.close()

    def last_words(self) -> str:
        """Return the end of its log."""
        text = self._site.log.read_text(errors="replace") if self._site.log.exists() else ""
        return text[-800:].strip() or "(it said nothing)"
