"""One test per rule of design section 2 that can fail in the domain."""

import ast
from dataclasses import fields, replace
from pathlib import Path

import pytest
from world import A01, A02, MINUTE, O1, O2, POLICY, SECOND, STAFF, World, order, place

from lockerd.domain import decide as decide_module
from lockerd.domain.attempts import Outcome, RightKind
from lockerd.domain.cabinet import Condition
from lockerd.domain.events import (
    Cancel,
    Clear,
    CodeForm,
    Event,
    Request,
    Say,
    StartCollection,
    StartLoading,
    TechnicianOpen,
    Word,
)
from lockerd.domain.facts import FACT_FIELDS, FactType
from lockerd.domain.grants import Grant, GrantId, GrantState
from lockerd.domain.openings import DEADLINE_MS
from lockerd.domain.orders import Order, OrderState
from lockerd.domain.readings import CompartmentId, Door, DoorSensor, ItemSensor
from lockerd.domain.refusals import Refusal
from lockerd.domain.reports import NotFiredReason, Readings, Unlock
from lockerd.domain.state import OPENINGS_PER_HOUR_CEILING
from lockerd.domain.visits import Phase


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
    world.collect(grant)
    assert world.refuse(world.show(grant)) is Refusal.BUSY
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
    assert world.grant(grant).lines[0].attempts == 0
    assert world.grant(grant).state is GrantState.ACTIVE
    assert world.order() is OrderState.READY


def test_rule_01_cancelling_and_clearing_wait_for_the_attempt_to_close() -> None:
    world = World.of(place())
    grant = world.loaded()
    world.collect(grant)
    world.cancel()
    assert world.grant(grant).state is GrantState.ATTEMPTING
    assert world.refuse(Clear("meier", A01, "r")) is Refusal.BUSY
    world.give_back()
    assert world.order() is OrderState.RECALLED
    assert world.grant(grant).state is GrantState.REVOKED


def test_rule_01_an_opening_before_the_pulse_withdraws_it() -> None:
    world = World.of(place())
    world.collect(world.loaded())
    world.pull()
    assert [w.attempt for w in world.withdrawn] == [world.unlocks[0].attempt]
    assert world.told(FactType.DOOR_FORCED)
    world.give_back(NotFiredReason.WITHDRAWN)
    assert world.condition() is Condition.QUARANTINED
    assert world.told(FactType.ATTEMPT_CLOSED)[-1].data["outcome"] == Outcome.NOT_FIRED


def test_rule_02_a_code_is_spent_by_the_opening_and_not_by_the_pulse() -> None:
    world = World.of(place())
    grant = world.loaded()
    world.collect(grant)
    world.fire()
    assert world.grant(grant).state is GrantState.ATTEMPTING
    world.pull()
    assert world.grant(grant).state is GrantState.SPENT
    assert world.grant(grant).lines[0].seen_open


def test_rule_02_a_sample_from_before_the_pulse_spends_nothing() -> None:
    world = World.of(place())
    grant = world.loaded()
    world.collect(grant)
    world.boxes[A01].open = True
    early = world.boxes[A01].reading(world.mono_ms + 1)
    world.mono_ms += 1
    world.fire()
    world.event(Readings((early,)))
    assert world.grant(grant).state is GrantState.SUSPENDED
    assert world.condition() is Condition.QUARANTINED


def test_rule_02_read_open_refuses_and_quarantines() -> None:
    world = World.of(place())
    grant = world.loaded()
    world.boxes[A01].stuck = Door.OPEN
    world.state = replace(world.state, readings=world.state.readings.insert(A01, world.boxes[A01].reading(1)))
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
    assert world.grant(grant).state is GrantState.GRACE
    world.wait(6 * SECOND)
    world.collect(grant)
    world.fire(gives_way=False)
    world.wait(6 * SECOND)
    world.wait(3 * SECOND)
    world.fire(gives_way=False)
    world.wait(6 * SECOND)
    assert world.grant(grant).state is GrantState.JAMMED
    assert world.grant(grant).lines[0].attempts == 3
    assert world.refuse(world.show(grant)) is Refusal.ASK_STAFF


def test_rule_02_a_late_opening_spends_the_code_and_is_no_burglary() -> None:
    world = World.of(place())
    grant = world.loaded()
    world.collect(grant)
    world.fire()
    world.wait(6 * SECOND)
    world.state = replace(world.state, visits=world.state.visits.convert({}))
    world.pull()
    assert world.told(FactType.DOOR_LATE)
    assert not world.told(FactType.DOOR_FORCED)
    assert world.grant(grant).state is GrantState.SPENT


def test_rule_02_a_late_opening_spends_the_code_that_was_issued_since() -> None:
    world = World.of(place())
    old = world.loaded()
    world.collect(old)
    world.fire()
    world.crash()
    world.report()
    new = world.reissue()
    world.pull()
    assert world.grant(new).state is GrantState.SPENT
    assert world.grant(old).state is GrantState.REVOKED


def test_rule_02_a_hook_spends_the_code_and_never_says_opened() -> None:
    world = World.of(place(door_sensor=DoorSensor.HOOK))
    grant = world.loaded()
    world.collect(grant)
    world.fire()
    world.report()
    assert world.grant(grant).state is GrantState.SPENT
    assert world.told(FactType.GRANT_SPENT)[-1].data["observed"] == "unlatched"


def test_rule_02_without_sensor_there_is_one_attempt() -> None:
    world = World.of(place(door_sensor=DoorSensor.NONE))
    grant = world.loaded()
    visit = world.collect(grant)
    world.fire()
    assert world.grant(grant).state is GrantState.SPENT
    assert world.refuse_to(visit, Word.OPEN_AGAIN) is Refusal.NOT_NOW
    assert world.refuse(world.show(grant)) is Refusal.CODE_NOT_VALID


def test_rule_02_without_sensor_a_crash_after_the_commit_spends_the_code() -> None:
    world = World.of(place(door_sensor=DoorSensor.NONE))
    grant = world.loaded()
    world.collect(grant)
    world.crash()
    assert world.grant(grant).state is GrantState.SPENT
    assert world.condition() is Condition.QUARANTINED


def test_rule_02_open_again_twice_in_the_same_visit() -> None:
    world = World.of(place())
    grant = world.loaded()
    visit = world.collect(grant)
    world.fire()
    world.pull()
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
    visit = world.collect(world.loaded())
    world.fire()
    world.pull()
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
    visit = world.collect(first)
    world.fire()
    world.pull()
    world.shut()
    world.collect(second)
    assert world.refuse_to(visit, Word.OPEN_AGAIN) is Refusal.VISIT_OVER


def test_rule_02_a_reopening_still_open_at_boot_stays_spent_and_quarantines() -> None:
    world = World.of(place())
    grant = world.loaded()
    visit = world.collect(grant)
    world.fire()
    world.pull()
    world.shut()
    world.wait(6 * SECOND)
    world.say(visit, Word.OPEN_AGAIN)
    world.crash()
    assert world.condition() is Condition.QUARANTINED
    assert world.grant(grant).state is GrantState.SPENT
    world.report()
    world.pull()
    assert not world.told(FactType.DOOR_FORCED)


@pytest.mark.parametrize(
    ("sensor", "item", "seen", "word", "expected"),
    [
        (DoorSensor.CONTACT, ItemSensor.FITTED, True, None, Condition.FREE),
        (DoorSensor.CONTACT, ItemSensor.FITTED, True, Word.TAKEN_OUT, Condition.FREE),
        (DoorSensor.CONTACT, ItemSensor.FITTED, False, Word.TAKEN_OUT, Condition.TO_CHECK),
        (DoorSensor.CONTACT, ItemSensor.FITTED, False, None, Condition.QUARANTINED),
        (DoorSensor.CONTACT, ItemSensor.NONE, True, Word.TAKEN_OUT, Condition.TO_CHECK),
        (DoorSensor.CONTACT, ItemSensor.NONE, True, None, Condition.QUARANTINED),
        (DoorSensor.HOOK, ItemSensor.FITTED, True, Word.TAKEN_OUT, Condition.TO_CHECK),
        (DoorSensor.HOOK, ItemSensor.NONE, True, Word.TAKEN_OUT, Condition.TO_CHECK),
        (DoorSensor.HOOK, ItemSensor.NONE, True, None, Condition.QUARANTINED),
        (DoorSensor.NONE, ItemSensor.FITTED, True, None, Condition.TO_CHECK),
        (DoorSensor.NONE, ItemSensor.NONE, True, Word.TAKEN_OUT, Condition.TO_CHECK),
        (DoorSensor.NONE, ItemSensor.NONE, True, None, Condition.QUARANTINED),
    ],
)
def test_rule_03_free_only_on_evidence(
    sensor: DoorSensor, item: ItemSensor, seen: bool, word: Word | None, expected: Condition
) -> None:
    world = World.of(place(door_sensor=sensor, item_sensor=item))
    world.boxes[A01].seen_by_sensor = seen
    visit = world.collect(world.loaded())
    world.fire()
    world.pull()
    world.take()
    world.shut()
    world.say(visit, word or Word.DONE)
    assert world.condition() is expected


def test_rule_03_the_compartment_is_held_until_the_visit_is_over() -> None:
    world = World.of(place())
    visit = world.collect(world.loaded())
    world.fire()
    world.pull()
    world.take()
    world.shut()
    assert world.condition() is Condition.HANDING_OVER
    world.wait(2 * MINUTE)
    assert world.visit(visit).phase is Phase.OVER
    assert world.condition() is Condition.FREE


def test_rule_03_unknown_is_never_closed_nor_empty() -> None:
    world = World.of(place())
    visit = world.collect(world.loaded())
    world.fire()
    world.pull()
    world.take()
    world.shut()
    world.boxes[A01].answering = False
    world.report()
    world.say(visit, Word.TAKEN_OUT)
    assert world.condition() is Condition.QUARANTINED
    assert world.refuse(Clear("meier", A01, "r")) is Refusal.WAIT


def test_rule_03_clearing_ends_every_order_and_grant_that_names_the_compartment() -> None:
    world = World.of(place())
    world.loaded()
    world.reissue()
    world.technician()
    world.take()
    world.shut()
    world.clear()
    assert world.condition() is Condition.FREE
    assert world.order() is OrderState.CLOSED
    assert not len(world.state.grants)
    assert world.last is not None
    assert [row.state for row in world.last.rows if isinstance(row, Grant)] == [GrantState.REVOKED]


@pytest.mark.parametrize("way", ["technician", "forced", "wrong"])
def test_rule_03_any_foreign_opening_of_an_occupied_compartment_quarantines_and_suspends(way: str) -> None:
    world = World.of(place(A01), place(A02))
    grant = world.loaded()
    match way:
        case "technician":
            world.technician()
        case "forced":
            world.pull()
        case "wrong":
            world.accept(TechnicianOpen("meier", A02, "r"))
            world.fire(gives_way=False)
            world.pull(A01)
    assert world.condition() is Condition.QUARANTINED
    assert world.grant(grant).state is GrantState.SUSPENDED
    assert world.order() is OrderState.QUARANTINED
    world.shut()
    assert world.refuse(world.show(grant)) is Refusal.ASK_STAFF


def test_rule_03_an_opening_of_a_reserved_compartment_gives_to_check_and_releases_the_reservation() -> None:
    world = World.of(place())
    world.announce()
    assert world.condition() is Condition.RESERVED
    world.pull()
    assert world.condition() is Condition.TO_CHECK
    assert world.order() is OrderState.ANNOUNCED


def test_rule_03_jammed_and_suspended_never_become_active_by_themselves() -> None:
    world = World.of(place())
    grant = world.loaded()
    world.pull()
    world.shut()
    world.wait(20 * 24 * 60 * MINUTE, ticks=50)
    world.crash()
    world.report()
    world.wait(10 * MINUTE, ticks=10)
    assert world.grant(grant).state is GrantState.SUSPENDED
    assert world.condition() is Condition.QUARANTINED


def test_rule_04_the_coil_rests_before_the_next_pulse() -> None:
    world = World.of(place())
    visit = world.collect(world.loaded())
    world.fire()
    world.pull()
    world.shut()
    assert world.refuse_to(visit, Word.OPEN_AGAIN) is Refusal.WAIT
    world.wait(6 * SECOND)
    world.say(visit, Word.OPEN_AGAIN)


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
    for _ in range(2):
        world.collect(grant)
        world.give_back()
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
        world.accept(TechnicianOpen("meier", A01, "r"))
        world.give_back()
    assert world.refuse(TechnicianOpen("meier", A01, "r")) is Refusal.BRAKE
    world.accept(TechnicianOpen("schulz", A01, "r"))


def test_rule_06_no_configuration_goes_above_the_ceiling() -> None:
    world = World.of(place(), policy=replace(POLICY, openings_per_hour=10_000, openings_per_badge_hour=10_000))
    for _ in range(OPENINGS_PER_HOUR_CEILING):
        world.accept(TechnicianOpen("meier", A01, "r"))
        world.give_back()
    assert world.refuse(TechnicianOpen("meier", A01, "r")) is Refusal.BRAKE


def test_rule_06_the_next_door_only_when_the_last_is_seen_shut_or_its_alarm_ran() -> None:
    world = World.of(place(A01), place(A02))
    first, second = world.loaded(O1), world.loaded(O2, at=A02)
    world.collect(first)
    world.fire()
    world.pull()
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
    visit = world.collect(world.loaded())
    world.fire()
    world.pull()
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


def test_rule_10_expiry_counts_served_time_and_is_the_grant_rows() -> None:
    world = World.of(place())
    grant = world.loaded()
    world.lo_s += 10 * 365 * 86_400  # the clock of the world does not matter to the row
    world.collect(grant)
    world.give_back()
    world.boxes[A01].answering = False
    world.report()
    world.wait(31 * 24 * 60 * MINUTE, ticks=31)
    assert world.grant(grant).state is GrantState.ACTIVE
    world.boxes[A01].answering = True
    world.report()
    world.wait(31 * 24 * 60 * MINUTE, ticks=31)
    assert world.grant(grant).state is GrantState.EXPIRED
    assert world.order() is OrderState.EXPIRED
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
    world.state = replace(
        world.state,
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
    visit = world.collect(world.loaded())
    world.fire()
    world.pull()
    world.take()
    world.shut()
    world.say(visit, Word.DONE)
    assert world.order() is OrderState.CLOSED
    world.wait(POLICY.keep_ended_ms + 61 * MINUTE, ticks=2)
    assert O1 not in world.state.orders
    assert not len(world.state.grants)


def test_rule_12_an_order_has_no_field_for_a_person() -> None:
    names = {field.name for field in fields(Order)}
    assert not names & {"name", "birth", "address", "phone", "email", "person", "holder"}


def test_rule_13_a_door_left_open_stops_nobody_else_for_long() -> None:
    world = World.of(place(A01), place(A02))
    first, second = world.loaded(O1), world.loaded(O2, at=A02)
    visit = world.collect(first)
    world.fire()
    world.pull()
    for _ in range(30):
        world.event(Say(visit, Word.MORE_TIME))
    world.wait(30 * MINUTE, ticks=30)
    world.collect(second)


def test_rule_13_a_dead_board_does_not_keep_an_order_from_being_loaded_elsewhere() -> None:
    world = World.of(place(A01), place(A02))
    world.announce()
    [reserved] = world.state.orders[O1].compartments
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
    assert world.grant(grant).state is GrantState.JAMMED
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


def test_the_domain_reads_no_clock_and_draws_no_lots() -> None:
    folder = Path(decide_module.__file__).parent
    forbidden = {"time", "random", "secrets", "os", "logging", "asyncio", "datetime", "uuid"}
    for file in folder.glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.Import):
                assert not {alias.name.split(".")[0] for alias in node.names} & forbidden, file
            elif isinstance(node, ast.ImportFrom):
                assert (node.module or "").split(".")[0] not in forbidden, file


def test_staff_of_another_authority_are_refused() -> None:
    world = World.of(place())
    world.announce(order(authority="kreis"))
    assert world.refuse(StartLoading(world.fresh_visit(), O1, STAFF)) is Refusal.WRONG_AUTHORITY
