"""An older database was put back (F70): nobody is shown what is not theirs, and each door asks for a look first."""

from going_round import A03, Walker, filled, wall
from world import A01, A02, MINUTE, O1, O2, SECOND_BOOT, World, hand_in

from lockerd.copies import replace
from lockerd.domain.model.compartments import Condition
from lockerd.domain.model.parts import PartState, RightState
from lockerd.domain.model.refusals import Refusal
from lockerd.domain.model.rounds import Scope
from lockerd.domain.model.words import Word
from lockerd.domain.shown.attention import Call, attention


def put_back(world: World) -> None:
    """The station starts with what it knew some time ago."""
    world.crash(boot=replace(SECOND_BOOT, restored=True))
    world.report()


def unsure(world: World) -> list[str]:
    """Doors that are shown as needing a stocktake."""
    calls = attention(world.state, world.now, world.policy)
    return [str(each.compartment) for each in calls if each.call is Call.STOCKTAKE_NEEDED]


def test_no_code_opens_anything_and_nothing_is_taken_for_empty_before_somebody_looked() -> None:
    world = filled(wall())
    put_back(world)
    world.wait(2 * MINUTE)
    assert unsure(world) == [A01, A02, A03]
    assert world.refuse(world.show(next(iter(world.state.grants)))) is Refusal.ASK_STAFF
    brought = world.awaited(hand_in(O2))
    assert world.refuse(world.show(brought)) is Refusal.NO_COMPARTMENT
    assert not world.unlocks


def test_a_round_takes_door_after_door_off_the_list_and_the_code_is_good_again() -> None:
    world = filled(wall())
    put_back(world)
    walker = Walker(world)
    walker.next(Word.AS_EXPECTED, 1, doors=Scope.ALL)
    assert unsure(world) == [A02, A03]
    walker.next(Word.NOTHING)
    walker.next(Word.NOTHING)
    assert unsure(world) == []
    assert [world.condition(door) for door in (A01, A02, A03)] == [Condition.OCCUPIED, Condition.FREE, Condition.FREE]
    world.opened(next(iter(world.state.grants)))


def test_it_is_still_uncertain_after_the_next_power_cut() -> None:
    world = filled(wall())
    put_back(world)
    world.crash()
    world.report()
    assert unsure(world) == [A01, A02, A03]


def test_what_waits_for_staff_anyhow_waits_as_it_did() -> None:
    world = filled(wall())
    world.cancel()
    put_back(world)
    assert (world.condition(), world.order(O1)) == (Condition.OCCUPIED, PartState.RECALLED)
    assert unsure(world) == [A02, A03]


def test_an_ordinary_start_doubts_nothing() -> None:
    world = filled(wall())
    world.crash()
    world.report()
    assert unsure(world) == []
    (part,) = world.state.parts.values()
    assert part.right is RightState.ACTIVE
