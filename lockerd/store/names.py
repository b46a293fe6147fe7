"""Who did something and what they wrote, as the log holds it: salted commitments, until their time is over (rule 12).

The log never forgets, and a badge, a login name or a reason is about somebody. In their place a row holds ``salted:``
and the SHA-256 of salt and text. Salt and text lie beside the log, one pair for each text and day, so that rows of
different days cannot be told to be the same person's once they are gone; the chain verifies for ever.
"""

import hashlib
import json
import sqlite3
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from lockerd.domain.model.fact_words import personal
from lockerd.domain.model.facts import Fact, Scalar
from lockerd.store.records import CustodyRow

PREFIX: Final = "salted:"
DAY_S: Final = 86_400

_KNOWN: Final = "SELECT commitment FROM names WHERE text = ? AND day = ?"
_KEEP: Final = "INSERT INTO names (commitment, text, salt, day) VALUES (?, ?, ?, ?)"
_OPEN: Final = "SELECT commitment, text, hex(salt) FROM names WHERE commitment IN (SELECT value FROM json_each(?))"
_FORGET: Final = "DELETE FROM names WHERE day < ?"
_FORGET_ATTEMPTS: Final = """
UPDATE attempts SET holder = '', second = '', reason = NULL
WHERE outcome IS NOT NULL AND right_kind != 'grant' AND holder != '' AND powered_ms < ?
"""


@dataclass(frozen=True, slots=True)
class Keep:
    """Since when names are kept; what is older goes."""

    lo_s: int
    """Unix seconds of trusted time, for the log."""
    powered_ms: int
    """Powered time, for attempts, which know no other."""
    usage_lo_s: int = 0
    """Unix seconds of trusted time, for the counts of days."""


def commitment_of(salt: bytes, text: str) -> str:
    """What stands for ``text`` in the log."""
    return PREFIX + hashlib.sha256(salt + text.encode()).hexdigest()


def hidden(db: sqlite3.Connection, fact: Fact, lo_s: int, new_salt: Callable[[], bytes]) -> dict[str, Scalar]:
    """The data of a fact as the log holds it; inside the caller's transaction."""
    data, day = dict(fact.data), lo_s // DAY_S
    for field in personal(fact):
        if (text := data.get(field)) and isinstance(text, str):
            data[field] = _commit_to(db, text, day, new_salt)
    return data


def _commit_to(db: sqlite3.Connection, text: str, day: int, new_salt: Callable[[], bytes]) -> str:
    found = db.execute(_KNOWN, (text, day)).fetchone()
    if found is not None:
        return str(found[0])
    salt = new_salt()
    commitment = commitment_of(salt, text)
    db.execute(_KEEP, (commitment, text, salt, day))
    return commitment


def opened(db: sqlite3.Connection, rows: Iterable[CustodyRow]) -> list[CustodyRow]:
    """The same rows with what can still be told in them, and the salts that prove it."""
    rows = list(rows)
    asked = {value for row in rows for value in _commitments(row.data)}
    if not asked:
        return rows
    known = {found: (text, salt.lower()) for found, text, salt in db.execute(_OPEN, (json.dumps(sorted(asked)),))}
    return [_opened(row, known) for row in rows]


def _opened(row: CustodyRow, known: Mapping[str, tuple[str, str]]) -> CustodyRow:
    told = {field: known[value] for field, value in row.data.items() if isinstance(value, str) and value in known}
    texts = {field: text for field, (text, _) in told.items()}
    return row._replace(data={**row.data, **texts}, salts={field: salt for field, (_, salt) in told.items()})


def closed(row: CustodyRow) -> dict[str, Scalar]:
    """The data of a row as the log holds it, whatever of it was told."""
    salted = {field: commitment_of(bytes.fromhex(salt), str(row.data[field])) for field, salt in row.salts.items()}
    return {**row.data, **salted}


def _commitments(data: Mapping[str, Scalar]) -> Iterable[str]:
    return (value for value in data.values() if isinstance(value, str) and value.startswith(PREFIX))


def forget(db: sqlite3.Connection, keep: Keep) -> int:
    """Forget the names of days that are over, and those of attempts; inside the caller's transaction."""
    gone = db.execute(_FORGET, (keep.lo_s // DAY_S,)).rowcount
    return gone + db.execute(_FORGET_ATTEMPTS, (keep.powered_ms,)).rowcount
