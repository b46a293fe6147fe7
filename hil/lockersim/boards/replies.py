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
    """How one board's answers go wrong at the moment; ``lose`` counts replies still to be lost (inf: all)."""

    lose: dict[Reply, float] = field(default_factory=dict)
    late_ms: float = 0.0
    withhold_status: bool = False
