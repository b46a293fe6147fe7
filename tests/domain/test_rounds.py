"""Rounds: one of each office, broken off and gone on with, over power cuts too, by whom they concern."""

from dataclasses import replace

import pytest
from counter import SUPERVISOR, last
from going_round import A03, BOTH_ROLES, EMPTYING, PORTER, Walker, filled, of_both, wall
from world import A01, A02, MINUTE, O2, SECOND, STAFF, order

from lockerd.domain.model.called_back import CallBack
from lockerd.domain.model.compartments import Condition
from lockerd.domain.model.events import Accepted, OutOfService, Refused
from lockerd.domain.model.facts import FactType
from lockerd.domain.model.parts import RightState
from lockerd.domain.model.refusals import Refusal
from lockerd.domain.model.rounds import ALONE_MS, FORGOTTEN_MS, Scope
from lockerd.domain.model.words import Word


def test_broken_off_it_goes_on_where_it_was_and_what_was_left_comes_last() -> None:
    world = filled(wall())
    walker = Walker(world)
    walker.next(Word.AS_EXPECTED, 1, doors=Scope.ALL)
    walker.look()
    walker.shut()
    world.wait(3 * MINUTE)
    assert world.condition(A02) is Condition.QUARANTINED, "nobody has said anything"
    assert walker.going.left == (A03, A02)
    walker.next(Word.NOTHING)
    walker.next(Word.NOTHING)
    assert walker.seen == [A01, A02, A03, A02]
    assert world.condition(A02) is Condition.FREE


@pytest.mark.parametrize("when", ["committed", "fired", "open", "shut", "reported"])
def test_a_power_cut_fires_nothing_and_the_round_goes_on_where_it_was(when: str) -> None:
    world = filled(wall(A01, A02))
    walker = Walker(world)
    visit = walker.start(Scope.ALL)
    if when != "committed":
        world.fire()
    if when in {"open", "shut", "reported"}:
        world.pull()
    if when in {"shut", "reported"}:
        walker.shut()
    if when == "reported":
        walker.report(visit, Word.AS_EXPECTED, 1)
    world.crash()
    world.report()
    assert not world.unlocks
    if when == "open":
        world.shut()
    world.wait(70 * SECOND)
    assert walker.going.left == ((A02,) if when == "reported" else (A02, A01))
    walker.next(Word.NOTHING)
    if when != "reported":
        assert world.condition() is Condition.QUARANTINED
        walker.next(Word.AS_EXPECTED, 1)
    assert (world.condition(), world.part().right) == (Condition.OCCUPIED, RightState.ACTIVE)
    assert world.state.site.rounds == ()


def test_no_door_opens_at_which_somebodys_right_has_an_open_attempt() -> None:
    world = filled(wall(A01))
    [grant] = world.state.grants
    world.collect(grant)
    world.crash()
    assert Walker(world, bench=True).refused(doors=Scope.ALL) is Refusal.BUSY, "the attempt is not judged yet"
    world.report()
    assert not world.told(FactType.RETRIEVAL_BEGUN)


def test_no_door_opens_at_which_somebody_stands() -> None:
    world = filled(wall(A01, A02))
    [grant] = world.state.grants
    world.opened(grant)
    assert Walker(world, bench=True).refused(doors=Scope.ALL) is Refusal.BUSY


def test_of_another_office_nothing_opens_and_nothing_is_given_up() -> None:
    world = of_both(wall())
    walker = Walker(world)
    walker.next(Word.AS_EXPECTED, 1, doors=Scope.ALL)
    walker.next(Word.NOTHING)
    assert walker.seen == [A01, A03]
    assert world.state.site.rounds == ()


def test_what_another_office_got_meanwhile_is_left_out() -> None:
    world = wall(A01, A02)
    walker = Walker(world, staff=STAFF)
    walker.next(Word.NOTHING, doors=Scope.ALL)
    world.accept(OutOfService("meier", A01, "painted"))
    world.announce(order(O2, authority="kreis"))
    [got] = [row.id for row in world.state.compartments.values() if row.part is not None]
    assert walker.going.left == (got,)
    assert walker.refused() is Refusal.NOTHING_TO_RETRIEVE
    assert last(world, FactType.ROUND_ENDED)["reason"] == "done"


def test_a_technician_on_the_bench_goes_through_all_doors_by_name() -> None:
    world = of_both(wall())
    walker = Walker(world, bench=True)
    walker.next(Word.AS_EXPECTED, 1, doors=Scope.ALL)
    walker.next(Word.AS_EXPECTED, 1)
    walker.next(Word.NOTHING)
    assert walker.seen == [A01, A02, A03]
    committed = last(world, FactType.ATTEMPT_COMMITTED)
    assert (committed["right"], committed["holder"], committed["reason"]) == ("retrieval", "meier", "mechanical key")
    assert last(world, FactType.RETRIEVAL_REPORTED)["who"] == "meier"
    assert not world.told(FactType.COMPARTMENT_QUARANTINED)
    assert all(part.right is RightState.ACTIVE for part in world.state.parts.values())


def test_what_waits_for_people_takes_two_badges_of_which_one_is_a_supervisors() -> None:
    world = filled(wall(A01, A02))
    walker = Walker(world)
    assert walker.refused(PORTER, Scope.ALL) is Refusal.SUPERVISOR_NEEDED
    assert walker.refused(SUPERVISOR, Scope.ALL) is Refusal.SECOND_BADGE_NEEDED
    assert walker.refused(SUPERVISOR, Scope.ALL) is Refusal.SECOND_BADGE_NEEDED, "the same badge is no second one"
    world.wait(2 * MINUTE)
    assert walker.refused(PORTER, Scope.ALL) is Refusal.SUPERVISOR_NEEDED, "the first one counts for a minute"
    assert not world.state.site.rounds
    walker.start(Scope.ALL)


def test_either_goes_on_alone_but_not_after_a_pause() -> None:
    world = filled(filled(wall()), at=A02, order_id=O2)
    walker = Walker(world)
    walker.next(Word.AS_EXPECTED, 1, doors=Scope.ALL)
    world.wait(ALONE_MS + MINUTE)
    assert walker.refused(PORTER) is Refusal.SUPERVISOR_NEEDED
    assert walker.refused(SUPERVISOR) is Refusal.SECOND_BADGE_NEEDED
    walker.start()
    assert walker.seen == [A01, A02]


def test_somebody_else_does_not_go_on_alone() -> None:
    world = filled(filled(wall()), at=A02, order_id=O2)
    Walker(world).next(Word.AS_EXPECTED, 1, doors=Scope.ALL)
    assert Walker(world).refused(replace(BOTH_ROLES, badge="badge-3")) is Refusal.SECOND_BADGE_NEEDED


def test_what_waits_for_staff_only_takes_one_badge_and_comes_to_no_persons_door() -> None:
    world = filled(wall())
    world.pull(A02)
    world.shut(A02)
    walker = Walker(world, staff=STAFF)
    walker.next(Word.NOTHING, doors=Scope.WAITING)
    assert walker.seen == [A02]
    assert world.state.site.rounds == ()


def test_one_round_at_a_time_and_none_that_goes_on_by_mistake() -> None:
    world = filled(wall())
    walker = Walker(world)
    assert walker.refused() is Refusal.NO_ROUND
    walker.next(Word.AS_EXPECTED, 1, doors=Scope.ALL)
    assert walker.refused(doors=Scope.ALL) is Refusal.ROUND_GOES_ON
    assert Walker(world, kind=EMPTYING).refused() is Refusal.NO_ROUND
    assert Walker(world, kind=EMPTYING).refused(doors=Scope.ALL) is Refusal.ROUND_GOES_ON
    assert isinstance(walker.end(), Accepted)
    told = last(world, FactType.ROUND_ENDED)
    assert (told["reason"], told["left"]) == ("broken_off", 2)
    assert isinstance(walker.end(), Refused)


def test_one_that_nobody_goes_on_with_is_forgotten_and_its_badges_before() -> None:
    world = filled(wall())
    Walker(world).next(Word.AS_EXPECTED, 1, doors=Scope.ALL)
    assert world.state.site.rounds[0].badges == (SUPERVISOR.badge, PORTER.badge)
    world.wait(2 * 60 * MINUTE, ticks=120)
    assert world.state.site.rounds[0].badges == ()
    world.wait(FORGOTTEN_MS + 60 * MINUTE, ticks=30)
    assert world.state.site.rounds == ()
    assert last(world, FactType.ROUND_ENDED)["reason"] == "forgotten"


def test_whom_it_does_not_concern_begins_none() -> None:
    world = filled(wall())
    loader = replace(STAFF, roles=frozenset())
    assert Walker(world).refused(loader, Scope.ALL) is Refusal.BADGE_NOT_VALID
    assert Walker(world).refused(replace(STAFF, authority="land"), Scope.ALL) is Refusal.BADGE_NOT_VALID
    assert world.state.site.rounds == ()


def test_under_a_badge_that_was_called_back_nothing_is_said() -> None:
    world = filled(wall(A01))
    walker = Walker(world)
    visit = walker.look(Scope.ALL)
    walker.shut()
    world.accept(CallBack(1, (SUPERVISOR.badge, PORTER.badge), "meier"))
    answer = walker.say(visit, Word.AS_EXPECTED, 1)
    assert isinstance(answer, Refused)
    assert answer.reason is Refusal.BADGE_NOT_VALID
