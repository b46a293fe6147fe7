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
    """How one board goes wrong at the moment; ``lose`` counts replies still to be lost (inf: all).

    ``speed_baud`` is what the board itself was set to, None: as the line.
    """

    lose: dict[Reply, float] = field(default_factory=dict)
    late_ms: float = 0.0
    withhold_status: bool = False
    speed_baud: int | None = None
