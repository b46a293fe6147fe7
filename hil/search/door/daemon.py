"""What lockerd and its bus know in one situation of the search."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from lockerd.domain.doors.unexplained import SPRING_MS
from lockerd.domain.model.compartments import Condition, Leaf
from lockerd.domain.model.grants import GrantState
from lockerd.domain.model.ids import AttemptId, GrantId, OrderId, order_of
from lockerd.domain.model.looks import reading_of
from lockerd.domain.model.parts import PartState, RightState
from lockerd.domain.model.readings import Reading
from lockerd.domain.model.state import Now, Standing, State
from lockerd.domain.model.visits import Phase, Role, Visit
from lockerd.domain.openings.attempting import OPEN_TIMEOUT_MS
from lockerd.domain.openings.for_people import ASK_AGAIN_MS
from lockerd.domain.openings.recovery import FIRST_READING_MS, GRACE_MS
from lockerd.domain.openings.refusing import COIL_REST_MS
from lockerd.domain.openings.standing import UNSENSED_MS
from lockerd.domain.ticking import IDLE_MS, RETRY_PAUSE_MS
from search.box import A01, Fitting
from search.policy import POLICY, RETENTION_MS
from search.rules import good, live, seen

WAITING: Final = frozenset({PartState.ANNOUNCED, PartState.RESERVED})
"""Nothing has been put in. Every order here is of one part, and both go by the name of the order."""


class Step(NamedTuple):
    """What comes of telling the daemon something."""

    daemon: "Daemon"
    spent: tuple[OrderId, ...] = ()
    """Orders whose code is used up by it."""
    read: bool = False
    """Whether it was told what the sensors say."""
    retrieved: tuple[OrderId, ...] = ()
    """Orders of which it says that staff have taken them out."""


@dataclass(eq=False, repr=False, slots=True)
class Daemon:
    """One state of lockerd and its bus. ``mono_ms`` and ``counter`` only grow and make no difference."""

    state: State
    fitting: Fitting
    known: dict[object, "Daemon"]
    """All of this search, by what makes them the same."""
    mono_ms: int = 1_000_000
    counter: int = 0
    up: bool = True
    pending: AttemptId | None = None
    withdrawn: bool = False
    fired: tuple[AttemptId, int] | None = None
    """The pulse has left, its report has not arrived."""
    codes: tuple[tuple[GrantId, OrderId], ...] = ()
    told: dict[object, Step] = field(init=False, default_factory=dict)
    """What has come of what it was told in this state."""
    heard: Reading = field(init=False)
    """What it has been told of the compartment, at no particular time."""
    seen: Leaf = field(init=False)
    live: frozenset[OrderId] = field(init=False)
    waiting: frozenset[OrderId] = field(init=False)
    """Orders of which nothing has been put in."""
    good: frozenset[OrderId] = field(init=False)
    """Orders with a code that can still open."""
    free: bool = field(init=False)
    """Whether it takes the compartment for empty."""
    asked: OrderId | None = field(init=False)
    """Whose item staff are asked to put in."""

    def __post_init__(self) -> None:
        state = self.state
        row = state.compartments[A01]
        last = reading_of(state, A01)
        self.heard = Reading(A01, 0, door=last.door, latch=last.latch, item=last.item, flapping=last.flapping)
        self.seen = seen(self.fitting.door, last)
        self.live = live(state)
        self.waiting = frozenset(part.order for part in state.parts.values() if part.state in WAITING)
        self.good = frozenset(map(order_of, good(state)))
        self.free = row.condition in {Condition.FREE, Condition.RESERVED}
        loading = (v for v in state.visits.values() if v.role is Role.LOADER and v.phase is Phase.DOOR_OPEN)
        self.asked = next((visit.order for visit in loading), None)

    def now(self, wait_ms: int) -> Now:
        """Time as the daemon sees it after some waiting; it is always powered here."""
        mono_ms = self.mono_ms + wait_ms
        return Now(mono_ms=mono_ms, powered_ms=mono_ms, lo_s=mono_ms // 1000, hi_s=None)


def deadlines_ms(daemon: Daemon) -> list[int]:
    """How long until the clock alone changes something, for each thing that it changes."""
    return sorted({wait for wait in _waits(daemon) if wait > 0})


def _waits(daemon: Daemon) -> Iterator[int]:
    state, mono_ms = daemon.state, daemon.mono_ms
    for attempt in state.attempts.values():
        if attempt.outcome is None and attempt.recovering:
            yield state.site.boot_ms + FIRST_READING_MS - mono_ms
        elif attempt.outcome is None and attempt.began_ms is not None:
            yield attempt.began_ms + OPEN_TIMEOUT_MS - mono_ms
    for standing in state.standing.values():
        if standing.alone_ms is not None and not standing.told:
            yield standing.alone_ms + _alone_limit_ms(standing) - mono_ms
    if state.last_pulse is not None:
        yield state.last_pulse.began_ms + COIL_REST_MS - mono_ms
    for visit in state.visits.values():
        if matters(daemon, visit):
            yield from (visit.phase_since_ms + wait - mono_ms for wait in _phase_waits(daemon, visit))
    for part in state.parts.values():
        if part.right is RightState.GRACE:
            yield GRACE_MS + 20_000
    for grant in state.grants.values():
        if grant.state is GrantState.ACTIVE and grant.retention_left_ms > 0 and grant.order in daemon.good:
            yield RETENTION_MS + 120_000


def _alone_limit_ms(standing: Standing) -> int:
    ours_ms = POLICY.door_alone_ms if standing.opened_ms is None else POLICY.door_alarm_ms
    return POLICY.door_reminder_ms if standing.leaf is Leaf.UNLATCHED else ours_ms


def _phase_waits(daemon: Daemon, visit: Visit) -> tuple[int, ...]:
    match visit.phase:
        case Phase.RETRYING:
            return (RETRY_PAUSE_MS, visit.turn_ms - visit.phase_since_ms + ASK_AGAIN_MS)
        case Phase.DOOR_OPEN if daemon.seen is Leaf.UNSENSED:
            return (UNSENSED_MS,)
        case Phase.DOOR_SHUT | Phase.CODE_READY | Phase.PAPER_READY:
            return (SPRING_MS + 1, IDLE_MS + visit.extra_ms)
        case Phase.OVER:
            return (SPRING_MS + 1,)
        case Phase.OPENING | Phase.DOOR_OPEN:
            return ()


def matters(daemon: Daemon, visit: Visit) -> bool:
    """Whether a visit can still make a difference: one that is over can for as long as its door may spring open."""
    match visit.phase:
        case Phase.OVER:
            left = visit.opened and visit.role is not Role.LOADER
            return left and daemon.mono_ms - visit.phase_since_ms <= SPRING_MS
        case Phase.CODE_READY | Phase.PAPER_READY:
            recent = daemon.mono_ms - visit.phase_since_ms <= SPRING_MS
            return recent or visit.order in daemon.live
        case Phase.OPENING | Phase.RETRYING | Phase.DOOR_OPEN | Phase.DOOR_SHUT:
            return True
