"""Attempts: one unlock of one compartment under one right, durable before the lock is fired."""

from dataclasses import dataclass
from enum import StrEnum

from lockerd.domain.model.ids import AttemptId, CompartmentId, PartId, VisitId


class RightKind(StrEnum):
    """Under what right a lock may be fired (design rule 1)."""

    GRANT = "grant"
    LOADING = "loading"
    RETRIEVAL = "retrieval"
    TECHNICIAN = "technician"


class BadgeRole(StrEnum):
    """What the holder of a badge may do; a badge has one or several."""

    LOADING = "loading"
    """Puts in, takes back within two minutes what was put in, has codes made anew."""
    RETRIEVAL = "retrieval"
    """Takes out what is not to be collected any more, and what was handed in."""
    SUPERVISOR = "supervisor"
    """With retrieval: looks where staff have found something else than what should lie there (rule 26), and is one of
    the two who have a door opened in an emergency."""
    TECHNICIAN = "technician"


@dataclass(frozen=True, slots=True)
class Right:
    """The named right: a grant's id, a badge's id, or a technician's name with a reason."""

    kind: RightKind
    holder: str
    reason: str | None = None
    authority: str = ""
    """Whose orders it is for; empty: a technician's, who opens doors and handles no order."""
    second: str = ""
    """The other badge, where two people are needed; empty: one is enough."""
    role: BadgeRole | None = None
    """As whom the holder of a badge opens; None: there is no badge."""


class Outcome(StrEnum):
    """How an attempt ended. ``opened`` is said only when a door contact said so (design rule 7)."""

    NOT_FIRED = "not_fired"
    OPENED = "opened"
    UNLATCHED = "unlatched"
    NOT_OPENED = "not_opened"
    NOT_OBSERVED = "not_observed"
    RECOVERED = "recovered"


@dataclass(frozen=True, slots=True)
class Attempt:
    """Open while ``outcome`` is None."""

    id: AttemptId
    compartment: CompartmentId
    right: Right
    part: PartId | None
    """The part that was inside, or should come inside; None: none was."""
    visit: VisitId | None
    powered_ms: int
    """Powered time of the commit; what the brake counts."""
    reopening: bool = False
    """Under a grant already spent in this same visit."""
    began_ms: int | None = None
    """Monotonic time of the first byte; None until the bus reports ``fired``."""
    withdrawn: bool = False
    recovering: bool = False
    """Was open at boot; waits for the first valid reading."""
    outcome: Outcome | None = None


@dataclass(frozen=True, slots=True)
class LastPulse:
    """The newest pulse of the whole wall: an unexplained opening right after it elsewhere is a wrong door (F26)."""

    attempt: AttemptId
    compartment: CompartmentId
    began_ms: int
    released: bool = False
    """The switch in its lock was seen to let go, while the leaf stayed shut."""
    failed: bool = False
    """The board answered that it failed; no proof (F31)."""
