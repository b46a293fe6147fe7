"""What the store does with rows of which nobody asks any more: how far they may be cut, and that they are (F60)."""

from collections.abc import Mapping
from functools import partial
from typing import Final

from lockerd.store import cutting, outbox
from lockerd.store.connection import Desk
from lockerd.store.cutting import CutRow
from lockerd.store.failing import failing
from lockerd.store.records import Head

_MOST: Final = (1 << 63) - 1


class OldRows:
    """A part of `Store`."""

    _writer: Desk
    _reader: Desk
    _head: Head

    async def cut_among(
        self, first: int, last: int | None = None, *, epoch: int | None = None
    ) -> list[tuple[int, int]]:
        """Which of these rows a replay cannot bring, as their content was cut: first and last number of each run, the
        first `RANGES_TOLD` runs. Raises StoreFailedError."""
        epoch, last = self._head.epoch if epoch is None else epoch, _MOST if last is None else last
        return await self._reader.run(failing(partial(cutting.ranges, epoch=epoch, first=first, last=last)))

    async def newest_number(self, epoch: int) -> int:
        """The highest number of an epoch, 0 where nothing is held of it; raises StoreFailedError."""
        return await self._reader.run(failing(partial(outbox.newest_number, epoch=epoch)))

    async def reach(
        self, since: tuple[int, int], *, confirmed: Mapping[int, int], before_s: int
    ) -> tuple[int, int, int] | None:
        """How far the log may be cut, see `cutting.reach`; raises StoreFailedError."""
        asked = partial(cutting.reach, since=since, confirmed=confirmed, before_s=before_s)
        return await self._reader.run(failing(asked))

    async def cut_rows(self, after: int, limit: int) -> list[CutRow]:
        """Up to ``limit`` rows whose content was cut, with positions above ``after``; raises StoreFailedError."""
        return await self._reader.run(failing(partial(cutting.select, after=after, limit=limit)))

    async def was_cut(self, epoch: int, number: int) -> bool:
        """Whether the content of this row is gone; raises StoreFailedError."""
        return bool(await self.cut_among(number, number, epoch=epoch))

    async def cut(self, to: tuple[int, int]) -> int:
        """Cut the next rows of those up to epoch and number; returns how many. Raises StoreFailedError."""
        return await self._writer.run(failing(partial(cutting.cut, to=to)))
