"""What no test noticed when a fault was put into the rules: tables, what rows begin with, what is kept for how long."""

from dataclasses import MISSING, fields, is_dataclass
from importlib import import_module
from itertools import product
from pathlib import Path
from pkgutil import iter_modules
from typing import Final

import pytest

from lockerd.domain import model
from lockerd.domain.hand_over.evidence import VERDICTS, ItemProof, Speaks, Verdict
from lockerd.domain.model.directions import Direction
from lockerd.domain.model.numbers import failed_at
from lockerd.domain.model.state import DAY_MS, HOUR_MS, Policy
from lockerd.domain.model.visits import Claim

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
        ("Site", "next_attempt"): 1,
        ("Site", "next_receipt"): 1,
        ("Site", "next_incident"): 1,
        ("Reading", "reachable"): True,
    }


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


SECOND, MINUTE = 1_000, 60_000
OF_THE_RULES: Final = {
    ("openings.attempting", "DEADLINE_MS"): 2 * SECOND,
    ("openings.attempting", "ANSWER_MS"): 10 * SECOND,
    ("model.parts", "ATTEMPTS_PER_PART"): 3,
    ("model.patience", "REOPENINGS"): 2,
    ("requests.saying", "REOPEN_WINDOW_MS"): 120 * SECOND,
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
    ("openings.brake", "MOST_CAUSERS"): 256,
    ("requests.fetching", "RECEIPTS_MAX"): 2_000,
    ("hand_over.custody", "RECORDS_MAX"): 10,
}
"""The numbers that rules 1, 2, 4, 11, 15, 17, 19 and 21 name, and what bounds what a stranger can fill."""


@pytest.mark.parametrize(("module", "name"), OF_THE_RULES)
def test_a_number_that_a_rule_names_is_that_number(module: str, name: str) -> None:
    assert getattr(import_module(f"lockerd.domain.{module}"), name) == OF_THE_RULES[module, name]
