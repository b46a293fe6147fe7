"""Rule 8: events leave in order, none lost, and come again on demand."""

import asyncio
from pathlib import Path

import pytest
from store_samples import ORDER, STAMP, counting_salts, fact, facts, order, salt

from lockerd.store import Commit, OutgoingEvent, OutgoingReply, Reply, Store, StoreFailedError, verify


def numbers(found: list[OutgoingEvent | OutgoingReply]) -> list[int | None]:
    return [out.row.number if isinstance(out, OutgoingEvent) else None for out in found]


async def test_rule_08_events_are_numbered_without_gaps_in_order_over_restarts(path: Path) -> None:
    for life in range(5):
        store = Store.open(path, new_salt=counting_salts())
        for _ in range(3):
            await store.commit(Commit(stamp=STAMP, facts=facts(life + 1)))
        store.close()
    store = Store.open(path, new_salt=counting_salts())
    found = await store.unsent(0, 1000)
    total = 3 * (1 + 2 + 3 + 4 + 5)
    assert numbers(found) == list(range(1, total + 1))
    assert [out.id for out in found] == sorted(out.id for out in found)
    assert (store.head.epoch, store.head.number) == (1, total)
    store.close()
    assert verify(path).rows == total


async def test_events_and_replies_leave_in_the_order_of_their_commits(store: Store) -> None:
    reply = Reply(topic="lockerd/v1/s/reply/x", payload="jws", correlation=b"\x00\x01")
    await store.commit(Commit(stamp=STAMP, rows=(order(),), facts=(fact(about=ORDER),), replies=(reply,)))
    await store.commit(Commit(stamp=STAMP, facts=facts(1), replies=(Reply("t", "p", None),)))
    first, second, third, fourth = await store.unsent(0, 10)
    assert isinstance(first, OutgoingEvent)
    assert (first.row.order, first.salt, first.row.data["observed"]) == (ORDER, salt(1), "opened")
    assert second == OutgoingReply(id=2, reply=reply)
    assert isinstance(third, OutgoingEvent)
    assert (third.row.order, third.salt, third.row.prev) == (None, None, first.row.hash)
    assert fourth == OutgoingReply(id=4, reply=Reply("t", "p", None))


async def test_what_waits_is_counted_after_every_write_that_may_change_it(store: Store) -> None:
    """Fails where a count is kept over a commit, an acknowledgement or a replay, or over one that came meanwhile."""
    assert await store.waiting() == 0
    counted = asyncio.ensure_future(store.waiting())
    await store.commit(Commit(stamp=STAMP, facts=facts(5)))
    assert await counted in {0, 5}
    assert await store.waiting() == 5
    await store.acknowledged([row.id for row in await store.unsent(0, 3)])
    assert await store.waiting() == 2
    await store.replay(1)
    assert await store.waiting() == 5


async def test_unsent_pages_on_from_an_id(store: Store) -> None:
    await store.commit(Commit(stamp=STAMP, facts=facts(25)))
    seen: list[int | None] = []
    last = 0
    while page := await store.unsent(last, 10):
        assert len(page) <= 10
        seen += numbers(page)
        last = page[-1].id
    assert seen == list(range(1, 26))


async def test_acknowledged_rows_do_not_come_again_and_their_ids_are_not_reused(path: Path) -> None:
    store = Store.open(path, new_salt=counting_salts())
    await store.commit(Commit(stamp=STAMP, facts=facts(3)))
    await store.acknowledged([1, 2, 3, 999])
    await store.acknowledged([])
    assert await store.unsent(0, 10) == []
    store.close()
    store = Store.open(path, new_salt=counting_salts())
    await store.commit(Commit(stamp=STAMP, facts=facts(1)))
    [out] = await store.unsent(3, 10)
    assert (out.id, numbers([out])) == (4, [4]), "a reader that asks for ids above the last one sees it"
    store.close()


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [(1, 5, [1, 2, 3, 4, 5]), (4, 99, [4, 5]), (-3, 2, [1, 2]), (6, 9, []), (4, 3, [])],
)
async def test_replay_sends_what_there_is(store: Store, first: int, last: int, expected: list[int]) -> None:
    await store.commit(Commit(stamp=STAMP, facts=facts(5)))
    original = await store.unsent(0, 10)
    await store.acknowledged([out.id for out in original])
    assert await store.replay(first, last) == len(expected)
    again = await store.unsent(0, 100)
    assert numbers(again) == expected
    rows = {out.row.number: out.row for out in original if isinstance(out, OutgoingEvent)}
    assert [out.row for out in again if isinstance(out, OutgoingEvent)] == [rows[number] for number in expected]


async def test_replay_does_not_pile_up_what_is_still_waiting(store: Store) -> None:
    await store.commit(Commit(stamp=STAMP, facts=facts(2_500)))
    await store.acknowledged(range(11, 2_501))
    for _ in range(2):
        assert await store.replay(1, 2_500) == 2_500, "all of them will be sent"
    assert sorted(number or 0 for number in numbers(await store.unsent(0, 9_999))) == list(range(1, 2_501))


async def test_a_broken_outbox_is_reported_as_ours(store: Store) -> None:
    await store.commit(Commit(stamp=STAMP, facts=facts(1)))
    store._writer.call(lambda db: db.execute("PRAGMA query_only = ON"))
    with pytest.raises(StoreFailedError, match="readonly"):
        await store.acknowledged([1])
    store._writer.call(lambda db: db.execute("PRAGMA query_only = OFF"))
    assert len(await store.unsent(0, 10)) == 1
