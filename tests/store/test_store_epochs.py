"""Rule 8 against restored databases: no number is ever given twice (F6, F70)."""

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from store_samples import ORDER, STAMP, counting_salts, facts, order, places

from lockerd.store import Commit, Head, OutgoingEvent, Store, StoreDamagedError, verify


def lived(path: Path, commits: int) -> Head:
    store = Store.open(path, new_salt=counting_salts())
    for _ in range(commits):
        asyncio.run(store.commit(Commit(stamp=STAMP, facts=facts(2))))
    store.close()
    return store.head


def backup(path: Path, to: Path) -> None:
    with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(to)) as target:
        source.backup(target)


def test_rule_08_a_restored_database_begins_a_new_epoch(path: Path, tmp_path: Path) -> None:
    old = lived(path, 3)
    saved = tmp_path / "saved.db"
    backup(path, saved)
    lost = lived(path, 2)
    assert (lost.epoch, lost.number) == (1, 10)
    path.write_bytes(saved.read_bytes())

    store = Store.open(path, new_salt=counting_salts())
    assert store.head == Head(epoch=2, number=0, hash=old.hash)
    assert store.load(places()).head == store.head
    first = asyncio.run(store.commit(Commit(stamp=STAMP, facts=facts(1))))
    assert (first.epoch, first.number) == (2, 1)
    [row] = asyncio.run(store.custody(6, 10))
    assert row.prev == old.hash, "the chain goes on over the epochs"
    assert asyncio.run(store.replay(1, 100)) == 1
    store.close()
    assert verify(path) == verify(path).__class__(rows=7, head=first, fault=None)

    path.write_bytes(saved.read_bytes())
    again = lived(path, 1)
    assert (again.epoch, again.number) == (3, 2), "restored twice: the second epoch is not used again either"


def test_restored_while_nothing_was_lost_goes_on(path: Path, tmp_path: Path) -> None:
    lived(path, 3)
    backup(path, tmp_path / "saved.db")
    path.write_bytes((tmp_path / "saved.db").read_bytes())
    assert lived(path, 1).epoch == 1


def test_a_new_epoch_survives_a_restart_before_its_first_row(path: Path) -> None:
    lived(path, 3)
    path.with_name("head").write_bytes(b"%010d %020d\n" % (1, 100))
    assert lived(path, 0).epoch == 2
    head = lived(path, 0)
    assert (head.epoch, head.number) == (2, 0)
    assert verify(path).fault is None
    assert lived(path, 1).number == 2


@pytest.mark.parametrize("content", [None, b"", b"\x00" * 32, b"rubbish"], ids=["gone", "empty", "zeros", "rubbish"])
def test_without_its_head_copy_a_database_may_be_an_old_one(path: Path, content: bytes | None) -> None:
    lived(path, 3)
    copy = path.with_name("head")
    copy.unlink()
    if content is not None:
        copy.write_bytes(content)
    head = lived(path, 1)
    assert (head.epoch, head.number) == (2, 2)
    assert copy.read_bytes() == b"%010d %020d\n" % (2, 2)


def test_a_copy_behind_the_database_is_what_a_power_cut_leaves(path: Path) -> None:
    lived(path, 3)
    path.with_name("head").write_bytes(b"%010d %020d\n" % (1, 4))
    assert lived(path, 1).epoch == 1


def test_events_of_a_restored_outbox_keep_their_epoch(path: Path, tmp_path: Path) -> None:
    lived(path, 1)
    backup(path, tmp_path / "saved.db")
    lived(path, 1)
    path.write_bytes((tmp_path / "saved.db").read_bytes())
    store = Store.open(path, new_salt=counting_salts())
    asyncio.run(store.commit(Commit(stamp=STAMP, facts=facts(1))))
    names = [
        (out.row.epoch, out.row.number) for out in asyncio.run(store.unsent(0, 9)) if isinstance(out, OutgoingEvent)
    ]
    store.close()
    assert names == [(1, 1), (1, 2), (2, 1)]


@pytest.mark.parametrize("leftover", ["nothing", "empty file"])
def test_f16_a_lost_database_is_not_made_anew_silently(path: Path, leftover: str) -> None:
    lived(path, 1)
    path.unlink()
    if leftover == "empty file":
        path.touch()
    with pytest.raises(StoreDamagedError, match="restore a backup"):
        Store.open(path, new_salt=counting_salts())
    assert path.exists() == (leftover == "empty file")
    path.with_name("head").unlink()
    head = lived(path, 1)
    assert (head.epoch, head.number) == (1, 2), "unless somebody says that it is a new site"


def test_f16_a_log_without_its_database_is_not_thrown_away(path: Path) -> None:
    store = Store.open(path, new_salt=counting_salts())
    asyncio.run(store.commit(Commit(stamp=STAMP, rows=(order(),))))
    log = path.with_name("lockerd.db-wal")
    saved = log.read_bytes()
    store.close()
    path.unlink()
    log.write_bytes(saved)
    with pytest.raises(StoreDamagedError, match="-wal"):
        Store.open(path, new_salt=counting_salts())
    assert ORDER.encode() in log.read_bytes()


def test_that_it_was_restored_is_told_until_the_first_row_of_the_new_epoch(path: Path, tmp_path: Path) -> None:
    """A power cut before anything was judged does not make the doors certain again (F70)."""
    lived(path, 3)
    backup(path, tmp_path / "saved.db")
    lived(path, 2)
    path.write_bytes((tmp_path / "saved.db").read_bytes())
    for _ in range(2):
        store = Store.open(path, new_salt=counting_salts())
        assert store.restored
        store.close()
    lived(path, 1)
    store = Store.open(path, new_salt=counting_salts())
    assert not store.restored
    store.close()
