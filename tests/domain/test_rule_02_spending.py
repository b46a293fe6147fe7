"""Rule 2 in the domain: a code is spent when its door was seen open."""

from world import A01, A02, O1, O2, SECOND, World, place

from lockerd.domain.model.compartments import Condition
from lockerd.domain.model.facts import FactType
from lockerd.domain.model.grants import Worth
from lockerd.domain.model.readings import Door, DoorSensor
from lockerd.domain.model.refusals import Refusal
from lockerd.domain.model.reports import Readings
from lockerd.domain.model.words import Word


def test_rule_02_a_code_is_spent_by_the_opening_and_not_by_the_pulse() -> None:
    world = World.of(place())
    grant = world.loaded()
    world.collect(grant)
    world.fire()
    assert world.worth(grant) is Worth.ATTEMPTING
    world.pull()
    assert world.worth(grant) is Worth.SPENT
    assert world.part().openings == 1


def test_rule_02_a_sample_from_before_the_pulse_spends_nothing() -> None:
    world = World.of(place())
    grant = world.loaded()
    world.collect(grant)
    world.boxes[A01].open = True
    early = world.boxes[A01].reading(world.mono_ms + 1)
    world.mono_ms += 1
    world.fire()
    world.event(Readings((early,)))
    assert world.worth(grant) is Worth.SUSPENDED
    assert world.condition() is Condition.QUARANTINED


def test_rule_02_read_open_refuses_and_quarantines() -> None:
    world = World.of(place())
    grant = world.loaded()
    world.boxes[A01].stuck = Door.OPEN
    world.state = world.state._replace(readings=world.state.readings.insert(A01, world.boxes[A01].reading(1)))
    assert world.refuse(world.show(grant)) is Refusal.DOOR_NOT_SHUT
    assert world.condition() is Condition.QUARANTINED
    assert not world.unlocks


def test_rule_02_no_reading_refuses_and_changes_nothing() -> None:
    world = World.of(place())
    grant = world.loaded()
    world.crash()
    before = world.state
    assert world.refuse(world.show(grant)) is Refusal.WAIT
    assert world.state == before


def test_rule_02_three_attempts_and_no_fourth_across_a_crash() -> None:
    world = World.of(place())
    grant = world.loaded()
    world.collect(grant)
    world.fire(gives_way=False)
    world.crash()
    world.report()
    assert world.worth(grant) is Worth.GRACE
    world.wait(6 * SECOND)
    world.collect(grant)
    world.fire(gives_way=False)
    world.wait(6 * SECOND)
    world.wait(3 * SECOND)
    world.fire(gives_way=False)
    world.wait(6 * SECOND)
    assert world.worth(grant) is Worth.JAMMED
    assert world.part().attempts == 3
    assert world.refuse(world.show(grant)) is Refusal.ASK_STAFF


def test_rule_02_a_late_opening_spends_the_code_and_is_no_burglary() -> None:
    world = World.of(place())
    grant = world.loaded()
    world.collect(grant)
    world.fire()
    world.wait(6 * SECOND)
    world.state = world.state._replace(visits=world.state.visits.convert({}))
    world.pull()
    assert world.told(FactType.DOOR_LATE)
    assert not world.told(FactType.DOOR_FORCED)
    assert world.worth(grant) is Worth.SPENT


def test_rule_02_a_late_opening_spends_the_code_that_was_issued_since() -> None:
    world = World.of(place())
    old = world.loaded()
    world.collect(old)
    world.fire()
    world.crash()
    world.report()
    new = world.reissue()
    world.pull()
    assert world.worth(new) is Worth.SPENT
    assert world.worth(old) is Worth.REVOKED


def test_rule_02_a_hook_spends_the_code_and_never_says_opened() -> None:
    world = World.of(place(door_sensor=DoorSensor.HOOK))
    grant = world.loaded()
    world.collect(grant)
    world.fire()
    world.report()
    assert world.worth(grant) is Worth.SPENT
    assert world.told(FactType.GRANT_SPENT)[-1].data["observed"] == "unlatched"


def test_rule_02_without_sensor_there_is_one_attempt() -> None:
    world = World.of(place(door_sensor=DoorSensor.NONE))
    grant = world.loaded()
    visit = world.collect(grant)
    world.fire()
    assert world.worth(grant) is Worth.SPENT
    assert world.refuse_to(visit, Word.OPEN_AGAIN) is Refusal.NOT_NOW
    assert world.accept(world.show(grant)).visit == visit
    assert not world.unlocks
    world.say(visit, Word.TAKEN_OUT)
    assert world.refuse(world.show(grant)) is Refusal.CODE_NOT_VALID


def test_rule_02_without_sensor_a_crash_after_the_commit_spends_the_code() -> None:
    world = World.of(place(door_sensor=DoorSensor.NONE))
    grant = world.loaded()
    world.collect(grant)
    world.crash()
    assert world.worth(grant) is Worth.SPENT
    assert world.condition() is Condition.QUARANTINED


def test_rule_02_open_again_twice_in_the_same_visit() -> None:
    world = World.of(place())
    grant = world.loaded()
    visit = world.opened(grant)
    for _ in range(2):
        world.shut()
        world.wait(6 * SECOND)
        world.say(visit, Word.OPEN_AGAIN)
        world.fire()
        world.pull()
    world.shut()
    world.wait(6 * SECOND)
    assert world.refuse_to(visit, Word.OPEN_AGAIN) is Refusal.NO_MORE_OPENINGS
    assert len(world.told(FactType.GRANT_SPENT)) == 1


def test_rule_02_open_again_only_within_two_minutes_of_closing_even_if_one_try_was_given_back() -> None:
    world = World.of(place())
    visit = world.opened()
    world.shut()
    world.say(visit, Word.MORE_TIME)
    world.wait(110 * SECOND)
    world.say(visit, Word.OPEN_AGAIN)
    world.give_back()
    world.wait(20 * SECOND)
    assert world.refuse_to(visit, Word.OPEN_AGAIN) is Refusal.NO_MORE_OPENINGS


def test_rule_02_open_again_only_if_nobody_was_served_in_between() -> None:
    world = World.of(place(A01), place(A02))
    first, second = world.loaded(O1), world.loaded(O2, at=A02)
    visit = world.opened(first)
    world.shut()
    world.collect(second)
    assert world.refuse_to(visit, Word.OPEN_AGAIN) is Refusal.VISIT_OVER


def test_rule_02_a_reopening_still_open_at_boot_stays_spent_and_quarantines() -> None:
    world = World.of(place())
    grant = world.loaded()
    visit = world.opened(grant)
    world.shut()
    world.wait(6 * SECOND)
    world.say(visit, Word.OPEN_AGAIN)
    world.crash()
    assert world.condition() is Condition.QUARANTINED
    assert world.worth(grant) is Worth.SPENT
    world.report()
    world.pull()
    assert not world.told(FactType.DOOR_FORCED)


def test_rule_2_a_code_that_was_used_or_replaced_is_not_valid_any_more_and_no_more_is_said() -> None:
    world = World.of(place())
    replaced = world.loaded()
    grant = world.reissue()
    assert world.refuse(world.show(replaced)) is Refusal.CODE_NOT_VALID
    visit = world.opened(grant)
    world.take()
    world.shut()
    world.say(visit, Word.TAKEN_OUT)
    world.wait(60 * SECOND)
    assert world.refuse(world.show(grant)) is Refusal.CODE_NOT_VALID
