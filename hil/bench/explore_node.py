"""One situation of the search: what the daemon knows, what is true, what is on its way, and what may still go wrong."""

from dataclasses import dataclass, replace
from functools import partial
from typing import Final

from explore_box import A01, Box, Fitting

from lockerd.domain.cabinet import Leaf, OrderId, leaf
from lockerd.domain.grants import GrantId, GrantState
from lockerd.domain.openings import COIL_REST_MS, OPEN_TIMEOUT_MS
from lockerd.domain.orders import OrderState
from lockerd.domain.readings import Reading
from lockerd.domain.recovery import FIRST_READING_MS, GRACE_MS
from lockerd.domain.reports import AttemptId
from lockerd.domain.state import Now, Policy, Standing, State
from lockerd.domain.ticking import IDLE_MS, RETRY_PAUSE_MS, UNSENSED_MS
from lockerd.domain.unexplained import SPRING_MS
from lockerd.domain.visits import Phase, Visit, VisitKind

RETENTION_MS: Final = 30 * 86_400_000
USUAL: Final = Policy()
ENDED: Final = frozenset({OrderState.CLOSED, OrderState.CANCELLED})


@dataclass(frozen=True, slots=True)
class Budget:
    """How often what nobody wishes for may still happen."""

    crashes: int = 0
    forces: int = 0
    sticks: int = 0
    outages: int = 0
    reissues: int = 0
    springs: int = 0
    """Doors pushed to that do not catch (F25)."""
    flaps: int = 0
    """Contacts that move all the time (F30)."""
    halts: int = 0
    """Something elsewhere stops all openings (F23, F26, F68)."""
    strangers: int = 0
    """Locks fired by somebody else on the line (F42)."""


@dataclass(frozen=True, slots=True)
class Node:
    """A situation. ``mono_ms`` and ``counter`` only grow and are left out of the key."""

    state: State
    box: Box
    budget: Budget
    mono_ms: int = 1_000_000
    counter: int = 0
    up: bool = True
    pending: AttemptId | None = None
    withdrawn: bool = False
    fired: tuple[AttemptId, int] | None = None
    """The pulse has left, its report has not arrived."""
    putting: OrderId | None = None
    """Staff stand at the door with this order's item: the terminal asked them to put it in."""
    codes: tuple[tuple[GrantId, OrderId], ...] = ()
    office: frozenset[OrderId] = frozenset()
    """Orders whose item still lies at the office."""
    spent: frozenset[OrderId] = frozenset()
    pulses: tuple[tuple[OrderId, int, int], ...] = ()
    """Per order: pulses under its codes, and among them re-openings."""

    @property
    def now(self) -> Now:
        """Time as the daemon sees it; it is always powered here."""
        return Now(mono_ms=self.mono_ms, powered_ms=self.mono_ms, lo_s=self.mono_ms // 1000, hi_s=None)


def asked(state: State) -> OrderId | None:
    """Whose item staff are asked to put in."""
    loading = (v for v in state.visits.values() if v.kind is VisitKind.LOADING and v.phase is Phase.DOOR_OPEN)
    return next((visit.order for visit in loading), None)


def same_content(one: Reading, other: Reading) -> bool:
    """Whether two readings say the same, whenever they were taken."""
    return replace(one, sampled_ms=0) == replace(other, sampled_ms=0)


def unreported(node: Node, fitting: Fitting) -> bool:
    """Whether the sensors say something that the daemon has not heard yet."""
    known = node.state.readings.get(A01)
    return known is None or not same_content(known, node.box.reading(fitting, 0))


def door_unreported(node: Node, fitting: Fitting) -> bool:
    """The same for the door alone: nobody opens and shuts a door between two samples."""
    known = node.state.readings.get(A01)
    true = node.box.reading(fitting, 0)
    return known is None or (known.door, known.latch) != (true.door, true.latch)


def deadlines_ms(node: Node) -> list[int]:
    """How long until the clock alone changes something, for each thing that it changes."""
    return sorted({wait for wait in _waits(node) if wait > 0})


def _waits(node: Node) -> list[int]:
    state, mono_ms = node.state, node.mono_ms
    waits: list[int] = []
    for attempt in state.attempts.values():
        if attempt.outcome is None and attempt.recovering:
            waits.append(state.site.boot_ms + FIRST_READING_MS - mono_ms)
        elif attempt.outcome is None and attempt.began_ms is not None:
            waits.append(attempt.began_ms + OPEN_TIMEOUT_MS - mono_ms)
    waits += [
        standing.alone_ms + _alone_limit_ms(standing) - mono_ms
        for standing in state.standing.values()
        if standing.alone_ms is not None and not standing.told
    ]
    if state.last_pulse is not None:
        waits.append(state.last_pulse.began_ms + COIL_REST_MS - mono_ms)
    for visit in filter(partial(matters, node), state.visits.values()):
        waits += [visit.phase_since_ms + wait - mono_ms for wait in _phase_waits(node, visit)]
    for grant in state.grants.values():
        if grant.state is GrantState.GRACE:
            waits.append(GRACE_MS + 20_000)
        elif grant.state is GrantState.ACTIVE and grant.retention_left_ms > 0:
            waits.append(RETENTION_MS + 120_000)
    return waits


def _alone_limit_ms(standing: Standing) -> int:
    return USUAL.door_reminder_ms if standing.leaf is Leaf.UNLATCHED else USUAL.door_alone_ms


def _phase_waits(node: Node, visit: Visit) -> list[int]:
    match visit.phase:
        case Phase.RETRYING:
            return [RETRY_PAUSE_MS]
        case Phase.DOOR_OPEN if _leaf(node) is Leaf.UNSENSED:
            return [UNSENSED_MS]
        case Phase.DOOR_SHUT:
            return [SPRING_MS + 1, IDLE_MS + visit.extra_ms]
        case Phase.CODE_READY:
            return [SPRING_MS + 1, IDLE_MS + visit.extra_ms]
        case Phase.OVER:
            return [SPRING_MS + 1]
        case Phase.OPENING | Phase.DOOR_OPEN:
            return []


def _leaf(node: Node) -> Leaf:
    return leaf(node.state.compartments[A01].place, node.state.reading(A01))


def with_pulse(node: Node, order: OrderId, *, reopening: bool) -> Node:
    """Count a pulse under a code of ``order``."""
    found = {o: (tries, again) for o, tries, again in node.pulses}
    tries, again = found.get(order, (0, 0))
    found[order] = (tries, again + 1) if reopening else (tries + 1, again)
    return replace(node, pulses=tuple(sorted((o, t, a) for o, (t, a) in found.items())))


def matters(node: Node, visit: Visit) -> bool:
    """Whether a visit can still make a difference: one that is over can for as long as its door may spring open."""
    match visit.phase:
        case Phase.OVER:
            left = visit.opened and visit.kind is not VisitKind.LOADING
            return left and node.mono_ms - visit.phase_since_ms <= SPRING_MS
        case Phase.CODE_READY:
            recent = node.mono_ms - visit.phase_since_ms <= SPRING_MS
            return recent or node.state.orders[visit.order].state not in ENDED
        case Phase.OPENING | Phase.RETRYING | Phase.DOOR_OPEN | Phase.DOOR_SHUT:
            return True
