"""What is offered to the person is what the rules accept."""

from dataclasses import replace
from itertools import product

import pytest
from api_site import STATION

from lockerd.api.http.texts import Texts
from lockerd.api.http.wording import Speaker
from lockerd.api.terminal.render import visit_view
from lockerd.api.terminal.steps import SHOWN, in_order, next_step
from lockerd.api.terminal.views import VisitView
from lockerd.domain.decide import decide
from lockerd.domain.model.attempts import Attempt, Right, RightKind
from lockerd.domain.model.codes import FreshCode
from lockerd.domain.model.compartments import Compartment, Condition, Evidence, Place
from lockerd.domain.model.directions import Direction
from lockerd.domain.model.events import Accepted, Event, Refused, Say
from lockerd.domain.model.grants import CodeRecord, Grant
from lockerd.domain.model.ids import AttemptId, CompartmentId, GrantId, OrderId, PartId, VisitId
from lockerd.domain.model.looks import reading_of
from lockerd.domain.model.orders import Kind, Order
from lockerd.domain.model.parts import Needs, Part, PartState, RightState
from lockerd.domain.model.patience import MORE_TIMES
from lockerd.domain.model.readings import Door, DoorSensor, Latch, Reading
from lockerd.domain.model.refusals import Refusal
from lockerd.domain.model.staff import ConfirmLoaded
from lockerd.domain.model.state import Now, Policy, State
from lockerd.domain.model.visits import Claim, NextStep, Phase, Role, Visit
from lockerd.domain.model.words import Word
from lockerd.domain.shown.speech import ANOTHER_CODE, LOADED, NEXT
from lockerd.domain.shown.speech import may as may_be_said
from lockerd.languages import Language

DOOR = CompartmentId("A01")
ORDER = OrderId("0193a2f4-7c1e-7b1a-9c55-3d2f10aa0b42")
VISIT = VisitId("0" * 32)
GRANT = GrantId("f" * 32)
RECORD = CodeRecord(salt=bytes(16), keyed_hash=bytes(32), pickup_number="0815")
FRESH = FreshCode(grant=GrantId("e" * 32), record=RECORD, sealed="")
NOW = Now(mono_ms=1_000, powered_ms=1_000, lo_s=1_780_000_000, hi_s=None)
POLICY = Policy(authorities=frozenset({"stadt"}))

PART = PartId(ORDER, 1)
PARTS = {
    (Role.LOADER, False): (PartState.LOADING, RightState.NONE),
    (Role.LOADER, True): (PartState.READY, RightState.ACTIVE),
    (Role.TAKER, False): (PartState.COLLECTING, RightState.SPENT),
    (Role.RETRIEVER, False): (PartState.RETRIEVAL, RightState.ENDED),
}
Case = tuple[Role, Phase, DoorSensor, bool, Claim, int]
CASES: list[Case] = [
    (role, phase, sensor, must_check, claim, reopenings)
    for role, phase, sensor, must_check, claim, reopenings in product(
        (Role.LOADER, Role.TAKER, Role.RETRIEVER),
        (Phase.DOOR_OPEN, Phase.DOOR_SHUT, Phase.CODE_READY, Phase.OVER),
        DoorSensor,
        (False, True),
        (Claim.NONE, Claim.EMPTY, Claim.TAKEN_OUT),
        (0, 2),
    )
    if (phase is not Phase.CODE_READY or role is Role.LOADER)
    and not (sensor is DoorSensor.NONE and phase is Phase.DOOR_SHUT)
    and (claim is not Claim.EMPTY or role is Role.LOADER)
    and (claim is not Claim.TAKEN_OUT or role is not Role.LOADER)
]
"""Role, phase, sensor, must check, claim, reopenings; only what can be."""


CONTACTS = {DoorSensor.CONTACT, DoorSensor.BOTH}
HOOKS = {DoorSensor.HOOK, DoorSensor.BOTH}


def situation(
    role: Role, phase: Phase, sensor: DoorSensor, *, must_check: bool, claim: Claim, reopenings: int
) -> tuple[State, Visit]:
    """A visit and the state around it."""
    shut = phase is not Phase.DOOR_OPEN
    loading = role is Role.LOADER and phase is not Phase.CODE_READY
    visit = Visit(
        id=VISIT,
        role=role,
        part=PART,
        door=DOOR,
        grant=GRANT if role is Role.TAKER else None,
        badge=None if role is Role.TAKER else "b-17",
        authority="stadt",
        turn_ms=0,
        phase=phase,
        claim=claim,
        must_check=must_check,
        opened=True,
        reopenings=reopenings,
    )
    row = Compartment(
        place=Place(DOOR, 1, 1, "A4", 100, sensor),
        condition=Condition.LOADING
        if loading
        else Condition.OCCUPIED
        if phase is Phase.CODE_READY
        else Condition.RETRIEVAL
        if role is Role.RETRIEVER
        else Condition.HANDING_OVER,
        part=PART,
        evidence=Evidence(opened=True, closed=shut),
    )
    order = Order(
        id=ORDER,
        authority="stadt",
        kind=Kind.COLLECTION,
        document_class="passport",
        case_reference="c",
        parts=1,
        retention_ms=1_000_000,
    )
    part_state, right = PARTS[role, phase is Phase.CODE_READY]
    part = Part(PART, Direction.OUT, "stadt", Needs(), item_count=1, state=part_state, compartment=DOOR, right=right)
    grant = Grant(
        id=GRANT,
        order=ORDER,
        authority="stadt",
        code=RECORD,
        retention_left_ms=1_000_000,
    )
    reading = Reading(
        compartment=DOOR,
        sampled_ms=1,
        door=(Door.CLOSED if shut else Door.OPEN) if sensor in CONTACTS else Door.UNKNOWN,
        latch=(Latch.LATCHED if shut else Latch.UNLATCHED) if sensor in HOOKS else Latch.UNKNOWN,
    )
    empty = State.empty()
    state = empty._replace(
        compartments=empty.compartments.insert(DOOR, row),
        orders=empty.orders.insert(ORDER, order),
        parts=empty.parts.insert(PART, part),
        grants=empty.grants if loading else empty.grants.insert(GRANT, grant),
        grants_of=empty.grants_of if loading else empty.grants_of.insert(ORDER, (GRANT,)),
        readings=empty.readings.insert(DOOR, reading),
        visits=empty.visits.insert(VISIT, visit),
    )
    return state, visit


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_words_offered_are_the_words_accepted(case: Case) -> None:
    role, phase, sensor, must_check, claim, reopenings = case
    state, _ = situation(role, phase, sensor, must_check=must_check, claim=claim, reopenings=reopenings)
    assert may(state) == accepted_words(state)


def test_more_time_is_offered_until_it_is_used_up() -> None:
    state, visit = situation(
        Role.TAKER, Phase.DOOR_SHUT, DoorSensor.CONTACT, must_check=False, claim=Claim.NONE, reopenings=0
    )
    patient = replace(visit, more_times=MORE_TIMES)
    after = state._replace(visits=state.visits.insert(VISIT, patient))
    assert "more_time" in may(state)
    assert "more_time" not in may(after)
    assert may(after) == accepted_words(after)


def test_a_quarantined_door_is_not_offered_again() -> None:
    state, _ = situation(
        Role.TAKER, Phase.DOOR_SHUT, DoorSensor.CONTACT, must_check=False, claim=Claim.NONE, reopenings=0
    )
    row = replace(state.compartments[DOOR], condition=Condition.QUARANTINED)
    doubtful = state._replace(compartments=state.compartments.insert(DOOR, row))
    assert "open_again" in may(state)
    assert "open_again" not in may(doubtful)
    answer = decide(doubtful, Say(VISIT, Word.OPEN_AGAIN), NOW, POLICY).answer
    assert answer == Refused(Refusal.ASK_STAFF)


def may(state: State) -> set[str]:
    """What is offered now."""
    return set(may_be_said(state, VISIT, NOW, POLICY)) - {NEXT, ANOTHER_CODE}


def accepted_words(state: State) -> set[str]:
    """What the rules take now."""
    events: dict[str, Event] = {**{word.value: Say(VISIT, word) for word in Word}, LOADED: ConfirmLoaded(VISIT, FRESH)}
    return {word for word, event in events.items() if isinstance(decide(state, event, NOW, POLICY).answer, Accepted)}


def test_what_may_be_said_is_shown_in_a_steady_order() -> None:
    assert set(SHOWN) == {*Word, LOADED, NEXT, ANOTHER_CODE}
    assert in_order({"help", "open_again", "taken_out"}) == ("taken_out", "open_again", "help")


@pytest.mark.parametrize(
    ("role", "phase", "must_check", "claim", "step"),
    [
        (Role.LOADER, Phase.DOOR_OPEN, True, Claim.NONE, NextStep.CHECK_EMPTY),
        (Role.LOADER, Phase.DOOR_OPEN, True, Claim.EMPTY, NextStep.PUT_IN),
        (Role.LOADER, Phase.DOOR_OPEN, False, Claim.NONE, NextStep.PUT_IN),
        (Role.LOADER, Phase.DOOR_SHUT, True, Claim.NONE, NextStep.CHECK_EMPTY),
        (Role.LOADER, Phase.DOOR_SHUT, False, Claim.NONE, NextStep.CONFIRM_LOADED),
        (Role.LOADER, Phase.CODE_READY, False, Claim.NONE, NextStep.PRINT_CODE),
        (Role.TAKER, Phase.DOOR_OPEN, False, Claim.NONE, NextStep.TAKE_OUT),
        (Role.TAKER, Phase.DOOR_OPEN, False, Claim.TAKEN_OUT, NextStep.CLOSE_DOOR),
        (Role.TAKER, Phase.DOOR_SHUT, False, Claim.NONE, NextStep.CONFIRM_TAKEN),
        (Role.RETRIEVER, Phase.DOOR_OPEN, False, Claim.NONE, NextStep.TAKE_OUT),
        (Role.TAKER, Phase.OVER, False, Claim.NONE, NextStep.GOODBYE),
    ],
)
def test_the_next_step(role: Role, phase: Phase, must_check: bool, claim: Claim, step: NextStep) -> None:
    state, visit = situation(role, phase, DoorSensor.CONTACT, must_check=must_check, claim=claim, reopenings=0)
    assert next_step(state, visit) is step


@pytest.mark.parametrize("phase", [Phase.OPENING, Phase.RETRYING])
@pytest.mark.parametrize("attempts", [1, 2])
@pytest.mark.parametrize("fired", [True, False])
def test_f21_taken_out_is_offered_at_a_shut_door_once_a_try_has_failed(
    phase: Phase, attempts: int, *, fired: bool
) -> None:
    state, visit = situation(
        Role.TAKER, Phase.DOOR_SHUT, DoorSensor.CONTACT, must_check=False, claim=Claim.NONE, reopenings=0
    )
    visit = replace(visit, phase=phase, attempts=attempts, opened=False)
    row = state.compartments[DOOR]
    if phase is Phase.OPENING:
        right = Right(RightKind.GRANT, GRANT)
        attempt = Attempt(AttemptId(1), DOOR, right, PART, VISIT, powered_ms=0, began_ms=1 if fired else None)
        row = replace(row, attempt=attempt.id)
        state = state._replace(attempts=state.attempts.insert(attempt.id, attempt))
    elif fired:
        row = replace(row, pulse=AttemptId(1))
    part = replace(state.parts[PART], right=RightState.ATTEMPTING)
    state = state._replace(
        compartments=state.compartments.insert(DOOR, replace(row, condition=Condition.OCCUPIED)),
        parts=state.parts.insert(PART, part),
        visits=state.visits.insert(VISIT, visit),
    )
    taken = accepted_words(state)
    assert may(state) == taken
    assert ("taken_out" in taken) is (fired and (phase is Phase.RETRYING or attempts == 2))


@pytest.mark.parametrize("role", [Role.LOADER, Role.TAKER])
@pytest.mark.parametrize("sensor", [DoorSensor.CONTACT, DoorSensor.NONE])
def test_f24_at_the_reminder_the_sentence_and_the_step_change_together(role: Role, sensor: DoorSensor) -> None:
    state, visit = situation(role, Phase.DOOR_OPEN, sensor, must_check=False, claim=Claim.NONE, reopenings=0)
    before, reminded = shown(state, visit), shown(state, replace(visit, reminded=True))
    assert before.next_step is (NextStep.PUT_IN if role is Role.LOADER else NextStep.TAKE_OUT)
    assert reminded.next_step is NextStep.CLOSE_DOOR
    assert before.text != reminded.text
    assert "More time" in reminded.text


@pytest.mark.parametrize(
    ("role", "phase"),
    [
        (Role.TAKER, Phase.DOOR_SHUT),
        (Role.LOADER, Phase.DOOR_SHUT),
        (Role.LOADER, Phase.CODE_READY),
    ],
)
def test_the_end_of_a_visit_is_said_before_it_comes(role: Role, phase: Phase) -> None:
    state, visit = situation(role, phase, DoorSensor.CONTACT, must_check=False, claim=Claim.NONE, reopenings=0)
    ending = shown(state, replace(visit, reminded=True))
    assert ending.text.startswith(shown(state, visit).text)
    assert "ends in a moment" in ending.text
    assert "More time" in ending.text
    assert "More time" not in shown(state, replace(visit, reminded=True, more_times=MORE_TIMES)).text


def shown(state: State, visit: Visit) -> VisitView:
    """As the terminal shows it, in English."""
    state = state._replace(visits=state.visits.insert(VISIT, visit))
    return visit_view(state, visit, Speaker(Texts(), STATION, Language.EN), may(state))


@pytest.mark.parametrize("role", [Role.LOADER, Role.TAKER])
def test_f25_a_door_that_has_not_caught_is_to_be_shut(role: Role) -> None:
    state, visit = situation(role, Phase.DOOR_OPEN, DoorSensor.BOTH, must_check=True, claim=Claim.NONE, reopenings=0)
    pushed_to = replace(reading_of(state, DOOR), door=Door.CLOSED)
    assert next_step(state._replace(readings=state.readings.insert(DOOR, pushed_to)), visit) is NextStep.CLOSE_DOOR


def test_a_visit_that_ended_badly_calls_staff() -> None:
    state, visit = situation(
        Role.TAKER, Phase.OVER, DoorSensor.CONTACT, must_check=False, claim=Claim.NONE, reopenings=0
    )
    assert next_step(state, replace(visit, trouble=Refusal.DOOR_STUCK)) is NextStep.CALL_STAFF
