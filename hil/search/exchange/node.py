"""One situation of the search of exchanges: what lockerd knows, what is true, and what may still go wrong."""

from typing import Any, NamedTuple

from lockerd.domain.model.parts import PartState
from search.box import Box
from search.budget import Budget
from search.exchange.daemon import Daemon
from search.exchange.scene import NEW, OLD


class Node(NamedTuple):
    """A situation. What is true of people and documents is kept here, and asked of nobody."""

    daemon: Daemon
    boxes: tuple[Box, ...]
    """Of one door."""
    budget: Budget
    held: frozenset[str] = frozenset({OLD})
    """What the person has in their hands."""
    staff: frozenset[str] = frozenset()
    """What staff have taken out, and have not reported yet."""
    said: bool = False
    """That it is exchanged, since the door was shut last."""
    unsure: bool = False
    """The lock was fired, and nobody has seen the door open since: it may be off (rule 17)."""
    lies: bool = False
    """The new one was seen to lie there, before its code had opened the door (rule 23)."""
    ajar: bool = False
    """As far as it was seen, the door has stood open since it was seen shut last."""
    absent: bool = False
    """Nothing was seen inside while the door was seen open, since it was seen to open last."""
    away: bool = False
    """Nothing lay inside, in truth, since the door was opened last; of a sensor that is stuck that is not asked."""
    spent: bool = False
    """The door was seen open under its code."""
    tries: int = 0
    again: int = 0
    """Pulses under its code, and such of the door opened again."""
    given: bool = False
    """There is a receipt: never taken back."""
    watched: bool = False
    """What is in custody was seen when it passed."""
    looked: bool = False
    """The door was seen open since staff began to look inside (rule 26)."""
    other: bool = False
    """Staff have found something else, and no supervisor has looked since (rule 26)."""

    @property
    def box(self) -> Box:
        """What is true of the one door."""
        return self.boxes[0]

    @property
    def judged_by_it(self) -> bool:
        """Whether what is seen and said now still decides what becomes of the exchange."""
        return self.daemon.part.state in {PartState.READY, PartState.EXCHANGING}

    @property
    def shut_well(self) -> bool:
        """Whether the door has caught: who reports of it sees to that (F25)."""
        return self.box.bolted and not self.box.open

    @property
    def found(self) -> frozenset[str]:
        """Which of the two documents staff have taken out."""
        return self.staff & {OLD, NEW}

    def with_box(self, at: int, box: Box) -> "Node":
        """The same with the door as it is now; what was true of an earlier opening ends with the next."""
        assert at == 0, "it has one door"
        away = self.judged_by_it and (box.item_stuck is not None or (box.open and not box.items))
        if box.open and not self.box.open:
            # A hook that let go counts as open before anybody pulls.
            return self._replace(boxes=(box,), said=False, away=away or (self.away and self.ajar))
        return self._replace(boxes=(box,), away=self.away or away)

    def worn(self, **left: Any) -> "Node":
        """The same with one thing fewer that may go wrong."""
        return self._replace(budget=self.budget._replace(**left))

    def knowing(self, daemon: Daemon) -> "Node":
        """The same, and lockerd knows something else of it."""
        return self._replace(daemon=daemon)
