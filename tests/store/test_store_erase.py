"""Erasing an order leaves a chain that verifies and no trace of what named the case (design rule 12)."""

import asyncio
import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest
from store_samples import (
    A01,
    A02,
    CASE,
    KEEP,
    ORDER,
    STAMP,
    attempt,
    brought,
    compartment,
    fact,
    facts,
    grant,
    order,
    part,
    places,
    receipt,
    record,
    salt,
)

from lockerd.domain.model.attempts import Outcome
from lockerd.domain.model.compartments import Condition
from lockerd.domain.model.facts import FactType
from lockerd.domain.model.ids import OrderId, PartId
from lockerd.store import Commit, OutgoingEvent, Recorded, Store, verify


def on_disk(path: Path) -> bytes:
    return b"".join(file.read_bytes() for file in sorted(path.parent.iterdir()))


async def filled(store: Store) -> None:
    """An order with everything that can name it, among others."""
    other = OrderId("another order")
    rows = (
        order(parts=2),
        order(other),
        part(),
        part(number=2, at=A02),
        part(other),
        grant("aa" * 16),
        grant("bb" * 16, of=other),
        attempt(1, of=ORDER, outcome=Outcome.OPENED),
        attempt(2, of=ORDER, outcome=Outcome.NOT_OBSERVED),
        attempt(3, of=other, outcome=Outcome.OPENED),
        compartment(A01, condition=Condition.FREE, pulse=2),
        compartment(A02, holds=part(other).id),
    )
    told = (fact(FactType.ORDER_CLOSED, about=ORDER), *facts(5), fact(about=other), fact(about=ORDER))
    await store.commit(Commit(stamp=STAMP, rows=rows, facts=told))


async def test_erased_is_gone_from_every_file(store: Store, path: Path) -> None:
    await filled(store)
    assert ORDER.encode() in on_disk(path)
    assert CASE.encode() in on_disk(path)
    assert salt(1) in on_disk(path)
    await store.commit(Commit(stamp=STAMP, rows=(order(OrderId("another order")),), erased=(ORDER,)))
    await store.prune(lo_s=STAMP.lo_s, keep=KEEP)
    content = on_disk(path)
    assert ORDER.encode() not in content
    # the other order has the same case reference in this test: exactly one copy of it is left in use
    with sqlite3.connect(path) as db:
        assert db.execute("SELECT count(*) FROM orders WHERE case_reference = ?", (CASE,)).fetchone() == (1,)
    db.close()
    assert content.count(CASE.encode()) == 1
    assert salt(1) not in content, "the salt is gone, the commitment cannot be opened any more"


async def test_the_chain_still_verifies_and_events_name_nothing(store: Store, path: Path) -> None:
    await filled(store)
    before = [(row.commitment, row.hash) for row in await store.custody(0, 100)]
    await store.acknowledged([out.id for out in await store.unsent(0, 100)])
    head = await store.commit(Commit(stamp=STAMP, erased=(ORDER,), facts=(fact(FactType.ORDER_CLOSED, about=ORDER),)))
    assert verify(path).fault is None
    assert [(row.commitment, row.hash) for row in await store.custody(0, 8)] == before
    await store.replay(1, head.number)
    events = [out for out in await store.unsent(0, 100) if isinstance(out, OutgoingEvent)]
    assert len(events) == head.number
    named = {event.row.order for event in events}
    assert named == {None, "another order"}
    assert all((event.salt is None) == (event.row.order is None) for event in events)


async def test_what_else_knew_the_order_forgets_it(store: Store) -> None:
    await filled(store)
    await store.commit(Commit(stamp=STAMP, erased=(ORDER,)))
    state = store.load(places()).state
    assert set(state.orders) == set(state.grants_of) == {"another order"}
    assert set(state.parts) == set(state.live) == {PartId(OrderId("another order"), 1)}
    assert set(state.grants) == {"bb" * 16}
    assert {attempt.part for attempt in state.attempts.values()} == {None}
    assert set(state.attempts) == {2}, "a late opening still belongs to it"
    # memory may hold the old row of that attempt: writing it again does not bring the name back
    await store.commit(Commit(stamp=STAMP, rows=(attempt(2, of=ORDER, outcome=Outcome.OPENED),)))
    assert store.load(places()).state.attempts[attempt(2).id] == attempt(2, outcome=Outcome.OPENED)


async def test_receipts_and_records_come_back_after_a_restart_and_go_with_their_order(store: Store, path: Path) -> None:
    other = OrderId("another order")
    mine, others = replace(brought(receipt=2), missing=("only_mine",)), brought(other, receipt=3)
    papers = {row.id: row for row in (record(1), receipt(2), receipt(3, other))}
    rows = (order(), order(other), mine, others, *papers.values())
    await store.commit(Commit(stamp=STAMP, rows=rows))
    state = store.load(places()).state
    assert dict(state.receipts) == papers
    assert dict(state.parts) == {mine.id: mine, others.id: others}
    await store.commit(Commit(stamp=STAMP, erased=(ORDER,)))
    await store.prune(lo_s=STAMP.lo_s, keep=KEEP)
    state = store.load(places()).state
    assert dict(state.receipts) == {3: receipt(3, other)}
    assert dict(state.parts) == {others.id: others}
    assert ORDER.encode() not in on_disk(path), "the paper remains with the person alone"
    assert b"only_mine" not in on_disk(path), "and what was said to be missing with nobody"


async def test_erasing_twice_or_nothing_is_harmless(store: Store) -> None:
    await filled(store)
    for _ in range(2):
        await store.commit(Commit(stamp=STAMP, erased=(ORDER, OrderId("never seen"))))
    assert len(store.load(places()).state.orders) == 1


async def test_prune_forgets_what_is_past_its_time_and_keeps_the_rest(store: Store) -> None:
    now_s = STAMP.lo_s
    ages_s = {"http": 24 * 3600, "command": 30 * 24 * 3600}
    memos = [
        Recorded(scope=scope, key=f"{scope}{delta}", fingerprint="f", answer="{}", lo_s=now_s - age_s - delta)
        for scope, age_s in ages_s.items()
        for delta in (-1, 0, 1)
    ]
    await filled(store)
    loose = (attempt(7, outcome=Outcome.OPENED), attempt(8, compartment=A02))
    await store.commit(Commit(stamp=STAMP, rows=loose, recorded=tuple(memos)))
    assert await store.prune(lo_s=now_s, keep=KEEP) == 3
    loaded = store.load(places())
    assert {memo.key for memo in loaded.recorded} == {"http-1", "http0", "command-1", "command0"}
    kept = store._writer.call(lambda db: db.execute("SELECT id FROM attempts ORDER BY id").fetchall())
    assert kept == [(1,), (2,), (3,), (8,)]
    assert await store.prune(lo_s=now_s, keep=KEEP) == 0


async def test_prune_does_not_wait_for_a_reader(store: Store, path: Path) -> None:
    await filled(store)
    reader = sqlite3.connect(path, isolation_level=None)
    try:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM orders").fetchone()
        await store.commit(Commit(stamp=STAMP, erased=(ORDER,)))
        async with asyncio.timeout(4):
            await store.prune(lo_s=STAMP.lo_s, keep=KEEP)
        assert ORDER.encode() in on_disk(path), "the reader still looks at the old pages"
    finally:
        reader.close()
    await store.prune(lo_s=STAMP.lo_s, keep=KEEP)
    assert ORDER.encode() not in on_disk(path)


@pytest.mark.parametrize("again", [1, 2])
async def test_a_memo_recorded_again_replaces_the_first(store: Store, again: int) -> None:
    for count in range(again + 1):
        memo = Recorded(scope="http", key="same", fingerprint=str(count), answer="{}", lo_s=STAMP.lo_s)
        await store.commit(Commit(stamp=STAMP, recorded=(memo,)))
    assert [memo.fingerprint for memo in store.load({}).recorded] == [str(again)]
