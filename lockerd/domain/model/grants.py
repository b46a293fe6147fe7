"""Grants: the stored right to open the compartments of one order, and what its code is worth now."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from lockerd.domain.model.document_classes import Precondition, Steps, check_steps
from lockerd.domain.model.ids import GrantId, OrderId
from lockerd.domain.model.parts import RightState
from lockerd.domain.model.refusals import Refusal


class GrantState(StrEnum):
    """What was decided of the code as a whole; what it has done at each door is kept with the parts."""

    ACTIVE = "active"
    EXPIRED = "expired"
    REVOKED = "revoked"


class Worth(StrEnum):
    """What a code shown for a grant is worth now: derived from the grant and the rights of its order's parts."""

    ACTIVE = "active"
    ATTEMPTING = "attempting"
    GRACE = "grace"
    SPENT = "spent"
    JAMMED = "jammed"
    SUSPENDED = "suspended"
    NOT_YET = "not_yet"
    """Of an order on demand: something that it is for was not put in yet (ADR 49)."""
    EXPIRED = "expired"
    REVOKED = "revoked"


MOST_WORTH_FIRST: Final = {
    RightState.ATTEMPTING: Worth.ATTEMPTING,
    RightState.GRACE: Worth.GRACE,
    RightState.ACTIVE: Worth.ACTIVE,
    RightState.JAMMED: Worth.JAMMED,
    RightState.SUSPENDED: Worth.SUSPENDED,
    RightState.SPENT: Worth.SPENT,
    RightState.ENDED: Worth.REVOKED,
    RightState.NONE: Worth.REVOKED,
}
"""An active grant is worth the first of these that one of its parts is: good while a part is open (rule 24)."""

LIVE: Final = frozenset({Worth.ACTIVE, Worth.ATTEMPTING, Worth.GRACE})
"""Worths at which the code can still open something by itself."""

DEAD: Final = frozenset({Worth.SPENT, Worth.REVOKED})
"""Worths at which codes are not searched any more; the answer is the same as for a code that never was (F48)."""

REFUSED: Final = {
    Worth.ATTEMPTING: Refusal.BUSY,
    Worth.JAMMED: Refusal.ASK_STAFF,
    Worth.SUSPENDED: Refusal.ASK_STAFF,
    Worth.NOT_YET: Refusal.NOT_PUT_IN_YET,
    Worth.EXPIRED: Refusal.EXPIRED,
    **dict.fromkeys(DEAD, Refusal.CODE_NOT_VALID),
}
"""What is answered to a code of this worth; one that is worth anything else may open a door."""


@dataclass(frozen=True, slots=True)
class SecondSecret:
    """What is kept of the digits that its person has to type besides, which reach them by another way (ADR 45)."""

    salt: bytes
    keyed_hash: bytes


@dataclass(frozen=True, slots=True)
class ProofTries:
    """Wrong second secrets of one order, or statements that did not hold: they keep nobody from another's door."""

    failures: int = 0
    closed_until_ms: int = 0
    """Powered time until which none is looked at."""


@dataclass(frozen=True, slots=True)
class CodeRecord:
    """What is kept of a typed code: a keyed hash, never the digits (design rule 12)."""

    salt: bytes
    keyed_hash: bytes
    pickup_number: str
    second: SecondSecret | None = None
    asks: Steps = ()
    """What is needed besides, as its class asked when it was made; empty: the code alone is enough."""

    def __post_init__(self) -> None:
        """Raise ``ValueError`` for what nobody could meet: found where a code is made or read, not before a person."""
        check_steps(self.asks)
        if self.second is None and any(Precondition.SECOND_SECRET in step for step in self.asks):
            raise ValueError("asks: second_secret is asked for, and nothing is kept of one")


NO_CODE: Final = CodeRecord(salt=b"", keyed_hash=b"", pickup_number="")
"""Of a right that is its visit: nothing that anybody can show (rule 21)."""


@dataclass(frozen=True, slots=True)
class Grant:
    """One right, one code. A re-issued code is a new grant; the old one is revoked, and the parts stay as they are."""

    id: GrantId
    order: OrderId
    authority: str
    code: CodeRecord
    retention_left_ms: int
    """Served time until expiry; runs only while the station could hand out."""
    state: GrantState = GrantState.ACTIVE
    reissued_by: str = ""
    """The badge under which the code was made anew at a terminal here; empty: central or a loading made it."""
    reissued_ms: int = 0
    """Powered time of that."""
    secret_tries: ProofTries = field(default=ProofTries())
    statement_tries: ProofTries = field(default=ProofTries())
