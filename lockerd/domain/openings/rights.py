"""Whether a right opens a part: asked once more where the attempt is written down (rule 1)."""

from typing import assert_never

from lockerd.domain.model.attempts import Right, RightKind
from lockerd.domain.model.grants import GrantState
from lockerd.domain.model.ids import GrantId
from lockerd.domain.model.parts import Direction, Part, PartState, RightState
from lockerd.domain.model.state import State


def may_open(state: State, right: Right, part: Part | None, *, reopening: bool) -> bool:
    """Whether a lock may be fired under this right for this part; ``reopening``: in the visit that has opened it."""
    match right.kind:
        case RightKind.TECHNICIAN:
            return bool(right.holder and right.reason)
        case RightKind.GRANT:
            grant = state.grants.get(GrantId(right.holder))
            if grant is None or part is None or grant.order != part.order:
                return False
            if reopening and part.direction is Direction.OUT:
                return part.right is RightState.SPENT
            return grant.state is GrantState.ACTIVE and part.right is RightState.ATTEMPTING
        case RightKind.LOADING:
            return part is not None and part.state is PartState.LOADING and right.authority == part.authority
        case RightKind.RETRIEVAL:
            return part is not None and part.state is PartState.RETRIEVAL and right.authority == part.authority
        case never:
            assert_never(never)
