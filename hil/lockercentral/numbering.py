"""The numbers of central's commands: each is used once, and who has lost count begins a new epoch."""

from collections.abc import Callable
from dataclasses import dataclass, field

REFUSED_FOR_NUMBERS = frozenset({"out_of_order", "number_used"})


@dataclass(slots=True)
class Numbering:
    """Counts up from 1. Nothing is kept: whoever starts, be it from a backup, takes the Unix time as their epoch."""

    now_s: Callable[[], float]
    epoch: int = field(init=False, default=0)
    number: int = field(init=False, default=0)

    def next(self) -> dict[str, int]:
        """Return what the next command carries."""
        self.epoch = self.epoch or int(self.now_s())
        self.number += 1
        return {"epoch": self.epoch, "number": self.number}

    def begin_anew(self, known: int) -> None:
        """Take an epoch above all that the site knows."""
        self.epoch, self.number = max(int(self.now_s()), self.epoch + 1, known + 1), 0
