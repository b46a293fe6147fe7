"""What people come for: one row for each role and kind, so that what differs between them stands in one place."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from lockerd.domain.model.attempts import BadgeRole, RightKind
from lockerd.domain.model.directions import WAYS, Direction
from lockerd.domain.model.orders import Kind
from lockerd.domain.model.parts import PartState
from lockerd.domain.model.refusals import Refusal
from lockerd.domain.model.visits import NextStep, Role, Visit


@dataclass(frozen=True, slots=True, kw_only=True)
class Business:
    """One role at a door; its row names what it is and does, and leaves out what it does not."""

    right: RightKind
    """Under which its lock is fired."""
    badge: BadgeRole | None = None
    """As whom a badge has it fired; None: no badge is asked for."""
    under_way: PartState
    """Where a part is while somebody serves it in this role."""
    at_open: NextStep
    """What to do at the open door."""
    at_shut: NextStep
    """What to say at the shut door."""
    takes: bool = False
    """Takes out, and may say so."""
    disputes: bool = False
    """May say that what lies there is not theirs, or that nothing does."""
    reports: bool = False
    """Says at the shut door what was found: without that nothing is known of the compartment (rule 26)."""
    holds: bool = False
    """At the shut door nobody else's beginning ends it: what was put in still lacks its confirmation."""
    alarm_ends: bool = False
    """Over when the alarm of the open door runs: whoever shuts it later may be somebody else (rule 17)."""
    paper: bool = False
    """Gets a receipt, or a record of the attempt."""
    unsaid: Refusal | None = None
    """Why it went wrong where nobody says anything at the shut door."""


BUSINESS: Final[Mapping[Role, Business]] = {
    Role.TAKER: Business(
        right=RightKind.GRANT,
        under_way=PartState.COLLECTING,
        at_open=NextStep.TAKE_OUT,
        at_shut=NextStep.CONFIRM_TAKEN,
        takes=True,
        disputes=True,
    ),
    Role.GIVER: Business(
        right=RightKind.GRANT,
        under_way=PartState.HANDING_IN,
        at_open=NextStep.PUT_IN,
        at_shut=NextStep.CONFIRM_IN,
        alarm_ends=True,
        paper=True,
    ),
    Role.EXCHANGER: Business(
        right=RightKind.GRANT,
        under_way=PartState.EXCHANGING,
        at_open=NextStep.EXCHANGE,
        at_shut=NextStep.CONFIRM_EXCHANGED,
        alarm_ends=True,
        paper=True,
    ),
    Role.LOADER: Business(
        right=RightKind.LOADING,
        badge=BadgeRole.LOADING,
        under_way=PartState.LOADING,
        at_open=NextStep.PUT_IN,
        at_shut=NextStep.CONFIRM_LOADED,
        holds=True,
        unsaid=Refusal.LOADING_NOT_FINISHED,
    ),
    Role.RETRIEVER: Business(
        right=RightKind.RETRIEVAL,
        badge=BadgeRole.RETRIEVAL,
        under_way=PartState.RETRIEVAL,
        at_open=NextStep.TAKE_OUT,
        at_shut=NextStep.REPORT,
        reports=True,
        holds=True,
        alarm_ends=True,
        unsaid=Refusal.NOT_REPORTED,
    ),
    Role.UNDOER: Business(
        right=RightKind.RETRIEVAL,
        badge=BadgeRole.LOADING,
        under_way=PartState.RETRIEVAL,
        at_open=NextStep.TAKE_OUT,
        at_shut=NextStep.CONFIRM_TAKEN,
        takes=True,
    ),
}
"""What each role does. A new kind of hand-over begins with a row here."""


@dataclass(frozen=True, slots=True)
class Served:
    """One kind of order, at a door."""

    direction: Direction
    """Of all its parts."""
    role: Role
    """Of whoever shows its code."""


KINDS: Final[Mapping[Kind, Served]] = {
    Kind.COLLECTION: Served(Direction.OUT, Role.TAKER),
    Kind.HAND_IN: Served(Direction.IN, Role.GIVER),
    Kind.SWAP: Served(Direction.BOTH, Role.EXCHANGER),
}
"""The kinds that can be announced; what is missing here is refused."""

BRINGS: Final = frozenset(served.role for served in KINDS.values() if WAYS[served.direction].brought)
"""Who comes with something, and has nothing behind a door."""
LEAVES: Final = frozenset(served.role for served in KINDS.values() if WAYS[served.direction].to_office) - BRINGS
"""Who leaves something where the office's thing lay."""


def business(visit: Visit) -> Business:
    """The row of whoever stands there."""
    return BUSINESS[visit.role]
