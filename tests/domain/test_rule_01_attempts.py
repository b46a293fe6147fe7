"""Rule 1 in the domain: no pulse without a durable attempt."""

from world import A01, MINUTE, SECOND, World, place

from lockerd.domain.model.attempts import Outcome, RightKind
from lockerd.domain.model.codes import CodeForm
from lockerd.domain.model.compartments import Condition
from lockerd.domain.model.events import Clear, TechnicianOpen
from lockerd.domain.model.facts import FactType
from lockerd.domain.model.grants import Worth
from lockerd.domain.model.parts import PartState
from lockerd.domain.model.refusals import Refusal
from lockerd.domain.model.reports import NotFiredReason, Unlock
from lockerd.domain.openings.attempting import DEADLINE_MS


def test_rule_01_every_unlock_has_its_attempt_in_the_same_decision() -> None:
    world = World.of(place())
    grant = world.loaded()
    world.collect(grant)
    decision = world.last
    assert decision is not None
    [unlock] = decision.effects
    assert isinstance(unlock, Unlock)
    assert unlock.deadline_ms == world.mono_ms + DEADLINE_MS
    attempt = decision.state.attempts[unlock.attempt]
    assert attempt in decision.rows
    assert (attempt.right.kind, attempt.right.holder) == (RightKind.GRANT, grant)
    assert decision.state.compartments[A01].attempt == attempt.id


def test_rule_01_one_open_attempt_per_compartment() -> None:
    world = World.of(place())
    grant = world.loaded()
    visit = world.collect(grant)
    for form in CodeForm:
        assert world.accept(world.show(grant, form)).visit == visit
    assert world.refuse(TechnicianOpen("meier", A01, "r")) is Refusal.BUSY
    assert len(world.unlocks) == 1


def test_rule_01_an_attempt_that_waits_for_its_first_reading_is_open_too() -> None:
    world = World.of(place())
    world.collect(world.loaded())
    world.crash()
    assert world.refuse(TechnicianOpen("meier", A01, "r")) is Refusal.BUSY
    assert world.refuse(Clear("meier", A01, "r")) is Refusal.BUSY


def test_rule_01_not_fired_gives_the_attempt_back() -> None:
    world = World.of(place())
    grant = world.loaded()
    for _ in range(5):
        world.collect(grant)
        world.give_back()
        world.wait(10 * MINUTE)
    assert world.worth(grant) is Worth.ACTIVE
    assert world.order() is PartState.READY
    world.collect(grant)
    for _ in range(3):
        world.fire(gives_way=False)
        world.wait(9 * SECOND, ticks=3)
    assert world.refuse(world.show(grant)) is Refusal.ASK_STAFF  # three, and none of those before counted


def test_rule_01_cancelling_and_clearing_wait_for_the_attempt_to_close() -> None:
    world = World.of(place())
    grant = world.loaded()
    world.collect(grant)
    world.cancel()
    assert world.worth(grant) is Worth.ATTEMPTING
    assert world.refuse(Clear("meier", A01, "r")) is Refusal.BUSY
    world.give_back()
    assert world.order() is PartState.RECALLED
    assert world.worth(grant) is Worth.REVOKED


def test_rule_01_an_opening_before_the_pulse_withdraws_it() -> None:
    world = World.of(place())
    world.collect(world.loaded())
    world.pull()
    assert [w.attempt for w in world.withdrawn] == [world.unlocks[0].attempt]
    assert world.told(FactType.DOOR_FORCED)
    world.give_back(NotFiredReason.WITHDRAWN)
    assert world.condition() is Condition.QUARANTINED
    assert world.told(FactType.ATTEMPT_CLOSED)[-1].data["outcome"] == Outcome.NOT_FIRED
