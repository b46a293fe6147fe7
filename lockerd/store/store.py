"""The store: one SQLite file, one thread that writes, one that reads beside it."""

import asyncio
import logging
import sqlite3
from collections.abc import Callable, Container, Mapping, Sequence
from concurrent.futures import Executor
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import Final

from lockerd.domain.model.compartments import Place
from lockerd.domain.model.facts import FactType
from lockerd.domain.model.ids import CompartmentId, GrantId, OrderId
from lockerd.store import case, custody, outbox, usage, writing
from lockerd.store.case import Held
from lockerd.store.connection import Desk, Result, connect_reader, one_thread
from lockerd.store.custody import Wanted
from lockerd.store.errors import CommitFailed, StoreUnusableError, explain
from lockerd.store.failing import failing
from lockerd.store.headcopy import HeadCopy
from lockerd.store.loading import load
from lockerd.store.lockfile import held
from lockerd.store.looking import looked
from lockerd.store.memos import prune_memos
from lockerd.store.names import Keep
from lockerd.store.old_rows import OldRows
from lockerd.store.opening import begin, connect
from lockerd.store.proving import ProvenGrowth, ProvenRow, hand_over_of, prove_growth, prove_row
from lockerd.store.records import Commit, CustodyRow, Head, Loaded, Outgoing
from lockerd.store.second import SecondMedium
from lockerd.store.tree import Tree
from lockerd.store.usage import UsageRow

_LOG: Final = logging.getLogger(__name__)


class Store(OldRows):
    """Open it with ``Store.open``. Commits run in the order in which they were asked for."""

    def __init__(
        self,
        *,
        writer: Desk,
        reader: Desk,
        copy: HeadCopy,
        second: SecondMedium | None,
        head: Head,
        touched: tuple[GrantId, ...],
        restored: bool,
        new_salt: Callable[[], bytes],
        replies_bytes: int,
        opened: ExitStack,
    ) -> None:
        """Use ``open``."""
        self._writer = writer
        self._reader = reader
        self._copy = copy
        self._second = second
        self._head = head
        self.touched: Final = touched
        """Codes that were fired under after all that this database knows, by a second medium (F6)."""
        self.restored: Final = restored
        """An older database was put back, and nothing was written down since: what lies where is uncertain (F70)."""
        self._new_salt = new_salt
        self._replies_bytes = replies_bytes
        self._opened = opened
        self._writes = 0
        """How often something may have changed what waits in the outbox; counted after the fact."""
        self._waiting: tuple[int, int] | None = None
        """How much waited, and after which of these writes."""

    @classmethod
    def open(
        cls,
        path: Path,
        *,
        new_salt: Callable[[], bytes],
        places: Mapping[CompartmentId, Place] | None = None,
        authorities: Container[str] | None = None,
        second: Path | None = None,
        replies_bytes: int = 1 << 20,
        thread: Callable[[str], Executor] = one_thread,
    ) -> "Store":
        """Lock, check, migrate and open the database; ``new_salt`` gives 16 random bytes.

        ``places`` are the configured compartments and ``authorities`` the offices, where what they do not fit shall be
        refused already here, see `load`. ``thread`` makes what does its jobs, one after the other. Raises
        StoreInUseError (another daemon), StoreUnusableError (no directory, read-only, newer or foreign file),
        StoreDamagedError, CompartmentsMissingError and AuthoritiesMissingError; with each of them everything stays as
        it was. ``second`` is a folder on another medium, see `SecondMedium`; ``replies_bytes``: see `outbox.put`.
        """
        medium = None if second is None else SecondMedium(second)
        with ExitStack() as opened:
            opened.enter_context(held(path.with_suffix(".lock")))
            with looked(path), ExitStack() as tried:
                writer = Desk(thread("store-writer"), partial(connect, path))
                tried.callback(writer.close)
                asked = partial(begin, path=path, places=places, authorities=authorities, second=medium)
                head, touched, restored = writer.call(asked)
                opened.push(tried.pop_all())
            try:
                copy = HeadCopy(path.with_name("head"))
            except OSError as error:
                raise StoreUnusableError(f"{path.with_name('head')}: {error.strerror}") from error
            opened.callback(copy.close)
            copy.write(head)
            try:
                reader = Desk(thread("store-reader"), partial(connect_reader, path))
            except sqlite3.Error as error:
                raise explain(error, path) from error
            opened.callback(reader.close)
            return cls(
                writer=writer,
                reader=reader,
                copy=copy,
                second=medium,
                head=head,
                touched=touched,
                restored=restored,
                new_salt=new_salt,
                replies_bytes=replies_bytes,
                opened=opened.pop_all(),
            )

    @property
    def head(self) -> Head:
        """The newest committed custody row."""
        return self._head

    def load(self, places: Mapping[CompartmentId, Place]) -> Loaded:
        """Everything the database knows; ``places`` are the configured compartments. Blocks: for the start only.

        A configured compartment that was never committed is absent from the state; one that is no longer configured is
        left out, or raises CompartmentsMissingError while it is in use. Grants of ended orders are not loaded.
        Raises StoreDamagedError.
        """

        def pruned(db: sqlite3.Connection) -> Loaded:
            prune_memos(db, lo_s=db.execute("SELECT lo_s FROM head").fetchone()[0])
            return load(db, places=places, head=self._head)

        return self._writer.call(pruned)

    async def commit(self, commit: Commit) -> Head:
        """Make ``commit`` durable, whole or not at all; a cancelled caller's commit goes on.

        Raises CommitFailed (nothing was kept) and HeadCopyFailedError (it was kept); both end the daemon.
        """
        writing = asyncio.ensure_future(self._writer.run(partial(self._commit, commit)))
        try:
            return await asyncio.shield(writing)
        except asyncio.CancelledError:
            writing.add_done_callback(_last_words)
            raise

    async def unsent(self, after: int, limit: int) -> list[Outgoing]:
        """Up to ``limit`` outbox rows with ids above ``after``, oldest first; raises StoreFailedError."""
        return await self._reader.run(failing(partial(outbox.unsent, after=after, limit=limit)))

    async def waiting(self) -> int:
        """How many outbox rows central does not have yet; looks at all of them where it was written to since.

        Raises StoreFailedError.
        """
        writes = self._writes
        if self._waiting is None or self._waiting[1] != writes:
            self._waiting = await self._reader.run(failing(outbox.waiting)), writes
        return self._waiting[0]

    async def acknowledged(self, ids: Sequence[int]) -> None:
        """Drop outbox rows that central has; unknown ids are ignored. Raises StoreFailedError."""
        await self._writer.run(self._writing(partial(outbox.acknowledged, ids=ids)))

    async def replay(self, first: int, last: int | None = None, *, epoch: int | None = None) -> int:
        """Have the rows ``first`` to ``last`` of an epoch sent to central again; returns how many there are.

        ``None``: the newest row, the newest epoch. Numbers that do not exist are passed over, rows still waiting are
        not queued twice. Raises StoreFailedError.
        """
        head = self._head
        epoch = head.epoch if epoch is None else epoch
        newest = await self.newest_number(epoch)
        first, last = max(first, 1), newest if last is None else min(last, newest)
        for start in range(first, last + 1, outbox.REPLAY_CHUNK):
            end = min(start + outbox.REPLAY_CHUNK - 1, last)
            await self._writer.run(self._writing(partial(outbox.replay, epoch=epoch, first=start, last=end)))
        return max(0, last - first + 1)

    async def custody(
        self, after: int, limit: int, *, wanted: Wanted = custody.ALL, newest: bool = False
    ) -> list[CustodyRow]:
        """Up to ``limit`` of the wanted custody rows with positions above ``after``, oldest first.

        With ``newest`` the last of them instead of the first. Raises StoreFailedError.
        """
        return await self._reader.run(
            failing(partial(custody.read, after=after, limit=limit, wanted=wanted, newest=newest))
        )

    async def newest(self, kind: FactType) -> CustodyRow | None:
        """The newest custody row of one type, None if there is none; raises StoreFailedError."""
        return await self._reader.run(failing(partial(custody.newest, kind=kind)))

    async def root(self, epoch: int, size: int) -> bytes:
        """The root of the tree over the first ``size`` rows of an epoch; raises StoreFailedError."""
        return await self._reader.run(failing(lambda db: Tree(db, epoch).root(size)))

    async def prove_row(self, epoch: int, number: int) -> ProvenRow | None:
        """What shows that a row is in the log, see `lockerd.store.proving`; raises StoreFailedError."""
        return await self._reader.run(failing(partial(prove_row, epoch=epoch, number=number)))

    async def prove_growth(self, epoch: int, old: int) -> ProvenGrowth | None:
        """What shows that the log only grew since it had ``old`` rows; raises StoreFailedError."""
        return await self._reader.run(failing(partial(prove_growth, epoch=epoch, old=old)))

    async def hand_over_of(self, order: OrderId) -> tuple[int, int] | None:
        """Epoch and number of the row that says that an order changed hands; raises StoreFailedError."""
        return await self._reader.run(failing(partial(hand_over_of, order=order)))

    async def prune(self, *, lo_s: int, keep: Keep) -> int:
        """Delete what is past its time (see MEMO_KEPT_S) and wipe what was erased from the write-ahead log.

        ``keep``: since when who did something, and what they wrote, is kept.
        To be called about once an hour; returns how many rows were deleted. Raises StoreFailedError.
        """
        return await self._writer.run(failing(partial(writing.prune, lo_s=lo_s, keep=keep)))

    async def held(self, order: OrderId) -> Held | None:
        """All that is held of one order, None where nothing is; raises StoreFailedError."""
        return await self._reader.run(failing(partial(case.held, order=order)))

    async def undelivered(self, order: OrderId) -> int:
        """How many events of one order central does not have; raises StoreFailedError."""
        return await self._reader.run(failing(partial(case.undelivered, order=order)))

    async def usage(self, first: int, last: int) -> tuple[int | None, list[UsageRow]]:
        """The first day that is counted, and the counts of these days; raises StoreFailedError."""
        return await self._reader.run(failing(partial(usage.read, first=first, last=last)))

    async def empty_log(self) -> bool:
        """Wipe what was erased from the write-ahead log; False: not now, `prune` will. Raises StoreFailedError."""
        return await self._writer.run(failing(writing.empty_log))

    def close(self) -> None:
        """Finish what is waiting, close, and let go of the lock; a second call does nothing."""
        self._opened.close()

    def _commit(self, commit: Commit, db: sqlite3.Connection) -> Head:
        try:
            self._head = writing.write(
                db, commit, head=self._head, new_salt=self._new_salt, replies_bytes=self._replies_bytes
            )
        except Exception as error:
            raise CommitFailed(f"commit failed, nothing was kept: {error}") from error
        finally:
            self._writes += 1
        self._copy.write(self._head)
        if self._second is not None:
            self._second.keep(commit, self._head)
        return self._head

    def _writing(self, job: Callable[[sqlite3.Connection], Result]) -> Callable[[sqlite3.Connection], Result]:
        def run(db: sqlite3.Connection) -> Result:
            try:
                return failing(job)(db)
            finally:
                self._writes += 1

        return run


def _last_words(commit: "asyncio.Future[Head]") -> None:
    """Say how a commit failed whose asker is gone: it belongs to a daemon that is ending, and nobody else hears."""
    if not commit.cancelled() and (error := commit.exception()) is not None:
        _LOG.error("%s", error)
