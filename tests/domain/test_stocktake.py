"""A stocktake: what lies there as it should goes on, what differs is told, and nothing is lost with either."""

from dataclasses import replace

import pytest
from counter import brought, last
from going_round import A03, PORTER, Walker, filled, wall
from policies import POLICY
from waiting_doors import awaited, expired, forced, handed_in, jammed, recalled, unclear
from world import A01, A02, MINUTE, O1, STAFF, World, place

from lockerd.domain.model.compartments import Condition
from lockerd.domain.model.events import Accepted, Refused, Say
from lockerd.domain.model.facts import FactType
from lockerd.domain.model.parts import PartState, RightState
from lockerd.domain.model.receipts import Grade
from lockerd.domain.model.refusals import Refusal
from lockerd.domain.model.rounds import Scope
from lockerd.domain.model.visits import Phase
from lockerd.domain.model.words import Word
from lockerd.domain.shown.speech import may


def test_door_after_door_and_at_the_end_a_summary() -> None:
    world = filled(wall())
    walker = Walker(world)
    walker.next(Word.AS_EXPECTED, 1, doors=Scope.ALL)
    walker.next(Word.NOTHING)
    visit = walker.next(Word.NOTHING)
    assert walker.seen == [A01, A02, A03]
    assert world.state.site.rounds == ()
    told = last(world, FactType.ROUND_ENDED)
    assert told["reason"] == "done"
    assert [told[name] for name in ("count", "left", "as_expected", "nothing", "taken_out", "differences")] == [
        3, 0, 1, 2, 0, 0,
    ]  # fmt: skip
    shown = world.visit(visit).round
    assert shown is not None
    assert (shown.left, shown.as_expected, shown.nothing) == ((), 1, 2)
    assert [world.condition(door) for door in (A01, A02, A03)] == [Condition.OCCUPIED, Condition.FREE, Condition.FREE]


def test_what_lies_there_as_it_should_goes_on_and_its_code_is_good_again() -> None:
    world = filled(wall(A01))
    [grant] = world.state.grants
    walker = Walker(world)
    visit = walker.look(Scope.ALL)
    assert (world.part().right, world.part().state) == (RightState.SUSPENDED, PartState.READY)
    assert isinstance(world.event(world.show(grant)), Refused), "nobody's code opens while staff look"
    walker.shut()
    walker.report(visit, Word.AS_EXPECTED, 1)
    assert (world.part().right, world.condition()) == (RightState.ACTIVE, Condition.OCCUPIED)
    assert last(world, FactType.GRANT_RENEWED)["grant"] == grant
    theirs = world.opened(grant)
    world.take()
    world.shut()
    world.say(theirs, Word.TAKEN_OUT)
    assert world.order() is PartState.CLOSED


def test_a_forced_door_comes_back_to_use_with_what_lies_there() -> None:
    world = World.of(place())
    forced(world)
    [grant] = world.state.grants
    Walker(world, staff=STAFF).next(Word.AS_EXPECTED, 1, doors=Scope.WAITING)
    assert (world.order(), world.condition()) == (PartState.READY, Condition.OCCUPIED)
    world.opened(grant)


def test_three_tries_are_three_tries_whatever_staff_say() -> None:
    world = World.of(place())
    jammed(world)
    walker = Walker(world, staff=STAFF)
    visit = walker.look(Scope.WAITING)
    walker.shut()
    answer = walker.say(visit, Word.AS_EXPECTED, 1)
    assert isinstance(answer, Refused)
    assert answer.reason is Refusal.NOT_NOW, "rule 2: no code opens this any more"
    world.take()
    walker.report(visit, Word.FOUND, 1)
    assert (world.order(), world.condition()) == (PartState.RETRIEVED, Condition.FREE)


def test_a_code_that_has_opened_its_door_is_spent_whatever_staff_say() -> None:
    world = World.of(place())
    visit = world.opened()
    world.shut()
    world.wait(3 * MINUTE)
    assert world.visit(visit).phase is Phase.OVER or world.condition() is Condition.QUARANTINED
    walker = Walker(world, staff=STAFF)
    look = walker.look(Scope.WAITING)
    walker.shut()
    assert isinstance(walker.say(look, Word.AS_EXPECTED, 1), Refused)


@pytest.mark.parametrize(("scene", "state"), [(expired, PartState.EXPIRED), (recalled, PartState.RECALLED)])
def test_what_waits_for_staff_stays_that(scene: object, state: PartState) -> None:
    world = World.of(place())
    scene(world)  # type: ignore[operator]
    Walker(world, staff=STAFF).next(Word.AS_EXPECTED, 1, doors=Scope.WAITING)
    assert (world.order(), world.condition()) == (state, Condition.OCCUPIED)


def test_what_was_handed_in_stays_in_custody_without_an_incident() -> None:
    world = World.of(place())
    handed_in(world)
    receipt = world.part().receipt
    Walker(world, staff=STAFF).next(Word.AS_EXPECTED, 1, doors=Scope.WAITING)
    assert (world.order(), world.condition(), world.part().receipt) == (
        PartState.HANDED_IN,
        Condition.OCCUPIED,
        receipt,
    )
    assert not world.told(FactType.INCIDENT_NOTED)


def test_what_is_found_of_an_unclear_hand_in_is_custody_by_found() -> None:
    world = World.of(place())
    unclear(world)
    walker = Walker(world, staff=STAFF)
    visit = walker.look(Scope.WAITING)
    walker.shut()
    assert isinstance(walker.say(visit, Word.AS_EXPECTED, 1), Refused), "nothing is known to lie there"
    world.take()
    walker.report(visit, Word.FOUND, 1)
    assert last(world, FactType.PART_HANDED_IN)["grade"] == Grade.FOUND
    assert not world.told(FactType.STOCK_DIFFERS)


def test_nothing_found_of_a_hand_in_ends_no_order() -> None:
    world = World.of(place())
    awaited(world)
    [grant] = world.state.grants
    Walker(world, staff=STAFF).next(Word.NOTHING, doors=Scope.WAITING)
    assert (world.order(), world.part().compartment) == (PartState.AWAITED, None)
    world.collect(grant)


def test_what_is_missing_is_a_difference_and_ends_its_order() -> None:
    world = filled(wall(A01))
    [grant] = world.state.grants
    world.take()
    world.boxes[A01].item = False
    walker = Walker(world)
    walker.next(Word.NOTHING, doors=Scope.ALL)
    told = last(world, FactType.STOCK_DIFFERS)
    assert (told["report"], told["expected_count"], told["item_count"]) == ("nothing", 1, 0)
    assert last(world, FactType.INCIDENT_NOTED)["reason"] == "nothing_found"
    assert last(world, FactType.ROUND_ENDED)["differences"] == 1
    assert world.condition() is Condition.FREE
    assert isinstance(world.event(world.show(grant)), Refused)


def test_something_else_is_locked_for_a_supervisor() -> None:
    world = filled(wall(A01))
    Walker(world).next(Word.OTHER, doors=Scope.ALL)
    assert (world.condition(), world.order()) == (Condition.QUARANTINED, PartState.QUARANTINED)
    assert Walker(world).refused(STAFF, Scope.ALL) is Refusal.SUPERVISOR_NEEDED


def test_something_behind_a_free_door_is_a_difference() -> None:
    world = wall(A01)
    walker = Walker(world, staff=STAFF)
    visit = walker.look(Scope.ALL)
    walker.shut()
    assert isinstance(walker.say(visit, Word.AS_EXPECTED, 1), Refused), "nothing should lie there"
    walker.report(visit, Word.FOUND, 2)
    told = last(world, FactType.STOCK_DIFFERS)
    assert (told["item_count"], told["expected_count"]) == (2, 0)


def test_another_number_is_asked_once_more_and_then_locks_the_door() -> None:
    world = filled(wall(A01))
    walker = Walker(world)
    visit = walker.look(Scope.ALL)
    walker.shut()
    assert isinstance(walker.say(visit, Word.AS_EXPECTED, 2), Accepted)
    assert world.visit(visit).trouble is Refusal.COUNT_DIFFERS
    walker.report(visit, Word.AS_EXPECTED, 2)
    assert (world.condition(), world.part().right) == (Condition.QUARANTINED, RightState.SUSPENDED)
    assert last(world, FactType.INCIDENT_NOTED)["reason"] == "count_differs"
    assert last(world, FactType.STOCK_DIFFERS)["item_count"] == 2


def test_a_sensor_that_sees_nothing_more_is_asked_once_more_and_then_locks_the_door() -> None:
    world = filled(wall(A01))
    walker = Walker(world)
    visit = walker.look(Scope.ALL)
    world.take()
    walker.shut()
    assert isinstance(walker.say(visit, Word.AS_EXPECTED, 1), Accepted)
    assert world.visit(visit).trouble is Refusal.ITEM_NOT_SEEN
    walker.report(visit, Word.AS_EXPECTED, 1)
    assert (world.condition(), world.part().right) == (Condition.QUARANTINED, RightState.SUSPENDED)


def test_what_a_power_cut_kept_from_its_confirmation_is_confirmed_where_it_lies() -> None:
    world = wall(A01)
    world.announce()
    world.put_in()
    world.crash()
    world.report()
    assert world.condition() is Condition.QUARANTINED
    Walker(world, staff=STAFF).next(Word.AS_EXPECTED, 1, doors=Scope.WAITING)
    assert (world.order(), world.part().right) == (PartState.READY, RightState.ACTIVE)
    [grant] = world.state.grants
    assert last(world, FactType.GRANT_ISSUED)["grant"] == grant
    assert last(world, FactType.ORDER_READY)["badge"] == STAFF.badge
    world.opened(grant)


@pytest.mark.parametrize("who", ["without the role", "where it takes two", "on the bench"])
def test_who_may_not_put_in_confirms_nothing(who: str) -> None:
    world = wall(A01)
    world.announce()
    world.put_in()
    world.crash()
    world.report()
    if who == "where it takes two":
        alone = world.policy.of("stadt", "passport")
        world.policy = replace(POLICY, classes={("stadt", "passport"): replace(alone, two_people=True)})
    walker = Walker(world, staff=PORTER if who == "without the role" else STAFF, bench=who == "on the bench")
    visit = walker.look(Scope.ALL)
    walker.shut()
    assert isinstance(walker.say(visit, Word.AS_EXPECTED, 1), Refused)
    assert not world.state.grants


def test_without_a_code_nothing_is_confirmed() -> None:
    world = wall(A01)
    world.announce()
    world.put_in()
    world.crash()
    world.report()
    walker = Walker(world, staff=STAFF)
    visit = walker.look(Scope.WAITING)
    walker.shut()
    assert isinstance(world.event(Say(visit, Word.AS_EXPECTED, 1)), Refused)
    assert Word.AS_EXPECTED in may(world.state, visit, world.now, world.policy), (
        "it is offered: whoever shows it sends a code along"
    )


def test_what_the_office_wants_waits_until_the_door_is_reported() -> None:
    world = filled(wall(A01))
    walker = Walker(world)
    visit = walker.look(Scope.ALL)
    world.cancel()
    assert world.order() is PartState.READY
    walker.shut()
    walker.report(visit, Word.AS_EXPECTED, 1)
    assert (world.order(), world.part().right) == (PartState.RECALLED, RightState.ENDED)


def test_a_hand_in_is_taken_out_as_on_any_day() -> None:
    world = wall(A01)
    brought(world)
    Walker(world, staff=STAFF).next(Word.FOUND, 1, doors=Scope.ALL, take=True)
    assert (world.order(O1), world.condition()) == (PartState.RETRIEVED, Condition.FREE)
