"""One situation of the search: what the daemon knows, what is true, what is on its way, and what may still go wrong."""

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Final

from explore_box import A01, Box, Fitting

from lockerd.domain.attempts import RightKind, VisitId
from lockerd.domain.cabinet import Leaf, OrderId, leaf
from lockerd.domain.grants import GrantId, GrantState
from lockerd.domain.openings import COIL_REST_MS, OPEN_TIMEOUT_MS
from lockerd.domain.orders import OrderState
from lockerd.domain.readings import Reading
from lockerd.domain.recovery import FIRST_READING_MS, GRACE_MS
from lockerd.domain.refusals import Refusal
from lockerd.domain.reports import AttemptId
from lockerd.domain.state import Now, Policy, Standing, State
from lockerd.domain.ticking import IDLE_MS, RETRY_PAUSE_MS, UNSENSED_MS
from lockerd.domain.unexplained import SPRING_MS
from lockerd.domain.visits import Phase, Visit

RETENTION_MS: Final = 30 * 86_400_000
THRESHOLDS_MS: Final = (RETRY_PAUSE_MS, OPEN_TIMEOUT_MS, SPRING_MS, IDLE_MS)
USUAL: Final = Policy()
ENDED: Final = frozenset({OrderState.CLOSED, OrderState.CANCELLED})
EVENT_MS: Final = 1
"""Each event happens a moment after the one before, so that samples can be told from pulses."""


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
    """Staff stand at the open door with this order's item: the terminal asked them to put it in."""
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
    for visit in filter(partial(_counts, node), state.visits.values()):
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
            return [SPRING_MS, IDLE_MS + visit.extra_ms]
        case Phase.CODE_READY:
            return [IDLE_MS + visit.extra_ms]
        case Phase.OPENING | Phase.DOOR_OPEN | Phase.OVER:
            return []


def _leaf(node: Node) -> Leaf:
    return leaf(node.state.compartments[A01].place, node.state.reading(A01))


def with_pulse(node: Node, order: OrderId, *, reopening: bool) -> Node:
    """Count a pulse under a code of ``order``."""
    found = {o: (tries, again) for o, tries, again in node.pulses}
    tries, again = found.get(order, (0, 0))
    found[order] = (tries, again + 1) if reopening else (tries + 1, again)
    return replace(node, pulses=tuple(sorted((o, t, a) for o, (t, a) in found.items())))


def _age(node: Node, since_ms: int) -> int:
    """How many of the clock's thresholds have passed."""
    return bisect_right(THRESHOLDS_MS, node.mono_ms - since_ms)


def key(node: Node) -> object:
    """What makes two situations the same.

    Clocks become ages, numbers become order of appearance, and what belongs to an order that has ended is left out:
    its grants are forgotten, so that neither code nor attempt can do anything any more.
    """
    state = node.state
    row = state.compartments[A01]
    reading, standing = state.readings.get(A01), state.standing.get(A01)
    live = {order.id for order in state.orders.values() if order.state not in ENDED}
    visits = sorted((v for v in state.visits.values() if _counts(node, v)), key=lambda v: v.started_ms)
    names = {v.id: at for at, v in enumerate(visits)}
    return (
        row.condition,
        row.order,
        row.evidence,
        row.attempt == row.pulse,
        _attempt_key(node, row.attempt, names, live),
        _attempt_key(node, row.pulse, names, live),
        tuple(sorted((o.id, o.state, o.cancel_wanted) for o in state.orders.values() if o.id in live)),
        tuple(_grant_key(node, *code) for code in node.codes if code[1] in live),
        tuple(_visit_key(node, visit) for visit in visits),
        state.site.halted,
        len(state.site.forced),
        state.last_pulse is not None and state.last_pulse.began_ms + COIL_REST_MS > node.mono_ms,
        None if reading is None else (reading.door, reading.latch, reading.item, reading.flapping),
        None if standing is None else (standing.alone_ms is None, standing.by_technician, standing.told),
        node.box,
        node.budget,
        node.up,
        node.pending is not None,
        node.withdrawn,
        node.fired is not None,
        node.putting,
        node.office & live,
        node.spent & live,
        tuple(count for count in node.pulses if count[0] in live),
    )


def _attempt_key(node: Node, number: AttemptId | None, names: Mapping[VisitId, int], live: set[OrderId]) -> object:
    if number is None:
        return None
    attempt = node.state.attempts[number]
    visit = None if attempt.visit is None else names.get(attempt.visit)
    if attempt.outcome is not None and attempt.order not in live:
        return "of an ended order"
    which = [grant for grant, order in node.codes if order == attempt.order]
    holder = which.index(GrantId(attempt.right.holder)) if attempt.right.kind is RightKind.GRANT else None
    who = (attempt.right.kind, holder, attempt.order, visit, attempt.reopening)
    if attempt.outcome is not None:
        return who
    if attempt.recovering:
        return (*who, _age(node, node.state.site.boot_ms))
    return (*who, attempt.withdrawn, None if attempt.began_ms is None else _age(node, attempt.began_ms))


def _grant_key(node: Node, grant_id: GrantId, order: OrderId) -> object:
    grant = node.state.grants[grant_id]
    grace = grant.grace_left_ms is None
    return (order, grant.state, grant.lines[0].attempts, grace, grant.retention_left_ms > 0)


def _counts(node: Node, visit: Visit) -> bool:
    """A visit that is over, or whose code cannot be undone any more, makes no difference."""
    if visit.phase is Phase.CODE_READY:
        return node.state.orders[visit.order].state is OrderState.READY
    return visit.phase is not Phase.OVER


def _visit_key(node: Node, visit: Visit) -> object:
    """What of a visit can still make a difference in its phase."""
    who = (visit.kind, visit.order, visit.grant, visit.phase, visit.opened)
    match visit.phase:
        case Phase.OPENING | Phase.RETRYING if visit.opened:
            return (*who, visit.reopenings, _age(node, visit.phase_since_ms))
        case Phase.OPENING:
            return (*who, visit.attempts, visit.must_check)
        case Phase.RETRYING:
            return (*who, visit.attempts, visit.must_check, _age(node, visit.phase_since_ms))
        case Phase.DOOR_OPEN:
            return (*who, visit.claim, visit.reopenings, visit.must_check)
        case Phase.DOOR_SHUT:
            asked = visit.trouble is Refusal.ITEM_STILL_SEEN
            age = _age(node, visit.phase_since_ms)
            return (*who, visit.claim, visit.reopenings, visit.must_check, asked, age)
        case Phase.CODE_READY | Phase.OVER:
            return who
