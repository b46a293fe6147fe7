"""Grants: the stored right to open compartments for one order, and what becomes of it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from lockerd.domain.model.ids import CompartmentId, GrantId, OrderId


class GrantState(StrEnum):
    """What a code shown for this grant is worth now."""

    ACTIVE = "active"
    ATTEMPTING = "attempting"
    GRACE = "grace"
    """The power failed during an attempt: the same code works again for a short powered time."""
    SPENT = "spent"
    JAMMED = "jammed"
    SUSPENDED = "suspended"
    EXPIRED = "expired"
    REVOKED = "revoked"


class GrantStep(StrEnum):
    """What moves a grant."""

    TRY = "try"
    GIVE_BACK = "give_back"
    SPEND = "spend"
    JAM = "jam"
    RECOVER = "recover"
    SUSPEND = "suspend"
    EXPIRE = "expire"
    EXTEND = "extend"
    REVOKE = "revoke"


_END = {GrantStep.SUSPEND: GrantState.SUSPENDED, GrantStep.REVOKE: GrantState.REVOKED}

GRANT_MOVES: Final[Mapping[GrantState, Mapping[GrantStep, GrantState]]] = {
    GrantState.ACTIVE: {
        GrantStep.TRY: GrantState.ATTEMPTING,
        GrantStep.SPEND: GrantState.SPENT,
        GrantStep.EXPIRE: GrantState.EXPIRED,
        **_END,
    },
    GrantState.ATTEMPTING: {
        GrantStep.GIVE_BACK: GrantState.ACTIVE,
        GrantStep.SPEND: GrantState.SPENT,
        GrantStep.JAM: GrantState.JAMMED,
        GrantStep.RECOVER: GrantState.GRACE,
        **_END,
    },
    GrantState.GRACE: {GrantStep.TRY: GrantState.ATTEMPTING, GrantStep.SPEND: GrantState.SPENT, **_END},
    GrantState.SPENT: {},
    GrantState.JAMMED: {GrantStep.SPEND: GrantState.SPENT, **_END},
    GrantState.SUSPENDED: {GrantStep.SPEND: GrantState.SPENT, GrantStep.REVOKE: GrantState.REVOKED},
    GrantState.EXPIRED: {
        GrantStep.SPEND: GrantState.SPENT,
        GrantStep.EXTEND: GrantState.ACTIVE,
        GrantStep.REVOKE: GrantState.REVOKED,
    },
    GrantState.REVOKED: {GrantStep.SPEND: GrantState.SPENT},
}

LIVE: Final = frozenset({GrantState.ACTIVE, GrantState.ATTEMPTING, GrantState.GRACE})
"""States in which the code can still open something by itself."""


DEAD: Final = frozenset({GrantState.SPENT, GrantState.REVOKED})
"""States whose codes are not searched any more; the answer is the same as for a code that never was (F48)."""


@dataclass(frozen=True, slots=True)
class GrantLine:
    """The right to one compartment within a grant: at most three attempts, at most one seen opening (design rule 2)."""

    compartment: CompartmentId
    attempts: int = 0
    seen_open: bool = False


@dataclass(frozen=True, slots=True)
class CodeRecord:
    """What is kept of a typed code: a keyed hash, never the digits (design rule 12)."""

    salt: bytes
    keyed_hash: bytes
    pickup_number: str


@dataclass(frozen=True, slots=True)
class Grant:
    """One right, one code. A re-issued code is a new grant; the old one is revoked."""

    id: GrantId
    order: OrderId
    lines: tuple[GrantLine, ...]
    code: CodeRecord
    retention_left_ms: int
    """Served time until expiry; runs only while the station could hand out."""
    state: GrantState = GrantState.ACTIVE
    grace_left_ms: int | None = None
    """Powered time for which the code still works after a crash; renewed by no reboot; None: never given."""
    reissued_by: str = ""
    """The badge under which the code was made anew at a terminal here; empty: central or a loading made it."""
    reissued_ms: int = 0
    """Powered time of that."""

    def line(self, compartment: CompartmentId) -> GrantLine:
        """The line for ``compartment``; raises KeyError when the grant does not name it."""
        for line in self.lines:
            if line.compartment == compartment:
                return line
        raise KeyError(compartment)


def with_number(grants: Iterable[Grant], number: str) -> tuple[Grant, ...]:
    """The grants whose code is searched together with this pick-up number: one at most, where all was issued here."""
    return tuple(g for g in grants if g.state not in DEAD and g.code.pickup_number == number)


def numbers_in_use(grants: Iterable[Grant]) -> frozenset[str]:
    """The pick-up numbers that no new code may get (design rule 11)."""
    return frozenset(g.code.pickup_number for g in grants if g.state not in DEAD)
