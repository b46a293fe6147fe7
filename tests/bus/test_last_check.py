"""The last check before a coil: boards and pins go through the same one."""

import asyncio

from both_kinds import Kind, kinds
from virtual_loop import virtual_time

from lockerd.bus.inputs import Hung
from lockerd.bus.last_check import LastCheck
from lockerd.domain.model.reports import Fired, NotFired, NotFiredReason, Withdraw


@kinds
@virtual_time
async def test_a_shut_door_passes_it(kind: Kind):
    async with kind() as wall:
        assert isinstance(await wall.answer(wall.unlock(2)), Fired)
        await asyncio.sleep(1)
        assert wall.pulses() == 1


@kinds
@virtual_time
async def test_rule_01_a_door_opened_since_it_was_asked_for_is_not_fired_at(kind: Kind):
    async with kind() as wall:
        attempt = wall.unlock(2)
        wall.open_by_hand(2)
        assert await wall.answer(attempt) == NotFired(attempt, NotFiredReason.DOOR_OPEN)
        await asyncio.sleep(5)
        assert wall.pulses() == 0


@kinds
def test_rule_01_a_deadline_that_passes_while_the_door_is_read_counts(kind: Kind, monkeypatch):
    @virtual_time
    async def story():
        async with kind() as wall:
            monkeypatch.setattr(Hung, "since", lambda *_: None)
            attempt = wall.unlock(2, within_ms=150)
            assert await wall.answer(attempt) == NotFired(attempt, NotFiredReason.DEADLINE)
            assert wall.pulses() == 0

    story()


@kinds
def test_rule_01_an_attempt_withdrawn_while_the_door_is_read_never_fires(kind: Kind, monkeypatch):
    @virtual_time
    async def story():
        async with kind() as wall:
            since = Hung.since

            def withdrawn_meanwhile(*args):
                wall.owner.withdraw(Withdraw(attempt))
                return since(*args)

            monkeypatch.setattr(Hung, "since", withdrawn_meanwhile)
            attempt = wall.unlock(2)
            assert await wall.answer(attempt) == NotFired(attempt, NotFiredReason.WITHDRAWN)
            await asyncio.sleep(5)
            assert wall.pulses() == 0

    story()


@kinds
def test_rule_01_nothing_is_fired_that_did_not_pass_it(kind: Kind, monkeypatch):
    """Whatever else happens to an unlock: where the check lets nothing through, no coil is energised."""

    async def refuses(self, waiting):
        return NotFiredReason.NO_READING

    @virtual_time
    async def story():
        async with kind() as wall:
            monkeypatch.setattr(LastCheck, "_why_not", refuses)
            attempts = [wall.unlock(channel) for channel in (1, 2)]
            for attempt in attempts:
                assert await wall.answer(attempt) == NotFired(attempt, NotFiredReason.NO_READING)
            await asyncio.sleep(5)
            assert wall.pulses() == 0

    story()
