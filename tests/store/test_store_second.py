"""F6: what a card confirmed and forgot stands on a second medium."""

import asyncio
import logging
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from store_samples import STAMP, counting_salts, facts, places

from lockerd.copies import replace
from lockerd.domain.model.attempts import Attempt, Outcome, Right, RightKind
from lockerd.domain.model.ids import AttemptId, CompartmentId, GrantId
from lockerd.store import Commit, Store
from lockerd.store.second import KEPT


def attempt(number: int, code: str, kind: RightKind = RightKind.GRANT) -> Attempt:
    return Attempt(
        AttemptId(number), CompartmentId("A01"), Right(kind, code, "look"), part=None, visit=None, powered_ms=0
    )


def lived(path: Path, second: Path, *rows: Attempt) -> tuple[int, tuple[GrantId, ...]]:
    """One life with a commit for each row; the epoch it lived in, and what it found to be touched."""
    store = Store.open(path, new_salt=counting_salts(), second=second)
    store.load(places())
    touched = store.touched
    for row in rows:
        for each in (row, replace(row, outcome=Outcome.NOT_FIRED)):
            asyncio.run(store.commit(Commit(stamp=STAMP, rows=(each,), facts=facts(1))))
    store.close()
    return store.head.epoch, touched


def saved(path: Path) -> bytes:
    with closing(sqlite3.connect(path)) as db:
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return path.read_bytes()


def test_f6_a_commit_that_the_card_forgot_is_known_and_begins_a_new_epoch(path: Path, tmp_path: Path) -> None:
    second = tmp_path / "second"
    second.mkdir()
    assert lived(path, second, attempt(1, "before")) == (1, ())
    before = saved(path)
    assert lived(path, second, attempt(2, "lost"), attempt(3, "meier", RightKind.TECHNICIAN)) == (1, ())
    path.write_bytes(before)
    (path.with_name("head")).unlink()
    assert lived(path, second) == (2, (GrantId("lost"),)), "also where the copy of the head is gone with the card"
    assert lived(path, second) == (2, (GrantId("lost"),)), "cut off before it was judged"
    lived(path, second, attempt(4, "after"))
    assert lived(path, second) == (2, ()), "told until the site has judged it"


def test_f6_a_medium_that_is_pulled_stops_nothing_and_is_told_once(
    path: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.ERROR):
        assert lived(path, tmp_path / "pulled", attempt(1, "a"), attempt(2, "b")) == (1, ())
    assert len([record for record in caplog.records if "F6" in record.message]) == 1


def test_f6_what_stands_there_is_bounded_and_may_be_spoilt(path: Path, tmp_path: Path) -> None:
    file = tmp_path / "codes"
    file.write_text("nonsense\n" + "0000000001 00000000000000000001 old\n" * (2 * KEPT))
    lived(path, tmp_path, attempt(1, "a"))
    assert len(file.read_text().splitlines()) == KEPT + 1
    assert file.stat().st_mode & 0o077 == 0
