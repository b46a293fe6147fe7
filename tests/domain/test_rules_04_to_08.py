"""Rules 4 to 8 in the domain: coils, no open-all, the brake, what is said, what is told."""

from dataclasses import fields, replace

import pytest
from policies import POLICY
from world import A01, A02, MINUTE, O1, O2, SECOND, World, place

from lockerd.domain import decide as decide_module
from lockerd.domain.model.events import Request, TechnicianOpen
from lockerd.domain.model.facts import FactType
from lockerd.domain.model.ids import CompartmentId
from lockerd.domain.model.readings import DoorSensor
from lockerd.domain.model.refusals import Refusal
from lockerd.domain.model.state import OPENINGS_PER_HOUR_CEILING
from lockerd.domain.model.words import Word


def test_rule_04_the_coil_rests_before_the_next_pulse() -> None:
    world = World.of(place())
    visit = world.opened()
    world.shut()
    assert world.refuse_to(visit, Word.OPEN_AGAIN) is Refusal.WAIT
    world.wait(6 * SECOND)
    world.say(visit, Word.OPEN_AGAIN)


def test_rule_04_each_coil_rests_by_itself_whatever_was_fired_since() -> None:
    world = World.of(place(A01), place(A02))
    for compartment in (A01, A02):
        world.technician(compartment)
        world.shut(compartment)
        world.clear(compartment)
    assert world.refuse(TechnicianOpen("meier", A01, "r")) is Refusal.WAIT
    world.wait(6 * SECOND)
    world.accept(TechnicianOpen("meier", A01, "r"))


def test_rule_05_no_request_names_more_than_one_compartment() -> None:
    """Nothing in the vocabulary can ask for several doors, and no decision fires more than one lock."""
    for request in Request.__args__:
        kinds = {field.name: field.type for field in fields(request)}
        plural = [name for name, kind in kinds.items() if "tuple" in str(kind) and "Compartment" in str(kind)]
        assert not plural, request
    world = World.of(*[place(CompartmentId(f"A{n:02}")) for n in range(1, 9)])
    for number in range(1, 9):
        world.event(TechnicianOpen("meier", CompartmentId(f"A{number:02}"), "r"))
        assert len(world.unlocks) == 1


def test_rule_06_the_brake_holds_for_everybody_and_counts_powered_time() -> None:
    world = World.of(place(), policy=replace(POLICY, openings_per_hour=3))
    grant = world.loaded()
    world.collect(grant)
    for _ in range(2):
        world.fire(gives_way=False)
        world.wait(9 * SECOND, ticks=3)
    assert not world.unlocks
    assert world.refuse(world.show(grant)) is Refusal.BRAKE
    assert world.refuse(TechnicianOpen("meier", A01, "r")) is Refusal.BRAKE
    world.crash()
    world.report()
    assert world.refuse(world.show(grant)) is Refusal.BRAKE
    world.wait(60 * MINUTE)
    world.collect(grant)


def test_rule_06_one_badge_has_its_own_budget() -> None:
    world = World.of(place(), policy=replace(POLICY, openings_per_badge_hour=2))
    for _ in range(2):
        world.technician()
        world.shut()
        world.wait(6 * SECOND)
    assert world.refuse(TechnicianOpen("meier", A01, "r")) is Refusal.BRAKE
    world.accept(TechnicianOpen("schulz", A01, "r"))


def test_rule_06_no_configuration_goes_above_the_ceiling() -> None:
    world = World.of(place(), policy=replace(POLICY, openings_per_hour=10_000, openings_per_badge_hour=10_000))
    for _ in range(OPENINGS_PER_HOUR_CEILING):
        world.technician()
        world.shut()
        world.wait(6 * SECOND)
    assert world.refuse(TechnicianOpen("meier", A01, "r")) is Refusal.BRAKE


def test_rule_06_the_next_door_only_when_the_last_is_seen_shut_or_its_alarm_ran() -> None:
    world = World.of(place(A01), place(A02))
    first, second = world.loaded(O1), world.loaded(O2, at=A02)
    world.opened(first)
    assert world.refuse(world.show(second)) is Refusal.BUSY
    world.wait(6 * MINUTE, ticks=6)
    assert world.told(FactType.DOOR_LEFT_OPEN)
    world.collect(second)


@pytest.mark.parametrize(
    ("sensor", "words"),
    [
        (DoorSensor.CONTACT, {"opened", "closed"}),
        (DoorSensor.HOOK, {"unlatched", "latched"}),
        (DoorSensor.NONE, {"not_observed"}),
    ],
)
def test_rule_07_opened_is_said_only_by_a_door_contact(sensor: DoorSensor, words: set[str]) -> None:
    world = World.of(place(door_sensor=sensor))
    visit = world.opened()
    world.take()
    world.shut()
    world.say(visit, Word.TAKEN_OUT)
    said = {fact.data["observed"] for fact in world.facts if "observed" in fact.data}
    outcomes = {fact.data["outcome"] for fact in world.told(FactType.ATTEMPT_CLOSED)}
    assert said <= words
    assert outcomes == {{"contact": "opened", "hook": "unlatched", "none": "not_observed"}[sensor]}


def test_rule_08_the_same_decision_tells_the_same_facts_in_the_same_order() -> None:
    world = World.of(place())
    grant = world.loaded()
    event = world.show(grant)
    once = decide_module.decide(world.state, event, world.now, world.policy)
    twice = decide_module.decide(world.state, event, world.now, world.policy)
    assert once == twice
    assert [fact.type for fact in once.facts] == [FactType.ORDER_COLLECTING, FactType.ATTEMPT_COMMITTED]


def test_rule_06_a_code_that_no_badge_made_anew_is_charged_to_nobodys() -> None:
    world = World.of(place())
    world.opened()
    assert not world.state.site.reissues
