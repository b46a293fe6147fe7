"""The log is cut as the configuration says: first decided and written down, then some rows at a time (F60)."""

import asyncio
from contextlib import suppress
from typing import Final

from lockerd.controller import Controller, QueueFull
from lockerd.domain.model.kept import CutLog
from lockerd.store import CUT_ROWS, DAY_S, Store

WORTH_ROWS: Final = 250
"""Fewer rows wait for the next look, so that facts about cuts are never many."""
PAUSE_S: Final = 0.05
"""Between two transactions: commits that people wait for come first."""


class Cutting:
    """``keep_days``: `LogConfig.keep_rows_days`; None: nothing is cut, also of what was decided before."""

    def __init__(self, controller: Controller, store: Store, keep_days: int | None) -> None:
        self._controller = controller
        self._store = store
        self._keep_days = keep_days

    async def look(self) -> None:
        """Decide how far, and cut. A clock that is in doubt decides nothing, nor does central with another log."""
        if self._keep_days is None:
            return
        now, kept = self._controller.now(), self._controller.state.site.kept
        if now.doubt is None and now.hi_s is not None and kept.differs is None:
            before_s = now.lo_s - self._keep_days * DAY_S
            found = await self._store.reach(kept.cut_to, confirmed=kept.by_epoch, before_s=before_s)
            if found is not None and found[2] >= WORTH_ROWS:
                with suppress(QueueFull):  # whoever waits at the wall comes first; the next look decides
                    await self._controller.submit(CutLog(found[0], found[1]))
        while self._controller.state.site.kept.differs is None:
            if await self._store.cut(self._controller.state.site.kept.cut_to) < CUT_ROWS:
                break
            await asyncio.sleep(PAUSE_S)
