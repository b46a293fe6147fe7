"""Faults put into the rules of lists and rounds that no test had noticed."""

import pytest
from going_round import Walker, filled
from going_round import wall as walked
from policies import classed
from test_load_list import door, going, number, wall
from waiting_doors import handed_in
from world import A01, A02, MINUTE, O1, SECOND, World, order, place

from lockerd.domain.model.compartments import Condition
from lockerd.domain.model.document_classes import ClassPolicy, Precondition
from lockerd.domain.model.ids import VisitId
from lockerd.domain.model.parts import Needs, PartState, RightState
from lockerd.domain.model.readings import DoorSensor, Item, ItemSensor
from lockerd.domain.model.refusals import Refusal
from lockerd.domain.model.rounds import Scope
from lockerd.domain.model.staff import ConfirmLoaded, LoadNext
from lockerd.domain.model.visits import Phase, Role
from lockerd.domain.model.words import Word

BARE = {"door_sensor": DoorSensor.NONE, "item_sensor": ItemSensor.NONE}


def falls_silent(world: World, visit: VisitId) -> None:
    """The next door of a list is asked for, and its board does not answer before the lock is fired."""
    world.wait(20 * SECOND)
    world.accept(LoadNext(visit, number(2)))
    world.give_back()
    world.boxes[A02].answering = False
    world.report([A02])
    world.wait(15 * SECOND, ticks=15)


@pytest.mark.parametrize(("fitting", "phase"), [({}, Phase.DOOR_SHUT), (BARE, Phase.DOOR_OPEN)])
def test_a_door_that_falls_silent_leads_back_to_the_last_one_of_the_list(
    fitting: dict[str, object], phase: Phase
) -> None:
    world = wall(2, **fitting)
    visit = going(world, 1)
    falls_silent(world, visit)
    here = world.visit(visit)
    assert (here.role, here.phase, here.compartment, here.listed) == (Role.LOADER, phase, door(1), ())
    assert world.condition(door(1)) is Condition.LOADING
    world.wait(4 * MINUTE, ticks=8)
    row = world.state.compartments[door(1)]
    assert (row.condition, row.reason) == (Condition.QUARANTINED, "loading_not_finished"), "it was opened: staff look"


def test_a_list_that_is_left_locks_what_lies_there_and_says_why_once() -> None:
    world = wall(3)
    visit = going(world, 3)
    world.pull(door(1))
    forced = world.state.compartments[door(1)].reason
    world.shut(door(1))
    world.wait(4 * MINUTE, ticks=8)
    assert visit not in world.state.visits
    assert world.state.compartments[door(1)].reason == forced != "loading_not_finished"
    assert world.state.compartments[door(2)].reason == "loading_not_finished"


def test_a_visit_that_is_over_has_no_list() -> None:
    world = wall(2)
    visit = going(world, 1)
    world.confirm(visit)
    world.say(visit, Word.DONE)
    assert world.refuse(LoadNext(visit, number(2))) is Refusal.VISIT_OVER


def test_the_visit_of_the_codes_that_are_left_is_that_of_whoever_put_in() -> None:
    world = wall(2)
    visit = going(world, 1)
    world.confirm(visit)
    world.wait(6 * SECOND)
    shown = world.visit(visit)
    assert (shown.part, shown.door) == (world.part(number(1)).id, door(1))
    assert shown.opened


def test_an_order_of_two_doors_shows_its_code_at_the_last_of_them() -> None:
    world = World.of(place(A01), place(A02))
    world.announce(order(needs=(Needs(), Needs())))
    visit = world.put_in()
    world.accept(ConfirmLoaded(visit, world.fresh_code()))
    world.fire()
    world.pull(A02)
    world.boxes[A02].item = True
    world.shut(A02)
    world.confirm(visit)
    assert (world.visit(visit).part, world.visit(visit).door) == (world.part(number=2).id, A02)


@pytest.mark.parametrize("counts", [None, 1])
def test_things_are_counted_before_the_next_door_only_where_a_class_says_how_many(counts: int | None) -> None:
    world = wall(2)
    world.policy = classed("passport", world.policy, item_count=counts)
    visit = going(world, 1)
    world.wait(6 * SECOND)
    if counts is None:
        world.accept(LoadNext(visit, number(2)))
    else:
        assert world.refuse(LoadNext(visit, number(2))) is Refusal.COUNT_NEEDED
        world.accept(LoadNext(visit, number(2), counted=counts))


def test_what_staff_see_on_a_round_is_known_of_it_afterwards() -> None:
    """A thin letter that the sensor had not seen when it was put in, and sees now: gone is gone."""
    world = walked(A01)
    world.boxes[A01].seen_by_sensor = False
    filled(world)
    assert world.part().before is Item.UNKNOWN
    world.boxes[A01].seen_by_sensor = True
    world.report()
    Walker(world).next(Word.AS_EXPECTED, 1, doors=Scope.ALL)
    assert world.part().before is Item.PRESENT


def test_minutes_after_a_power_cut_are_over_when_staff_have_looked() -> None:
    world = filled(walked(A01))
    [grant] = world.state.grants
    world.collect(grant)
    world.crash()
    world.report()
    assert world.part().right is RightState.GRACE
    Walker(world).next(Word.AS_EXPECTED, 1, doors=Scope.ALL)
    assert (world.part().right, world.part().grace_left_ms) == (RightState.ACTIVE, None)
    world.wait(20 * MINUTE, ticks=40)
    world.accept(world.show(grant))


def test_a_round_changes_nothing_of_what_is_in_custody() -> None:
    world = World.of(place())
    handed_in(world)
    part = world.part()
    world.wait(20 * SECOND)
    Walker(world).next(Word.AS_EXPECTED, 1, doors=Scope.ALL)
    assert world.part() == part


def test_whose_other_door_has_expired_is_taken_out_and_does_not_stay() -> None:
    """No code can be good again for what was set aside before the time of its order ended."""
    world = World.of(place(A01), place(A02))
    world.announce(order(needs=(Needs(), Needs())))
    visit = world.put_in()
    world.accept(ConfirmLoaded(visit, world.fresh_code()))
    world.fire()
    world.pull(A02)
    world.boxes[A02].item = True
    world.shut(A02)
    world.confirm(visit)
    world.say(visit, Word.DONE)
    world.wait(20 * SECOND)
    world.pull(A01)
    world.shut(A01)
    assert (world.part(number=1).state, world.part(number=1).right) == (PartState.QUARANTINED, RightState.SUSPENDED)
    world.wait(31 * 24 * 60 * MINUTE, ticks=4)
    assert world.part(number=2).state is PartState.EXPIRED
    walker = Walker(world)
    there = walker.look(Scope.ALL)
    walker.shut()
    assert world.visit(there).part == world.part(O1, number=1).id
    assert not world.says(there, Word.AS_EXPECTED)


def test_one_way_of_several_is_asked_for_and_one_of_another_step_too() -> None:
    stated, secret = Precondition.STATEMENT, Precondition.SECOND_SECRET
    assert ClassPolicy(preconditions=((stated,), (secret,))).asks_for(secret)
    assert not ClassPolicy(preconditions=((stated,),)).asks_for(secret)
    assert not ClassPolicy().asks_for(stated)
