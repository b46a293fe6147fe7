"""The Merkle tree over the rows: that of the definition in RFC 9162, at any size, in any epoch, from any release."""

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from rfc9162 import mth, proof
from rfc9162 import path as path_of
from store_samples import STAMP, counting_salts, facts

from lockerd.codes.tree import grown_root, included_root
from lockerd.store import Commit, Store, StoreDamagedError, verify
from lockerd.store.connection import connect_reader, connect_writer, transaction
from lockerd.store.migrations import SCRIPTS, migrate
from lockerd.store.tree import DIFFERS, WIDTH, Tree

COMMITS = (1, 2, 253, 1, 300, 7)
"""Rows of each commit: into the first run of 256 nodes, to its end, over it."""
ROWS = sum(COMMITS)


def lived(path: Path, commits: tuple[int, ...] = COMMITS) -> None:
    store = Store.open(path, new_salt=counting_salts())
    for count in commits:
        asyncio.run(store.commit(Commit(stamp=STAMP, facts=facts(count))))
    store.close()


def hashes(path: Path, epoch: int = 1) -> list[bytes]:
    with closing(connect_reader(path)) as db:
        found = db.execute("SELECT hash FROM custody WHERE epoch = ? ORDER BY number", (epoch,))
        return [bytes.fromhex(digest) for (digest,) in found]


def test_the_edge_is_that_of_all_rows_after_every_commit(path: Path) -> None:
    store = Store.open(path, new_salt=counting_salts())
    for count in COMMITS:
        head = asyncio.run(store.commit(Commit(stamp=STAMP, facts=facts(count))))
        assert asyncio.run(store.root(1, head.number)) == mth(hashes(path))
        edge = store._writer.call(lambda db: db.execute("SELECT edge FROM head").fetchone()[0])
        assert len(edge) == 32 * head.number.bit_count()
    store.close()
    assert verify(path).fault is None


@pytest.mark.parametrize("size", [1, 2, 3, 255, 256, 257, 300, 511, 512, 513, ROWS])
def test_every_size_has_the_root_and_the_proofs_of_the_definition(path: Path, size: int) -> None:
    lived(path)
    entries = hashes(path)
    with closing(connect_reader(path)) as db:
        for number in {1, size // 2 + 1, size - 1 or 1, size}:
            shown = Tree(db, 1).inclusion(number, size)
            assert shown == path_of(number - 1, entries[:size])
            assert included_root(entries[number - 1], number - 1, size, shown) == mth(entries[:size])
            grown = Tree(db, 1).consistency(number, size)
            assert grown == proof(number, entries[:size])
            assert grown_root(mth(entries[:number]), number, size, grown) == mth(entries[:size])


def test_a_new_epoch_has_a_tree_of_its_own_and_the_old_one_can_be_proven_on(path: Path, tmp_path: Path) -> None:
    lived(path, (600,))
    before = mth(hashes(path))
    path.with_name("head").write_bytes(b"%010d %020d\n" % (1, 700))
    lived(path, (3, 255))
    with closing(connect_reader(path)) as db:
        assert Tree(db, 1).root(600) == before
        assert Tree(db, 2).root(258) == mth(hashes(path, 2))
    assert verify(path).fault is None


def test_f19_a_database_without_a_tree_gets_it_at_its_first_start(path: Path) -> None:
    """As release 0.1.0 left it, in two epochs, the second without a row."""
    lived(path, (700,))
    with closing(sqlite3.connect(path)) as db:
        rows = db.execute("SELECT * FROM custody ORDER BY position").fetchall()
    for file in (path, path.with_name("head")):
        file.unlink()
    with closing(connect_writer(path)) as db, transaction(db):
        migrate(db, SCRIPTS[:1])
        db.executemany(f"INSERT INTO custody VALUES ({', '.join('?' * len(rows[0]))})", rows)
        db.execute("UPDATE head SET epoch = 1, number = 700, hash = ?", (rows[-1][-1],))
    assert verify(path).fault is None, "before it is there as well"
    path.with_name("head").write_bytes(b"%010d %020d\n" % (1, 800))
    lived(path, (2,))
    with closing(connect_reader(path)) as db:
        assert Tree(db, 1).root(700) == mth(hashes(path))
        assert Tree(db, 2).root(2) == mth(hashes(path, 2))
        assert db.execute("SELECT count(*) FROM tree").fetchone()[0] == 700 // WIDTH
    assert verify(path).fault is None


SPOILT = {
    "the edge is of fewer rows": "UPDATE head SET edge = substr(edge, 33)",
    "the edge is gone": "UPDATE head SET edge = x''",
    "the edge is another": "UPDATE head SET edge = zeroblob(length(edge))",
    "a node is another": "UPDATE tree SET hash = zeroblob(32) WHERE place = 1",
    "a node is gone": "DELETE FROM tree WHERE place = 1",
}


@pytest.mark.parametrize("how", SPOILT)
def test_a_tree_that_is_not_that_of_the_rows_is_found_at_the_start_and_by_verify(path: Path, how: str) -> None:
    lived(path)
    with closing(sqlite3.connect(path)) as db, db:
        db.execute(SPOILT[how])
    fault = verify(path).fault
    assert fault is not None
    assert fault.what == DIFFERS
    with pytest.raises(StoreDamagedError, match="tree over the log"):
        Store.open(path, new_salt=counting_salts())


def test_a_proof_reads_a_few_runs_however_long_the_log_is(path: Path) -> None:
    lived(path, (2_000,) * 5)
    read: list[int] = []
    with closing(connect_reader(path)) as db:
        db.set_trace_callback(lambda text: read.append(text.startswith("SELECT hash")))
        Tree(db, 1).inclusion(1, 10_000)
        assert sum(read) <= 3, "the run of the row, that of the newest, one above them"


def test_rows_that_are_missing_prove_nothing(path: Path) -> None:
    lived(path, (20,))
    with closing(connect_reader(path)) as db, pytest.raises(ValueError, match="missing"):
        Tree(db, 1).root(21)
