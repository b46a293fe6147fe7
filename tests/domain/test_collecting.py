"""Collecting: codes, jams, second thoughts, and people who go away."""

from dataclasses import replace

from world import A01, A02, MINUTE, O1, O2, SECOND, World, order, place

from lockerd.domain.model.codes import CodeForm
from lockerd.domain.model.compartments import Condition
from lockerd.domain.model.facts import FactType
from lockerd.domain.model.grants import Worth
from lockerd.domain.model.parts import Needs, PartState
from lockerd.domain.model.readings import Door
from lockerd.domain.model.refusals import Refusal
from lockerd.domain.model.visits import Phase
from lockerd.domain.model.words import Word


def test_a_collection_by_qr_code() -> None:
    world = World.of(place())
    grant = world.loaded()
    visit = world.collect(grant)
    assert (world.order(), world.visit(visit).phase) == (PartState.COLLECTING, Phase.OPENING)
    world.fire()
    world.pull()
    assert (world.condition(), world.visit(visit).phase) == (Condition.HANDING_OVER, Phase.DOOR_OPEN)
    world.take()
    world.shut()
    assert world.visit(visit).phase is Phase.DOOR_SHUT
    world.say(visit, Word.TAKEN_OUT)
    assert (world.order(), world.condition()) == (PartState.CLOSED, Condition.FREE)
    assert world.refuse(world.show(grant)) is Refusal.CODE_NOT_VALID


def test_taken_out_may_be_said_before_the_door_is_shut() -> None:
    world = World.of(place())
    visit = world.opened()
    world.take()
    world.say(visit, Word.TAKEN_OUT)
    world.shut()
    assert world.visit(visit).phase is Phase.OVER
    assert world.condition() is Condition.FREE


def test_a_collection_by_typed_code_ends_the_row_of_failures() -> None:
    world = World.of(place())
    grant = world.loaded()
    for _ in range(4):
        world.refuse(world.show(None, CodeForm.TYPED))
    world.accept(world.show(grant, CodeForm.TYPED))
    assert world.state.site.tries.since_success == 0
    assert len(world.state.site.tries.failures) == 4


def test_a_stuck_door_is_tried_three_times_and_the_code_is_kept_for_staff() -> None:
    world = World.of(place())
    grant = world.loaded()
    visit = world.collect(grant)
    for attempt in (1, 2, 3):
        assert world.part().attempts == attempt
        world.fire(gives_way=False)
        world.wait(6 * SECOND)
        world.wait(3 * SECOND)
    assert world.visit(visit).trouble is Refusal.DOOR_STUCK
    assert (world.worth(grant), world.condition()) == (Worth.JAMMED, Condition.JAMMED)
    assert world.order() is PartState.READY
    assert world.refuse(world.show(grant)) is Refusal.ASK_STAFF
    assert not world.unlocks


def test_a_stuck_door_that_opens_at_the_second_try() -> None:
    world = World.of(place())
    grant = world.loaded()
    visit = world.collect(grant)
    world.fire(gives_way=False)
    world.wait(6 * SECOND)
    assert world.visit(visit).phase is Phase.RETRYING
    world.wait(3 * SECOND)
    world.fire()
    world.pull()
    assert (world.worth(grant), world.visit(visit).phase) == (Worth.SPENT, Phase.DOOR_OPEN)


def test_a_door_pulled_in_the_pause_between_two_tries_belongs_to_the_first() -> None:
    world = World.of(place())
    grant = world.loaded()
    visit = world.collect(grant)
    world.fire()
    world.wait(6 * SECOND)
    world.pull()
    assert (world.worth(grant), world.visit(visit).phase) == (Worth.SPENT, Phase.DOOR_OPEN)
    assert not world.told(FactType.DOOR_FORCED)


def test_open_again_needs_a_shut_door_that_was_open() -> None:
    world = World.of(place())
    visit = world.collect(world.loaded())
    assert world.refuse_to(visit, Word.OPEN_AGAIN) is Refusal.NOT_NOW
    world.fire()
    assert world.refuse_to(visit, Word.OPEN_AGAIN) is Refusal.NOT_NOW
    world.pull()
    assert world.refuse_to(visit, Word.OPEN_AGAIN) is Refusal.NOT_NOW


def test_a_door_opened_again_that_sticks_leaves_the_visit_at_the_shut_door() -> None:
    world = World.of(place())
    visit = world.opened()
    world.take()
    world.shut()
    world.wait(6 * SECOND)
    world.say(visit, Word.OPEN_AGAIN)
    world.fire(gives_way=False)
    world.wait(6 * SECOND)
    assert world.visit(visit).phase is Phase.DOOR_SHUT
    assert world.visit(visit).trouble is Refusal.DOOR_STUCK
    world.say(visit, Word.DONE)
    assert world.condition() is Condition.FREE


def test_nothing_is_opened_again_in_quarantine() -> None:
    world = World.of(place())
    visit = world.opened()
    world.shut()
    world.wait(11 * SECOND)
    world.pull()
    world.shut()
    assert world.condition() is Condition.QUARANTINED
    assert world.refuse_to(visit, Word.OPEN_AGAIN) is Refusal.ASK_STAFF


def test_an_item_still_seen_is_asked_about_once_and_then_quarantines() -> None:
    world = World.of(place())
    visit = world.opened()
    world.shut()
    world.say(visit, Word.TAKEN_OUT)
    assert (world.visit(visit).phase, world.visit(visit).trouble) == (Phase.DOOR_SHUT, Refusal.ITEM_STILL_SEEN)
    world.say(visit, Word.TAKEN_OUT)
    assert (world.condition(), world.order()) == (Condition.QUARANTINED, PartState.QUARANTINED)


def test_somebody_who_walks_away_is_judged_after_two_minutes() -> None:
    world = World.of(place())
    visit = world.opened()
    world.take()
    world.shut()
    world.wait(119 * SECOND)
    assert world.visit(visit).phase is Phase.DOOR_SHUT
    world.wait(2 * SECOND)
    assert world.visit(visit).phase is Phase.OVER
    assert world.condition() is Condition.FREE
    world.wait(61 * SECOND)
    assert visit not in world.state.visits


def test_the_next_person_ends_the_visit_of_the_one_before() -> None:
    world = World.of(place(A01), place(A02))
    first, second = world.loaded(O1), world.loaded(O2, at=A02)
    visit = world.opened(first)
    world.take()
    world.shut()
    world.collect(second)
    assert world.visit(visit).phase is Phase.OVER
    assert world.order(O1) is PartState.CLOSED


def test_a_door_left_open_reminds_and_then_alarms_once() -> None:
    world = World.of(place())
    visit = world.opened()
    world.wait(61 * SECOND)
    assert world.visit(visit).reminded
    world.wait(4 * MINUTE)
    world.wait(4 * MINUTE)
    assert len(world.told(FactType.DOOR_LEFT_OPEN)) == 1
    world.take()
    world.shut()
    world.wait(2 * MINUTE)
    assert world.condition() is Condition.FREE


def test_more_time_moves_the_reminder_and_slow_hands_get_three_times_as_much() -> None:
    world = World.of(place())
    visit = world.opened()
    world.say(visit, Word.MORE_TIME)
    world.wait(110 * SECOND)
    assert not world.visit(visit).reminded
    slow = World.of(place())
    slow.announce(order(needs=Needs(slow_hands=True)))
    visit = slow.load()
    slow.fire()
    slow.pull()
    slow.boxes[A01].item = True
    slow.shut()
    grant = slow.confirm(visit)
    slow.wait(6 * SECOND)
    visit = slow.collect(grant)
    slow.fire()
    slow.pull()
    slow.wait(170 * SECOND)
    assert not slow.visit(visit).reminded
    slow.wait(11 * SECOND)
    assert slow.visit(visit).reminded


def test_help_is_told_and_remembered_and_changes_nothing_else() -> None:
    world = World.of(place())
    visit = world.collect(world.loaded())
    before = world.state
    world.say(visit, Word.HELP)
    called = replace(before.visits[visit], help_called=True)
    assert world.state == before._replace(visits=before.visits.insert(visit, called))
    assert len(world.told(FactType.VISIT_HELP)) == 1


def test_a_door_that_springs_open_again_is_no_burglary_while_its_person_is_there() -> None:
    world = World.of(place())
    grant = world.loaded()
    visit = world.opened(grant)
    world.take()
    world.shut()
    world.pull()
    assert world.visit(visit).phase is Phase.DOOR_OPEN
    assert not world.told(FactType.DOOR_FORCED)
    world.shut()
    world.say(visit, Word.TAKEN_OUT)
    world.pull()
    assert not world.told(FactType.DOOR_FORCED)
    assert world.condition() is Condition.TO_CHECK
    assert len(world.told(FactType.GRANT_SPENT)) == 1


def test_an_item_that_vanishes_behind_a_shut_door_quarantines() -> None:
    world = World.of(place())
    grant = world.loaded()
    world.take()
    assert world.condition() is Condition.QUARANTINED
    assert world.worth(grant) is Worth.SUSPENDED
    assert world.told(FactType.ITEM_CONTRADICTION)


def test_an_item_that_vanishes_during_an_attempt_is_noticed_when_it_closes() -> None:
    world = World.of(place())
    grant = world.loaded()
    world.boxes[A01].stuck = Door.CLOSED
    visit = world.collect(grant)
    world.fire()
    world.take()
    world.wait(6 * SECOND)
    assert world.condition() is Condition.QUARANTINED
    assert world.worth(grant) is Worth.SUSPENDED
    world.wait(3 * SECOND)
    assert world.visit(visit).phase is Phase.OVER
    assert not world.unlocks


def test_a_code_for_another_site_is_named_and_not_counted() -> None:
    world = World.of(place())
    assert world.refuse(replace(world.show(None), wrong_site=True)) is Refusal.WRONG_SITE
    assert not world.state.site.tries.failures


def test_without_the_brake_a_retry_that_is_refused_ends_the_visit_and_gives_the_code_back() -> None:
    world = World.of(place(), policy=replace(World().policy, openings_per_hour=2))
    grant = world.loaded()
    visit = world.collect(grant)
    world.fire(gives_way=False)
    world.wait(6 * SECOND)
    world.wait(3 * SECOND)
    assert world.visit(visit).trouble is Refusal.BRAKE
    assert (world.worth(grant), world.order()) == (Worth.ACTIVE, PartState.READY)
