"""Emptying the wall: one door after the other, everything of one office and nothing of another's, for two people."""

import pytest
from counter import brought, last
from going_round import A03, EMPTYING, PORTER, Walker, filled, of_both, wall
from waiting_doors import awaited, nobodys
from world import A01, A02, MINUTE, O1, O2, SECOND, STAFF, World, place

from lockerd.domain.model.compartments import Condition
from lockerd.domain.model.events import Refused, StartCollection
from lockerd.domain.model.facts import FactType
from lockerd.domain.model.parts import PartState, RightState
from lockerd.domain.model.refusals import Refusal
from lockerd.domain.model.rounds import Scope
from lockerd.domain.model.words import Word


def test_everything_of_one_office_is_taken_out_door_by_door_and_the_office_is_told() -> None:
    world = of_both(wall())
    walker = Walker(world, kind=EMPTYING)
    walker.next(Word.FOUND, 1, doors=Scope.ALL, take=True)
    assert walker.seen == [A01], "the other office's is not opened, and nobody's free door neither"
    assert world.order(O1) is PartState.RETRIEVED
    assert world.order(O2) is PartState.READY
    told = last(world, FactType.ROUND_ENDED)
    assert [told[name] for name in ("round", "reason", "count", "left", "taken_out")] == ["emptying", "done", 1, 0, 1]
    assert [fact.order for fact in world.told(FactType.ORDER_RETRIEVED)] == [O1]


def test_from_its_begin_at_a_door_no_code_opens_it_and_it_is_not_left_there() -> None:
    world = filled(wall(A01))
    [grant] = world.state.grants
    walker = Walker(world, kind=EMPTYING)
    visit = walker.look(Scope.ALL)
    assert world.part().right is RightState.ENDED
    assert isinstance(world.event(world.show(grant)), Refused)
    walker.shut()
    assert isinstance(walker.say(visit, Word.AS_EXPECTED, 1), Refused)
    world.take()
    walker.report(visit, Word.FOUND, 1)


def test_what_comes_later_on_the_list_is_collected_meanwhile() -> None:
    world = filled(filled(wall(A01, A02)), at=A02, order_id=O2)
    walker = Walker(world, kind=EMPTYING)
    walker.next(Word.FOUND, 1, doors=Scope.ALL, take=True)
    grant = next(each.id for each in world.state.grants.values() if each.order == O2)
    visit = world.fresh_visit()
    world.accept(StartCollection(visit, world.show(grant).form, grant))
    world.fire()
    world.pull(A02)
    world.take(A02)
    world.shut(A02)
    world.say(visit, Word.TAKEN_OUT)
    world.wait(20 * SECOND)
    assert world.condition(A02) is Condition.FREE
    assert walker.refused() is Refusal.NOTHING_TO_RETRIEVE, "nothing is left to take out"
    assert last(world, FactType.ROUND_ENDED)["reason"] == "done"


def test_of_two_badges_one_is_a_supervisors() -> None:
    world = filled(wall(A01))
    walker = Walker(world, kind=EMPTYING)
    assert walker.refused(STAFF, Scope.ALL) is Refusal.SUPERVISOR_NEEDED
    assert not world.state.site.rounds
    assert not world.told(FactType.RETRIEVAL_BEGUN)


def test_what_nobody_knows_the_owner_of_and_what_waits_for_staff_belongs_to_it() -> None:
    world = World.of(place(), place(A02))
    nobodys(world)
    walker = Walker(world, kind=EMPTYING, staff=STAFF)
    walker.next(Word.NOTHING, doors=Scope.ALL)
    assert walker.seen == [A01]


def test_an_empty_wall_needs_no_round() -> None:
    world = wall()
    assert Walker(world, kind=EMPTYING).refused(doors=Scope.ALL) is Refusal.NOTHING_TO_RETRIEVE


def test_a_hand_in_that_was_not_made_ends_no_order() -> None:
    world = wall(A01)
    awaited(world)
    Walker(world, kind=EMPTYING, staff=STAFF).next(Word.NOTHING, doors=Scope.ALL)
    assert world.order() is PartState.AWAITED


@pytest.mark.parametrize("when", ["committed", "fired", "open", "taken", "reported"])
def test_a_power_cut_takes_nothing_back_and_it_goes_on(when: str) -> None:
    world = filled(filled(wall(A01, A02)), at=A02, order_id=O2)
    walker = Walker(world, kind=EMPTYING)
    visit = walker.start(Scope.ALL)
    if when != "committed":
        world.fire()
    if when in {"open", "taken", "reported"}:
        world.pull()
    if when in {"taken", "reported"}:
        world.take()
        walker.shut()
    if when == "reported":
        walker.report(visit, Word.FOUND, 1)
    world.crash()
    world.report()
    assert not world.unlocks
    if when == "open":
        world.shut()
    world.wait(70 * SECOND)
    assert walker.going.left == ((A02,) if when == "reported" else (A02, A01))
    walker.next(Word.FOUND, 1, take=True)
    if when != "reported":
        assert world.condition() is Condition.QUARANTINED
        walker.next(Word.FOUND, 1, take=True)
    assert (world.order(O1), world.order(O2)) == (PartState.RETRIEVED, PartState.RETRIEVED)
    assert last(world, FactType.ROUND_ENDED)["taken_out"] == 2


def test_who_may_go_on_alone_is_known_over_a_power_cut() -> None:
    world = filled(filled(wall()), at=A02, order_id=O2)
    walker = Walker(world, kind=EMPTYING)
    walker.next(Word.FOUND, 1, doors=Scope.ALL, take=True)
    world.crash()
    world.report()
    world.wait(MINUTE)
    assert walker.going.badges[1] == PORTER.badge
    assert walker.ask(PORTER) is not None
    assert world.state.compartments[A02].condition is Condition.RETRIEVAL


def test_a_hand_in_in_custody_is_taken_out_without_an_incident() -> None:
    world = wall(A01, A03)
    brought(world)
    Walker(world, kind=EMPTYING, staff=STAFF).next(Word.FOUND, 1, doors=Scope.ALL, take=True)
    assert world.order() is PartState.RETRIEVED
    assert not world.told(FactType.INCIDENT_NOTED)
