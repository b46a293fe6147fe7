"""What must hold of every decision, whatever lies behind the door; each check names the rule that it stands for."""

from lockerd.domain.draft import Decision
from lockerd.domain.model.attempts import RightKind
from lockerd.domain.model.compartments import Condition, Leaf
from lockerd.domain.model.events import Accepted, Boot, Event, Say, StartCollection, StartLoading, TechnicianOpen, Tick
from lockerd.domain.model.facts import FactType
from lockerd.domain.model.grants import GrantState
from lockerd.domain.model.orders import OrderState
from lockerd.domain.model.reports import Unlock
from lockerd.domain.model.state import in_order
from lockerd.domain.model.visits import Phase, VisitKind
from lockerd.domain.shown.attention import attention
from search.broken import BrokenRuleError
from search.door.box import A01
from search.door.daemon import Daemon
from search.policy import POLICY
from search.rules import ENDED, GOOD, USED_UP

KEPT = frozenset({OrderState.READY, OrderState.EXPIRED, OrderState.RECALLED, OrderState.QUARANTINED})
AT_DOOR = {Phase.OPENING, Phase.RETRYING, Phase.DOOR_OPEN, Phase.DOOR_SHUT}


def check(before: Daemon, after: Daemon, event: Event, decision: Decision) -> None:
    """All checks that look at a decision."""
    _unlocks(before, event, decision)
    _exclusive(event, decision)
    _grace(before, after, event)
    _compartment(after)
    _holders(after)
    _rights(after)
    _visits(after)
    _called(after)


def _unlocks(before: Daemon, event: Event, decision: Decision) -> None:
    for effect in decision.effects:
        if not isinstance(effect, Unlock):
            continue
        if not isinstance(event, StartCollection | StartLoading | Say | TechnicianOpen | Tick):
            raise BrokenRuleError(f"rule 1: {type(event).__name__} fires a lock by itself")
        if before.seen in {Leaf.OPEN, Leaf.UNKNOWN}:
            raise BrokenRuleError(f"rule 2: a lock is fired at a door that is {before.seen}")
        attempt = decision.state.attempts[effect.attempt]
        if decision.state.compartments[A01].attempt != attempt.id:
            raise BrokenRuleError("rule 1: the compartment does not know its attempt")
        if attempt.right.kind is not RightKind.TECHNICIAN:
            assert attempt.visit is not None
            visit = decision.state.visits.get(attempt.visit)
            if visit is None or visit.phase is Phase.OVER:
                raise BrokenRuleError("rule 1: a pulse for a visit that is over")
            if isinstance(event, Tick) and before.state.visits[visit.id].phase is not Phase.RETRYING:
                raise BrokenRuleError("rule 1: the clock alone fires a lock")
    is_open = [a for a in decision.state.attempts.values() if a.outcome is None]
    if len(is_open) > 1:
        raise BrokenRuleError("rule 1: two open attempts at one compartment")


def _exclusive(event: Event, decision: Decision) -> None:
    """Rule 3: no new item and no new grant while an older one could still open it."""
    loading = isinstance(event, StartLoading) and isinstance(decision.answer, Accepted)
    issued = [f.order for f in decision.facts if f.type is FactType.GRANT_ISSUED]
    if loading or issued:
        order = event.order if isinstance(event, StartLoading) else issued[0]
        for grant in in_order(decision.state.grants):
            if grant.order != order and grant.state not in USED_UP:
                raise BrokenRuleError(f"rule 3: {order} goes in while grant {grant.id} is {grant.state}")


def _grace(before: Daemon, after: Daemon, event: Event) -> None:
    """A code that a crash has cut off works again for a while; a reboot does not renew that, it counts."""
    for grant in in_order(before.state.grants):
        later = after.state.grants.get(grant.id)
        if later is None or later.state not in GOOD or grant.grace_left_ms is None:
            continue
        counted = isinstance(event, Boot) and grant.state is GrantState.GRACE
        if later.grace_left_ms is None or later.grace_left_ms > grant.grace_left_ms - counted:
            raise BrokenRuleError(
                f"the grace of {grant.id} is renewed: {grant.grace_left_ms} ms, {later.grace_left_ms} ms"
            )


def _compartment(daemon: Daemon) -> None:
    row = daemon.state.compartments[A01]
    closed = {Condition.FREE, Condition.RESERVED, Condition.OCCUPIED, Condition.JAMMED}
    if daemon.up and row.condition in closed and daemon.seen is Leaf.OPEN:
        raise BrokenRuleError(f"rule 3: {row.condition} with the door open")
    if row.attempt is not None and daemon.state.attempts[row.attempt].outcome is not None:
        raise BrokenRuleError("the compartment names a closed attempt as open")


def _holders(daemon: Daemon) -> None:
    """Compartment and order name each other, or neither does."""
    row = daemon.state.compartments[A01]
    nowhere = ENDED | {OrderState.ANNOUNCED}
    if row.order is None:
        if row.condition not in {Condition.FREE, Condition.TO_CHECK, Condition.QUARANTINED}:
            raise BrokenRuleError(f"{row.condition} without an order")
    elif daemon.state.orders[row.order].state in nowhere or row.condition is Condition.FREE:
        raise BrokenRuleError(f"{row.condition} for an order that is {daemon.state.orders[row.order].state}")
    for order in in_order(daemon.state.orders):
        if order.state not in nowhere and row.order != order.id:
            raise BrokenRuleError(f"order {order.id} is {order.state} and its compartment does not know it")


def _rights(daemon: Daemon) -> None:
    """A code is good only where its order waits for it."""
    quarantined = daemon.state.compartments[A01].condition is Condition.QUARANTINED
    for grant in in_order(daemon.state.grants):
        order = daemon.state.orders[grant.order]
        good = {OrderState.COLLECTING} if grant.state is GrantState.ATTEMPTING else {OrderState.READY}
        if grant.state in GOOD and (order.state not in good or quarantined):
            raise BrokenRuleError(f"rule 3: grant {grant.id} is {grant.state}, its order {order.state}")


def _called(daemon: Daemon) -> None:
    """What lies inside can be collected, or somebody is called for it."""
    good = {grant.order for grant in daemon.state.grants.values() if grant.state in GOOD}
    left = {
        order.id
        for order in daemon.state.orders.values()
        if order.state in KEPT and not (order.state is OrderState.READY and order.id in good)
    }
    if left and (unseen := left - {each.order for each in attention(daemon.state, daemon.now(0), POLICY)}):
        states = [daemon.state.orders[order].state for order in sorted(unseen)]
        raise BrokenRuleError(f"{sorted(unseen)} can not be collected ({states}), and nobody is called")


def _visits(daemon: Daemon) -> None:
    for visit in in_order(daemon.state.visits):
        if visit.phase is Phase.CODE_READY and visit.grant is not None:
            shown = daemon.state.grants.get(visit.grant)
            if shown is None or shown.state not in GOOD | {GrantState.JAMMED}:
                raise BrokenRuleError(f"rule 12: a code is shown that is {shown and shown.state}")
    at_door = [v for v in daemon.state.visits.values() if v.phase in AT_DOOR]
    if len(at_door) > 1:
        raise BrokenRuleError("two visits at one door")
    row = daemon.state.compartments[A01]
    held = {Condition.HANDING_OVER, Condition.QUARANTINED}
    for visit in at_door:
        if visit.kind is not VisitKind.LOADING and visit.opened and row.condition not in held:
            raise BrokenRuleError(f"rule 3: {row.condition} before the visit is over")
    left = not at_door and daemon.up and row.attempt is None
    if row.condition is Condition.HANDING_OVER and left and daemon.seen in {Leaf.SHUT, Leaf.UNSENSED}:
        raise BrokenRuleError("rule 3: nobody there, door shut, and not judged")
