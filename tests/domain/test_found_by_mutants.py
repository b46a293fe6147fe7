"""What no test noticed when a fault was put into the rules."""

import pytest
from world import A01, A02, MINUTE, O1, ORDINARY, SECOND, STAFF, World, order, place

from lockerd.domain.hand_over.evidence import VERDICTS, ItemProof, Speaks, Verdict
from lockerd.domain.model.attempts import Outcome
from lockerd.domain.model.business import BUSINESS
from lockerd.domain.model.compartments import Condition
from lockerd.domain.model.directions import Direction
from lockerd.domain.model.fact_fields import FACT_FIELDS
from lockerd.domain.model.fact_words import words_of
from lockerd.domain.model.facts import FactType
from lockerd.domain.model.grants import Worth
from lockerd.domain.model.ids import CompartmentId, GrantId
from lockerd.domain.model.parts import PartState, RightState
from lockerd.domain.model.readings import Sensor
from lockerd.domain.model.refusals import Refusal
from lockerd.domain.model.reports import BusReport, BusTrouble
from lockerd.domain.model.staff import ConfirmLoaded, Reissue
from lockerd.domain.model.state import DAY_MS
from lockerd.domain.model.visits import Claim, NextStep, Role
from lockerd.domain.model.words import Word
from lockerd.domain.shown.speech import may


def test_a_door_found_open_after_a_cut_and_forced_later_is_forced_and_not_late() -> None:
    world = World.of(place())
    world.collect(world.loaded())
    world.fire(gives_way=False)
    world.wait(12 * SECOND, ticks=4)
    world.fire()
    world.boxes[A01].open = True
    world.crash()
    world.report()
    assert world.told(FactType.DOOR_FOUND_OPEN)
    assert world.condition() is Condition.QUARANTINED
    world.shut()
    world.pull()
    assert world.told(FactType.DOOR_FORCED)
    assert not world.told(FactType.DOOR_LATE)


def whole(world: World, doors: tuple[CompartmentId, ...] = (A01, A02)) -> GrantId:
    """An order behind these doors that waits for a day, its code printed."""
    world.announce(order(needs=(ORDINARY,) * len(doors), retention_ms=DAY_MS))
    visit = world.load()
    grant = None
    for door in doors:
        world.fire()
        world.pull(door)
        world.boxes[door].item = True
        world.shut(door)
        grant = world.accept(ConfirmLoaded(visit, world.fresh_code())).grant
    assert grant is not None
    world.say(visit, Word.DONE)
    world.wait(6 * SECOND)
    return grant


@pytest.mark.parametrize("parts", [1, 2])
def test_a_code_does_not_expire_while_one_of_its_doors_is_in_grace_after_a_cut(parts: int) -> None:
    world = World.of(place(), place(A02))
    grant = whole(world, (A01, A02)[:parts])
    world.wait(world.grant(grant).retention_left_ms - 2 * MINUTE, ticks=24)
    world.collect(grant)
    world.fire(gives_way=False)
    world.crash()
    world.report()
    assert world.part().right is RightState.GRACE
    world.wait(5 * MINUTE, ticks=10)
    assert world.grant(grant).retention_left_ms == 0
    world.accept(world.show(grant))
    assert not world.told(FactType.ORDER_EXPIRED)


def test_whatever_is_a_reason_is_one_of_the_words_unless_a_person_wrote_it() -> None:
    free = {kind for kind, fields in FACT_FIELDS.items() if "reason" in fields and words_of(kind, "reason") is None}
    assert free == {
        FactType.ATTEMPT_COMMITTED,
        FactType.COMMAND_REFUSED,
        FactType.COMPARTMENT_CLEARED,
        FactType.COMPARTMENT_IN_SERVICE,
        FactType.COMPARTMENT_OUT_OF_SERVICE,
        FactType.COMPARTMENT_TOUCHED,
        FactType.ORDER_ERASED,
        FactType.SITE_RESUMED,
        FactType.TIME_CORRECTED,
    }


@pytest.mark.parametrize("reserved", [False, True])
def test_f30_a_door_that_holds_nothing_is_looked_at_when_its_item_sensor_flaps(reserved: bool) -> None:
    world = World.of(place())
    if reserved:
        world.announce()
    world.boxes[A01].flapping = frozenset({Sensor.ITEM})
    world.report()
    assert world.condition() is Condition.TO_CHECK


def test_f20_a_door_that_sticks_when_staff_take_back_is_tried_again_and_then_kept_for_them() -> None:
    world = World.of(place())
    world.announce()
    visit = world.put_in()
    world.confirm(visit)
    world.wait(6 * SECOND)
    world.say(visit, Word.UNDO)
    assert world.order() is PartState.RETRIEVAL
    for _ in range(3):
        world.fire(gives_way=False)
        world.wait(6 * SECOND)
        assert not world.visit(visit).opened
        world.wait(7 * SECOND, ticks=7)
    assert world.visit(visit).trouble is Refusal.DOOR_STUCK
    assert not world.unlocks
    assert (world.condition(), world.order()) == (Condition.JAMMED, PartState.RECALLED)


def test_staff_who_print_a_code_again_stand_there_as_whoever_put_it_in() -> None:
    world = World.of(place())
    world.loaded()
    visit = world.fresh_visit()
    world.accept(Reissue(O1, world.fresh_code(), STAFF, visit))
    assert world.visit(visit).role is Role.LOADER
    assert may(world.state, visit, world.now, world.policy) == {Word.DONE, Word.HELP, Word.MORE_TIME}


def test_staff_who_go_while_their_code_is_tried_take_nothing_from_whoever_tries_it() -> None:
    world = World.of(place())
    world.announce()
    loading = world.put_in()
    grant = world.confirm(loading)
    world.wait(6 * SECOND)
    world.collect(grant)
    world.fire(gives_way=False)
    world.wait(11 * SECOND)
    world.say(loading, Word.DONE)
    world.wait(3 * SECOND)
    world.fire()
    world.pull()
    assert world.part().right is RightState.SPENT


OUT = {speaks: what for speaks, what in VERDICTS.items() if speaks.direction is Direction.OUT}


@pytest.mark.parametrize("speaks", OUT, ids=lambda each: "-".join(map(str, each)))
def test_rule_3_a_compartment_is_free_on_evidence_alone(speaks: Speaks) -> None:
    match speaks.proof:
        case ItemProof.AS_EXPECTED:
            assert OUT[speaks] is (Verdict.FREE if speaks.cycle else Verdict.TO_CHECK)
        case ItemProof.NOTHING:
            assert OUT[speaks] is (Verdict.QUARANTINED if speaks.claim is Claim.NONE else Verdict.TO_CHECK)
        case _:
            assert OUT[speaks] is Verdict.QUARANTINED


def test_f42_a_line_that_is_disturbed_is_worth_waiting_for_a_minute() -> None:
    world = World.of(place())
    grant = world.loaded()
    world.event(BusReport("bus0", BusTrouble.BABBLE, doors=(A01,)))
    world.wait(45 * SECOND)
    assert world.refuse(world.show(grant)) is Refusal.WAIT
    world.wait(20 * SECOND)
    assert world.refuse(world.show(grant)) is Refusal.OUT_OF_SERVICE


def test_an_attempt_that_a_power_cut_left_and_no_reading_explains_is_told_as_recovered() -> None:
    world = World.of(place())
    world.collect(world.loaded())
    world.fire(gives_way=False)
    world.crash()
    world.wait(2 * MINUTE, ticks=4)
    closed = world.told(FactType.ATTEMPT_CLOSED)[-1]
    assert closed.data == {"attempt": 2, "outcome": Outcome.RECOVERED, "reason": "no_reading"}


def test_whoever_stands_at_the_door_is_told_what_their_business_is() -> None:
    assert {role for role, row in BUSINESS.items() if row.takes} == {Role.TAKER, Role.UNDOER}
    assert {role for role, row in BUSINESS.items() if row.holds} == {Role.LOADER, Role.RETRIEVER, Role.STOCKTAKER}
    assert {role: (row.at_open, row.at_shut) for role, row in BUSINESS.items() if role is not Role.GIVER} == {
        Role.TAKER: (NextStep.TAKE_OUT, NextStep.CONFIRM_TAKEN),
        Role.LOADER: (NextStep.PUT_IN, NextStep.CONFIRM_LOADED),
        Role.RETRIEVER: (NextStep.TAKE_OUT, NextStep.REPORT),
        Role.STOCKTAKER: (NextStep.LOOK, NextStep.REPORT),
        Role.UNDOER: (NextStep.TAKE_OUT, NextStep.CONFIRM_TAKEN),
        Role.EXCHANGER: (NextStep.EXCHANGE, NextStep.CONFIRM_EXCHANGED),
        Role.WALK_IN: (NextStep.PUT_IN, NextStep.CONFIRM_IN),
    }


def test_f36_a_code_whose_lock_was_asked_for_three_times_and_no_answer_came_is_kept_for_staff() -> None:
    world = World.of(place())
    grant = world.loaded()
    for used in (1, 2, 3):
        assert world.worth(grant) is Worth.ACTIVE
        world.collect(grant)
        world.unlocks.clear()
        world.wait(2 * MINUTE, ticks=12)
        assert world.part().attempts == used
    assert world.worth(grant) is Worth.JAMMED


def test_f33_an_item_that_its_sensor_sees_only_after_the_loading_proves_by_going_that_the_door_is_free() -> None:
    world = World.of(place())
    world.boxes[A01].seen_by_sensor = False
    grant = world.loaded()
    world.boxes[A01].seen_by_sensor = True
    world.report()
    visit = world.opened(grant)
    world.take()
    world.shut()
    world.say(visit, Word.TAKEN_OUT)
    assert world.condition() is Condition.FREE


def test_a_door_whose_sensor_still_sees_the_item_is_put_aside_for_that() -> None:
    world = World.of(place())
    visit = world.opened()
    world.shut()
    world.say(visit, Word.TAKEN_OUT)
    world.say(visit, Word.TAKEN_OUT)
    [fact] = world.told(FactType.COMPARTMENT_QUARANTINED)
    assert fact.data == {"reason": "item_still_seen"}
