"""The tables are whole, and the page drawn from them is current."""

import subprocess
import sys
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import Any

import pytest

from lockerd.domain.hand_over.evidence import VERDICTS, ItemProof
from lockerd.domain.model.compartments import CONDITION_MOVES, Condition
from lockerd.domain.model.grants import GRANT_MOVES, GrantState, GrantStep
from lockerd.domain.model.orders import ORDER_MOVES, OrderState
from lockerd.domain.model.visits import Claim

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(
    ("moves", "states"),
    [(ORDER_MOVES, OrderState), (GRANT_MOVES, GrantState), (CONDITION_MOVES, Condition)],
)
def test_every_state_has_a_row(moves: Mapping[Any, Mapping[Any, Any]], states: type[StrEnum]) -> None:
    assert set(moves) == set(states)


def test_every_evidence_has_a_verdict() -> None:
    assert set(VERDICTS) == {(proof, cycle, claim) for proof in ItemProof for cycle in (True, False) for claim in Claim}


def test_no_step_revives_what_was_spent_revoked_jammed_or_suspended() -> None:
    live = {GrantState.ACTIVE, GrantState.ATTEMPTING, GrantState.GRACE}
    for state in (GrantState.SPENT, GrantState.REVOKED, GrantState.JAMMED, GrantState.SUSPENDED):
        assert not live & set(GRANT_MOVES[state].values()), state
    assert GRANT_MOVES[GrantState.EXPIRED][GrantStep.EXTEND] is GrantState.ACTIVE


def test_the_drawn_page_is_current() -> None:
    done = subprocess.run(
        [sys.executable, ROOT / "scripts" / "draw_tables.py", "--check"], check=False, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr
