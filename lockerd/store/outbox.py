"""The outbox: what central has not acknowledged yet, in the order in which it was committed (design rule 8)."""

import json
import sqlite3
from collections.abc import Iterable, Sequence
from operator import itemgetter
from typing import Final

from pydantic_core import from_json

from lockerd.store.connection import transaction
from lockerd.store.custody import COLUMNS, row_from
from lockerd.store.names import opened
from lockerd.store.records import Outgoing, OutgoingEvent, OutgoingReply, Reply

REPLAY_CHUNK: Final = 1_000
"""Numbers put back per transaction, so that a long replay holds up no commit for long."""

_UNSENT: Final = f"""
SELECT json_group_array(json_array(
    outbox.id, topic, payload, iif(correlation IS NULL, NULL, hex(correlation)), hex(salt), orders.case_reference,
    {COLUMNS}))
FROM outbox LEFT JOIN custody USING (position) LEFT JOIN identities USING (commitment)
  LEFT JOIN orders ON orders.id = identities.order_id
WHERE outbox.id IN (SELECT id FROM outbox WHERE id > ? ORDER BY id LIMIT ?)
"""  # noqa: S608 COLUMNS is a constant

_DROP_OLD: Final = """
DELETE FROM outbox WHERE topic IS NOT NULL AND id <= (
    SELECT max(id) FROM (
        SELECT id, sum(length(topic) + length(payload) + coalesce(length(correlation), 0)) OVER newer AS bytes
        FROM outbox WHERE topic IS NOT NULL WINDOW newer AS (ORDER BY id DESC)
    ) WHERE bytes > ?
)
"""
_NEWEST: Final = """
SELECT max(
    (SELECT coalesce(max(number), 0) FROM custody WHERE epoch = ?1),
    (SELECT coalesce(max(number), 0) FROM cut WHERE epoch = ?1)
)
"""
_REPLAY: Final = """
INSERT INTO outbox (position)
SELECT position FROM custody
WHERE epoch = ? AND number BETWEEN ? AND ?
  AND NOT EXISTS (SELECT 1 FROM outbox WHERE outbox.position = custody.position)
ORDER BY position
"""


def put(db: sqlite3.Connection, positions: Iterable[int], replies: Sequence[Reply], *, replies_bytes: int) -> None:
    """Queue custody rows, then replies, inside the caller's transaction.

    Rows always wait, for an outage of any length (F60). Of replies the newest ``replies_bytes`` do: a broker that takes
    commands and nothing else would fill the disk with them, and an older one is had again under its command's id.
    """
    db.executemany("INSERT INTO outbox (position) VALUES (?)", [(position,) for position in positions])
    db.executemany(
        "INSERT INTO outbox (topic, payload, correlation) VALUES (?, ?, ?)",
        [(reply.topic, reply.payload, reply.correlation) for reply in replies],
    )
    if replies:
        db.execute(_DROP_OLD, (replies_bytes,))


def unsent(db: sqlite3.Connection, *, after: int, limit: int) -> list[Outgoing]:
    """Up to ``limit`` waiting messages with ids above ``after``, oldest first.

    They come as one row: each is a fight for the interpreter with a loop that is busy sending.
    """
    found: list[Outgoing] = []
    texts = from_json(db.execute(_UNSENT, (after, limit)).fetchone()[0])
    waiting = sorted(texts, key=itemgetter(0))
    rows = iter(opened(db, [row_from(custody) for _, topic, _, _, _, _, *custody in waiting if topic is None]))
    for number, topic, payload, correlation, salt, reference, *_ in waiting:
        if topic is None:
            found.append(OutgoingEvent(number, next(rows), bytes.fromhex(salt) or None, reference))
        else:
            asked = None if correlation is None else bytes.fromhex(correlation)
            found.append(OutgoingReply(number, Reply(topic=topic, payload=payload, correlation=asked)))
    return found


def waiting(db: sqlite3.Connection) -> int:
    """How many messages wait."""
    count: int = db.execute("SELECT count(*) FROM outbox").fetchone()[0]
    return count


def acknowledged(db: sqlite3.Connection, ids: Sequence[int]) -> None:
    """Drop what central has; not synced by itself: the next commit does that, and forgetting it only repeats.

    One statement: each is a fight for the interpreter with a loop that is busy sending.
    """
    db.execute("PRAGMA synchronous = NORMAL")
    try:
        with transaction(db):
            db.execute("DELETE FROM outbox WHERE id IN (SELECT value FROM json_each(?))", (json.dumps(list(ids)),))
    finally:
        db.execute("PRAGMA synchronous = FULL")


def newest_number(db: sqlite3.Connection, *, epoch: int) -> int:
    """The highest number of an epoch, 0 if this database holds nothing of it."""
    number: int = db.execute(_NEWEST, (epoch,)).fetchone()[0]
    return number


def replay(db: sqlite3.Connection, *, epoch: int, first: int, last: int) -> None:
    """Queue the rows ``first`` to ``last`` again, except those still waiting, and those whose content was cut."""
    with transaction(db):
        db.execute(_REPLAY, (epoch, first, last))
