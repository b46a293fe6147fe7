"""F6, F7, F14: what the machine underneath does to a station, and what it must not do to people."""

import pytest
from belief import A01, O1
from world import A02, MINUTE, O2, SECOND, STAFF, World, order, place

from lockerd.copies import replace
from lockerd.domain.model.compartments import Condition
from lockerd.domain.model.events import Boot, TechnicianOpen
from lockerd.domain.model.facts import FactType
from lockerd.domain.model.parts import PartState
from lockerd.domain.model.refusals import Refusal
from lockerd.domain.model.reports import RoomReport
from lockerd.domain.model.staff import StartLoading
from lockerd.domain.openings.machine import STARTS, STEADY_MS
from lockerd.domain.shown.attention import Call, attention

BOOT = Boot("boot-2", "0.1.0", "c0ffee")


def full(world: World, *, low: bool = True) -> None:
    world.event(RoomReport(low=low, free_mb=40 if low else 400))


def calls(world: World) -> list[Call]:
    return [each.call for each in attention(world.state, world.now, world.policy)]


def test_f14_with_hardly_any_room_nothing_more_is_put_in_and_everything_can_be_fetched() -> None:
    world = World.of(place(A01), place(A02))
    grant = world.loaded(O1)
    world.announce(order(O2))
    full(world)
    assert world.refuse(StartLoading(world.fresh_visit(), O2, STAFF)) is Refusal.NOTHING_TAKEN_IN
    assert calls(world)[0] is Call.STORAGE_LOW
    world.collect(grant)
    full(world, low=False)
    assert Call.STORAGE_LOW not in calls(world)


def test_f14_each_change_is_told_once() -> None:
    world = World.of(place(A01))
    for low in (False, True, True, False, False):
        full(world, low=low)
    assert [len(world.told(each)) for each in (FactType.STORAGE_LOW, FactType.STORAGE_AMPLE)] == [1, 1]


def test_f14_a_technician_is_let_in_also_on_a_full_disk() -> None:
    world = World.of(place(A01))
    full(world)
    world.accept(TechnicianOpen("meier", A01, "look"))
    assert len(world.unlocks) == 1


@pytest.mark.parametrize("starts", [STARTS - 1, STARTS])
def test_f7_start_after_start_fires_nothing_until_ten_minutes_were_calm(starts: int) -> None:
    world = World.of(place(A01))
    grant = world.loaded(O1)
    world.crash(boot=replace(BOOT, starts=starts))
    world.report()
    if starts < STARTS:
        assert world.state.site.halted is None
        world.collect(grant)
        return
    assert world.state.site.halted == "restarts"
    assert world.signals.beep is None, "a beeper would draw what is not there"
    assert world.refuse(world.show(grant)) is Refusal.OUT_OF_SERVICE
    world.wait(STEADY_MS - MINUTE)
    assert world.state.site.halted == "restarts"
    world.wait(MINUTE + SECOND)
    assert world.state.site.halted is None
    world.collect(grant)


def test_f7_it_ends_no_other_halt() -> None:
    world = World.of(place(A01))
    world.state = world.state._replace(site=replace(world.state.site, halted="wrong_door"))
    world.crash(boot=replace(BOOT, starts=STARTS))
    assert world.state.site.halted == "wrong_door"
    world.wait(STEADY_MS + SECOND)
    assert world.state.site.halted == "wrong_door"


def test_f6_a_code_that_was_fired_under_after_all_that_is_known_opens_nothing_any_more() -> None:
    world = World.of(place(A01), place(A02))
    fired, other = world.loaded(O1), world.loaded(O2, at=A02)
    world.crash(boot=replace(BOOT, touched=(fired, "unknown")))  # type: ignore[arg-type]
    world.report()
    behind = {row.part.order: row.condition for row in world.state.compartments.values() if row.part}
    assert behind == {O1: Condition.QUARANTINED, O2: Condition.OCCUPIED}
    assert world.refuse(world.show(fired)) not in {None, Refusal.WAIT}
    assert not world.unlocks
    world.collect(other)
    assert world.order(O1) is PartState.QUARANTINED
