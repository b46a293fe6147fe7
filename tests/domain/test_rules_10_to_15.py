"""Rules 10 to 15 in the domain: time, tries, nobody named, one dead part, an answer to everything."""

from dataclasses import fields, replace

from policies import POLICY
from world import A01, A02, MINUTE, O1, O2, SECOND, World, place

from lockerd.domain.model.codes import CodeForm
from lockerd.domain.model.compartments import Condition
from lockerd.domain.model.events import Cancel, Clear, Event, Say, StartCollection, TechnicianOpen
from lockerd.domain.model.fact_fields import FACT_FIELDS
from lockerd.domain.model.facts import FactType
from lockerd.domain.model.grants import Worth
from lockerd.domain.model.ids import CompartmentId, GrantId
from lockerd.domain.model.orders import Order
from lockerd.domain.model.parts import PartState
from lockerd.domain.model.readings import Door
from lockerd.domain.model.refusals import Refusal
from lockerd.domain.model.visits import Phase
from lockerd.domain.model.words import Word


def test_rule_10_expiry_counts_served_time_and_is_the_grant_rows() -> None:
    world = World.of(place())
    grant = world.loaded()
    world.lo_s += 10 * 365 * 86_400  # the clock of the world does not matter to the row
    world.collect(grant)
    world.give_back()
    world.boxes[A01].answering = False
    world.report()
    world.wait(31 * 24 * 60 * MINUTE, ticks=31)
    assert world.worth(grant) is Worth.ACTIVE
    world.boxes[A01].answering = True
    world.report()
    world.wait(31 * 24 * 60 * MINUTE, ticks=31)
    assert world.worth(grant) is Worth.EXPIRED
    assert world.order() is PartState.EXPIRED
    assert world.refuse(world.show(grant)) is Refusal.EXPIRED


def test_rule_10_the_tokens_exp_is_an_outer_bound_judged_by_the_lower_end_of_time() -> None:
    world = World.of(place())
    grant = world.loaded()
    shown = replace(world.show(grant), exp_s=world.lo_s - 1)
    assert world.refuse(shown) is Refusal.EXPIRED
    world.accept(replace(world.show(grant), exp_s=world.lo_s))


def test_rule_10_expiry_is_judged_when_the_visit_starts() -> None:
    world = World.of(place())
    grant = world.loaded()
    visit = world.collect(grant)
    world.fire(gives_way=False)
    world.state = world.state._replace(
        grants=world.state.grants.insert(grant, replace(world.grant(grant), retention_left_ms=1)),
    )
    world.wait(6 * SECOND)
    world.wait(3 * SECOND)
    assert world.visit(visit).phase is Phase.OPENING
    assert len(world.unlocks) == 1


def test_rule_11_failed_tries_are_rows_of_the_decision_that_answers() -> None:
    world = World.of(place())
    world.refuse(world.show(None, CodeForm.TYPED))
    assert world.last is not None
    assert world.state.site in world.last.rows
    assert len(world.state.site.tries.failures) == 1


def test_rule_11_a_reboot_shortens_no_penalty() -> None:
    world = World.of(place())
    for _ in range(5):
        assert world.refuse(world.show(None, CodeForm.TYPED)) is Refusal.CODE_NOT_VALID
    assert world.refuse(world.show(None, CodeForm.TYPED)) is Refusal.TOO_MANY_TRIES
    world.crash(off_ms=10 * MINUTE)
    world.report()
    assert world.refuse(world.show(None, CodeForm.TYPED)) is Refusal.TOO_MANY_TRIES


def test_rule_11_a_qr_code_is_never_blocked_by_failed_typing() -> None:
    world = World.of(place())
    grant = world.loaded()
    for _ in range(5):
        world.refuse(world.show(None, CodeForm.TYPED))
    world.collect(grant)


def test_rule_12_facts_carry_declared_fields_and_no_code_material() -> None:
    forbidden = {"salt", "hash", "token", "typed_code", "digits", "pickup_number", "case_reference", "keyed_hash"}
    allowed = {(FactType.CUSTODY_CHECKPOINT, "hash")}
    named = {(kind, name) for kind, names in FACT_FIELDS.items() for name in names}
    assert {pair for pair in named if pair[1] in forbidden} == allowed
    assert set(FACT_FIELDS) == set(FactType)


def test_rule_12_an_ended_order_is_erased_after_its_time_with_its_grants() -> None:
    world = World.of(place())
    visit = world.opened()
    world.take()
    world.shut()
    world.say(visit, Word.DONE)
    assert world.order() is PartState.CLOSED
    world.wait(POLICY.keep_ended_ms + 61 * MINUTE, ticks=2)
    assert O1 not in world.state.orders
    assert not len(world.state.grants)


def test_rule_12_an_order_has_no_field_for_a_person() -> None:
    names = {field.name for field in fields(Order)}
    assert not names & {"name", "birth", "address", "phone", "email", "person", "holder"}


def test_rule_13_a_door_left_open_stops_nobody_else_for_long() -> None:
    world = World.of(place(A01), place(A02))
    first, second = world.loaded(O1), world.loaded(O2, at=A02)
    visit = world.opened(first)
    for _ in range(30):
        world.event(Say(visit, Word.MORE_TIME))
    world.wait(30 * MINUTE, ticks=30)
    world.collect(second)


def test_rule_13_a_dead_board_does_not_keep_an_order_from_being_loaded_elsewhere() -> None:
    world = World.of(place(A01), place(A02))
    world.announce()
    [reserved] = world.doors(O1)
    world.boxes[reserved].answering = False
    world.report()
    visit = world.load()
    assert world.visit(visit).compartment != reserved
    assert world.condition(reserved) is Condition.FREE


def test_rule_13_a_sensor_stuck_closed_never_burns_the_code() -> None:
    world = World.of(place())
    grant = world.loaded()
    world.boxes[A01].stuck = Door.CLOSED
    world.collect(grant)
    for _ in range(3):
        world.fire()
        world.wait(6 * SECOND)
        world.wait(3 * SECOND)
    assert world.worth(grant) is Worth.JAMMED
    assert world.condition() is Condition.JAMMED


def test_rule_15_every_request_gets_an_answer_and_no_request_raises() -> None:
    world = World.of(place())
    nonsense: list[Event] = [
        Cancel(O1, "r"),
        Clear("m", CompartmentId("Z99"), "r"),
        TechnicianOpen("m", CompartmentId("Z99"), "r"),
        StartCollection(world.fresh_visit(), CodeForm.QR, GrantId("never")),
        *[Say(world.fresh_visit(), word) for word in Word],
    ]
    reasons = {world.refuse(event) for event in nonsense}
    assert reasons == {
        Refusal.ORDER_UNKNOWN,
        Refusal.COMPARTMENT_UNKNOWN,
        Refusal.CODE_NOT_VALID,
        Refusal.VISIT_OVER,
    }
