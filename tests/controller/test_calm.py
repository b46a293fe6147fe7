"""How often time is asked for what is due: seldom while nothing goes on, at once more often when something begins."""

import asyncio
from itertools import pairwise
from pathlib import Path

import pytest
from controller_kit import STAFF, Rig, announced, order, rig, with_rig
from virtual_loop import virtual_loop, virtual_time

from lockerd.controller.loop import CALM_TICK_S, TICK_S
from lockerd.controller.watching import is_restless
from lockerd.daemon.watchdog import Watchdog
from lockerd.domain.model.events import Accepted
from lockerd.domain.model.ids import CompartmentId, VisitId
from lockerd.domain.model.readings import Door, Reading
from lockerd.domain.model.reports import Fired, Readings
from lockerd.domain.model.staff import StartLoading
from lockerd.domain.model.state import Policy, State
from lockerd.domain.model.visits import Phase, Role, Visit

MINUTE_S = 60
WATCHDOG_S = 10
"""Of the unit, which the harness does without."""


async def looks_in_a_minute(rig: Rig) -> int:
    """How often the controller asked its clock, which it does once for each batch."""
    before = rig.clock.asked
    await asyncio.sleep(MINUTE_S)
    return rig.clock.asked - before


@with_rig
async def test_a_calm_site_is_looked_at_seldom(rig: Rig) -> None:
    assert await looks_in_a_minute(rig) <= MINUTE_S / CALM_TICK_S + 1


@with_rig
async def test_while_a_visit_lasts_time_is_looked_at_twice_a_second_from_its_first_moment(rig: Rig) -> None:
    await asyncio.sleep(MINUTE_S)
    await rig.controller.submit(announced(1))
    answer = await rig.controller.submit(StartLoading(VisitId("1" * 32), order(1).id, STAFF))
    assert isinstance(answer, Accepted)
    before = rig.clock.asked
    await asyncio.sleep(3 * TICK_S + 0.01)
    assert rig.clock.asked - before >= 3


@with_rig
async def test_a_door_that_is_not_shut_makes_restless_and_a_shut_one_calm(rig: Rig) -> None:
    a1 = CompartmentId("A01")
    rig.controller.report(Readings((Reading(a1, 2, Door.OPEN),)))
    assert await looks_in_a_minute(rig) >= MINUTE_S / TICK_S - 3
    rig.controller.report(Readings((Reading(a1, 3, Door.CLOSED),)))
    assert await looks_in_a_minute(rig) <= MINUTE_S / CALM_TICK_S + 3


@with_rig
async def test_a_door_that_was_left_open_is_looked_at_as_any_other(rig: Rig) -> None:
    await rig.controller.submit(announced(1))
    await rig.controller.submit(StartLoading(VisitId("1" * 32), order(1).id, STAFF))
    ((door, _),) = rig.wall.fired
    assert rig.wall.watched == {door}
    (attempt,) = rig.controller.state.attempts.values()
    now_ms = rig.clock.monotonic_ms()
    rig.controller.report(Fired(attempt.id, began_ms=now_ms + 1))
    rig.controller.report(Readings((Reading(door, now_ms + 2, Door.OPEN),)))
    await asyncio.sleep(1)
    assert rig.wall.watched == {door}
    await asyncio.sleep(Policy().door_alarm_ms / 1000 + 1)
    assert rig.wall.watched == frozenset()
    rig.controller.report(Readings((Reading(door, rig.clock.monotonic_ms(), Door.CLOSED),)))
    await asyncio.sleep(1)
    assert rig.wall.watched == {door}


@pytest.mark.parametrize("phase", Phase)
def test_seconds_decide_in_every_visit_but_one_that_is_over(phase: Phase) -> None:
    visit = Visit(
        id=VisitId("1" * 32),
        role=Role.TAKER,
        part=None,
        door=None,
        grant=None,
        badge=None,
        authority="stadt",
        turn_ms=0,
        phase=phase,
    )
    assert is_restless(State.empty()._replace(visits={visit.id: visit})) is (phase is not Phase.OVER)


@pytest.mark.parametrize("period_s", [1.0, 2.0, 3.5, 4.0, 10.0, None])
def test_a_calm_site_is_taken_for_alive_whatever_the_watchdogs_period(period_s: float | None, tmp_path: Path) -> None:
    """F11 is told apart from nothing to do: a unit's WatchdogSec must not end what is well."""
    watchdog = Watchdog(["controller"], period_s)
    fed_s: list[float] = []

    @virtual_time
    async def minute() -> None:
        async with rig(tmp_path, lambda: watchdog.progress("controller"), rests_s=watchdog.rests_s) as calm:
            feeding = asyncio.create_task(watchdog.run(lambda: fed_s.append(virtual_loop().time())))
            assert await looks_in_a_minute(calm) <= MINUTE_S / CALM_TICK_S + 1
            feeding.cancel()

    minute()
    assert max(later - sooner for sooner, later in pairwise(fed_s)) < (period_s or WATCHDOG_S)


def test_a_controller_that_waits_for_its_disk_for_ever_is_not_taken_for_alive(tmp_path: Path) -> None:
    """F11: what rests between two looks at the time shows that jobs are taken in, not that a task is alive."""
    heard_s: list[float] = []

    @virtual_time
    async def minute() -> None:
        async with rig(tmp_path, lambda: heard_s.append(virtual_loop().time()), rests_s=1.0) as stuck:
            stuck.store.gate.clear()
            began_s = virtual_loop().time()
            asked = asyncio.create_task(stuck.controller.submit(announced(1)))
            await asyncio.sleep(MINUTE_S)
            assert [at_s for at_s in heard_s if at_s > began_s] == []
            stuck.store.gate.set()
            await asked

    minute()
