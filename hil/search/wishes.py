"""What must hold of what the office wants at any moment: hold, release, the end, a new code; and expiry (rule 27)."""

from typing import Final

from lockerd.domain.model.attempts import RightKind
from lockerd.domain.model.events import Accepted, Answer, Event, Refused
from lockerd.domain.model.grants import Grant, GrantState
from lockerd.domain.model.holds import EndHold, PutOnHold
from lockerd.domain.model.ids import OrderId
from lockerd.domain.model.orders import Hold, Order
from lockerd.domain.model.parts import Part, PartState, RightState
from lockerd.domain.model.staff import Reissue, StartRetrieval
from search.broken import BrokenRuleError
from search.daemon import Daemon
from search.rules import AT_DOOR, GOOD, parts_of

UNDER_WAY: Final = frozenset(
    {PartState.HANDING_IN, PartState.EXCHANGING, PartState.COLLECTING, PartState.LOADING, PartState.RETRIEVAL}
)
"""What happens to these parts is not judged yet."""
WAITS: Final = frozenset({PartState.AWAITED, PartState.READY})
"""What a code is made anew for."""


def check_wishes(before: Daemon, after: Daemon, event: Event, answer: Answer) -> None:
    """All checks of rule 27 that look at a decision."""
    for order in sorted(before.live) if after is not before else ():
        now = after.state.orders.get(order)
        if now is None:
            continue
        _waits(before, after, before.state.orders[order], now, event)
        _one_code(after, order)
    if isinstance(event, PutOnHold | EndHold) and isinstance(answer, Accepted):
        _nothing_but_the_hold(before, after, event.order)
    if isinstance(event, Reissue):
        _code_anew(before, after, event, answer)


def _busy(daemon: Daemon, order: OrderId) -> bool:
    """Whether an attempt or a visit of this order is open."""
    here = any(visit.order == order and visit.phase in AT_DOOR for visit in daemon.state.visits.values())
    return here or _tried(daemon, order, *RightKind)


def _tried(daemon: Daemon, order: OrderId, *kinds: RightKind) -> bool:
    """Whether an attempt at one of its parts is open, under a right of these kinds."""
    attempts = daemon.state.attempts.values()
    tried = (a for a in attempts if a.part is not None and a.part.order == order and a.outcome is None)
    return any(attempt.right.kind in kinds for attempt in tried)


def _waits(before: Daemon, after: Daemon, known: Order, now: Order, event: Event) -> None:
    """What is wanted waits until whoever is there is gone and judged, and not for anything else."""
    served = any(part.state in UNDER_WAY for part in parts_of(after.state, now.id))
    busy = _busy(after, now.id) or served
    kept_back = known.hold is not Hold.ON and now.hold is Hold.ON
    if busy and kept_back and not _begins_alone(after, now.id, event):
        raise BrokenRuleError(f"rule 27: order {now.id} is kept back while somebody is at its door")
    if not busy and after.up and now.hold is Hold.WANTED:
        raise BrokenRuleError(f"rule 27: order {now.id} is to be kept back, nobody is there, and it is not")
    codes, earlier = _codes(after, now.id), _codes(before, now.id)
    for name, code in codes.items():
        ended = name in earlier and earlier[name].state is GrantState.ACTIVE and code.state is not GrantState.ACTIVE
        if busy and ended and code.state is GrantState.EXPIRED:
            raise BrokenRuleError(f"rule 27: the code {name} expires while somebody is at its door")
        if ended and not _is_through(after, now.id) and _served(after, now.id):
            raise BrokenRuleError(f"rule 27: the code {name} is {code.state} while somebody is served with it")


def _begins_alone(after: Daemon, order: OrderId, event: Event) -> bool:
    """Whether all that is under way is what staff begin in this very moment, at another door of the order: whoever
    stood at the last one was judged, and gone, before."""
    if not isinstance(event, StartRetrieval) or (begun := after.state.visits.get(event.visit)) is None:
        return False
    visits = (v for v in after.state.visits.values() if v.order == order and v.phase in AT_DOOR)
    tried = (a for a in after.state.attempts.values() if a.part is not None and a.part.order == order)
    parts = (part.id for part in parts_of(after.state, order) if part.state in UNDER_WAY)
    return (
        all(visit.id == begun.id for visit in visits)
        and all(attempt.visit == begun.id for attempt in tried if attempt.outcome is None)
        and all(part == begun.part for part in parts)
    )


def _is_through(daemon: Daemon, order: OrderId) -> bool:
    """Whether everything has passed: what was brought to the office, what was fetched to the person."""
    return all(part.right is RightState.SPENT for part in parts_of(daemon.state, order))


def _served(daemon: Daemon, order: OrderId) -> bool:
    """Whether its code is tried, or somebody with it is at a door, and it is not judged what became of that."""
    here = {visit.part for visit in daemon.state.visits.values() if visit.grant is not None and visit.phase in AT_DOOR}
    return _tried(daemon, order, RightKind.GRANT) or any(
        part.state in UNDER_WAY and part.id in here for part in parts_of(daemon.state, order)
    )


def _codes(daemon: Daemon, order: OrderId) -> dict[str, Grant]:
    return {grant.id: grant for grant in daemon.state.grants.values() if grant.order == order}


def _one_code(after: Daemon, order: OrderId) -> None:
    good = sorted(name for name, code in _codes(after, order).items() if code.state is GrantState.ACTIVE)
    if len(good) > 1:
        raise BrokenRuleError(f"rule 27: order {order} has the codes {good}")


def _nothing_but_the_hold(before: Daemon, after: Daemon, order: OrderId) -> None:
    """Counts, ties, minutes and codes go on as they were."""
    if parts_of(before.state, order) != parts_of(after.state, order):
        raise BrokenRuleError(f"rule 27: order {order} is kept back or given free, and its parts change")
    if _codes(before, order) != _codes(after, order):
        raise BrokenRuleError(f"rule 27: order {order} is kept back or given free, and its code changes")


def _code_anew(before: Daemon, after: Daemon, event: Reissue, answer: Answer) -> None:
    """A new code takes over what the old one has come to; it waits for who is there, and for nothing else."""
    parts, order = parts_of(before.state, event.order), before.state.orders[event.order]
    old = [code for code in _codes(before, order.id).values() if code.state is GrantState.ACTIVE]
    match answer:
        case Accepted():
            if _served(before, order.id) or order.cancel_wanted or not old:
                raise BrokenRuleError(f"rule 27: order {order.id} gets a new code, and must not")
            _taken_over(parts, parts_of(after.state, order.id), old[0], after.state.grants[event.code.grant])
        case Refused(reason=reason):
            idle = not _busy(before, order.id) and all(_to_come(part) for part in parts)
            if idle and old and not order.cancel_wanted:
                raise BrokenRuleError(f"rule 27: order {order.id} gets no new code ({reason}), with nobody in the way")


def _to_come(part: Part) -> bool:
    """A code that is jammed at what staff had put in waits for them; one for what is brought is made anew meanwhile."""
    kept = part.state is PartState.READY and part.right not in GOOD
    return part.state in WAITS and not kept


def _taken_over(old: list[Part], new: list[Part], code: Grant, fresh: Grant) -> None:
    if old != new:
        raise BrokenRuleError(f"rule 27: a new code changes {old} to {new}")
    if fresh.retention_left_ms != code.retention_left_ms:
        raise BrokenRuleError("rule 27: with a new code the time begins anew")
