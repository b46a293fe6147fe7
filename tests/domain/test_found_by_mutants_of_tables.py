"""What no test noticed when a fault was put into the rules: tables, what rows begin with, what is kept for how long."""

from dataclasses import MISSING, fields, is_dataclass, replace
from enum import StrEnum
from importlib import import_module
from itertools import product
from pathlib import Path
from pkgutil import iter_modules
from typing import Final

import pytest
from world import A01, MINUTE, O1, O2, SECOND, World, place

from lockerd.domain import model
from lockerd.domain.draft import Draft, InconsistentError
from lockerd.domain.hand_over.evidence import VERDICTS, ItemProof, Speaks, Verdict, as_expected, item_proof
from lockerd.domain.model.attempts import Right, RightKind
from lockerd.domain.model.compartments import Condition
from lockerd.domain.model.directions import Direction
from lockerd.domain.model.events import Accepted
from lockerd.domain.model.fact_fields import FACT_FIELDS
from lockerd.domain.model.fact_words import words_of
from lockerd.domain.model.facts import FactType
from lockerd.domain.model.grants import DEAD, REFUSED, GrantState, Worth
from lockerd.domain.model.ids import AttemptId, CompartmentId, PartId
from lockerd.domain.model.numbers import failed_at
from lockerd.domain.model.orders import Hold
from lockerd.domain.model.parts import Needs, Part, PartState, RightState
from lockerd.domain.model.readings import Item, ItemSensor, Reading
from lockerd.domain.model.refusals import Refusal
from lockerd.domain.model.state import DAY_MS, HOUR_MS, Policy
from lockerd.domain.model.visits import Claim
from lockerd.domain.openings.attempting import may_open

MODEL: Final = [
    import_module(f"{model.__name__}.{each.name}") for each in iter_modules([str(Path(model.__file__).parent)])
]


def test_a_row_begins_with_nothing_counted_and_nothing_said() -> None:
    rows = {cls for module in MODEL for cls in vars(module).values() if isinstance(cls, type) and is_dataclass(cls)}
    begins = {
        (cls.__name__, field.name): field.default
        for cls in rows - {Policy}
        for field in fields(cls)
        if field.default is not MISSING and type(field.default) in {int, bool} and field.default
    }
    assert begins == {
        ("Boot", "starts"): 1,
        ("Numbers", "seen"): 1,
        ("Site", "next_attempt"): 1,
        ("Site", "next_receipt"): 1,
        ("Site", "next_incident"): 1,
        ("Site", "next_session"): 1,
        ("Reading", "reachable"): True,
    }


BEGINS: Final = {
    "Presented.form": "qr",
    "ClassPolicy.nature": "other",
    "Compartment.condition": "to_check",
    "Found.word": "found",
    "Grant.state": "active",
    "Part.state": "announced",
    "Visit.phase": "opening",
}
"""Every other word of a row begins as none or unknown."""


def test_what_a_row_does_not_say_is_nothing_or_where_it_begins() -> None:
    rows = {cls for module in MODEL for cls in vars(module).values() if isinstance(cls, type) and is_dataclass(cls)}
    begins = {
        f"{cls.__name__}.{field.name}": str(field.default)
        for cls in rows
        for field in fields(cls)
        if isinstance(field.default, StrEnum) and field.default not in {"none", "unknown", ""}
    }
    assert begins == BEGINS


PRESENT_AFTER_ABSENT: Final = (ItemProof.AS_EXPECTED,)
NOTHING_SEEN: Final = (ItemProof.AS_BEFORE, ItemProof.UNKNOWN, ItemProof.NOTHING)
PRESENT_WITHOUT_BASELINE: Final = (ItemProof.CONTRARY,)
IN: Final = {
    PRESENT_AFTER_ABSENT: (Verdict.CUSTODY_BY_SENSOR, Verdict.QUARANTINED, Verdict.CUSTODY_BY_SENSOR),
    NOTHING_SEEN: (Verdict.CUSTODY_BY_CLAIM, Verdict.TO_CHECK, Verdict.TO_CHECK),
    PRESENT_WITHOUT_BASELINE: (Verdict.CUSTODY_BY_CLAIM, Verdict.QUARANTINED, Verdict.QUARANTINED),
}
"""What follows of a hand-in where it was said that all is in, that nothing was put in, or nothing at all."""


@pytest.mark.parametrize(("proofs", "verdicts"), IN.items())
def test_rule_17_custody_passes_on_evidence_and_after_a_closing(
    proofs: tuple[ItemProof, ...], verdicts: tuple[Verdict, ...]
) -> None:
    for proof, (claim, verdict) in product(
        proofs, zip((Claim.ALL_IN, Claim.NOTHING_IN, Claim.NONE), verdicts, strict=True)
    ):
        assert VERDICTS[Speaks(Direction.IN, proof, True, claim)] is verdict
        seen = proof in PRESENT_AFTER_ABSENT + PRESENT_WITHOUT_BASELINE
        without = Verdict.QUARANTINED if seen or claim is Claim.ALL_IN else Verdict.TO_CHECK
        assert VERDICTS[Speaks(Direction.IN, proof, False, claim)] is without


@pytest.mark.parametrize(("days", "failures"), [(7, [2]), (7.1, [1])])
def test_f47_wrong_codes_at_a_number_are_forgotten_after_a_week(days: float, failures: list[int]) -> None:
    once = failed_at((), "0001", 0, keep=())
    later = failed_at(once, "0002", int(days * DAY_MS) - HOUR_MS, keep=())
    again = failed_at(later, "0001", int(days * DAY_MS) - HOUR_MS, keep=())
    assert [each.failures for each in again if each.number == "0001"] == failures


OF_THE_RULES: Final = {
    ("openings.attempting", "DEADLINE_MS"): 2 * SECOND,
    ("openings.attempting", "ANSWER_MS"): 10 * SECOND,
    ("model.parts", "ATTEMPTS_PER_PART"): 3,
    ("model.patience", "REOPENINGS"): 2,
    ("requests.opening_again", "REOPEN_WINDOW_MS"): 120 * SECOND,
    ("openings.refusing", "COIL_REST_MS"): 5 * SECOND,
    ("openings.recovery", "GRACE_MS"): 15 * MINUTE,
    ("openings.recovery", "FIRST_READING_MS"): 60 * SECOND,
    ("hand_over.handing_in", "HELD_MS"): 15 * MINUTE,
    ("hand_over.handing_in", "OPENINGS_PER_PART"): 3,
    ("openings.turns", "IDLE_MS"): 120 * SECOND,
    ("ticking", "NO_READING_MS"): 10 * SECOND,
    ("requests.tries", "FREE_FAILURES"): 5,
    ("requests.tries", "FIRST_BLOCK_MS"): 60 * SECOND,
    ("requests.tries", "LONGEST_BLOCK_MS"): 15 * MINUTE,
    ("requests.tries", "FAILURES_PER_HOUR"): 20,
    ("requests.tries", "FAILURES_PER_DAY"): 60,
    ("requests.two_people", "MOST_WAITING"): 32,
    ("model.statements", "NONCE_MS"): 10 * MINUTE,
    ("model.statements", "NONCES_MAX"): 64,
    ("model.statements", "CLOCKS_APART_S"): 300,
    ("openings.brake", "MOST_CAUSERS"): 256,
    ("requests.fetching", "RECEIPTS_MAX"): 2_000,
    ("hand_over.custody", "RECORDS_MAX"): 10,
    ("model.numbers", "OTHERS_KEPT"): 100,
    ("shown.attention", "NO_DOOR_SHOWN"): 20,
}
"""The numbers that rules 1, 2, 4, 11, 15, 17, 19 and 21 name, and what bounds what a stranger can fill."""


@pytest.mark.parametrize(("module", "name"), OF_THE_RULES)
def test_a_number_that_a_rule_names_is_that_number(module: str, name: str) -> None:
    assert getattr(import_module(f"lockerd.domain.{module}"), name) == OF_THE_RULES[module, name]


def test_whatever_a_fact_says_is_one_of_its_words_unless_it_is_a_number_a_name_or_free() -> None:
    said = {field for names in FACT_FIELDS.values() for field in names} - {"reason", "grade"}
    assert {field for field in said if words_of(FactType.SITE_STARTED, field) is not None} == {
        *("observed", "claim", "right", "outcome", "item", "outage", "item_seen"),
        *("kind", "report", "round", "by", "sensor", "suspect", "why", "purpose"),
    }


CONTRADICTIONS: Final = {
    "jammed, ready, and a right that is active": ({"condition": Condition.JAMMED}, {}),
    "jammed, ready, and a right that is attempting": (
        {"condition": Condition.JAMMED},
        {"right": RightState.ATTEMPTING},
    ),
    "occupied, recalled, and a right that is grace": ({}, {"state": PartState.RECALLED, "right": RightState.GRACE}),
    "names nobody any more": ({"condition": Condition.TO_CHECK, "part": None}, {}),
    "names somebody who is not there": ({"part": PartId(O1, 2)}, {}),
    "names a part that is elsewhere": ({}, {"compartment": None}),
    "free and ready": ({"condition": Condition.FREE}, {}),
    "waits for an attempt that is not there": ({"attempt": AttemptId(77)}, {}),
}


@pytest.mark.parametrize("what", CONTRADICTIONS)
def test_a_door_and_what_it_names_never_contradict_each_other(what: str) -> None:
    world = World.of(place())
    world.loaded()
    draft = Draft(world.state, world.now, world.policy)
    row, part = CONTRADICTIONS[what]
    draft.change(world.state.compartments[A01], **row)
    draft.change(world.part(), **part)
    with pytest.raises(InconsistentError) as found:
        draft.decision(Accepted())
    assert found.value.compartments == {A01}


MAY: Final = {
    "a code of the order": True,
    "a code of nobody": False,
    "a code and no part": False,
    "a code of another order": False,
    "a code that is revoked": False,
    "a right that is not tried": False,
    "an order that is kept back": False,
    "an order that is taken back": False,
    "a technician with a reason": True,
    "a technician without": False,
    "a nameless technician": False,
}


@pytest.mark.parametrize("what", MAY)
def test_rule_01_a_lock_is_fired_under_a_right_that_names_its_part(what: str) -> None:
    world = World.of(place(), place(CompartmentId("A02")))
    grant = world.loaded()
    other = world.loaded(O2, at=CompartmentId("A02"))
    world.collect(grant)
    right = Right(RightKind.GRANT, grant, authority="stadt")
    part: Part | None = world.part()
    state = world.state
    match what:
        case "a code of nobody":
            right = replace(right, holder="nobody")
        case "a code and no part":
            part = None
        case "a code of another order":
            right = replace(right, holder=other)
        case "a code that is revoked":
            revoked = replace(world.grant(grant), state=GrantState.REVOKED)
            state = state._replace(grants=state.grants.insert(grant, revoked))
        case "a right that is not tried":
            part = replace(world.part(), right=RightState.ACTIVE)
        case "an order that is kept back":
            state = state._replace(orders=state.orders.insert(O1, replace(state.orders[O1], hold=Hold.WANTED)))
        case "an order that is taken back":
            state = state._replace(orders=state.orders.insert(O1, replace(state.orders[O1], cancel_wanted=True)))
        case "a technician with a reason":
            right = Right(RightKind.TECHNICIAN, "meier", "look")
        case "a technician without":
            right = Right(RightKind.TECHNICIAN, "meier")
        case "a nameless technician":
            right = Right(RightKind.TECHNICIAN, "", "look")
    assert may_open(state, right, A01, part, reopening=False) is MAY[what]


P, A, U = Item.PRESENT, Item.ABSENT, Item.UNKNOWN
PROOFS: Final = {
    (Direction.OUT, P, P): ItemProof.AS_BEFORE,
    (Direction.OUT, P, A): ItemProof.AS_EXPECTED,
    (Direction.OUT, U, P): ItemProof.CONTRARY,
    (Direction.OUT, U, A): ItemProof.NOTHING,
    (Direction.IN, A, P): ItemProof.AS_EXPECTED,
    (Direction.IN, A, A): ItemProof.AS_BEFORE,
    (Direction.IN, U, P): ItemProof.CONTRARY,
    (Direction.IN, U, A): ItemProof.NOTHING,
    (Direction.BOTH, P, P): ItemProof.AS_BEFORE,
    (Direction.BOTH, P, A): ItemProof.CONTRARY,
    (Direction.BOTH, U, P): ItemProof.NOTHING,
    (Direction.BOTH, U, A): ItemProof.NOTHING,
}
"""By direction, what the item sensor said before and what it says now: what that proves (F33)."""


@pytest.mark.parametrize(("direction", "before", "now"), PROOFS)
def test_f33_only_a_change_between_two_words_proves_anything(direction: Direction, before: Item, now: Item) -> None:
    part = Part(PartId(O1, 1), direction, "stadt", Needs(), 1, before=before)
    reading = Reading(A01, 0, item=now)
    assert item_proof(part, place(), reading) is PROOFS[direction, before, now]
    assert item_proof(part, place(), replace(reading, item=U)) is ItemProof.UNKNOWN
    assert item_proof(part, place(item_sensor=ItemSensor.NONE), reading) is ItemProof.NOTHING
    assert not as_expected(replace(part, absent_seen=True), place(item_sensor=ItemSensor.NONE), reading)


def test_a_code_that_is_worth_nothing_is_refused_for_a_reason_of_its_own() -> None:
    assert set(Worth) - set(REFUSED) == {Worth.ACTIVE, Worth.GRACE}
    assert {REFUSED[worth] for worth in DEAD} == {Refusal.CODE_NOT_VALID}, "the same as for one that never was (F48)"
