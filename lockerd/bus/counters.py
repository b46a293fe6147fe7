"""What went over a bus and what went wrong, for the status page and for people with a screwdriver."""

from dataclasses import dataclass, field


@dataclass(slots=True)
class BoardCounters:
    """Of one board, since the start."""

    exchanges: int = 0
    """Requests sent that want a reply."""
    failures: int = 0
    """Of these, how many went wrong while the board was in use: what a line's quality is judged by (F44)."""
    timeouts: int = 0
    """Nothing at all came back (F41)."""
    garbled: int = 0
    """Something came back, but not the reply (F34)."""
    garbage_bytes: int = 0
    """Bytes outside sound frames while waiting for this board."""
    mismatches: int = 0
    """Sound frames that were not the reply: late, doubled, or from another board (F37, F38, F39)."""
    reply_ms: float = 0.0
    """The longest silence before an answer; what is long ago fades, by half in some 1,400 answers."""
    patience_ms: int = 0
    """How long such a silence may be."""
    late: int = 0
    """Answers that came when nobody waited for them any more (F37)."""
    flickers: int = 0
    """Feedback changes that did not last (F30)."""
    unlocks: int = 0
    failed_unlocks: int = 0
    """Unlocks that the board itself said it did not do."""
    unfit: str = ""
    """Why the board is not used although it answers; empty while it is."""


@dataclass(slots=True)
class BusCounters:
    """Of one bus, since the start."""

    boards: dict[int, BoardCounters] = field(default_factory=dict)
    """By address."""
    unasked_bytes: int = 0
    """Traffic outside sound frames while we were silent: a babbling node or a second master (F42)."""
    unasked_frames: int = 0
    """Sound replies while we were silent: too late, doubled, or to somebody else (F37, F38, F42)."""
    echoes: int = 0
    """Our own bytes came back although the bus is set up without echo (F38)."""
    echo_errors: int = 0
    """Our own bytes did not come back as sent: a collision, or an adapter that does not echo after all."""
    echoless: int = 0
    """Of these, how many in a row until now."""
    losses: int = 0
    """How often the port was lost (F43)."""
