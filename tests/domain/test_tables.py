"""The tables are whole, and the page drawn from them is current."""

import runpy
from collections.abc import Mapping
from enum import StrEnum
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from lockerd.domain.hand_over.evidence import EXPECTED, VERDICTS, ItemProof
from lockerd.domain.model.compartments import CONDITION_MOVES, Condition
from lockerd.domain.model.consistency import TOGETHER
from lockerd.domain.model.grants import MOST_WORTH_FIRST
from lockerd.domain.model.orders import LEAST_SETTLED_FIRST
from lockerd.domain.model.parts import OPENS, PART_MOVES, RIGHT_MOVES, PartState, RightState
from lockerd.domain.model.visits import Claim

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(
    ("moves", "states"),
    [(PART_MOVES, PartState), (RIGHT_MOVES, RightState), (CONDITION_MOVES, Condition), (TOGETHER, Condition)],
)
def test_every_state_has_a_row(moves: Mapping[Any, Mapping[Any, Any]], states: type[StrEnum]) -> None:
    assert set(moves) == set(states)


def test_every_evidence_has_a_verdict() -> None:
    every = product(EXPECTED, ItemProof, (True, False), Claim)
    assert set(VERDICTS) == set(every)


def test_an_order_is_where_one_of_its_parts_is_whichever_they_are() -> None:
    assert set(LEAST_SETTLED_FIRST) == set(PartState)
    assert set(MOST_WORTH_FIRST) == set(RightState)


def test_no_step_revives_what_was_spent_revoked_jammed_or_suspended() -> None:
    for state in (RightState.SPENT, RightState.ENDED, RightState.JAMMED, RightState.SUSPENDED):
        assert not OPENS & set(RIGHT_MOVES[state].values()), state


def test_the_drawn_page_is_current() -> None:
    drawn = runpy.run_path(str(ROOT / "scripts" / "draw_tables.py"))["draw"]()
    assert (ROOT / "docs" / "tables.md").read_text(encoding="utf-8") == drawn, "run `make docs`"
