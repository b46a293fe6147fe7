"""No new code for what staff can only hand out themselves: it would be dead from the beginning (rule 27, ADR 35)."""

from collections.abc import Callable

import pytest
from exchange import ready
from world import A01, O1, SECOND, STAFF, World, place

from lockerd.domain.model.events import Clear, Found
from lockerd.domain.model.facts import FactType
from lockerd.domain.model.grants import Worth
from lockerd.domain.model.ids import GrantId
from lockerd.domain.model.parts import PartState
from lockerd.domain.model.refusals import Refusal
from lockerd.domain.model.staff import Reissue
from lockerd.domain.model.words import Word

BEHIND = pytest.mark.parametrize(
    ("put_in", "report"),
    [
        pytest.param(World.loaded, Clear("meier", A01, "taken out"), id="collection"),
        pytest.param(ready, Found("meier", A01, "taken out", Word.FOUND_NEW), id="exchange"),
    ],
)


def jam(world: World, code: GrantId) -> None:
    """Its lock is fired three times and does not let go."""
    world.collect(code)
    for _ in range(3):
        world.fire(gives_way=False)
        world.wait(6 * SECOND, ticks=6)
        world.wait(3 * SECOND, ticks=3)
    world.wait(20 * SECOND)


def refused(world: World) -> Refusal:
    """Central asks for a new code, and staff at the terminal, who are told the same."""
    told = world.refuse(Reissue(O1, world.fresh_code()))
    assert world.refuse(Reissue(O1, world.fresh_code(), STAFF, world.fresh_visit())) is told
    return told


@BEHIND
def test_a_jammed_door_waits_for_staff_who_hand_out_what_lies_there(
    put_in: Callable[[World], GrantId], report: Clear | Found
) -> None:
    world = World.of(place())
    code = put_in(world)
    jam(world, code)
    assert world.worth(code) is Worth.JAMMED
    assert refused(world) is Refusal.ASK_STAFF, "whoever got a new letter would come to a door that it never opens"
    assert len(world.told(FactType.GRANT_ISSUED)) == 1
    assert (world.worth(code), world.refuse(world.show(code))) == (Worth.JAMMED, Refusal.ASK_STAFF)
    world.technician()
    world.take()
    world.shut()
    assert refused(world) is Refusal.ASK_STAFF
    world.accept(report)
    assert world.order() in {PartState.CLOSED, PartState.RETRIEVED}
    assert refused(world) is Refusal.ORDER_NOT_READY, "no report has made the code good again"


@BEHIND
def test_a_door_that_was_forced_does_so_too(put_in: Callable[[World], GrantId], report: Clear | Found) -> None:
    world = World.of(place())
    code = put_in(world)
    world.wait(20 * SECOND)
    world.pull()
    world.shut()
    assert world.worth(code) is Worth.SUSPENDED
    assert refused(world) is Refusal.ASK_STAFF
    world.technician()
    world.take()
    world.shut()
    world.accept(report)
    assert refused(world) is Refusal.ORDER_NOT_READY


def test_of_what_is_to_be_taken_back_there_is_none_whatever_waits() -> None:
    world = World.of(place())
    jam(world, world.loaded())
    world.cancel()
    assert refused(world) is Refusal.ORDER_NOT_READY
