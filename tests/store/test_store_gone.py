"""A row that names one that is gone: a torn file whose pages are whole is refused, and no rule meets it (F16)."""

import asyncio
import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from store_samples import (
    A01,
    A02,
    ORDER,
    PART,
    STAMP,
    attempt,
    brought,
    compartment,
    counting_salts,
    grant,
    order,
    part,
    places,
    receipt,
)

from lockerd.domain.model.attempts import Outcome
from lockerd.domain.model.ids import AttemptId
from lockerd.domain.model.parts import PartState
from lockerd.store import Commit, Store, StoreDamagedError

HELD = replace(compartment(A01, holds=PART, pulse=1), attempt=AttemptId(2))
ROWS = (
    order(),
    brought(receipt=1),
    receipt(1),
    grant(),
    attempt(1, of=ORDER, outcome=Outcome.NOT_OPENED),
    attempt(2, of=ORDER),
    HELD,
    compartment(A02),
)


@pytest.fixture
def kept(path: Path) -> Path:
    """A file in which each row names another."""
    store = Store.open(path, new_salt=counting_salts())
    asyncio.run(store.commit(Commit(stamp=STAMP, rows=ROWS)))
    store.close()
    Store.open(path, new_salt=counting_salts(), places=places()).close()
    return path


@pytest.mark.parametrize(
    ("torn", "says"),
    [
        ("UPDATE compartments SET part = 'gone/1' WHERE id = 'A01'", "compartments names one of parts"),
        ("UPDATE compartments SET attempt = 99 WHERE id = 'A01'", "compartments names one of attempts"),
        ("UPDATE compartments SET pulse = 99 WHERE id = 'A01'", "compartments names one of attempts"),
        ("UPDATE attempts SET part = 'gone/1' WHERE id = 1", "attempts names one of parts"),
        ("UPDATE attempts SET part = 'gone/1' WHERE id = 2", "attempts names one of parts"),
        ("UPDATE grants SET order_id = 'gone'", "grants names one of orders"),
        ("UPDATE receipts SET part = 'gone/1'", "receipts names one of parts"),
        ("DELETE FROM orders", "parts names one of orders"),
        ("DELETE FROM parts", "names one of parts"),
        ("DELETE FROM attempts", "compartments names one of attempts"),
        ("DELETE FROM receipts", f"the receipt of {PART} is gone"),
        ("UPDATE orders SET parts = 2", f"a part of {ORDER} is gone"),
        ("UPDATE orders SET parts = 4000000000000", f"a part of {ORDER} is gone"),
        ("UPDATE parts SET compartment = 'Z9'", f"Z9, which {PART} names"),
    ],
)
def test_what_is_gone_and_named_is_damage(kept: Path, torn: str, says: str) -> None:
    with closing(sqlite3.connect(kept)) as db:
        db.execute(torn)
        db.commit()
    before = kept.read_bytes()
    with pytest.raises(StoreDamagedError, match=says):
        Store.open(kept, new_salt=counting_salts(), places=places())
    assert kept.read_bytes() == before


def test_nobody_asks_for_the_door_of_what_has_ended(store: Store) -> None:
    was_there = part(state=PartState.CLOSED, at=A02)
    asyncio.run(store.commit(Commit(stamp=STAMP, rows=(order(), was_there))))
    assert set(store.load(places([A01])).state.parts) == {PART}
