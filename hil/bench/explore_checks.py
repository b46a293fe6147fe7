"""What must hold in every situation; each check names the rule of the design that it stands for."""

from dataclasses import replace

from explore_box import A01, Stuck
from explore_node import Node

from lockerd.domain.attempts import Attempt, RightKind
from lockerd.domain.cabinet import Condition, Leaf, leaf
from lockerd.domain.draft import Decision
from lockerd.domain.events import Accepted, Event, Say, StartCollection, StartLoading, TechnicianOpen, Tick
from lockerd.domain.facts import FactType
from lockerd.domain.grants import LIVE, GrantId, GrantState
from lockerd.domain.openings import ATTEMPTS_PER_LINE
from lockerd.domain.orders import OrderState
from lockerd.domain.reports import Readings, Unlock
from lockerd.domain.saying import REOPENINGS
from lockerd.domain.visits import Phase, VisitKind

AT_DOOR = {Phase.OPENING, Phase.RETRYING, Phase.DOOR_OPEN, Phase.DOOR_SHUT}


class BrokenRuleError(Exception):
    """A rule does not hold."""


def before_pulse(node: Node) -> Attempt:
    """Rule 1 and 2: what fires is durable, open, and under a live right; a code opens its own item only."""
    assert node.pending is not None
    attempt = node.state.attempts.get(node.pending)
    if attempt is None or attempt.outcome is not None:
        raise BrokenRuleError("rule 1: a pulse without an open attempt")
    if attempt.right.kind is RightKind.GRANT:
        grant = node.state.grants.get(GrantId(attempt.right.holder))
        right = GrantState.SPENT if attempt.reopening else GrantState.ATTEMPTING
        if grant is None or grant.state is not right:
            raise BrokenRuleError(f"rule 1: a pulse under a grant that is {grant and grant.state}")
        foreign = node.box.items - {grant.order}
        if foreign:
            raise BrokenRuleError(f"rule 3: the code of order {grant.order} opens onto the item of {sorted(foreign)}")
        tries = {o: (t, a) for o, t, a in node.pulses}.get(grant.order, (0, 0))
        if not attempt.reopening and grant.order in node.spent:
            raise BrokenRuleError("rule 2: a spent right fires again")
        if not attempt.reopening and tries[0] >= ATTEMPTS_PER_LINE:
            raise BrokenRuleError("rule 2: a fourth attempt")
        if attempt.reopening and tries[1] >= REOPENINGS:
            raise BrokenRuleError("rule 2: a third re-opening")
    return attempt


def after_decision(before: Node, after: Node, event: Event, decision: Decision) -> Node:
    """All checks that look at a decision."""
    for fact in decision.facts:
        if fact.type is FactType.GRANT_SPENT:
            assert fact.order is not None
            if fact.order in after.spent:
                raise BrokenRuleError("rule 2: spent twice")
            after = replace(after, spent=after.spent | {fact.order})
    _unlocks(before, event, decision)
    _exclusive(event, decision)
    _conditions(after)
    _visits(after)
    if isinstance(event, Readings):
        _spent_by_opening(after)
    return after


def _unlocks(before: Node, event: Event, decision: Decision) -> None:
    for effect in decision.effects:
        if not isinstance(effect, Unlock):
            continue
        if not isinstance(event, StartCollection | StartLoading | Say | TechnicianOpen | Tick):
            raise BrokenRuleError(f"rule 1: {type(event).__name__} fires a lock by itself")
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
    over = {GrantState.SPENT, GrantState.REVOKED}
    if loading or issued:
        order = event.order if isinstance(event, StartLoading) else issued[0]
        for grant in decision.state.grants.values():
            if grant.order != order and grant.state not in over:
                raise BrokenRuleError(f"rule 3: {order} goes in while grant {grant.id} is {grant.state}")


def _conditions(node: Node) -> None:
    row = node.state.compartments[A01]
    free = row.condition in {Condition.FREE, Condition.RESERVED}
    if free and node.box.stuck is Stuck.NO and node.box.items:
        raise BrokenRuleError(f"rule 3: {row.condition} with {sorted(node.box.items)} inside")
    closed = {Condition.FREE, Condition.RESERVED, Condition.OCCUPIED, Condition.JAMMED}
    if node.up and row.condition in closed and leaf(row.place, node.state.reading(A01)) is Leaf.OPEN:
        raise BrokenRuleError(f"rule 3: {row.condition} with the door open")
    if row.attempt is not None and node.state.attempts[row.attempt].outcome is not None:
        raise BrokenRuleError("the compartment names a closed attempt as open")
    _holders(node)
    _rights(node)


def _holders(node: Node) -> None:
    """Compartment and order name each other, or neither does."""
    row = node.state.compartments[A01]
    nowhere = {OrderState.ANNOUNCED, OrderState.CLOSED, OrderState.CANCELLED}
    if row.order is None:
        if row.condition not in {Condition.FREE, Condition.TO_CHECK, Condition.QUARANTINED}:
            raise BrokenRuleError(f"{row.condition} without an order")
    elif node.state.orders[row.order].state in nowhere or row.condition is Condition.FREE:
        raise BrokenRuleError(f"{row.condition} for an order that is {node.state.orders[row.order].state}")
    for order in node.state.orders.values():
        if order.state not in nowhere and row.order != order.id:
            raise BrokenRuleError(f"order {order.id} is {order.state} and its compartment does not know it")


def _rights(node: Node) -> None:
    """A code is good only where its order waits for it."""
    quarantined = node.state.compartments[A01].condition is Condition.QUARANTINED
    for grant in node.state.grants.values():
        order = node.state.orders[grant.order]
        good = {OrderState.COLLECTING} if grant.state is GrantState.ATTEMPTING else {OrderState.READY}
        if grant.state in LIVE and (order.state not in good or quarantined):
            raise BrokenRuleError(f"rule 3: grant {grant.id} is {grant.state}, its order {order.state}")


def _visits(node: Node) -> None:
    at_door = [v for v in node.state.visits.values() if v.phase in AT_DOOR]
    if len(at_door) > 1:
        raise BrokenRuleError("two visits at one door")
    row = node.state.compartments[A01]
    held = {Condition.HANDING_OVER, Condition.QUARANTINED}
    for visit in at_door:
        if visit.kind is not VisitKind.LOADING and visit.opened and row.condition not in held:
            raise BrokenRuleError(f"rule 3: {row.condition} before the visit is over")
    if row.condition is Condition.HANDING_OVER and not at_door and node.up and row.attempt is None:
        seen = leaf(row.place, node.state.reading(A01))
        if seen in {Leaf.SHUT, Leaf.UNSENSED}:
            raise BrokenRuleError("rule 3: nobody there, door shut, and not judged")


def _spent_by_opening(node: Node) -> None:
    """Rule 2: an opening that a code brought about uses up every code of that order."""
    order = node.box.released_for
    row = node.state.compartments[A01]
    if order is None or leaf(row.place, node.state.reading(A01)) is not Leaf.OPEN:
        return
    for grant in node.state.grants.values():
        if grant.order == order and grant.state in LIVE:
            raise BrokenRuleError(
                f"rule 2: the door is open under the code of {order} and grant {grant.id} is {grant.state}"
            )
