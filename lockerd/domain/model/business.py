"""What people come for: one row for each role, so that whatever differs between them stands in one place."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from lockerd.domain.model.attempts import RightKind
from lockerd.domain.model.parts import PartState
from lockerd.domain.model.refusals import Refusal
from lockerd.domain.model.visits import NextStep, Role, Visit


@dataclass(frozen=True, slots=True)
class Business:
    """One role at a door."""

    right: RightKind
    """Under which its lock is fired."""
    under_way: PartState
    """Where a part is while somebody serves it in this role."""
    at_open: NextStep
    """What to do at the open door."""
    at_shut: NextStep
    """What to say at the shut door."""
    takes: bool
    """Takes out, and may say so."""
    holds: bool
    """At the shut door nobody else's beginning ends it: what was put in still lacks its confirmation."""
    unsaid: Refusal | None
    """Why it went wrong where nobody says anything at the shut door."""


BUSINESS: Final[Mapping[Role, Business]] = {
    Role.TAKER: Business(
        right=RightKind.GRANT,
        under_way=PartState.COLLECTING,
        at_open=NextStep.TAKE_OUT,
        at_shut=NextStep.CONFIRM_TAKEN,
        takes=True,
        holds=False,
        unsaid=None,
    ),
    Role.LOADER: Business(
        right=RightKind.LOADING,
        under_way=PartState.LOADING,
        at_open=NextStep.PUT_IN,
        at_shut=NextStep.CONFIRM_LOADED,
        takes=False,
        holds=True,
        unsaid=Refusal.LOADING_NOT_FINISHED,
    ),
    Role.RETRIEVER: Business(
        right=RightKind.RETRIEVAL,
        under_way=PartState.RETRIEVAL,
        at_open=NextStep.TAKE_OUT,
        at_shut=NextStep.CONFIRM_TAKEN,
        takes=True,
        holds=False,
        unsaid=None,
    ),
}
"""What each role does. A new kind of hand-over begins with a row here."""


def business(visit: Visit) -> Business:
    """The row of whoever stands there."""
    return BUSINESS[visit.role]


def role_under(right: RightKind) -> Role | None:
    """Whose right it is; None: a technician's, who is in no visit."""
    return next((role for role, row in BUSINESS.items() if row.right is right), None)
