"""What a board's frames answer, and how its answers can go wrong."""

from dataclasses import dataclass, field
from enum import StrEnum


class Reply(StrEnum):
    """What a frame from a board answers."""

    STATUS = "status"
    UNLOCK = "unlock"
    NOTHING = "nothing"  # sent unasked


@dataclass(slots=True)
class BoardFaults:
    """How one board goes wrong at the moment; ``lose`` and ``double`` count replies still to be lost or sent twice.

    ``speed_baud`` is what the board itself was set to, None: as the line. ``calls_itself`` is the address it puts into
    its replies, None: its own. ``lies`` are the channels whose bit is wrong, checksum included, in so many replies.
    Until ``blank_until_ms`` it has not read its switches.
    """

    lose: dict[Reply, float] = field(default_factory=dict)
    late_ms: float = 0.0
    withhold_status: bool = False
    speed_baud: int | None = None
    double: float = 0
    calls_itself: int | None = None
    lies: dict[int, float] = field(default_factory=dict)
    blank_until_ms: float = 0.0
