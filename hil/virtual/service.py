"""What systemd does for the daemon: starts it, starts it again when it ends, and ends it when it stands still."""

import asyncio
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any, Final

from lockerd.config import load, load_keys
from virtual.life import Life, Surroundings, is_told

RESTART_S: Final = 2.0
WATCHDOG_S: Final = 20.0
"""Twice the unit's: here the daemon is told of no watchdog and feeds every five seconds."""
IN_A_ROW: Final = 12
"""So many lives that ended soon after they began, and should not have: the next ones would too, and a run in virtual
time would start them for ever."""
SOON_S: Final = 60.0
SWEPT_LIVES: Final = 16
"""So many lives leave their garbage together: to collect it costs as much as a whole life."""


class Service:
    """The unit of one site. ``note`` hears what becomes of lives, ``breach`` what must never become of one."""

    def __init__(
        self, around: Surroundings, config: Path, *, note: Callable[[str], None], breach: Callable[[str], None]
    ) -> None:
        self.life: Life | None = None
        self.lives = 0
        self._around = around
        self._config, self._keys = load(config), load_keys(load(config))
        self._note, self._breach = note, breach
        self._power = asyncio.Event()
        self._power.set()
        self._taken: set[Life] = set()
        self._soon = 0
        self._given_up = asyncio.Event()

    @property
    def ready(self) -> bool:
        """Whether it serves."""
        return self.life is not None and self.life.running and self.life.manager.is_ready.is_set()

    async def run(self) -> None:
        """Keep it alive until cancelled, or given up."""
        while not self._given_up.is_set():
            await self._power.wait()
            self.lives += 1
            began_s = self._around.loop.time()
            life = self.life = Life(self._around, self._config, self._keys)
            while life.running:
                patience_s = life.manager.fed_s + WATCHDOG_S - self._around.loop.time()
                if patience_s > 0:
                    await asyncio.wait({life.task}, timeout=patience_s)
                else:
                    await self._stands_still(life)
            if life not in self._taken:
                self._ended(life, lasted_s=self._around.loop.time() - began_s)
            self._taken.discard(life)
            if self.lives % SWEPT_LIVES == 0:
                life.swept()
            await asyncio.sleep(RESTART_S)

    async def unless_given_up(self, work: Coroutine[Any, Any, None]) -> None:
        """Have this done as long as the daemon comes back; what is left of it is given up with the daemon."""
        task, over = asyncio.ensure_future(work), asyncio.ensure_future(self._given_up.wait())
        await asyncio.wait({task, over}, return_when=asyncio.FIRST_COMPLETED)
        over.cancel()
        if task.cancel():
            await asyncio.wait({task})
        else:
            task.result()

    async def kill(self, *, off_s: float) -> None:
        """Cut the power, and give it back after a while."""
        self._power.clear()
        if self.life is not None and self.life.running and self.life not in self._taken:
            self._taken.add(self.life)
            self._note("killed")
            await self.life.kill()
        await asyncio.sleep(off_s)
        self._power.set()

    async def stop(self, *, off_s: float) -> None:
        """Stop it in order, as for an update, and start it again after a while."""
        self._power.clear()
        if self.life is not None and self.life.running and self.life not in self._taken:
            self._taken.add(self.life)
            self._note("stopped")
            try:
                await self.life.stop()
            except TimeoutError:
                self._breach("lockerd does not end when it is stopped")
        await asyncio.sleep(off_s)
        self._power.set()

    async def _stands_still(self, life: Life) -> None:
        if life in self._taken:  # it is being ended
            await asyncio.wait({life.task}, timeout=WATCHDOG_S)
            return
        if not self._around.disk.slow:
            self._breach("lockerd stood still and nothing was slow")
        self._taken.add(life)
        await life.kill()

    def _ended(self, life: Life, *, lasted_s: float) -> None:
        why = life.why()
        self._note(f"ended: {_words(why)}")
        if is_told(why) and self._around.disk.was_full:
            return
        what = "though nothing was wrong with its disk" if is_told(why) else "with a defect"
        self._breach(f"lockerd ended {what}: {_words(why)}")
        self._soon = self._soon + 1 if lasted_s < SOON_S else 0
        if self._soon == IN_A_ROW:
            self._breach(f"lockerd ended {IN_A_ROW} times in a row soon after its start, and is given up")
            self._given_up.set()


def _words(error: BaseException | None) -> str:
    if isinstance(error, BaseExceptionGroup):
        return "; ".join(_words(each) for each in error.exceptions)
    return "nothing" if error is None else f"{type(error).__name__}: {error}"
