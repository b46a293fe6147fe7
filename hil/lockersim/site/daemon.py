"""lockerd as a rig runs it: a process of this machine, or of another one that is started and cut off by commands."""

import asyncio
from collections.abc import Sequence
from pathlib import Path

from lockersim.errors import SimError
from lockersim.site.process import end_process, kill_process, last_words, run_command, start_process, stop_process
from lockersim.site.rig import Lockerd, filled
from lockersim.site.terminal import Terminal

READY_S = 30.0


class Daemon:
    """One lockerd for one story in the folder ``site``; ``program`` is the one of this machine.

    All methods raise ``SimError`` with its last words.
    """

    def __init__(self, how: Lockerd, site: Path, *, broker_port: int, program: Path) -> None:
        self._how, self._site, self._broker_port, self._program = how, site, broker_port, program
        self._log = site / "lockerd.log"
        self._process: asyncio.subprocess.Process | None = None
        self._brought = False
        self._cut = False
        self.starts = 0

    @property
    def running(self) -> bool:
        """Whether its process is there."""
        return self._process is not None and self._process.returncode is None

    @property
    def pid(self) -> int:
        """Process id of what runs here; raises ``SimError`` while it is off."""
        if self._process is None or not self.running:
            raise SimError("lockerd is not running")
        return self._process.pid

    @property
    def terminal_socket(self) -> Path:
        """The terminal's API."""
        return self._sockets / "terminal.sock"

    @property
    def public_socket(self) -> Path:
        """What displays ask."""
        return self._sockets / "public.sock"

    @property
    def admin_socket(self) -> Path:
        """The technicians' API."""
        return self._sockets / "admin.sock"

    async def start(self) -> None:
        """Start it and wait until the terminal's API answers."""
        if self.running:
            return
        if not self._brought:
            await self._command(self._how.put)
            self._brought = True
        if self._cut:
            await self._command(self._how.restore)
            self._cut = False
        self._process = await start_process(self._filled(self._how.run), self._log)
        self.starts += 1
        await self._ready(self._process)

    async def kill(self) -> None:
        """Cut its power."""
        if self._process is None or not self.running:
            return
        if self._how.cut is None:
            raise SimError("this rig cannot cut lockerd's power")
        if self._how.cut != "kill":
            await self._command(self._how.cut)
        await kill_process(self._process)
        self._cut = True

    async def stop(self) -> None:
        """Let it end in order."""
        if self._process is None or not self.running:
            return
        if self._how.stop:
            await self._command(self._how.stop)
            await end_process(self._process)
        else:
            await stop_process(self._process)

    @property
    def _sockets(self) -> Path:
        return Path(*self._filled([self._how.sockets]))

    def _filled(self, texts: Sequence[str]) -> list[str]:
        return filled(texts, site=self._site, broker_port=self._broker_port, lockerd=self._program)

    async def _command(self, command: Sequence[str]) -> None:
        await run_command(self._filled(command), self._log)

    async def _ready(self, process: asyncio.subprocess.Process) -> None:
        terminal = Terminal.on_socket(self.terminal_socket)
        try:
            async with asyncio.timeout(READY_S):
                while not await terminal.answers():
                    if process.returncode is not None:
                        raise SimError(f"lockerd ended at once: {last_words(self._log)}")
                    await asyncio.sleep(0.05)
        except TimeoutError:
            raise SimError(f"lockerd does not answer: {last_words(self._log)}") from None
        finally:
            await terminal.close()
