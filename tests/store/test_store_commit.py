"""Commits: durable, whole or not at all, numbered without gaps."""

import asyncio
import gc
import sqlite3
import subprocess
import sys
from collections.abc import Callable
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
    compartment,
    exchanging,
    fact,
    facts,
    grant,
    order,
    part,
    places,
)

from lockerd.domain.draft import key_of
from lockerd.domain.model.attempts import Outcome
from lockerd.domain.model.compartments import Condition
from lockerd.domain.model.derived import parts_of
from lockerd.domain.model.grants import GrantState
from lockerd.domain.model.ids import AttemptId, OrderId
from lockerd.domain.model.parts import PartState, RightState
from lockerd.domain.model.state import Site
from lockerd.store import MEMO_TEXT_CHARS, Commit, CommitFailed, Head, Recorded, Reply, Store, verify
from lockerd.store.records import ZERO_HASH


def on_writer(store: Store, sql: str) -> list[tuple[object, ...]]:
    return store._writer.call(lambda db: db.execute(sql).fetchall())


def test_rule_01_an_attempt_is_durable_when_commit_returns(store: Store, path: Path) -> None:
    asyncio.run(store.commit(Commit(stamp=STAMP, rows=(attempt(1),), facts=facts(1))))
    ask = (
        "import sqlite3, sys;"
        "db = sqlite3.connect(f'file:{sys.argv[1]}?mode=ro', uri=True);"
        "print(db.execute('SELECT id, compartment FROM attempts').fetchall(),"
        " db.execute('SELECT number FROM custody').fetchall())"
    )
    seen = subprocess.run([sys.executable, "-c", ask, str(path)], capture_output=True, text=True, check=True)
    assert seen.stdout.strip() == "[(1, 'A01')] [(1,)]"


async def test_rule_01_every_commit_waits_for_the_medium(store: Store) -> None:
    full = [(2,)]
    assert on_writer(store, "PRAGMA synchronous") == full
    await store.commit(Commit(stamp=STAMP, facts=facts(1)))
    await store.acknowledged([1])
    assert on_writer(store, "PRAGMA synchronous") == full, "acknowledgements are not synced, what follows is again"
    assert on_writer(store, "PRAGMA journal_mode") == [("wal",)]


async def test_rule_01_one_open_attempt_per_compartment(store: Store) -> None:
    await store.commit(Commit(stamp=STAMP, rows=(attempt(1),)))
    with pytest.raises(CommitFailed, match=r"attempts\.compartment"):
        await store.commit(Commit(stamp=STAMP, rows=(attempt(2),)))
    await store.commit(Commit(stamp=STAMP, rows=(attempt(2, compartment=A02),)))
    closes_and_opens = (attempt(3), attempt(1, outcome=Outcome.OPENED))
    await store.commit(Commit(stamp=STAMP, rows=closes_and_opens))
    assert set(store.load(places()).state.attempts) == {2, 3}


async def test_a_failed_commit_leaves_nothing_behind_and_no_gap(store: Store, path: Path) -> None:
    await store.commit(Commit(stamp=STAMP, rows=(attempt(1),), facts=facts(2)))
    before = store.head
    reply = Reply(topic="t", payload="p", correlation=None)
    memo = Recorded(scope="http", key="k" * 8, fingerprint="f", answer="{}", lo_s=1)
    with pytest.raises(CommitFailed):
        await store.commit(
            Commit(
                stamp=replace(STAMP, powered_ms=99),
                rows=(order(), attempt(2)),
                facts=facts(3),
                replies=(reply,),
                recorded=(memo,),
            )
        )
    assert store.head == before
    loaded = store.load(places())
    assert (len(loaded.state.orders), len(loaded.recorded), loaded.powered_ms) == (0, 0, STAMP.powered_ms)
    assert len(await store.unsent(0, 100)) == 2
    head = await store.commit(Commit(stamp=STAMP, facts=facts(1)))
    assert (head.epoch, head.number) == (1, 3)
    assert [out.id for out in await store.unsent(0, 100)] == [1, 2, 3]
    assert verify(path).fault is None


@pytest.mark.parametrize(
    "commit",
    [
        Commit(stamp=STAMP, rows=(grant(),), facts=facts(1)),
        Commit(stamp=STAMP, rows=(part(),), facts=facts(1)),
        Commit(stamp=STAMP, rows=(order(), compartment(holds=PART)), facts=facts(1)),
        Commit(stamp=STAMP, rows=(replace(order(), retention_ms=2**63),), facts=facts(1)),
        Commit(stamp=STAMP, rows=(replace(order(), case_reference="\ud800"),), facts=facts(1)),
        Commit(stamp=STAMP, facts=(*facts(1), fact(observed="\ud800"))),
        Commit(stamp=STAMP, facts=facts(1), recorded=(Recorded("ftp", "k", "f", "{}", 1),)),
        Commit(stamp=STAMP, facts=facts(1), recorded=(Recorded("http", "k", "f", "x" * (MEMO_TEXT_CHARS + 1), 1),)),
        Commit(stamp=STAMP, rows=(order(), part(), compartment(holds=PART)), erased=(ORDER,), facts=facts(1)),
    ],
    ids=[
        "grant of no order",
        "part of no order",
        "compartment of no part",
        "too large",
        "no text",
        "no text in fact",
        "memo",
        "long memo",
        "erased",
    ],
)
async def test_what_cannot_be_kept_is_refused_whole(store: Store, path: Path, commit: Commit) -> None:
    with pytest.raises(CommitFailed):
        await store.commit(commit)
    assert store.head == Head(epoch=1, number=0, hash=ZERO_HASH)
    loaded = store.load(places())
    assert not loaded.state.orders
    assert not loaded.state.compartments
    assert (await store.commit(Commit(stamp=STAMP, facts=facts(1)))).number == 1
    assert verify(path).fault is None


def with_page_limit(store: Store) -> Callable[[], None]:
    pages = on_writer(store, "PRAGMA page_count")[0][0]
    on_writer(store, f"PRAGMA max_page_count = {pages}")
    return lambda: on_writer(store, "PRAGMA max_page_count = 1000000") and None


def with_read_only(store: Store) -> Callable[[], None]:
    on_writer(store, "PRAGMA query_only = ON")
    return lambda: on_writer(store, "PRAGMA query_only = OFF") and None


def with_file_limit(store: Store) -> Callable[[], None]:
    import resource

    path = Path(str(on_writer(store, "PRAGMA database_list")[0][2]) + "-wal")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (path.stat().st_size + 4096, hard))
    return lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.mark.parametrize(
    ("break_it", "says"),
    [(with_page_limit, "full"), (with_read_only, "readonly"), (with_file_limit, "disk|full|large")],
    ids=["F14 full", "F15 read-only", "F15 write error"],
)
async def test_f14_f15_a_disk_that_takes_no_more_loses_nothing(
    store: Store, path: Path, break_it: Callable[[Store], Callable[[], None]], says: str
) -> None:
    await store.commit(Commit(stamp=STAMP, rows=(order(), part()), facts=facts(3)))
    mend = break_it(store)
    try:
        with pytest.raises(CommitFailed, match=says):
            await store.commit(Commit(stamp=STAMP, facts=facts(300)))
    finally:
        mend()
    assert store.head.number == 3
    head = await store.commit(Commit(stamp=STAMP, facts=facts(300)))
    assert head.number == 303
    assert verify(path) == verify(path).__class__(rows=303, head=head, fault=None)
    assert ORDER in store.load(places()).state.orders


async def test_a_cancelled_caller_still_gets_its_commit(store: Store) -> None:
    slow = asyncio.ensure_future(store.commit(Commit(stamp=STAMP, facts=facts(500))))
    await asyncio.sleep(0)
    slow.cancel()
    with pytest.raises(asyncio.CancelledError):
        await slow
    head = await store.commit(Commit(stamp=STAMP, facts=facts(1)))
    assert head.number == 501


async def test_a_commit_that_fails_after_its_asker_has_gone_is_told_and_leaves_no_error_behind(
    store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    """Fails where asyncio finds the error at some later time, in a daemon that ended long before."""
    complaints: list[str] = []
    asyncio.get_running_loop().set_exception_handler(lambda _loop, context: complaints.append(context["message"]))
    twice = Commit(stamp=STAMP, rows=(attempt(1), attempt(2)), facts=facts(1))
    asked = asyncio.ensure_future(store.commit(twice))
    await asyncio.sleep(0)
    asked.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asked
    await store.waiting()
    del asked
    await store.commit(Commit(stamp=STAMP, facts=facts(1)))
    gc.collect()
    await asyncio.sleep(0)
    assert complaints == []
    assert "nothing was kept" in caplog.text


async def test_commits_asked_for_at_once_run_one_after_the_other(store: Store, path: Path) -> None:
    heads = await asyncio.gather(*(store.commit(Commit(stamp=STAMP, facts=facts(2))) for _ in range(32)))
    assert [head.number for head in heads] == list(range(2, 66, 2))
    assert verify(path).rows == 64


async def test_of_several_versions_of_a_row_the_last_is_kept(store: Store) -> None:
    rows = (order(), part(), Site(next_attempt=1), part(state=PartState.READY), Site(next_attempt=7))
    await store.commit(Commit(stamp=STAMP, rows=rows))
    state = store.load(places()).state
    assert state.parts[PART].state is PartState.READY
    assert state.site.next_attempt == 7


async def test_what_was_dropped_does_not_come_back(store: Store) -> None:
    old, kept = grant("aa" * 16), grant("bb" * 16)
    await store.commit(Commit(STAMP, rows=(order(), part(), old, kept, compartment(A01), compartment(A02))))
    await store.commit(Commit(STAMP, dropped=(key_of(old), key_of(compartment(A02)))))
    state = store.load(places()).state
    assert set(state.grants) == {kept.id}
    assert set(state.compartments) == {A01}
    await store.commit(Commit(STAMP, rows=(old,), dropped=(key_of(old),)))
    assert set(store.load(places()).state.grants) == {old.id, kept.id}, "made anew in the same commit"


async def test_loading_gives_back_what_was_committed(store: Store, path: Path) -> None:
    held = replace(compartment(holds=PART, pulse=1), attempt=AttemptId(2))
    rows = (
        Site(next_attempt=4),
        order(parts=2),
        grant(),
        attempt(1, of=ORDER, outcome=Outcome.NOT_OPENED),
        attempt(2, of=ORDER),
        attempt(3, outcome=Outcome.OPENED),
        part(state=PartState.COLLECTING, right=RightState.ATTEMPTING),
        part(number=2, state=PartState.READY, right=RightState.ACTIVE, at=A02),
        held,
    )
    memo = Recorded(scope="command", key="id-1", fingerprint="f", answer='{"accepted":true}', lo_s=STAMP.lo_s)
    head = await store.commit(Commit(stamp=STAMP, rows=rows, facts=facts(1), recorded=(memo,)))
    store.close()
    again = Store.open(path, new_salt=bytes)
    try:
        loaded = again.load(places())
    finally:
        again.close()
    assert set(loaded.state.orders.values()) == {rows[1]}
    assert set(loaded.state.parts.values()) == {rows[6], rows[7]}
    assert set(loaded.state.grants.values()) == {rows[2]}
    assert dict(loaded.state.attempts) == {1: rows[3], 2: rows[4]}, "open, or named by a pulse"
    assert dict(loaded.state.compartments) == {A01: held}, "A02 was never committed and is not invented"
    assert loaded.state.site == rows[0]
    assert not loaded.state.readings
    assert not loaded.state.visits
    assert (loaded.head, loaded.powered_ms, loaded.lo_s) == (head, STAMP.powered_ms, STAMP.lo_s)
    assert loaded.recorded == (memo,)


async def test_what_is_derived_from_rows_is_loaded_too(store: Store) -> None:
    ended = replace(order(OrderId("ended")), ended_powered_ms=1)
    over = part(ended.id, state=PartState.CLOSED, right=RightState.SPENT)
    rows = (
        order(parts=2),
        part(),
        part(number=2, state=PartState.RESERVED),
        ended,
        over,
        grant("bb" * 16, of=ended.id),
    )
    await store.commit(Commit(stamp=STAMP, rows=rows))
    state = store.load(places()).state
    assert set(state.live) == {part().id, part(number=2).id}, "nothing falls due for what has ended"
    assert set(state.orders) == {ORDER, ended.id}
    assert parts_of(state, ended.id) == (over,)
    assert not state.grants, "an ended order's grants are not needed in memory"
    assert not state.grants_of


async def test_which_code_is_the_newest_is_remembered_whatever_its_name_sorts_like(store: Store, path: Path) -> None:
    names = [name * 16 for name in ("bb", "cc", "aa")]
    await store.commit(Commit(stamp=STAMP, rows=(order(), part(), grant(names[0]))))
    await store.commit(Commit(stamp=STAMP, rows=(grant(names[1]), replace(grant(names[0]), state=GrantState.REVOKED))))
    await store.commit(Commit(stamp=STAMP, rows=(replace(grant(names[1]), state=GrantState.REVOKED), grant(names[2]))))
    with closing(sqlite3.connect(path)) as db:
        db.execute("VACUUM")
    assert store.load(places()).state.grants_of[ORDER] == tuple(names)


@pytest.mark.parametrize("condition", list(Condition))
async def test_a_used_compartment_cannot_vanish_from_the_configuration(store: Store, condition: Condition) -> None:
    from lockerd.store import CompartmentsMissingError

    await store.commit(Commit(stamp=STAMP, rows=(compartment(A01, condition=condition), compartment(A02))))
    if condition in {Condition.FREE, Condition.RESERVED, Condition.TO_CHECK}:
        loaded = store.load(places([A02]))
        assert (set(loaded.state.compartments), loaded.removed) == ({A02}, (A01,))
    else:
        with pytest.raises(CompartmentsMissingError, match=rf"A01 \({condition}\)") as refused:
            store.load(places([A02]))
        assert "A02" not in str(refused.value)


async def test_a_compartment_that_was_being_opened_cannot_vanish_from_the_configuration(store: Store) -> None:
    from lockerd.store import CompartmentsMissingError

    row = replace(compartment(A01, condition=Condition.FREE), attempt=AttemptId(7))
    await store.commit(Commit(stamp=STAMP, rows=(attempt(7), row)))
    with pytest.raises(CompartmentsMissingError, match=r"A01 \(free\) was being opened .* put it back"):
        store.load(places([A02]))


async def test_what_lies_in_a_compartment_that_is_left_out_is_named_with_what_to_do(store: Store) -> None:
    from lockerd.store import CompartmentsMissingError

    await store.commit(Commit(stamp=STAMP, rows=(order(), part(), compartment(A01, holds=PART))))
    with pytest.raises(CompartmentsMissingError) as refused:
        store.load(places([A02]))
    [reason] = refused.value.missing
    assert reason.startswith(f"A01 (occupied, order {ORDER}): put it back")


async def test_what_names_a_compartment_that_is_left_out_is_not_loaded(store: Store) -> None:
    gone = replace(compartment(A01, condition=Condition.TO_CHECK), pulse=AttemptId(7))
    rows = (order(), part(), grant(), gone, attempt(7, outcome=Outcome.NOT_OPENED))
    await store.commit(Commit(stamp=STAMP, rows=rows))
    state = store.load(places([A02])).state
    assert not len(state.attempts)
    assert not len(state.compartments)


async def test_a_word_nobody_knows_is_damage(store: Store, path: Path) -> None:
    from lockerd.store import StoreDamagedError

    await store.commit(Commit(stamp=STAMP, rows=(order(), part())))
    with sqlite3.connect(path) as db:
        db.execute("UPDATE parts SET state = 'floating'")
    db.close()
    with pytest.raises(StoreDamagedError, match="floating"):
        store.load(places())


async def test_what_an_exchange_has_shown_with_its_door_open_comes_back(store: Store, path: Path) -> None:
    held = compartment(holds=PART)
    await store.commit(Commit(stamp=STAMP, rows=(order(), grant(), exchanging(), held)))
    store.close()
    again = Store.open(path, new_salt=bytes)
    try:
        (kept,) = again.load(places()).state.parts.values()
    finally:
        again.close()
    assert (kept, kept.absent_seen) == (exchanging(), True)
