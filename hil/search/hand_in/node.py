"""One situation of the search of hand-ins: what lockerd knows, what is true, and what may still go wrong."""

from typing import Any, NamedTuple

from lockerd.domain.model.directions import Direction
from lockerd.domain.model.ids import PartId
from search.box import Box
from search.budget import Budget
from search.hand_in.daemon import Daemon
from search.hand_in.scene import belongs
from search.rounds import Walkers
from search.second_secret import Guesses
from search.statements import Proof
from search.two_people import Shown


class Node(NamedTuple):
    """A situation. What is true of people and things is kept here, and asked of nobody."""

    daemon: Daemon
    boxes: tuple[Box, ...]
    budget: Budget
    held: frozenset[PartId]
    """What people still have in their hands who want to bring it, or have it again."""
    staff: frozenset[str] = frozenset()
    """What staff have taken out, and have not reported yet."""
    said: frozenset[PartId] = frozenset()
    """Of what it was said that everything is in, since its door was shut last."""
    unsure: frozenset[int] = frozenset()
    """Doors whose lock was fired, and which nobody has seen open since: the lock may be off (rule 17)."""
    empty: frozenset[int] = frozenset()
    """Doors that were read empty when the part was tied to them, or at a later try (rule 16)."""
    given: frozenset[PartId] = frozenset()
    """What is in custody, or was: never taken back."""
    watched: frozenset[int] = frozenset()
    """Doors behind which what is in custody was seen when it passed."""
    looked: frozenset[int] = frozenset()
    """Doors that were seen open since staff began to look inside (rule 26)."""
    others: frozenset[int] = frozenset()
    """Doors behind which staff have found something else, and no supervisor has looked since (rule 26)."""
    shown: Shown = frozenset()
    """Badges that were shown in an emergency, and count for a minute."""
    walkers: Walkers = Walkers()
    """Who goes round (ADR 48)."""
    spent: frozenset[PartId] = frozenset()
    """Whose door was seen open under their code: it does not come back (rule 2)."""
    guesses: Guesses = Guesses()
    """At the second secret of a code."""
    proof: Proof = Proof()
    """What a verifier was asked, and has said."""
    tried: tuple[tuple[PartId, int, int], ...] = ()
    """Of each part: pulses under its code since an opening was seen last, and openings seen under it."""

    def with_box(self, at: int, box: Box) -> "Node":
        """The same wall with one of its doors as it is now."""
        return self._replace(boxes=(*self.boxes[:at], box, *self.boxes[at + 1 :]))

    def shut_well(self, at: int) -> bool:
        """Whether a door has caught: who reports of it sees to that (F25)."""
        return self.boxes[at].bolted and not self.boxes[at].open

    def in_hands(self, part: PartId | None) -> frozenset[str]:
        """What staff hold of what a door that names this part is for."""
        return frozenset(thing for thing in self.staff if part is not None and belongs(self.daemon.state, thing, part))

    @property
    def brought(self) -> frozenset[PartId]:
        """What people are to bring."""
        parts = self.daemon.state.parts.values()
        return frozenset(part.id for part in parts if part.direction is Direction.IN)

    def worn(self, **left: Any) -> "Node":
        """The same with one thing fewer that may go wrong."""
        return self._replace(budget=self.budget._replace(**left))

    def knowing(self, daemon: Daemon) -> "Node":
        """The same, and lockerd knows something else of it."""
        return self._replace(daemon=daemon)

    def counts(self, part: PartId) -> tuple[int, int]:
        """Pulses since an opening, and openings, of one part."""
        return next(((tries, openings) for name, tries, openings in self.tried if name == part), (0, 0))

    def counted(self, part: PartId, tries: int, openings: int) -> "Node":
        """The same with other counts of one part."""
        others = [count for count in self.tried if count[0] != part]
        mine = [(part, tries, openings)] if tries or openings else []
        return self._replace(tried=tuple(sorted([*others, *mine])))
