"""When two situations of the search are the same."""

from bisect import bisect_right
from collections.abc import Mapping
from typing import Final

from explore_box import A01
from explore_node import ENDED, Node, matters

from lockerd.domain.attempts import RightKind
from lockerd.domain.cabinet import OrderId
from lockerd.domain.grants import Grant, GrantId
from lockerd.domain.openings import COIL_REST_MS, OPEN_TIMEOUT_MS
from lockerd.domain.orders import Order
from lockerd.domain.recovery import FIRST_READING_MS
from lockerd.domain.refusals import Refusal
from lockerd.domain.reports import AttemptId
from lockerd.domain.ticking import IDLE_MS, RETRY_PAUSE_MS
from lockerd.domain.unexplained import SPRING_MS
from lockerd.domain.visits import Phase, Visit

SHUT_MS: Final = (SPRING_MS + 1, IDLE_MS)
"""Ages at which a shut door means something else."""
Places = Mapping[OrderId, int]
"""0 for the oldest order that lives, 1 for the next."""
SOME_ENDED: Final = 2
"""Orders that have ended are all the same."""


def fingerprint(node: Node) -> int:
    """What makes two situations the same, as a hash: that they have the same future.

    Clocks become ages, numbers become order of appearance, and what belongs to an order that has ended is left out:
    its grants are forgotten, so that neither code nor attempt can do anything any more. Of two that live the older
    comes first, as it is served first when both wait.
    """
    live = sorted(order.id for order in node.state.orders.values() if order.state not in ENDED)
    places = {order: live.index(order) if order in live else SOME_ENDED for order in node.state.orders}
    return hash((_door_key(node), _orders_key(node, live, places)))


def _door_key(node: Node) -> object:
    """What does not hang on whose item it is."""
    state, box = node.state, node.box
    row = state.compartments[A01]
    reading, standing = state.readings.get(A01), state.standing.get(A01)
    return (
        row.condition,
        row.evidence,
        row.attempt == row.pulse,
        state.site.halted,
        len(state.site.forced),
        state.last_pulse is not None and state.last_pulse.began_ms + COIL_REST_MS > node.mono_ms,
        None if reading is None else (reading.door, reading.latch, reading.item, reading.flapping),
        None if standing is None else (standing.alone_ms is None, standing.by_technician, standing.told),
        (box.open, box.bolted, box.stuck, box.flapping, box.answering),
        node.budget,
        node.up,
        node.pending is not None,
        node.withdrawn,
        node.fired is not None,
    )


def _orders_key(node: Node, live: list[OrderId], places: Places) -> object:
    state, box = node.state, node.box
    row = state.compartments[A01]
    visits = sorted((v for v in state.visits.values() if matters(node, v)), key=_number)
    return (
        row.order and places[row.order],
        _attempt_key(node, row.attempt, visits, places),
        _attempt_key(node, row.pulse, visits, places),
        tuple(_order_key(node, state.orders[order]) for order in live),
        tuple(_visit_key(node, visit, places) for visit in visits),
        tuple(sorted(places[item] for item in box.items)),
        box.released_for and places[box.released_for],
        node.putting and (places[node.putting], node.putting in node.office),
    )


def _number(visit: Visit) -> int:
    return int(visit.id.removeprefix("v"))


def _order_key(node: Node, order: Order) -> object:
    grants = tuple(_grant_key(node.state.grants[grant]) for grant in _codes_of(node, order.id))
    pulses = tuple((tries, again) for counted, tries, again in node.pulses if counted == order.id)
    return (order.state, order.cancel_wanted, grants, order.id in node.office, order.id in node.spent, pulses)


def _codes_of(node: Node, order: OrderId) -> list[GrantId]:
    """The codes of an order, the oldest first."""
    return [grant for grant, whose in node.codes if whose == order]


def _attempt_key(node: Node, number: AttemptId | None, visits: list[Visit], places: Places) -> object:
    if number is None:
        return None
    attempt = node.state.attempts[number]
    order = attempt.order
    if attempt.outcome is not None and (order is None or node.state.orders[order].state in ENDED):
        return "of an ended order"
    visit = next((at for at, v in enumerate(visits) if v.id == attempt.visit), None)
    holder = None
    if order is not None and attempt.right.kind is RightKind.GRANT:
        holder = _codes_of(node, order).index(GrantId(attempt.right.holder))
    who = (attempt.right.kind, holder, order and places[order], visit, attempt.reopening)
    if attempt.outcome is not None:
        return who
    if attempt.recovering:
        return (*who, _age(node, node.state.site.boot_ms, FIRST_READING_MS))
    began_ms = attempt.began_ms
    return (*who, attempt.withdrawn, None if began_ms is None else _age(node, began_ms, OPEN_TIMEOUT_MS))


def _age(node: Node, since_ms: int, *thresholds_ms: int) -> int:
    """How many of a clock's thresholds have been reached."""
    return bisect_right(thresholds_ms, node.mono_ms - since_ms)


def _grant_key(grant: Grant) -> object:
    grace = grant.grace_left_ms is None
    return (grant.state, grant.lines[0].attempts, grace, grant.retention_left_ms > 0)


def _visit_key(node: Node, visit: Visit, places: Places) -> object:
    """What of a visit can still make a difference in its phase."""
    grant = None if visit.grant is None else _codes_of(node, visit.order).index(visit.grant)
    who = (visit.kind, places[visit.order], grant, visit.phase, visit.opened)
    match visit.phase:
        case Phase.OPENING | Phase.RETRYING if visit.opened:
            age = _age(node, visit.phase_since_ms, *SHUT_MS)
            return (*who, visit.attempts, visit.must_check, visit.reopenings, age)
        case Phase.OPENING:
            return (*who, visit.attempts, visit.must_check)
        case Phase.RETRYING:
            return (*who, visit.attempts, visit.must_check, _age(node, visit.phase_since_ms, RETRY_PAUSE_MS))
        case Phase.DOOR_OPEN:
            return (*who, visit.claim, visit.reopenings, visit.must_check)
        case Phase.DOOR_SHUT:
            asked = visit.trouble is Refusal.ITEM_STILL_SEEN
            age = _age(node, visit.phase_since_ms, *SHUT_MS)
            return (*who, visit.claim, visit.reopenings, visit.must_check, asked, age)
        case Phase.CODE_READY:
            return (*who, visit.claim, visit.must_check, _age(node, visit.phase_since_ms, *SHUT_MS))
        case Phase.OVER:
            return "over"
