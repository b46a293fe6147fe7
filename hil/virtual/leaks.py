"""What a station keeps: rows, files, memory, descriptors. Read beside the daemon, when everybody is served."""

import gc
import os
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Final

FILES_MOST: Final = 12
"""The database with what SQLite lays beside it, a lock, and little more."""
UNSENT_MOST: Final = 5
"""Central has had minutes to take everything; a checkpoint may be on its way."""
_OPEN: Final = "SELECT count(*) FROM attempts WHERE outcome IS NULL"


def rows(database: Path) -> dict[str, int]:
    """How many each table has."""
    with closing(sqlite3.connect(f"{database.as_uri()}?mode=ro", uri=True)) as db:
        names = [name for (name,) in db.execute("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")]
        return {name: db.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in names}  # noqa: S608


def size_bytes(state: Path) -> int:
    """Of all its files."""
    return sum(file.stat().st_size for file in state.rglob("*") if file.is_file())


def resident_bytes() -> int:
    """Of this process's memory, as the kernel counts it."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


def objects() -> int:
    """Of lockerd's own types, alive in this process; what surrounds it does not count."""
    return sum(type(each).__module__.startswith("lockerd.") for each in gc.get_objects())


def holds(database: Path) -> dict[str, int]:
    """What this process and the site's folder hold now: what grows from week to week is a leak."""
    state = database.parent
    return {
        "resident_bytes": resident_bytes(),
        "objects": objects(),
        "descriptors": sum(1 for _ in Path("/proc/self/fd").iterdir()),
        "files": sum(file.is_file() for file in state.rglob("*")),
        "state_bytes": size_bytes(state),
        "rows": sum(rows(database).values()),
    }


def leaks(database: Path) -> list[str]:
    """What is left over where nobody is at a door and central has heard everything, in words."""
    found = []
    with closing(sqlite3.connect(f"{database.as_uri()}?mode=ro", uri=True)) as db:
        (under_way,) = db.execute(_OPEN).fetchone()
    if under_way:
        found.append(f"{under_way} attempts are open, and nobody is at a door")
    unsent = rows(database)["outbox"]
    if unsent > UNSENT_MOST:
        found.append(f"{unsent} messages wait for central, which has had minutes for them")
    files = [file.name for file in database.parent.rglob("*") if file.is_file()]
    if len(files) > FILES_MOST:
        found.append(f"{len(files)} files: {', '.join(sorted(files))}")
    return found
