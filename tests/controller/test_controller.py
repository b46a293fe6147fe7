"""The single writer: commit, then act; one commit for many; a known key decides nothing; a failed commit ends all."""

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest
from controller_kit import PLACES, STAFF, Rig, announced, keep, order, rig, with_rig
from virtual_loop import virtual_time

from lockerd.controller import Kept, Memo, MemoConflict, QueueFull
from lockerd.domain.model.compartments import Compartment
from lockerd.domain.model.events import Accepted, CorrectTime, OutOfService, Refused, TechnicianOpen
from lockerd.domain.model.facts import FactType
from lockerd.domain.model.ids import CompartmentId, VisitId
from lockerd.domain.model.refusals import Refusal
from lockerd.domain.model.staff import StartLoading
from lockerd.store import MEMO_KEPT_S, CommitFailed, Keep, OutgoingReply, Recorded, Reply


@with_rig
async def test_rule_01_nothing_is_fired_before_its_attempt_is_durable(rig: Rig) -> None:
    """Fails if an effect is handed out before the commit that holds its attempt has returned."""
    await rig.controller.submit(announced(1))
    committed = rig.store.done
    rig.store.gate.clear()
    rig.store.begins.clear()
    loading = asyncio.create_task(rig.controller.submit(StartLoading(VisitId("v"), order(1).id, STAFF)))
    await rig.store.begins.wait()
    await asyncio.sleep(30)
    assert rig.wall.fired == []
    assert not loading.done()
    rig.store.gate.set()
    assert isinstance(await loading, Accepted)
    assert rig.wall.fired == [(CompartmentId("A01"), committed + 1)]


@with_rig
async def test_rule_01_a_failed_commit_ends_the_process_and_fires_nothing(rig: Rig) -> None:
    await rig.controller.submit(announced(1))
    before = rig.controller.state
    rig.store.fail = True
    loading = asyncio.create_task(rig.controller.submit(StartLoading(VisitId("v"), order(1).id, STAFF)))
    with pytest.raises(BaseExceptionGroup) as caught:
        await rig.run
    assert caught.group_contains(CommitFailed)
    assert rig.wall.fired == []
    assert rig.controller.state is before
    loading.cancel()


@with_rig
async def test_many_events_that_wait_become_one_commit(rig: Rig) -> None:
    rig.store.gate.clear()
    rig.store.begins.clear()
    begun = rig.store.begun
    first = asyncio.create_task(rig.controller.submit(announced(1)))
    await rig.store.begins.wait()
    others = [asyncio.create_task(rig.controller.submit(announced(n))) for n in range(2, 34)]
    await asyncio.sleep(0)
    rig.store.gate.set()
    await asyncio.gather(first, *others)
    assert rig.store.done - begun <= 3
    assert len(rig.controller.state.orders) == 33


@with_rig
async def test_each_event_of_a_batch_sees_what_the_one_before_it_did(rig: Rig) -> None:
    """Two doors asked for at once: one is opened, the other is told to wait (F52)."""
    asked = [TechnicianOpen("kim", place.compartment, "check") for place in PLACES[:2]]
    answers = await asyncio.gather(*(rig.controller.submit(event) for event in asked))
    assert answers == [Accepted(), Refused(Refusal.BUSY, 3_000)]
    assert [compartment for compartment, _ in rig.wall.fired] == ["A01"]


@with_rig
async def test_a_row_that_several_events_change_is_written_once_as_the_last_left_it(rig: Rig) -> None:
    """The store takes rows as they come: nothing there would tell which is the newer one."""
    asked = [OutOfService("kim", PLACES[0].compartment, reason) for reason in ("wet", "burnt", "gone")]
    await asyncio.gather(*(rig.controller.submit(event) for event in asked))
    (row,) = [row for row in rig.store.newest.rows if isinstance(row, Compartment)]
    assert [block.reason for block in row.blocks] == ["gone"]
    assert rig.store.store.load({p.compartment: p for p in PLACES}).state.compartments[row.id] == row


@with_rig
async def test_a_known_key_gets_the_recorded_answer_and_no_second_pulse(rig: Rig) -> None:
    memo = Memo("http", "key-1", "print")
    event = TechnicianOpen("kim", PLACES[0].compartment, "check")
    first, second = await asyncio.gather(
        rig.controller.submit_once(event, memo, keep), rig.controller.submit_once(event, memo, keep)
    )
    assert first == Accepted()
    assert isinstance(second, Recorded)
    assert second.answer == str(first)
    assert len(rig.wall.fired) == 1
    with pytest.raises(MemoConflict):
        await rig.controller.submit_once(event, replace(memo, fingerprint="other"), keep)


@virtual_time
async def test_a_key_is_known_after_a_restart(tmp_path: Path) -> None:
    memo = Memo("http", "key-1", "print")
    async with rig(tmp_path) as before:
        first = await before.controller.submit_once(announced(1), memo, keep)
    async with rig(tmp_path) as after:
        again = await after.controller.submit_once(announced(1), memo, keep)
        assert len(after.controller.state.orders) == 1
    assert isinstance(again, Recorded)
    assert again.answer == str(first) == str(Accepted())


@with_rig
async def test_a_reply_is_committed_with_what_it_answers(rig: Rig) -> None:
    kept = Kept("opaque", Reply(topic="lockerd/v1/s/reply/c", payload="signed", correlation=b"1"))
    memo = Memo("command", "c1", "p")
    await rig.controller.submit_once(announced(1), memo, lambda *_: kept)
    unsent = await rig.store.store.unsent(0, 100)
    assert [row.reply.payload for row in unsent if isinstance(row, OutgoingReply)] == ["signed"]
    again = await rig.controller.submit_once(announced(1), memo, lambda *_: kept)
    assert isinstance(again, Recorded)
    assert again.answer == "opaque"
    assert len(await rig.store.store.unsent(0, 100)) == len(unsent)


@with_rig
async def test_what_needs_no_decision_is_remembered_and_answered_in_one_commit(rig: Rig) -> None:
    """Central's wish for a snapshot: an id and a reply, and nothing of the domain moves, not even its clock."""
    await rig.controller.submit(announced(1))
    state, done = rig.controller.state, rig.store.done
    kept = Kept("opaque", Reply(topic="lockerd/v1/s/reply/c", payload="signed", correlation=None))
    assert await rig.controller.submit_once(None, Memo("command", "c1", "p"), lambda *_: kept) == Accepted()
    assert rig.controller.state is state
    assert rig.store.done == done + 1
    assert isinstance(await rig.controller.submit_once(None, Memo("command", "c1", "p"), lambda *_: kept), Recorded)
    assert rig.store.done == done + 1


@with_rig
async def test_rule_15_a_full_queue_says_busy_at_once(rig: Rig) -> None:
    rig.store.gate.clear()
    rig.store.begins.clear()
    waiting = [asyncio.create_task(rig.controller.submit(announced(n))) for n in range(1, 400)]
    await asyncio.sleep(0.1)
    refused = [task for task in waiting if task.done()]
    assert refused
    for task in refused:
        with pytest.raises(QueueFull):
            task.result()
    rig.store.gate.set()
    await asyncio.gather(*waiting, return_exceptions=True)


@with_rig
async def test_a_caller_who_leaves_does_not_undo_what_was_asked(rig: Rig) -> None:
    task = asyncio.create_task(rig.controller.submit(announced(1)))
    await asyncio.sleep(0)
    task.cancel()
    await rig.controller.submit(announced(2))
    assert len(rig.controller.state.orders) == 2


@with_rig
async def test_recorded_answers_are_kept_for_their_time_and_no_longer(rig: Rig) -> None:
    memo = Memo("http", "key-1", "print")
    await rig.controller.submit_once(announced(1), memo, keep)
    rig.clock.ahead_s = MEMO_KEPT_S["http"] - 60
    rig.controller.forget_old()
    assert rig.controller.recall(memo) is not None
    rig.clock.ahead_s += 120
    rig.controller.forget_old()
    assert rig.controller.recall(memo) is None


@with_rig
async def test_a_corrected_time_is_committed_with_the_fact_that_says_so(rig: Rig) -> None:
    """Fails if a power cut could keep the one without the other."""
    rig.clock.ahead_s = 42 * 365 * 86_400
    await rig.controller.submit(announced(1))
    right_s = 1_800_000_100
    await rig.controller.submit(CorrectTime("anna", "battery changed", right_s))
    row = await rig.store.store.newest(FactType.TIME_CORRECTED)
    assert row is not None
    assert abs(row.lo_s - right_s) < 10
    assert abs(rig.store.store.load({place.compartment: place for place in PLACES}).lo_s - right_s) < 10


@with_rig
async def test_answers_recorded_ahead_of_the_time_are_kept_as_long_from_its_correction(rig: Rig) -> None:
    """Otherwise a day's promise made in 2069 is kept until 2069."""
    memo = Memo("http", "key-1", "print")
    rig.clock.ahead_s = 42 * 365 * 86_400
    await rig.controller.submit_once(announced(1), memo, keep)
    await rig.controller.submit(CorrectTime("anna", "battery changed", 1_800_000_100))

    async def pruned() -> bool:
        rig.controller.forget_old()
        await rig.store.store.prune(lo_s=rig.controller.now().lo_s, keep=Keep(0, 0))
        loaded = rig.store.store.load({place.compartment: place for place in PLACES})
        assert (rig.controller.recall(memo) is None) == (not loaded.recorded)
        return not loaded.recorded

    assert not await pruned()
    rig.clock.ahead_s += MEMO_KEPT_S["http"] - 60
    assert not await pruned()
    rig.clock.ahead_s += 120
    assert await pruned()
