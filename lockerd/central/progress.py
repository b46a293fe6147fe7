"""How things stand with central: also before anything is loaded that speaks to it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from lockerd.domain.model.reports import Reach


@dataclass(frozen=True, slots=True)
class Oversized:
    """A message that the broker has no room for; the newest of its topic."""

    topic: str
    size_bytes: int
    limit_bytes: int
    """The broker's Maximum Packet Size."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How things stand with central, for the status page."""

    connected: bool = False
    since_s: int | None = None
    """Trusted lower bound (Unix seconds) of the time at which ``connected`` last changed."""
    reach: Reach = Reach.REACHED
    """Whether central is away, or its connection unsteady, in the station's own judgement."""
    away_since_s: int | None = None
    """Of one that is away: since when, as ``since_s``."""
    losses: int = 0
    """How often a good connection was lost within the hour; a thousand at most are counted."""
    unsent: int = 0
    """Messages that central does not have yet, counted every few seconds."""
    broker_end_s: int | None = None
    """Until when the certificate is good that the broker showed last, Unix seconds; None without TLS."""
    error: str | None = None
    """The last trouble in words, None while all is well."""
    dropped: Mapping[str, int] = field(default_factory=dict)
    """Messages on our command topics that were nobody's command, by reason."""
    oversized: tuple[Oversized, ...] = ()
    """What did not fit, whole or in part, since this connection began. Events of it wait; the others pass them."""
