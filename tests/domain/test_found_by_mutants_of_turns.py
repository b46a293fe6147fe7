"""What no test noticed when a fault was put into the rules: turns of a hand-in, codes, and what stands twice."""

from dataclasses import MISSING, fields

from hands import brought
from policies import CLAIMS
from world import A01, MINUTE, SECOND, World, place

from lockerd.config.site import PolicyConfig
from lockerd.domain.model.compartments import Condition
from lockerd.domain.model.facts import FactType
from lockerd.domain.model.readings import ItemSensor
from lockerd.domain.model.refusals import Refusal
from lockerd.domain.model.state import Policy
from lockerd.domain.model.words import Word


def reasons(world: World, kind: FactType) -> list[object]:
    return [fact.data["reason"] for fact in world.told(kind)]


def test_rule_19_a_door_is_opened_three_times_for_one_hand_in_in_all_its_visits() -> None:
    world = World.of(place())
    grant = world.awaited()
    first = brought(world, grant, put_in=False)
    world.say(first, Word.NOTHING_IN)
    world.wait(6 * SECOND)
    second = brought(world, grant, put_in=False)
    world.wait(6 * SECOND)
    world.say(second, Word.OPEN_AGAIN)
    world.fire()
    world.pull()
    world.shut()
    world.wait(6 * SECOND)
    assert world.refuse_to(second, Word.OPEN_AGAIN) is Refusal.NO_MORE_OPENINGS


def test_rule_21_a_door_that_stands_open_after_a_cut_is_put_aside_for_that() -> None:
    world = World.of(place())
    world.collect(world.awaited())
    world.fire()
    world.pull()
    world.crash()
    world.report()
    assert reasons(world, FactType.COMPARTMENT_QUARANTINED) == ["found_open"]


def test_rule_21_a_door_that_never_opened_before_or_after_a_cut_is_told_as_not_opened() -> None:
    world = World.of(place())
    world.collect(world.awaited())
    world.fire(gives_way=False)
    world.crash()
    world.report()
    world.wait(16 * MINUTE, ticks=96)
    assert reasons(world, FactType.COMPARTMENT_TO_CHECK) == ["not_opened"]


def test_f33_something_that_is_seen_where_nobody_could_look_before_is_not_nothing() -> None:
    world = World.of(place(), policy=CLAIMS)
    world.boxes[A01].place = place(item_sensor=ItemSensor.NONE)  # it says nothing for now
    world.report()
    visit = brought(world)
    world.boxes[A01].place = place()
    world.report()
    world.say(visit, Word.NOTHING_IN)
    assert world.condition() is Condition.QUARANTINED


def test_what_the_rules_take_for_granted_is_what_the_configuration_does() -> None:
    rules = {each.name: each.default for each in fields(Policy) if each.default is not MISSING}
    given = {name: field for name, field in PolicyConfig.model_fields.items() if not field.is_required()}
    said = {name: field.default for name, field in given.items() if field.default_factory is None}
    assert given.keys() - said.keys() == {"quotas"}, "empty in both"
    in_ms = {f"{name.removesuffix('_s')}_ms": 1_000 * value for name, value in said.items() if name.endswith("_s")}
    plain = {name: value for name, value in said.items() if not name.endswith("_s")}
    assert {name: rules[name] for name in (*in_ms, *plain)} == {**in_ms, **plain}
