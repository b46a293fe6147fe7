"""What people come for: one row for each role and kind, so that what differs between them stands in one place."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from lockerd.domain.model.attempts import BadgeRole, RightKind
from lockerd.domain.model.directions import WAYS, Direction
from lockerd.domain.model.orders import Form, Kind, Order
from lockerd.domain.model.parts import Part, PartState
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


_GIVER: Final = Business(
    right=RightKind.GRANT,
    under_way=PartState.HANDING_IN,
    at_open=NextStep.PUT_IN,
    at_shut=NextStep.CONFIRM_IN,
    alarm_ends=True,
    paper=True,
)

BUSINESS: Final[Mapping[Role, Business]] = {
    Role.TAKER: Business(
        right=RightKind.GRANT,
        under_way=PartState.COLLECTING,
        at_open=NextStep.TAKE_OUT,
        at_shut=NextStep.CONFIRM_TAKEN,
        takes=True,
        disputes=True,
    ),
    Role.GIVER: _GIVER,
    Role.WALK_IN: _GIVER,
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
    Role.STOCKTAKER: Business(
        right=RightKind.RETRIEVAL,
        badge=BadgeRole.RETRIEVAL,
        under_way=PartState.RETRIEVAL,
        at_open=NextStep.LOOK,
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


KINDS: Final[Mapping[Kind, Mapping[Direction, Role]]] = {
    Kind.COLLECTION: {Direction.OUT: Role.TAKER},
    Kind.HAND_IN: {Direction.IN: Role.GIVER},
    Kind.SWAP: {Direction.BOTH: Role.EXCHANGER, Direction.IN: Role.GIVER, Direction.OUT: Role.TAKER},
}
"""The kinds that can be announced, and by the direction of a part the role of whoever is at its door with the code of
the order; what is missing here is refused."""

FORMS: Final[Mapping[Form, tuple[Direction, ...]]] = {
    Form.SAME_COMPARTMENT: (Direction.BOTH,),
    Form.OLD_FIRST: (Direction.IN, Direction.OUT),
}
"""The parts of a swap, by number. All parts of any other kind go the same way."""

_SERVED: Final = tuple((way, role) for roles in KINDS.values() for way, role in roles.items())
BRINGS: Final = frozenset({Role.WALK_IN, *(role for way, role in _SERVED if WAYS[way].brought)})
"""Who comes with something, and has nothing behind this door."""
LEAVES: Final = frozenset(role for way, role in _SERVED if WAYS[way].to_office) - BRINGS
"""Who leaves something where the office's thing lay."""


def are_served(kind: Kind, directions: Sequence[Direction]) -> bool:
    """Whether an order of this kind can have parts that go these ways."""
    if kind is Kind.SWAP:
        return tuple(directions) in FORMS.values()
    return kind in KINDS and {*directions} == KINDS[kind].keys()


def role_for(order: Order, part: Part) -> Role:
    """As what its person stands at the door of this part."""
    return KINDS[order.kind][part.direction]


def business(visit: Visit) -> Business:
    """The row of whoever stands there."""
    return BUSINESS[visit.role]
