"""F60: the content of old rows goes, their hashes stay: chain, tree and proofs hold, and nothing needed goes."""

import asyncio
import json
import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from rfc9162 import mth
from rfc9162 import path as path_of
from store_samples import A01, ORDER, PART, STAMP, compartment, counting_salts, fact, facts, order, part, places

from lockerd.domain.model.facts import FactType
from lockerd.domain.model.kept import Kept
from lockerd.domain.model.state import Site
from lockerd.store import Commit, CutRow, OutgoingEvent, Store, cutting, read_file, verify
from lockerd.store.connection import connect_reader
from lockerd.store.tree import Tree

DAY_S = 86_400
DAYS = 16
ROWS = 100
"""Of each day."""
ALL = DAYS * ROWS
BEGIN_S = STAMP.lo_s


def on(day: int) -> int:
    return BEGIN_S + day * DAY_S


async def lived(store: Store, *, named: frozenset[int] = frozenset()) -> None:
    """A hundred rows a day, all of them with central; on the days ``named`` one of them is about the order."""
    for day in range(DAYS):
        stamp = replace(STAMP, lo_s=on(day), hi_s=on(day) + 5)
        about = (fact(FactType.ORDER_RESERVED, about=ORDER, at=A01),) if day in named else ()
        rows = (order(), part(), compartment(holds=PART)) if day in named else ()
        await store.commit(Commit(stamp=stamp, rows=rows, facts=about + facts(ROWS - len(about))))
    await delivered(store)


async def delivered(store: Store) -> None:
    while waiting := await store.unsent(0, 1_000):
        await store.acknowledged([each.id for each in waiting])


async def decided(store: Store, to: tuple[int, int]) -> None:
    await store.commit(Commit(stamp=STAMP, rows=(Site(kept=Kept(cut_to=to)),)))


async def cut(store: Store, to: tuple[int, int]) -> int:
    await decided(store, to)
    gone = 0
    while some := await store.cut(to):
        gone += some
    return gone


def numbers(path: Path, table: str) -> list[int]:
    with closing(connect_reader(path)) as db:
        return [number for (number,) in db.execute(f"SELECT number FROM {table} ORDER BY position")]


async def reach(store: Store, *, confirmed: int = ALL, days: int = DAYS, since: int = 0) -> tuple[int, int, int] | None:
    return await store.reach((1, since), confirmed={1: confirmed}, before_s=on(days))


async def test_what_is_old_and_held_by_central_may_go_and_the_newest_thousand_never(store: Store) -> None:
    await lived(store)
    assert await reach(store, days=3) == (1, 300, 300)
    assert await reach(store, days=3, confirmed=250) == (1, 250, 250)
    assert await reach(store, days=3, confirmed=0) is None
    assert await reach(store) == (1, ALL - cutting.KEPT_WHOLE, ALL - cutting.KEPT_WHOLE)
    assert await reach(store, since=500) == (1, 600, 100)
    assert await store.reach((0, 0), confirmed={2: 9_999}, before_s=on(DAYS)) is None


async def test_a_row_whose_time_nobody_knew_is_as_old_as_the_next_one_that_is_dated(store: Store) -> None:
    """And one whose lower end lies late stops it, whatever was believed afterwards."""
    for day, hi in ((0, 5), (1, None), (2, None)):
        hi_s = None if hi is None else on(day) + hi
        await store.commit(Commit(stamp=replace(STAMP, lo_s=on(0), hi_s=hi_s), facts=facts(100)))
    await lived(store)
    assert await reach(store, days=0) is None
    await store.commit(Commit(stamp=replace(STAMP, lo_s=on(1), hi_s=on(1)), facts=facts(1_000)))
    found = await reach(store, days=1, confirmed=9_999)
    assert found == (1, 400, 400), "all of the first day, the undated rows too"


async def test_chain_tree_and_proofs_are_as_they_were(store: Store, path: Path) -> None:
    await lived(store)
    hashes = [bytes.fromhex(row.hash) for row in read_file(path)]
    before = {size: await store.root(1, size) for size in (1, 255, 256, 257, 600, ALL)}
    grown = await store.prove_growth(1, 300)
    assert await cut(store, (1, 600)) == 600
    verified = verify(path)
    assert (verified.fault, verified.rows, verified.cut) == (None, ALL, 600)
    assert [bytes.fromhex(row.hash) for row in read_file(path)] == hashes
    assert {size: await store.root(1, size) for size in before} == before
    assert before[600] == mth(hashes[:600])
    assert await store.prove_growth(1, 300) == grown
    with closing(connect_reader(path)) as db:
        for number in (1, 256, 600):
            assert Tree(db, 1).inclusion(number, ALL) == path_of(number - 1, hashes)
    assert await store.prove_row(1, 600) is None
    assert await store.was_cut(1, 600)
    assert await store.prove_row(1, 601) is not None
    assert not await store.was_cut(1, 601)


async def test_it_goes_on_after_a_restart_as_if_nothing_were_gone(path: Path) -> None:
    store = Store.open(path, new_salt=counting_salts())
    await lived(store)
    await cut(store, (1, 600))
    store.close()
    store = Store.open(path, new_salt=counting_salts())
    assert store.load(places()).state.site.kept.cut_to == (1, 600)
    assert (await store.commit(Commit(stamp=STAMP, facts=facts(2)))).number == ALL + 2
    assert await store.newest_number(1) == ALL + 2
    store.close()
    assert verify(path).fault is None


async def test_what_an_order_needs_stays_whole_until_it_is_erased(store: Store, path: Path) -> None:
    """Its own rows, wherever they stand, and what happened at its door since."""
    await lived(store, named=frozenset({2, 4}))
    at_door = set(range(201, 601))
    assert await cut(store, (1, 600)) == 600 - len(at_door), "facts(...) are all about this door"
    assert set(numbers(path, "custody")) >= at_door
    await store.commit(Commit(stamp=STAMP, rows=(compartment(),), facts=facts(1), erased=(ORDER,)))
    await delivered(store)
    assert await cut(store, (1, 600)) == len(at_door)
    assert verify(path).fault is None


async def test_what_central_does_not_have_stays_whole(store: Store, path: Path) -> None:
    await lived(store)
    assert await store.replay(100, 110) == 11
    assert await cut(store, (1, 600)) == 589
    assert [row.row.number for row in await store.unsent(0, 99) if isinstance(row, OutgoingEvent)] == [*range(100, 111)]
    await delivered(store)
    assert await cut(store, (1, 600)) == 11


async def test_a_replay_says_what_was_cut_and_brings_the_rest(store: Store) -> None:
    await lived(store)
    await store.replay(300, 310)
    await cut(store, (1, 600))
    assert await store.replay(290, 610) == 321
    sent = [row.row.number for row in await store.unsent(0, 999) if isinstance(row, OutgoingEvent)]
    assert sorted(sent) == [*range(300, 311), *range(601, 611)]
    assert await store.cut_among(290, 610) == [(290, 299), (311, 600)]
    assert await store.cut_among(1, None) == [(1, 299), (311, 600)]
    assert await store.cut_among(601, None) == []
    assert await store.cut_among(1, None, epoch=2) == []


async def test_an_epoch_that_was_cut_whole_is_known_on(path: Path) -> None:
    store = Store.open(path, new_salt=counting_salts())
    await store.commit(Commit(stamp=STAMP, facts=facts(700)))
    await delivered(store)
    root = await store.root(1, 700)
    store.close()
    path.with_name("head").write_bytes(b"%010d %020d\n" % (1, 800))
    store = Store.open(path, new_salt=counting_salts())
    await lived(store)
    assert await store.reach((0, 0), confirmed={1: 699, 2: ALL}, before_s=on(DAYS)) == (1, 699, 699)
    assert await store.reach((0, 0), confirmed={1: 700, 2: ALL}, before_s=on(DAYS)) == (2, 600, 1_300)
    assert await cut(store, (2, 600)) == 1_300
    assert await store.newest_number(1) == 700
    assert await store.root(1, 700) == root
    assert await store.cut_among(1, None, epoch=1) == [(1, 700)]
    store.close()
    assert verify(path).fault is None


@pytest.mark.parametrize(
    "tampering",
    [
        "UPDATE cut SET hash = zeroblob(32) WHERE number = 300",
        "DELETE FROM cut WHERE number = 300",
        "UPDATE cut SET number = number + 5000 WHERE number = 300",
        "INSERT INTO cut SELECT position, epoch, number, x'00' FROM custody WHERE number = 700",
    ],
)
async def test_f71_whoever_changes_what_is_left_of_a_row_is_found(store: Store, path: Path, tampering: str) -> None:
    await lived(store)
    await cut(store, (1, 600))
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        with pytest.raises(sqlite3.IntegrityError, match=r"the custody log is|what is cut stands"):
            db.execute(tampering)
        for trigger in ("cut_is_never_changed", "cut_is_never_shortened", "cut_only_as_they_were"):
            db.execute(f"DROP TRIGGER {trigger}")
        db.execute(tampering)
    assert verify(path).fault is not None


async def test_f71_a_row_that_somebody_else_cut_is_found(store: Store, path: Path) -> None:
    """With nothing but SQL the guards let through: the chain holds, and nobody decided it."""
    await lived(store)
    await cut(store, (1, 600))
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        db.create_function("unhex", 1, bytes.fromhex)
        db.execute("INSERT INTO cut SELECT position, epoch, number, unhex(hash) FROM custody WHERE number = 700")
        db.execute("DELETE FROM custody WHERE number = 700")
    fault = verify(path).fault
    assert fault is not None
    assert fault.number == 700
    assert "nobody decided" in fault.what


async def test_a_log_is_read_and_checked_while_it_is_cut(store: Store, path: Path) -> None:
    await lived(store)
    await decided(store, (1, 600))
    checks = [asyncio.create_task(asyncio.to_thread(verify, path)) for _ in range(4)]
    reads = [asyncio.create_task(asyncio.to_thread(lambda: list(read_file(path)))) for _ in range(4)]
    for _ in range(600 // cutting.CHUNK_ROWS + 1):
        await store.cut((1, 600))
        await asyncio.sleep(0)
    assert [(each.fault, each.rows) for each in await asyncio.gather(*checks)] == [(None, ALL)] * 4
    for rows in await asyncio.gather(*reads):
        assert [row.number for row in rows] == [*range(1, ALL + 1)]


async def test_f1_killed_at_any_statement_of_a_cut_nothing_is_half_gone(path: Path, tmp_path: Path) -> None:
    """The file as it stood at each statement, log and all, is what a power cut would leave."""
    store = Store.open(path, new_salt=counting_salts())
    await lived(store)
    await decided(store, (1, 600))
    copies: list[Path] = []

    def copied(statement: str) -> None:
        folder = tmp_path / f"cut-{len(copies)}"
        if statement.startswith(("BEGIN", "COMMIT", "SELECT", "--")) or len(copies) < 25:
            folder.mkdir()
            for file in path.parent.glob("lockerd.db*"):
                (folder / file.name).write_bytes(file.read_bytes())
            copies.append(folder / path.name)

    store._writer.call(lambda db: db.set_trace_callback(copied))
    while await store.cut((1, 600)):
        pass
    store._writer.call(lambda db: db.set_trace_callback(None))
    store.close()
    assert len(copies) > 25
    gone = set()
    for copy in copies:
        (copy.parent / "lockerd.db-shm").unlink(missing_ok=True)
        store = Store.open(copy, new_salt=counting_salts())
        found = verify(copy)
        assert (found.fault, found.rows) == (None, ALL)
        assert found.cut % cutting.CHUNK_ROWS in {0, 600 % cutting.CHUNK_ROWS}
        gone.add(found.cut)
        while await store.cut((1, 600)):
            pass
        store.close()
        assert verify(copy).cut == 600
    assert gone >= {0, 250, 500}


def test_what_is_kept_is_told_with_its_hash(store: Store, path: Path) -> None:
    asyncio.run(lived(store))
    asyncio.run(cut(store, (1, 600)))
    first, *_ = read_file(path)
    assert isinstance(first, CutRow)
    assert json.dumps(first._asdict()).count(first.hash) == 1
    assert len(first.hash) == 64
