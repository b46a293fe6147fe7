"""T19: whatever is done to the custody log is found, and the place is named (F71)."""

import asyncio
import hashlib
import json
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from store_samples import A01, ORDER, STAMP, counting_salts, fact, facts, order, salt

from lockerd.domain.model.facts import FactType
from lockerd.store import Commit, Fault, Head, Store, StoreDamagedError, Wanted, custody, tree, verify
from lockerd.store.custody import commitment_of

ROWS = 300


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("custody") / "lockerd.db"
    store = Store.open(path, new_salt=counting_salts())
    about = (fact(FactType.ORDER_ANNOUNCED, about=ORDER, authority="stadt"),)
    asyncio.run(store.commit(Commit(stamp=STAMP, rows=(order(),), facts=about + facts(ROWS - 1))))
    store.close()
    assert verify(path).rows == ROWS
    return path


@pytest.fixture
def log(original: Path, path: Path) -> Path:
    path.write_bytes(original.read_bytes())
    path.with_name("head").write_bytes(original.with_name("head").read_bytes())
    return path


@contextmanager
def tampering(path: Path) -> Iterator[sqlite3.Connection]:
    """Write past the guards, as somebody with root and time would."""
    db = sqlite3.connect(path, isolation_level=None)
    try:
        db.execute("DROP TRIGGER custody_is_never_changed")
        db.execute("DROP TRIGGER custody_is_never_shortened")
        yield db
    finally:
        db.close()


def found(path: Path) -> Fault:
    fault = verify(path).fault
    assert fault is not None
    return fault


CHANGES = {
    "epoch": "epoch + 1",
    "number": "number + 100000",
    "boot": "boot || 'x'",
    "mono_ms": "mono_ms + 1",
    "lo_s": "lo_s - 1",
    "hi_s": "NULL",
    "type": "'door.closed'",
    "compartment": "'A02'",
    "commitment": "CASE WHEN commitment IS NULL THEN 'ab' END",
    "data": "replace(data, ':', ': ')",
    "prev": "'zz' || substr(prev, 3)",
    "hash": "'zz' || substr(hash, 3)",
}


@pytest.mark.parametrize("number", [1, 2, 150, ROWS - 1, ROWS])
@pytest.mark.parametrize("column", CHANGES)
def test_a_changed_value_is_found(log: Path, column: str, number: int) -> None:
    with tampering(log) as db:
        db.execute(f"UPDATE custody SET {column} = {CHANGES[column]} WHERE number = {number}")
    assert found(log).number == number


def test_every_row_in_turn_deleted(log: Path) -> None:
    with tampering(log) as db:
        for number in range(1, ROWS + 1):
            row = db.execute("SELECT * FROM custody WHERE number = ?", (number,)).fetchone()
            db.execute("DELETE FROM custody WHERE number = ?", (number,))
            fault = found(log)
            assert (fault.epoch, fault.number) == (1, number)
            assert "missing" in fault.what
            db.execute(f"INSERT INTO custody VALUES ({', '.join('?' * len(row))})", row)
    assert verify(log).fault is None


@pytest.mark.parametrize("keep_numbers", [False, True], ids=["whole rows", "content under the old numbers"])
@pytest.mark.parametrize("number", [1, 7, ROWS - 1])
def test_swapped_neighbours_are_found(log: Path, number: int, keep_numbers: bool) -> None:
    columns = "boot, mono_ms, lo_s, hi_s, type, compartment, commitment, data, prev, hash"
    with tampering(log) as db:
        one, two = db.execute("SELECT * FROM custody WHERE number IN (?, ?)", (number, number + 1)).fetchall()
        db.execute("DELETE FROM custody WHERE number IN (?, ?)", (number, number + 1))
        if keep_numbers:
            one, two = one[:3] + two[3:], two[:3] + one[3:]
        else:
            one, two = (one[0], *two[1:]), (two[0], *one[1:])
        for row in (one, two):
            db.execute(f"INSERT INTO custody (position, epoch, number, {columns}) VALUES ({','.join('?' * 13)})", row)
    assert found(log).number == number


@pytest.mark.parametrize("kept", [0, 1, 100, ROWS - 1])
def test_a_cut_tail_is_found_and_nothing_is_numbered_anew(log: Path, kept: int) -> None:
    with tampering(log) as db:
        db.execute("DELETE FROM custody WHERE number > ?", (kept,))
        db.execute("DELETE FROM outbox")
    assert found(log) == Fault(1, kept + 1, "missing: the log is cut short")
    with pytest.raises(StoreDamagedError, match=f"epoch 1, number {kept + 1}"):
        Store.open(log, new_salt=bytes)


def test_a_cut_tail_with_a_mended_head_shows_in_the_copy(log: Path) -> None:
    with tampering(log) as db:
        db.execute("DELETE FROM custody WHERE number > 200")
        db.execute("UPDATE head SET (number, hash) = (SELECT number, hash FROM custody WHERE number = 200)")
    fault = found(log)
    assert (fault.epoch, fault.number) == (1, ROWS)


def test_a_row_added_behind_the_head_is_found(log: Path) -> None:
    with tampering(log) as db:
        row = list(db.execute("SELECT * FROM custody WHERE number = ?", (ROWS,)).fetchone())
        row[0], row[2], row[11] = ROWS + 1, ROWS + 1, row[12]
        db.execute(f"INSERT INTO custody VALUES ({','.join('?' * 13)})", row)
    assert found(log).number == ROWS + 1


def rewrite_from(first: int, db: sqlite3.Connection) -> None:
    """One row changed and every later hash made anew."""
    prev = db.execute("SELECT prev FROM custody WHERE number = ?", (first,)).fetchone()[0]
    for values in db.execute("SELECT * FROM custody WHERE number >= ? ORDER BY number", (first,)).fetchall():
        (position, epoch, number, boot, mono_ms, lo_s, hi_s, kind, place, commitment, data, _, _) = values
        place = "A99" if number == first else place
        body = {
            "epoch": epoch,
            "number": number,
            "boot": boot,
            "mono_ms": mono_ms,
            "lo_s": lo_s,
            "hi_s": hi_s,
            "type": kind,
            "compartment": place,
            "order": commitment,
            "data": json.loads(data),
            "prev": prev,
        }
        text = json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        digest = hashlib.sha256(text.encode("utf-8")).hexdigest()
        change = "UPDATE custody SET compartment = ?, prev = ?, hash = ? WHERE position = ?"
        db.execute(change, (place, prev, digest, position))
        prev = digest


def test_a_rewritten_rest_does_not_end_at_the_head(log: Path) -> None:
    """Only the head, kept apart, still tells, where the tree was made anew as well."""
    with tampering(log) as db:
        rewrite_from(250, db)
        db.execute("DELETE FROM tree")
        tree.build(db)
    assert found(log) == Fault(1, ROWS, "it is not the recorded head")


@pytest.mark.parametrize(("first", "found_at"), [(250, 256), (257, ROWS)])
def test_a_rewritten_rest_has_another_tree(log: Path, first: int, found_at: int) -> None:
    with tampering(log) as db:
        rewrite_from(first, db)
    assert found(log).number == found_at


def test_a_row_rewritten_with_a_hash_that_fits_is_not_continued_by_the_next(log: Path) -> None:
    with tampering(log) as db:
        db.execute("UPDATE custody SET compartment = 'A99' WHERE number = 150")
        [values] = custody.select(db, after=149, limit=1)
        db.execute("UPDATE custody SET hash = ? WHERE number = 150", (custody.hash_of(custody.row_from(values)),))
    assert found(log) == Fault(1, 151, "it does not continue the row before")


def test_data_that_is_not_json_is_damage_wherever_it_is_read(log: Path) -> None:
    with tampering(log) as db:
        db.execute("UPDATE custody SET data = 'opened' WHERE number = 7")
    assert found(log) == Fault(1, 7, "its data is not JSON")
    store = Store.open(log, new_salt=bytes)
    for read in (store.custody, store.unsent):
        assert len(asyncio.run(read(0, 6))) == 6
        with pytest.raises(StoreDamagedError, match="custody verify"):
            asyncio.run(read(0, 7))
    store.close()


def flipped(path: Path, needle: bytes) -> None:
    content = bytearray(path.read_bytes())
    places = [at for at in range(len(content)) if content.startswith(needle, at)]
    assert places
    for at in places:
        content[at] ^= 0x01
    path.write_bytes(content)


def test_a_bit_flipped_on_the_medium_is_found(log: Path) -> None:
    with sqlite3.connect(log) as db:
        [(digest,)] = db.execute("SELECT hash FROM custody WHERE number = 123").fetchall()
    db.close()
    flipped(log, digest.encode())
    assert found(log).number == 123


async def test_the_hash_is_the_published_one(store: Store) -> None:
    await store.commit(Commit(stamp=STAMP, rows=(order(),), facts=(fact(about=ORDER, observed="ö"),)))
    [row] = await store.custody(0, 10)
    commitment = hashlib.sha256(salt(1) + ORDER.encode()).hexdigest()
    text = (
        f'{{"boot":"{STAMP.boot}","compartment":"A01","data":{{"observed":"ö"}},"epoch":1,"hi_s":{STAMP.hi_s},'
        f'"lo_s":{STAMP.lo_s},"mono_ms":{STAMP.mono_ms},"number":1,"order":"{commitment}","prev":"{"0" * 64}",'
        f'"type":"door.opened"}}'
    )
    assert row.hash == hashlib.sha256(text.encode("utf-8")).hexdigest()
    assert (row.order, row.commitment, row.compartment) == (ORDER, commitment, A01)
    assert store.head == Head(epoch=1, number=1, hash=row.hash)


async def test_one_salt_per_order_and_never_the_same_for_two(store: Store) -> None:
    from lockerd.domain.model.ids import OrderId

    other = OrderId("other")
    told = [fact(about=ORDER), fact(about=other), fact(about=ORDER), fact(about=OrderId("never stored"))]
    await store.commit(Commit(stamp=STAMP, rows=(order(), order(other)), facts=tuple(told)))
    await store.commit(Commit(stamp=STAMP, facts=(fact(about=ORDER),)))
    one, two, three, stranger, five = await store.custody(0, 10)
    assert one.commitment == three.commitment == five.commitment
    assert two.commitment == commitment_of(salt(2), other)
    assert (stranger.commitment, stranger.order) == (None, None), "its id could never be erased again"


def test_the_log_refuses_to_be_changed_from_inside(log: Path) -> None:
    with sqlite3.connect(log) as db:
        for change in ("UPDATE custody SET type = 'x'", "DELETE FROM custody"):
            with pytest.raises(sqlite3.IntegrityError, match="never"):
                db.execute(change)
    db.close()


async def test_verify_while_a_writer_runs(store: Store, path: Path) -> None:
    await store.commit(Commit(stamp=STAMP, facts=facts(2_500)))
    results: list[tuple[int, Fault | None]] = []
    done = threading.Event()

    def watch() -> None:
        while not done.is_set():
            verified = verify(path)
            results.append((verified.rows, verified.fault))

    watcher = threading.Thread(target=watch)
    watcher.start()
    commits = 0
    while len(results) < 5:
        await store.commit(Commit(stamp=STAMP, facts=facts(20)))
        commits += 1
    done.set()
    await asyncio.to_thread(watcher.join)
    assert [fault for _, fault in results] == [None] * len(results)
    assert results[-1][0] > results[0][0], "the writer was not held up meanwhile"
    assert verify(path).rows == 2_500 + 20 * commits


def test_verify_says_so_when_there_is_no_database(tmp_path: Path) -> None:
    from lockerd.store import StoreUnusableError

    with pytest.raises(StoreUnusableError, match=r"none\.db"):
        verify(tmp_path / "none.db")
    assert list(tmp_path.iterdir()) == []


def test_verify_says_so_when_it_is_not_one(tmp_path: Path) -> None:
    path = tmp_path / "lockerd.db"
    path.write_bytes(b"no database at all" * 500)
    with pytest.raises(StoreDamagedError, match=r"lockerd\.db is damaged"):
        verify(path)


@pytest.mark.parametrize(
    ("wanted", "index"),
    [
        (Wanted(compartment=A01), "custody_of_compartment"),
        (Wanted(order=ORDER), "custody_of_order"),
        (Wanted(compartment=A01, since_s=1), "custody_of_compartment"),
    ],
    ids=["compartment", "order", "compartment and time"],
)
def test_the_log_of_one_door_is_found_without_looking_through_all_of_it(
    store: Store, path: Path, wanted: Wanted, index: str
) -> None:
    """The reader that looks through a million rows keeps central waiting."""
    condition, values = wanted.where()
    with closing(sqlite3.connect(path)) as db:
        text = f"EXPLAIN QUERY PLAN SELECT * FROM custody WHERE position > ?{condition} ORDER BY position DESC LIMIT ?"
        plan = " ".join(str(row[3]) for row in db.execute(text, (0, *values, 20)))
    assert index in plan
    assert "TEMP B-TREE" not in plan
