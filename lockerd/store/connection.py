"""Connections: how they are set up, one thread for each, and transactions."""

import asyncio
import sqlite3
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Final, TypeVar

Result = TypeVar("Result")

_BUSY_MS: Final = 5_000


def connect_writer(path: Path) -> sqlite3.Connection:
    """Open for reading and writing; ``synchronous=FULL``: when COMMIT returns, the transaction survives a power cut."""
    db = sqlite3.connect(path, isolation_level=None)
    try:
        _set_up(db)
    except BaseException:
        db.close()
        raise
    return db


def connect_reader(path: Path) -> sqlite3.Connection:
    """Open an existing file for reading only; works beside a writer in another process and never blocks it."""
    db = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, isolation_level=None)
    db.execute(f"PRAGMA busy_timeout = {_BUSY_MS}")
    return db


def connect_alone(path: Path) -> sqlite3.Connection:
    """Open the file as it is without its write-ahead log, and leave nothing beside it."""
    uri = f"{path.absolute().as_uri()}?mode=ro&immutable=1"
    return sqlite3.connect(uri, uri=True, isolation_level=None)


def _set_up(db: sqlite3.Connection) -> None:
    mode = db.execute("PRAGMA journal_mode = WAL").fetchone()[0]
    if mode != "wal":
        raise sqlite3.OperationalError(f"no write-ahead log on this file system (journal mode {mode})")
    db.execute("PRAGMA synchronous = FULL")
    db.execute("PRAGMA foreign_keys = ON")
    db.execute("PRAGMA secure_delete = ON")
    db.execute(f"PRAGMA busy_timeout = {_BUSY_MS}")


@contextmanager
def transaction(db: sqlite3.Connection) -> Iterator[None]:
    """All or nothing; whatever goes wrong inside or while committing is rolled back and raised on."""
    db.execute("BEGIN IMMEDIATE")
    try:
        yield
        db.execute("COMMIT")
    except BaseException:
        if db.in_transaction:
            db.execute("ROLLBACK")
        raise


def one_thread(name: str) -> Executor:
    """A thread that does one job after the other."""
    return ThreadPoolExecutor(1, thread_name_prefix=name)


class Desk:
    """One thread and the one connection that only it touches: transactions cannot overlap."""

    def __init__(self, thread: Executor, connect: Callable[[], sqlite3.Connection]) -> None:
        """Connect in ``thread``, which does one job after the other; raises what ``connect`` raises."""
        self._pool = thread
        try:
            self._db = self._pool.submit(connect).result()
        except BaseException:
            self._pool.shutdown()
            raise

    def call(self, job: Callable[[sqlite3.Connection], Result]) -> Result:
        """Run ``job`` after the ones already waiting, and block until it is done."""
        return self._pool.submit(job, self._db).result()

    async def run(self, job: Callable[[sqlite3.Connection], Result]) -> Result:
        """Run ``job`` after the ones already waiting, without blocking the event loop."""
        return await asyncio.get_running_loop().run_in_executor(self._pool, job, self._db)

    def close(self) -> None:
        """Finish the waiting jobs, close the connection, end the thread."""
        self._pool.submit(self._db.close).result()
        self._pool.shutdown()
