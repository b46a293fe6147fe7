"""What lockerd and its buses know in one situation of the search of two doors."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from lockerd.domain.doors.unexplained import SPRING_MS, WRONG_DOOR_WINDOW_MS
from lockerd.domain.model.compartments import Leaf
from lockerd.domain.model.facts import Fact
from lockerd.domain.model.grants import GrantState
from lockerd.domain.model.ids import AttemptId, CompartmentId, OrderId, PartId, order_of
from lockerd.domain.model.looks import reading_of
from lockerd.domain.model.parts import RightState
from lockerd.domain.model.patience import LONGEST_HOLD_MS
from lockerd.domain.model.readings import Reading
from lockerd.domain.model.state import Now, Standing, State
from lockerd.domain.model.visits import Phase, Role, Visit
from lockerd.domain.openings.attempting import OPEN_TIMEOUT_MS
from lockerd.domain.openings.for_people import ASK_AGAIN_MS, RETRY_FOR_MS
from lockerd.domain.openings.recovery import FIRST_READING_MS, GRACE_MS
from lockerd.domain.openings.refusing import COIL_REST_MS
from lockerd.domain.openings.standing import UNSENSED_MS
from lockerd.domain.ticking import IDLE_MS, RETRY_PAUSE_MS
from search.box import Fitting
from search.pair.scene import DOORS
from search.policy import POLICY, RETENTION_MS
from search.rules import good, live, seen


class Step(NamedTuple):
    """What comes of telling the daemon something."""

    daemon: "Daemon"
    facts: tuple[Fact, ...] = ()
    read: int | None = None
    """Which door's sensors it was told of."""
    unlocked: int | None = None
    """Which door's lock it wants to have fired."""


@dataclass(eq=False, repr=False, slots=True)
class Daemon:
    """One state of lockerd and its buses. ``mono_ms`` and ``counter`` only grow and make no difference."""

    state: State
    fittings: tuple[Fitting, Fitting]
    known: dict[object, "Daemon"]
    """All of this search, by what makes them the same."""
    mono_ms: int = 1_000_000
    counter: int = 0
    up: bool = True
    pending: AttemptId | None = None
    withdrawn: bool = False
    fired: tuple[AttemptId, int] | None = None
    """The pulse has left, its report has not arrived."""
    told: dict[object, Step] = field(init=False, default_factory=dict)
    """What has come of what it was told in this state."""
    heard: tuple[Reading, ...] = field(init=False)
    """What it has been told of each door, at no particular time."""
    seen: tuple[Leaf, ...] = field(init=False)
    live: frozenset[OrderId] = field(init=False)
    good: frozenset[PartId] = field(init=False)
    """What some code can still open by itself."""
    asked: tuple[int, PartId] | None = field(init=False)
    """At which door staff are asked to put what in."""

    def __post_init__(self) -> None:
        self.heard = tuple(self._heard(name) for name in DOORS)
        self.seen = tuple(seen(each.door, reading) for each, reading in zip(self.fittings, self.heard, strict=True))
        self.live, self.good = live(self.state), good(self.state)
        visits = self.state.visits.values()
        loading = (v for v in visits if v.role is Role.LOADER and v.phase is Phase.DOOR_OPEN)
        self.asked = next(((DOORS.index(visit.compartment), visit.part) for visit in loading), None)

    def _heard(self, name: CompartmentId) -> Reading:
        last = reading_of(self.state, name)
        return Reading(name, 0, door=last.door, latch=last.latch, item=last.item, reachable=last.reachable)

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
    for at, name in enumerate(DOORS):
        if (standing := state.standing.get(name)) is not None and not standing.told:
            since_ms, limit_ms = alone(daemon.seen[at], standing)
            yield (mono_ms if since_ms is None else since_ms) + limit_ms - mono_ms
        if (pulsed_ms := state.pulsed.get(name)) is not None:
            yield pulsed_ms + COIL_REST_MS - mono_ms
    if state.last_pulse is not None:
        yield state.last_pulse.began_ms + WRONG_DOOR_WINDOW_MS + 1 - mono_ms
    for visit in state.visits.values():
        if matters(daemon, visit):
            yield from (visit.phase_since_ms + wait - mono_ms for wait in _phase_waits(daemon, visit))
    if any(part.right is RightState.GRACE for part in state.parts.values()):
        yield GRACE_MS + 20_000
    for grant in state.grants.values():
        if (
            grant.state is GrantState.ACTIVE
            and grant.retention_left_ms > 0
            and grant.order in map(order_of, daemon.good)
        ):
            yield RETENTION_MS + 120_000


def alone(leaf: Leaf, standing: Standing) -> tuple[int | None, int]:
    """Since when a door that is not shut is told, and after how long."""
    if leaf is Leaf.UNSENSED:
        return standing.opened_ms, UNSENSED_MS
    ours_ms = POLICY.door_alone_ms if standing.opened_ms is None else POLICY.door_alarm_ms
    return standing.alone_ms, POLICY.door_reminder_ms if standing.leaf is Leaf.UNLATCHED else ours_ms


def alarm_ms(visit: Visit) -> int:
    """After how long in its phase the open door of a visit holds nobody up any more."""
    return min(POLICY.door_alarm_ms, LONGEST_HOLD_MS - visit.held_ms)


def _phase_waits(daemon: Daemon, visit: Visit) -> tuple[int, ...]:
    match visit.phase:
        case Phase.RETRYING:
            turn_ms = visit.turn_ms - visit.phase_since_ms
            return (RETRY_PAUSE_MS, turn_ms + ASK_AGAIN_MS, RETRY_FOR_MS)
        case Phase.DOOR_OPEN if daemon.seen[DOORS.index(visit.compartment)] is Leaf.UNSENSED:
            return (UNSENSED_MS,)
        case Phase.DOOR_OPEN:
            return () if visit.alarmed else (alarm_ms(visit),)
        case Phase.DOOR_SHUT | Phase.CODE_READY | Phase.PAPER_READY:
            return (SPRING_MS + 1, IDLE_MS)
        case Phase.OVER:
            return (SPRING_MS + 1,)
        case Phase.OPENING:
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
