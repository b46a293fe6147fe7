"""Single steps of compartment, part and right, private to ``hand_over``: one moved alone contradicts the others."""

from collections.abc import Mapping
from typing import TypeVar

from lockerd.domain.draft import Draft, InconsistentError
from lockerd.domain.model.compartments import CONDITION_MOVES, Compartment, ConditionStep, Evidence
from lockerd.domain.model.ids import CompartmentId
from lockerd.domain.model.parts import MOVES, RIGHT_MOVES, Part, PartStep, RightStep
from lockerd.domain.model.reasons import DoorReason, Nothing

_State = TypeVar("_State")
_Step = TypeVar("_Step")


def move_compartment(
    draft: Draft, compartment: CompartmentId, step: ConditionStep, reason: DoorReason | Nothing = ""
) -> Compartment:
    """Take one step of ``CONDITION_MOVES``; with the reason if that takes the compartment out of use."""
    row = draft.compartment(compartment)
    condition = _moved(CONDITION_MOVES, row.condition, step, compartment)
    return draft.change(row, condition=condition, reason=reason)


def move_part(draft: Draft, part: Part, step: PartStep) -> Part:
    """Take one step of ``MOVES``."""
    row = draft.part(part.id)
    return draft.change(row, state=_moved(MOVES[row.direction], row.state, step, row.compartment))


def move_right(draft: Draft, part: Part, step: RightStep) -> Part:
    """Take one step of ``RIGHT_MOVES``."""
    row = draft.part(part.id)
    return draft.change(row, right=_moved(RIGHT_MOVES, row.right, step, row.compartment))


def set_evidence(draft: Draft, compartment: CompartmentId, *, opened: bool, closed: bool = False) -> None:
    """Replace what speaks for the compartment's being empty."""
    draft.change(draft.compartment(compartment), evidence=Evidence(opened=opened, closed=closed))


def _moved(
    moves: Mapping[_State, Mapping[_Step, _State]], state: _State, step: _Step, where: CompartmentId | None
) -> _State:
    try:
        return moves[state][step]
    except KeyError:
        raise InconsistentError(f"{where}: no step {step} from {state}", () if where is None else (where,)) from None
