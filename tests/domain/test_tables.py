"""The tables are whole, and the page drawn from them is current."""

import runpy
from collections.abc import Mapping
from enum import StrEnum
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from lockerd.domain.hand_over.evidence import CLAIMS, EXPECTED, VERDICTS, ItemProof
from lockerd.domain.model.compartments import CONDITION_MOVES, Condition
from lockerd.domain.model.consistency import TOGETHER
from lockerd.domain.model.grants import MOST_WORTH_FIRST
from lockerd.domain.model.moves_of_parts import MOVES, RIGHT_MOVES, RightStep
from lockerd.domain.model.orders import LEAST_SETTLED_FIRST
from lockerd.domain.model.parts import OPENS, PartState, RightState
from lockerd.domain.model.visits import DISPUTES, Claim

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(
    ("moves", "states"),
    [(RIGHT_MOVES, RightState), (CONDITION_MOVES, Condition), (TOGETHER, Condition)],
)
def test_every_state_has_a_row(moves: Mapping[Any, Mapping[Any, Any]], states: type[StrEnum]) -> None:
    assert set(moves) == set(states)


def test_every_evidence_has_a_verdict() -> None:
    every = {each for side in EXPECTED for each in product([side], ItemProof, (True, False), CLAIMS[side])}
    assert set(VERDICTS) == every
    assert {claim for claims in CLAIMS.values() for claim in claims} == set(Claim) - DISPUTES


def test_every_state_is_one_of_a_direction_and_every_step_leads_to_a_state_of_the_same() -> None:
    assert {state for moves in MOVES.values() for state in moves} == set(PartState)
    for moves in MOVES.values():
        assert {to for steps in moves.values() for to in steps.values()} <= set(moves)


def test_an_order_is_where_one_of_its_parts_is_whichever_they_are() -> None:
    assert set(LEAST_SETTLED_FIRST) == set(PartState)
    assert set(MOST_WORTH_FIRST) == set(RightState)


def test_no_step_revives_what_was_spent_revoked_jammed_or_suspended() -> None:
    for state in (RightState.SPENT, RightState.ENDED, RightState.JAMMED, RightState.SUSPENDED):
        revived = {step for step, to in RIGHT_MOVES[state].items() if to in OPENS}
        assert revived <= {RightStep.RENEW}, "staff have looked, and nothing had been put in (rule 20)"


def test_the_drawn_page_is_current() -> None:
    drawn = runpy.run_path(str(ROOT / "scripts" / "draw_tables.py"))["draw"]()
    assert (ROOT / "docs" / "tables.md").read_text(encoding="utf-8") == drawn, "run `make docs`"
