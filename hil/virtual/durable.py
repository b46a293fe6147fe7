"""What really stands in the database at this moment, read beside the daemon: what a power cut now would leave."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Final

OPENING_MS: Final = 6_000
"""Longest time from an attempt's commit to its pulse: the deadline of two seconds, the wire, and a slow board."""
_ATTEMPTS: Final = "SELECT count(*) FROM custody WHERE type = 'attempt.committed' AND compartment = ? AND mono_ms >= ?"


def is_attempted(database: Path, compartment: str, now_ms: int) -> bool:
    """Whether an attempt at this door was written down just before (design rule 1)."""
    with closing(sqlite3.connect(f"{database.as_uri()}?mode=ro", uri=True)) as db:
        (count,) = db.execute(_ATTEMPTS, (compartment, now_ms - OPENING_MS)).fetchone()
    return bool(count)
