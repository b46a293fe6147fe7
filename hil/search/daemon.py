"""What lockerd and its buses know in one situation of a search, whatever is searched for."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any, Generic, NamedTuple, Self, TypeVar

from lockerd.domain.model.compartments import Leaf
from lockerd.domain.model.events import Answer
from lockerd.domain.model.facts import Fact
from lockerd.domain.model.ids import AttemptId, CompartmentId, OrderId, PartId
from lockerd.domain.model.looks import reading_of
from lockerd.domain.model.readings import Reading
from lockerd.domain.model.state import Now, Policy, State
from search.box import DOORS, Fitting
from search.policy import POLICY
from search.rules import good, live, seen

DaemonT = TypeVar("DaemonT", bound="Daemon")


class Step(NamedTuple, Generic[DaemonT]):
    """What comes of telling the daemon something."""

    daemon: DaemonT
    facts: tuple[Fact, ...] = ()
    read: int | None = None
    """Which door's sensors it was told of."""
    unlocked: int | None = None
    """Which door's lock it wants to have fired."""
    answer: Answer | None = None


@dataclass(eq=False, repr=False, slots=True)
class Daemon:
    """One state of lockerd and its buses. ``mono_ms`` and ``counter`` only grow and make no difference."""

    state: State
    fittings: tuple[Fitting, ...]
    """Of each door of the wall."""
    known: dict[object, Self]
    """All of this search, by what makes them the same."""
    policy: Policy = POLICY
    mono_ms: int = 1_000_000
    counter: int = 0
    up: bool = True
    pending: AttemptId | None = None
    withdrawn: bool = False
    fired: tuple[AttemptId, int] | None = None
    """The pulse has left, its report has not arrived."""
    stands_for: Self | None = field(init=False, default=None)
    """The one that stands for all that are the same, once that is known."""
    told: dict[object, Step[Any]] = field(init=False, default_factory=dict)
    """What has come of what it was told in this state."""
    heard: tuple[Reading, ...] = field(init=False)
    """What it has been told of each door, at no particular time."""
    seen: tuple[Leaf, ...] = field(init=False)
    live: frozenset[OrderId] = field(init=False)
    good: frozenset[PartId] = field(init=False)
    """What some code can still open by itself."""

    def __post_init__(self) -> None:
        self.heard = tuple(replace(reading_of(self.state, name), sampled_ms=0, latch_ms=None) for name in self.doors)
        self.seen = tuple(seen(each.door, reading) for each, reading in zip(self.fittings, self.heard, strict=True))
        self.live, self.good = live(self.state), good(self.state)

    @property
    def doors(self) -> tuple[CompartmentId, ...]:
        """Their numbers."""
        return DOORS[: len(self.fittings)]

    def code(self, grant: str | None) -> object:
        """What tells one code from another for as long as that makes a difference."""
        return grant

    @property
    def idle(self) -> bool:
        """Whether no pulse and no report of one is on its way."""
        return self.pending is None and self.fired is None

    def now(self, wait_ms: int) -> Now:
        """Time as the daemon sees it after some waiting; it is always powered here."""
        mono_ms = self.mono_ms + wait_ms
        return Now(mono_ms=mono_ms, powered_ms=mono_ms, lo_s=mono_ms // 1000, hi_s=None)


def read_of(readings: Iterable[Reading]) -> int:
    """Which door a report of one door is about."""
    (reading,) = readings
    return DOORS.index(reading.compartment)
