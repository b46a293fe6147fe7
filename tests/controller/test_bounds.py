"""What strangers can ask for without end leaves little: no answer kept, no row each, and nothing promised is lost."""

import asyncio
import sqlite3
from collections.abc import Callable
from pathlib import Path
from unittest.mock import patch

import pytest
from controller_kit import PLACES, STAFF, Rig, always, announced, keep, order, rig, with_rig
from virtual_loop import virtual_time

from lockerd.controller import Memo, QueueFull, RefusalBucket
from lockerd.domain.model.codes import CodeForm
from lockerd.domain.model.events import Accepted, Refused, Say, StartCollection, TechnicianOpen
from lockerd.domain.model.facts import FactType
from lockerd.domain.model.ids import CompartmentId, GrantId, VisitId
from lockerd.domain.model.staff import StartLoading
from lockerd.domain.model.words import Word
from lockerd.store import MEMO_LIMITS, MemoLimit, Recorded, Store
from lockerd.store.connection import transaction


def nobody(number: int) -> StartCollection:
    """A code that is nobody's."""
    return StartCollection(VisitId(f"v{number}"), CodeForm.QR, None)


def memo(number: int, scope: str = "http") -> Memo:
    return Memo(scope, f"key-{number}", "print")


def change(store: Store, job: Callable[[sqlite3.Connection], None]) -> None:
    """As if an earlier release had written it."""

    def whole(db: sqlite3.Connection) -> None:
        with transaction(db):
            job(db)

    store._writer.call(whole)


async def rows_of(rig: Rig, kind: FactType) -> list[int]:
    """How many each row of one type stands for."""
    rows = await rig.store.store.custody(0, 10_000)
    return [int(row.data["count"] or 0) for row in rows if row.type == kind]


@with_rig
async def test_a_flood_of_refused_codes_leaves_one_counted_row_a_minute_and_no_answers(rig: Rig) -> None:
    before = rig.store.done
    for number in range(3_000):
        answer = await rig.controller.submit_once(nobody(number), memo(number), keep)
        assert isinstance(answer, Refused)
    assert rig.store.done == before + 1, "only the first had to be written"
    await asyncio.sleep(200)
    assert await rows_of(rig, FactType.CODE_REFUSED) == [1, 2_999]
    assert not rig.store.store.load({place.compartment: place for place in PLACES}).recorded


@with_rig
async def test_a_refusal_that_changed_nothing_is_decided_anew_with_the_same_key(rig: Rig) -> None:
    loading = StartLoading(VisitId("v1"), order(1).id, STAFF)
    assert isinstance(await rig.controller.submit_once(loading, memo(1), keep), Refused)
    await rig.controller.submit(announced(1))
    assert isinstance(await rig.controller.submit_once(loading, memo(1), keep), Accepted)
    assert isinstance(await rig.controller.submit_once(loading, memo(1), keep), Recorded)


@with_rig
async def test_help_asked_for_again_and_again_is_counted(rig: Rig) -> None:
    await rig.controller.submit(announced(1))
    await rig.controller.submit(StartLoading(VisitId("v1"), order(1).id, STAFF))
    for number in range(400):
        answer = await rig.controller.submit_once(Say(VisitId("v1"), Word.HELP), memo(number), keep)
        assert isinstance(answer, Accepted)
    await asyncio.sleep(100)
    assert await rows_of(rig, FactType.VISIT_HELP) == [1, 399]


@with_rig
async def test_who_is_refused_for_many_reasons_is_told_apart_up_to_a_bound(rig: Rig) -> None:
    for number in range(500):
        elsewhere = "elsewhere-2" if number % 2 else None
        code = StartCollection(VisitId(f"v{number}"), CodeForm.QR, GrantId("0" * 32), wrong_site=elsewhere)
        await rig.controller.submit(code)
    await asyncio.sleep(100)
    assert sum(await rows_of(rig, FactType.CODE_REFUSED)) == 500
    assert len(await rows_of(rig, FactType.CODE_REFUSED)) == 4


@virtual_time
async def test_what_is_full_answers_busy_and_forgets_nothing_it_promised(tmp_path: Path) -> None:
    limits = {**MEMO_LIMITS, "http": MemoLimit(count=6, bytes=10_000, reserve=2)}
    with patch.dict(MEMO_LIMITS, limits):
        async with rig(tmp_path) as full:
            for number in range(4):
                await full.controller.submit_once(announced(number), memo(number), keep)
            with pytest.raises(QueueFull):
                await full.controller.submit_once(announced(9), memo(9), keep)
            assert order(9).id not in full.controller.state.orders
            for number in range(4):
                again = await full.controller.submit_once(announced(number), memo(number), keep)
                assert isinstance(again, Recorded)
            signed = StartCollection(VisitId("v"), CodeForm.QR, GrantId("0" * 32))
            heard = await full.controller.submit_once(signed, memo(8), keep)
            assert isinstance(heard, Refused)


@virtual_time
async def test_long_keys_are_bounded_by_their_bytes(tmp_path: Path) -> None:
    with patch.dict(MEMO_LIMITS, {"command": MemoLimit(count=1_000, bytes=2_000)}):
        async with rig(tmp_path) as full:
            await full.controller.submit_once(announced(1), Memo("command", "k" * 2_000, "print"), keep)
            with pytest.raises(QueueFull):
                await full.controller.submit_once(announced(2), memo(2, "command"), keep)


@with_rig
async def test_what_a_command_was_refused_is_remembered(rig: Rig) -> None:
    """Central acts on the reply: the same command must not be accepted later."""
    opening = TechnicianOpen("kim", CompartmentId("Z99"), "check")
    assert isinstance(await rig.controller.submit_once(opening, memo(1, "command"), always), Refused)
    assert isinstance(await rig.controller.submit_once(opening, memo(1, "command"), always), Recorded)


async def test_a_database_full_of_refusals_starts_with_few_and_keeps_what_was_promised(tmp_path: Path) -> None:
    path = tmp_path / "lockerd.db"
    store = Store.open(path, new_salt=lambda: bytes(16))
    accepted = '{"accepted": true, "grant": null, "visit": "v"}'
    refused = '{"accepted": false, "reason": "code_not_valid", "retry_after_ms": null}'

    def crowd(db: sqlite3.Connection) -> None:
        db.execute("UPDATE head SET lo_s = 1800000000")
        rows = [(f"r{n}", refused, 1_800_000_000 + n % 100) for n in range(MEMO_LIMITS["http"].count + 30_000)]
        rows += [(f"a{n}", accepted, 1_799_990_000) for n in range(100)]
        rows += [(f"old{n}", accepted, 1_700_000_000) for n in range(25_000)]
        sql = "INSERT INTO memos (scope, key, fingerprint, answer, lo_s) VALUES ('http', ?, 'f', ?, ?)"
        db.executemany(sql, rows)

    change(store, crowd)
    loaded = store.load({place.compartment: place for place in PLACES})
    store.close()
    assert sorted(r.key for r in loaded.recorded) == sorted(f"a{n}" for n in range(100))


async def test_more_answers_than_are_kept_lose_the_oldest_at_the_start(tmp_path: Path) -> None:
    store = Store.open(tmp_path / "lockerd.db", new_salt=lambda: bytes(16))
    limit = MEMO_LIMITS["http"].count
    sql = "INSERT INTO memos (scope, key, fingerprint, answer, lo_s) VALUES ('http', ?, 'f', '{}', ?)"

    def crowd(db: sqlite3.Connection) -> None:
        db.executemany(sql, [(f"k{n}", n) for n in range(limit + 5)])
        db.execute("UPDATE head SET lo_s = ?", (limit + 5,))

    change(store, crowd)
    keys = {r.key for r in store.load({place.compartment: place for place in PLACES}).recorded}
    store.close()
    assert len(keys) == limit
    assert not keys & {f"k{n}" for n in range(5)}


def test_the_bucket_fills_up_slowly_and_is_drawn_from_by_refusals_only() -> None:
    now_ms = 0
    bucket = RefusalBucket(lambda: now_ms, burst=3, per_s=2)
    for _ in range(100):
        assert bucket.dry_for_ms == 0
    for _ in range(3):
        bucket.draw()
    assert 0 < bucket.dry_for_ms <= 501
    now_ms += bucket.dry_for_ms
    assert bucket.dry_for_ms == 0
    bucket.draw()
    now_ms += 3_600_000
    for _ in range(3):
        assert bucket.dry_for_ms == 0
        bucket.draw()
    assert bucket.dry_for_ms, "an hour of peace saves no more than a few"
