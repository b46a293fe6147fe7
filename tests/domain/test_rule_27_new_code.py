"""A new code for what somebody shall bring: it takes everything over and resets nothing (rule 27)."""

import pytest
from hands import brought, in_custody, settle, staff_look
from world import A01, A02, MINUTE, O1, SECOND, STAFF, World, place

from lockerd.domain.model.compartments import Condition
from lockerd.domain.model.events import Refused
from lockerd.domain.model.facts import FactType
from lockerd.domain.model.grants import Worth
from lockerd.domain.model.parts import PartState
from lockerd.domain.model.refusals import Refusal
from lockerd.domain.model.reports import NotFiredReason
from lockerd.domain.model.staff import Reissue
from lockerd.domain.model.visits import Phase
from lockerd.domain.model.words import Word


def refused(world: World) -> Refusal:
    """A new code is asked for and not made."""
    return world.refuse(Reissue(O1, world.fresh_code()))


def test_a_code_that_nobody_used_yet_is_made_anew_and_the_old_one_is_dead() -> None:
    world = World.of(place())
    old = world.awaited()
    left_ms = world.grant(old).retention_left_ms
    new = world.reissue()
    assert world.refuse(world.show(old)) is Refusal.CODE_NOT_VALID
    assert world.grant(new).retention_left_ms == left_ms
    visit = brought(world, new)
    world.say(visit, Word.ALL_IN)
    settle(world)
    assert in_custody(world)
    assert world.told(FactType.GRANT_SPENT)[-1].data["grant"] == new


def test_the_tie_and_both_counts_go_on_under_the_new_code() -> None:
    world = World.of(place(), place(A02))
    old = world.awaited()
    visit = brought(world, old, put_in=False)
    world.say(visit, Word.NOTHING_IN)
    before = world.part()
    assert (before.compartment, before.openings) == (A01, 1)
    new = world.reissue()
    assert world.part() == before
    assert world.condition() is Condition.TO_CHECK
    world.wait(20 * SECOND)
    assert world.refuse(world.show(old)) is Refusal.CODE_NOT_VALID
    again = world.collect(new)
    assert world.visit(again).compartment == A01, "its own door and no other"
    world.fire(gives_way=False)
    assert (world.part().attempts, world.part().openings) == (1, 1)


def test_no_new_code_before_the_bus_has_answered_for_the_old_one() -> None:
    """Its door stands open before the pulse: nobody's any more, but the pulse may have left (F37)."""
    world = World.of(place())
    world.collect(world.awaited())
    world.pull()
    assert world.order() is PartState.QUARANTINED
    assert len(world.withdrawn) == 1
    assert refused(world) is Refusal.BUSY
    world.give_back(NotFiredReason.WITHDRAWN)
    assert world.reissue()


def test_no_new_code_while_somebody_stands_at_the_door_under_the_old_one() -> None:
    world = World.of(place())
    visit = world.collect(world.awaited())
    assert refused(world) is Refusal.BUSY
    world.fire()
    assert refused(world) is Refusal.BUSY
    world.pull()
    assert refused(world) is Refusal.BUSY
    world.boxes[A01].item = True
    world.shut()
    assert refused(world) is Refusal.BUSY, "the visit is not judged yet"
    world.say(visit, Word.ALL_IN)
    assert refused(world) is Refusal.BUSY
    settle(world)
    assert in_custody(world)
    assert refused(world) is Refusal.ORDER_NOT_READY, "the code has done what it was for"


def test_jammed_stays_jammed_and_staff_make_the_new_code_good_again() -> None:
    world = World.of(place())
    old = world.awaited()
    world.collect(old)
    for _ in range(3):
        world.fire(gives_way=False)
        world.wait(6 * SECOND, ticks=6)
        world.wait(3 * SECOND, ticks=3)
    assert world.worth(old) is Worth.JAMMED
    new = world.reissue()
    assert (world.worth(new), world.part().attempts) == (Worth.JAMMED, 3)
    assert world.refuse(world.show(new)) is Refusal.ASK_STAFF
    world.wait(20 * SECOND)
    staff_look(world, found=False)
    assert (world.worth(new), world.part().attempts) == (Worth.ACTIVE, 0)
    assert world.refuse(world.show(old)) is Refusal.CODE_NOT_VALID


def test_suspended_stays_suspended_and_its_new_code_is_shown_all_the_same() -> None:
    world = World.of(place())
    old = world.awaited()
    world.say(brought(world, old), Word.NOTHING_IN)
    assert world.worth(old) is Worth.SUSPENDED
    visit = world.fresh_visit()
    answer = world.accept(Reissue(O1, world.fresh_code(), STAFF, visit))
    assert answer.grant is not None
    assert world.visit(visit).phase is Phase.CODE_READY
    assert world.refuse(world.show(answer.grant)) is Refusal.ASK_STAFF
    assert world.order() is PartState.QUARANTINED


def test_a_badge_makes_one_at_the_terminal_before_there_is_any_door() -> None:
    world = World.of(place())
    world.awaited()
    visit = world.fresh_visit()
    grant = world.accept(Reissue(O1, world.fresh_code(), STAFF, visit)).grant
    assert grant is not None
    assert (world.visit(visit).phase, world.visit(visit).door) == (Phase.CODE_READY, None)
    for word in Word:
        expected = word in {Word.HELP, Word.MORE_TIME}
        if word is not Word.DONE:
            assert world.says(visit, word) is expected, word
    world.pull(A01)
    world.shut(A01)
    world.wait(MINUTE, ticks=10)
    world.say(visit, Word.DONE)
    assert world.visit(visit).phase is Phase.OVER


def test_such_a_visit_ends_by_itself_and_when_its_code_dies() -> None:
    world = World.of(place())
    world.awaited()
    first, second = world.fresh_visit(), world.fresh_visit()
    world.accept(Reissue(O1, world.fresh_code(), STAFF, first))
    world.accept(Reissue(O1, world.fresh_code(), STAFF, second))
    assert world.visit(first).trouble is Refusal.CODE_VOID
    world.wait(121 * SECOND, ticks=3)
    assert world.visit(second).phase is Phase.OVER


@pytest.mark.parametrize("fired", [True, False])
def test_after_a_power_cut_the_new_code_is_held_at_the_same_door_and_no_minute_longer(*, fired: bool) -> None:
    world = World.of(place(), place(A02))
    world.collect(world.awaited())
    if fired:
        world.fire(gives_way=False)
    world.crash()
    assert refused(world) is Refusal.BUSY, "the attempt is not judged yet"
    world.report()
    world.wait(5 * MINUTE, ticks=30)
    before = world.part()
    new = world.reissue()
    assert world.part() == before
    assert before.grace_left_ms is not None
    assert before.grace_left_ms <= 10 * MINUTE
    world.crash()
    world.report()
    visit = brought(world, new)
    assert world.visit(visit).compartment == A01
    world.say(visit, Word.ALL_IN)
    settle(world)
    assert in_custody(world)


def test_no_new_code_for_what_is_to_be_taken_back() -> None:
    world = World.of(place())
    grant = world.awaited()
    world.say(brought(world, grant), Word.NOTHING_IN)
    world.cancel()
    assert world.order() is PartState.QUARANTINED, "it waits for the report of staff"
    assert isinstance(world.event(Reissue(O1, world.fresh_code())), Refused)
    world.wait(20 * SECOND)
    staff_look(world, found=False)
    assert refused(world) is Refusal.ORDER_NOT_READY
