"""A port or a set of pins that goes away is asked for ever more rarely: boards and pins do it in the same way."""

import asyncio
from collections.abc import Callable
from itertools import pairwise

import pytest
from both_kinds import Kind, kinds
from virtual_loop import virtual_loop, virtual_time

from lockerd.bus.reopening import BackOff, Reopening
from lockerd.domain.model.reports import Fired, NotFired, NotFiredReason
from lockerd.errors import CallerError, OurError, WireError


def test_waits_double_up_to_the_last():
    waits = BackOff(500, 10_000)
    assert [waits.next_ms() for _ in range(7)] == [500, 1_000, 2_000, 4_000, 8_000, 10_000, 10_000]
    waits.reset()
    assert waits.next_ms() == 500


@kinds
@virtual_time
async def test_f43_what_is_away_is_asked_for_ever_more_rarely_and_serves_again(kind: Kind):
    async with kind() as wall:
        wall.unplug()
        await asyncio.sleep(1)
        refused = wall.unlock(1)
        assert wall.answers(refused) == [NotFired(refused, NotFiredReason.BUS_GONE)]
        assert len(wall.owner.faults) == 1
        await asyncio.sleep(60)
        pauses = [round(later - earlier, 1) for earlier, later in pairwise(wall.asked_s()[1:])]
        assert pauses[:6] == [1, 2, 4, 8, 10, 10]
        wall.plug_in()
        await asyncio.sleep(11)
        assert wall.owner.faults == ()
        assert isinstance(await wall.answer(wall.unlock(1)), Fired)
        assert wall.owner.counters.losses == 1


@kinds
@virtual_time
async def test_f43_what_comes_and_goes_is_not_asked_twice_a_second_for_ever(kind: Kind):
    async with kind() as wall:
        await asyncio.sleep(11)
        asked = len(wall.asked_s())
        for _ in range(600):
            wall.unplug()
            await asyncio.sleep(0.1)
            wall.plug_in()
            await asyncio.sleep(0.1)
        assert len(wall.asked_s()) - asked < 20, "in two minutes"
        await asyncio.sleep(25)
        asked_s = virtual_loop().time()
        wall.unplug()
        await asyncio.sleep(0.3)
        wall.plug_in()
        await asyncio.sleep(1)
        assert wall.asked_s()[-1] - asked_s < 1, "it was there for long, so it is asked for at once again"


class Thing:
    """Something that can be away. ``errors`` are raised one after the other: None means that it can be had."""

    def __init__(self, *errors: Exception | None) -> None:
        self._errors = list(errors)
        self.losses = self.beats = 0
        self.held: list[str] = []
        self.keeping = Reopening(
            "b0",
            "the port is",
            errors=(CallerError, WireError),
            fatal=(CallerError,),
            lost=self._lost,
            monotonic_ms=virtual_loop().monotonic_ms,
            progress=self._beat,
        )

    def _lost(self) -> None:
        self.losses += 1

    def _beat(self) -> None:
        self.beats += 1

    async def hold(self, opened: Callable[[], None]) -> None:
        error = self._errors.pop(0)
        if error:
            raise error
        opened()
        self.held.append(self.keeping.gone)
        await asyncio.sleep(1)
        raise WireError("gone")


@virtual_time
async def test_what_the_first_try_finds_taken_ends_it_and_a_later_one_does_not():
    with pytest.raises(CallerError):
        await _run(CallerError("taken"))
    with pytest.raises(OurError):
        await _run(WireError("not there"), CallerError("taken"), OurError("the end of this test"))


async def _run(*errors: Exception | None) -> None:
    thing = Thing(*errors)
    await thing.keeping.run(thing.hold)


@virtual_time
async def test_it_is_lost_once_however_often_it_is_asked_for_and_the_watchdog_lives(caplog):
    caplog.set_level("INFO")
    thing = Thing(*[WireError("not there")] * 5, None, None, OurError("the end of this test"))
    with pytest.raises(OurError):
        await thing.keeping.run(thing.hold)
    assert thing.losses == 3, "at the start, and after each time it was there"
    assert thing.held == ["", ""]
    assert thing.beats >= 0.5 + 1 + 2 + 4 + 8
    assert [record.message for record in caplog.records] == [
        "b0: not there; it is tried again by itself",
        "b0: the port is back",
        "b0: gone; it is tried again by itself",
        "b0: the port is back",
        "b0: gone; it is tried again by itself",
    ]
