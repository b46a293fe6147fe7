"""Central's copy of a site's custody log: complete from 1 to n, or it says where not."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from lockercentral.events import NO_HASH, Event


class Arrival(StrEnum):
    """What an arriving event is to the copy."""

    NEW = "new"
    REPEATED = "repeated"
    CONTRADICTION = "contradiction"


@dataclass(frozen=True, slots=True)
class Gap:
    """Numbers that are missing, both ends included."""

    epoch: int
    first: int
    last: int

    def __str__(self) -> str:
        return f"{self.first}" if self.first == self.last else f"{self.first}–{self.last}"


@dataclass(slots=True)
class Copy:
    """Every event received, by (epoch, number)."""

    events: dict[tuple[int, int], Event] = field(default_factory=dict)
    repeated: int = 0
    problems: list[str] = field(default_factory=list)
    heads: dict[int, int] = field(default_factory=dict)
    """Highest number known to exist, by epoch, received or only reported."""
    cut: set[tuple[int, int]] = field(default_factory=set)
    """Numbers that the site cannot send any more, as it said: it has cut them from its log."""
    _known: Counter[int] = field(default_factory=Counter)
    """How many numbers of each epoch are here, from 1 on."""

    def add(self, event: Event) -> Arrival:
        """Take one event; a number heard twice is a repetition, or a contradiction when it says something else."""
        key = event.epoch, event.number
        known = self.events.get(key)
        if known is not None:
            if known.hash == event.hash:
                self.repeated += 1
                return Arrival.REPEATED
            self.problems.append(f"{event.number} came twice and says different things")
            return Arrival.CONTRADICTION
        self.events[key] = event
        self._known[event.epoch] += event.number > 0 and key not in self.cut
        self.cut.discard(key)
        self.know_head(event.epoch, event.number)
        if event.problem:
            self.problems.append(f"{event.number}: {event.problem}")
        self._check_links(event)
        return Arrival.NEW

    def know_head(self, epoch: int, number: int) -> None:
        """Learn from the site that it has got as far as ``number``."""
        self.heads[epoch] = max(number, self.heads.get(epoch, 0))

    def know_cut(self, epoch: int, runs: Iterable[Iterable[int]]) -> int:
        """Learn that numbers will not come any more, first and last of each run; returns how many of them are lost."""
        lost = 0
        for first, last in runs:
            for number in range(max(first, 1), min(last, self.heads.get(epoch, 0)) + 1):
                if (epoch, number) not in self.events and (epoch, number) not in self.cut:
                    self.cut.add((epoch, number))
                    lost += 1
        self._known[epoch] += lost
        return lost

    def gaps(self) -> list[Gap]:
        """Return the missing numbers, epoch by epoch, in order."""
        return [gap for epoch in sorted(self.heads) for gap in self._gaps_of(epoch)]

    @property
    def epoch(self) -> int:
        """The newest epoch, 0 before anything is known."""
        return max(self.heads, default=0)

    @property
    def head(self) -> int:
        """The highest number known of the newest epoch."""
        return self.heads.get(self.epoch, 0)

    @property
    def complete(self) -> bool:
        """Whether 1..n is there without gap or contradiction."""
        return not self.problems and not self.cut and not self.gaps()

    def in_order(self) -> list[Event]:
        """Return all events in the order of their numbers."""
        return [self.events[key] for key in sorted(self.events)]

    def _gaps_of(self, epoch: int) -> Iterable[Gap]:
        if self._known[epoch] == self.heads[epoch]:
            return  # so it is nearly always, and it is asked often
        expected = 1
        here = sorted(n for e, n in [*self.events, *self.cut] if e == epoch)
        for number in [*here, self.heads[epoch] + 1]:
            if number > expected:
                yield Gap(epoch, expected, number - 1)
            expected = number + 1

    def _check_links(self, event: Event) -> None:
        before = self.events.get((event.epoch, event.number - 1))
        after = self.events.get((event.epoch, event.number + 1))
        first = event.epoch == 1 and event.number == 1
        if (before is not None and before.hash != event.prev) or (first and event.prev != NO_HASH):
            self.problems.append(f"the chain is broken before {event.number}")
        if after is not None and after.prev != event.hash:
            self.problems.append(f"the chain is broken after {event.number}")
