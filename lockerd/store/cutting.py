"""The log is cut: the content of old rows goes, their hashes stay for ever, so that chain, tree and proofs hold (F60).

How far is decided first, and written down as a fact; only then rows go, some at a time, each whole or not at all. A
crash in between leaves a log that is cut less far than was decided, and the next look goes on. A row that somebody may
still need stays whole, wherever it stands.
"""

import json
import sqlite3
from collections.abc import Mapping, Sequence
from operator import itemgetter
from typing import Any, Final, NamedTuple

from lockerd.domain.model.facts import FactType
from lockerd.store.connection import transaction

KEPT_WHOLE: Final = 1_000
"""The newest rows, however old they are: the newest checkpoint is looked for among them."""
CHUNK_ROWS: Final = 250
"""Rows that go in one transaction, so that no commit waits for long."""
RANGES_TOLD: Final = 8
"""An answer has room for so many: who needs more asks from there on."""
KEPT_TYPES: Final = (FactType.SITE_COMMISSIONED, FactType.CUSTODY_CUT)
"""Asked for as long as the station stands."""

_PAST: Final = """
SELECT min(position) FROM (
    SELECT position FROM custody
    WHERE position > ?1 AND (
        lo_s >= ?2
        OR number > coalesce((SELECT value FROM json_each(?3) WHERE key = CAST(custody.epoch AS TEXT)), 0)
        OR position > (SELECT max(position) FROM custody) - ?4
    )
    ORDER BY position LIMIT 1
)
"""
"""The first row that must not be cut yet."""
_OLD: Final = """
SELECT position, epoch, number FROM custody
WHERE position > ? AND position < ? AND hi_s < ? ORDER BY position DESC LIMIT 1
"""
_AT: Final = """
SELECT max(position) FROM (
    SELECT * FROM (
        SELECT position FROM custody WHERE (epoch, number) <= (?1, ?2) ORDER BY epoch DESC, number DESC LIMIT 1
    )
    UNION ALL
    SELECT * FROM (
        SELECT position FROM cut WHERE (epoch, number) <= (?1, ?2) ORDER BY epoch DESC, number DESC LIMIT 1
    )
)
"""
_HELD: Final = """
SELECT compartments.id, (SELECT min(position) FROM custody WHERE custody.commitment = identities.commitment)
FROM compartments JOIN parts ON parts.id = compartments.part JOIN identities ON identities.order_id = parts.order_id
"""
_DUE: Final = f"""
SELECT position, epoch, number, hash FROM custody
WHERE position <= ?1 AND type NOT IN ({", ".join(f"'{kind}'" for kind in KEPT_TYPES)})
  AND NOT EXISTS (SELECT 1 FROM outbox WHERE outbox.position = custody.position)
  AND NOT EXISTS (SELECT 1 FROM identities WHERE identities.commitment = custody.commitment)
  AND NOT EXISTS (SELECT 1 FROM json_each(?2) WHERE key = custody.compartment AND custody.position >= value)
ORDER BY position LIMIT ?3
"""  # noqa: S608 constants
_KEEP: Final = "INSERT INTO cut (position, epoch, number, hash) VALUES (?, ?, ?, ?)"
_DROP: Final = "DELETE FROM custody WHERE position = ?"
_RANGES: Final = """
SELECT min(number), max(number) FROM (
    SELECT number, number - row_number() OVER (ORDER BY number) AS run
    FROM cut WHERE epoch = ? AND number BETWEEN ? AND ?
) GROUP BY run ORDER BY 1 LIMIT ?
"""


class CutRow(NamedTuple):
    """What is left of a row whose content was cut."""

    position: int
    epoch: int
    number: int
    hash: str


def known(db: sqlite3.Connection) -> bool:
    """Whether this database can have been cut; one of release 0.1.0 cannot."""
    return db.execute("SELECT 1 FROM sqlite_schema WHERE name = 'cut'").fetchone() is not None


def decided(db: sqlite3.Connection) -> tuple[int, int]:
    """How far it was decided to cut: epoch and number."""
    found = db.execute("SELECT cut_to FROM site").fetchone()
    epoch, number = json.loads(found[0]) if found else (0, 0)
    return int(epoch), int(number)


def select(db: sqlite3.Connection, *, after: int, limit: int) -> list[CutRow]:
    """Up to ``limit`` cut rows whose position is above ``after``, in order."""
    text = "SELECT position, epoch, number, lower(hex(hash)) FROM cut WHERE position > ? ORDER BY position LIMIT ?"
    return [CutRow(*found) for found in db.execute(text, (after, limit))]


def row(db: sqlite3.Connection, *, epoch: int, number: int) -> CutRow | None:
    """One row, None where it was not cut."""
    text = "SELECT position, epoch, number, lower(hex(hash)) FROM cut WHERE epoch = ? AND number = ?"
    found = db.execute(text, (epoch, number)).fetchone()
    return None if found is None else CutRow(*found)


def both_ways(db: sqlite3.Connection) -> tuple[int, int] | None:
    """Epoch and number of a row that is there whole and cut; nothing of ours leaves one."""
    text = "SELECT cut.epoch, cut.number FROM cut JOIN custody USING (position) LIMIT 1"
    found = db.execute(text).fetchone()
    return None if found is None else (found[0], found[1])


def ranges(db: sqlite3.Connection, *, epoch: int, first: int, last: int) -> list[tuple[int, int]]:
    """Which numbers of these were cut, first and last of each run; the first ``RANGES_TOLD`` runs."""
    return list(db.execute(_RANGES, (epoch, first, last, RANGES_TOLD)).fetchall())


def reach(
    db: sqlite3.Connection, *, since: tuple[int, int], confirmed: Mapping[int, int], before_s: int
) -> tuple[int, int, int] | None:
    """How far the log may be cut beyond ``since``: epoch and number, and how many rows that is; None: no further.

    ``confirmed``: by epoch, how far central has said that it holds everything. Rows go that certainly lie before
    ``before_s`` (Unix seconds): a row after it, or the same one, says so with the upper end of its time.
    """
    begin = _position(db, since)
    told = json.dumps({str(epoch): number for epoch, number in confirmed.items()})
    past = db.execute(_PAST, (begin, before_s, told, KEPT_WHOLE)).fetchone()[0]
    if past is None:
        return None
    found = db.execute(_OLD, (begin, past, before_s)).fetchone()
    return None if found is None else (found[1], found[2], found[0] - begin)


def cut(db: sqlite3.Connection, *, to: tuple[int, int]) -> int:
    """Cut some rows of those that may go, up to epoch and number; returns how many, fewer than ``CHUNK_ROWS`` at the
    end."""
    with transaction(db):
        held = json.dumps({name: first for name, first in db.execute(_HELD) if first is not None})
        found = db.execute(_DUE, (_position(db, to), held, CHUNK_ROWS)).fetchall()
        db.executemany(_KEEP, [(*place, bytes.fromhex(digest)) for *place, digest in found])
        db.executemany(_DROP, [(position,) for position, *_ in found])
    return len(found)


def _position(db: sqlite3.Connection, place: tuple[int, int]) -> int:
    return db.execute(_AT, place).fetchone()[0] or 0


def among(db: sqlite3.Connection, whole: Sequence[Any], *, after: int, limit: int) -> list[Any]:
    """The first ``limit`` rows behind ``after`` in order: of the whole ones these, which begin with their position.

    The whole ones were read before, so that one that was cut meanwhile is not missed; it is not told twice.
    """
    there = {each[0] for each in whole}
    gone = [each for each in select(db, after=after, limit=limit) if each.position not in there] if known(db) else []
    return sorted([*whole, *gone], key=itemgetter(0))[:limit]
