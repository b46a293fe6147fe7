"""What must hold of every decision, whatever lies behind the door; each check names the rule that it stands for."""

from lockerd.domain.draft import Decision
from lockerd.domain.model.attempts import RightKind
from lockerd.domain.model.compartments import Condition, Leaf
from lockerd.domain.model.derived import in_order
from lockerd.domain.model.events import Accepted, Boot, Event, Say, StartCollection, TechnicianOpen, Tick
from lockerd.domain.model.facts import FactType
from lockerd.domain.model.grants import GrantState
from lockerd.domain.model.parts import PartState, RightState
from lockerd.domain.model.reports import Unlock
from lockerd.domain.model.staff import StartLoading
from lockerd.domain.model.visits import Phase
from lockerd.domain.shown.attention import attention
from search.box import A01
from search.broken import BrokenRuleError
from search.door.daemon import Daemon
from search.policy import POLICY
from search.rules import ENDED, GOOD, USED_UP, good, loads

KEPT = frozenset({PartState.READY, PartState.EXPIRED, PartState.RECALLED, PartState.QUARANTINED})
AT_DOOR = {Phase.OPENING, Phase.RETRYING, Phase.DOOR_OPEN, Phase.DOOR_SHUT}


def check(before: Daemon, after: Daemon, event: Event, decision: Decision) -> None:
    """All checks that look at a decision."""
    _unlocks(before, event, decision)
    _exclusive(event, decision)
    if after is before:
        return  # what it is was checked when it came to be
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
        if before.leaf in {Leaf.OPEN, Leaf.UNKNOWN}:
            raise BrokenRuleError(f"rule 2: a lock is fired at a door that is {before.leaf}")
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
        for part in in_order(decision.state.parts):
            if part.id.order != order and part.right not in USED_UP:
                raise BrokenRuleError(f"rule 3: {order} goes in while the right of {part.id} is {part.right}")
    for order in issued:
        codes = [
            g.id for g in in_order(decision.state.grants) if g.order == order and g.state is not GrantState.REVOKED
        ]
        if len(codes) > 1:
            raise BrokenRuleError(f"rule 3: {order} has the codes {codes}")


def _grace(before: Daemon, after: Daemon, event: Event) -> None:
    """A code that a crash has cut off works again for a while; a reboot does not renew that, it counts."""
    for part in in_order(before.state.parts):
        later = after.state.parts.get(part.id)
        if later is None or later.right not in GOOD or part.grace_left_ms is None:
            continue
        counted = isinstance(event, Boot) and part.right is RightState.GRACE
        if later.grace_left_ms is None or later.grace_left_ms > part.grace_left_ms - counted:
            raise BrokenRuleError(
                f"the grace of {part.id} is renewed: {part.grace_left_ms} ms, {later.grace_left_ms} ms"
            )


def _compartment(daemon: Daemon) -> None:
    row = daemon.state.compartments[A01]
    closed = {Condition.FREE, Condition.RESERVED, Condition.OCCUPIED, Condition.JAMMED}
    if daemon.up and row.condition in closed and daemon.leaf is Leaf.OPEN:
        raise BrokenRuleError(f"rule 3: {row.condition} with the door open")
    if row.attempt is not None and daemon.state.attempts[row.attempt].outcome is not None:
        raise BrokenRuleError("the compartment names a closed attempt as open")


def _holders(daemon: Daemon) -> None:
    """Compartment and part name each other, or neither does."""
    row = daemon.state.compartments[A01]
    nowhere = ENDED | {PartState.ANNOUNCED}
    if row.part is None:
        if row.condition not in {Condition.FREE, Condition.TO_CHECK, Condition.QUARANTINED}:
            raise BrokenRuleError(f"{row.condition} without a part")
    elif daemon.state.parts[row.part].state in nowhere or row.condition is Condition.FREE:
        raise BrokenRuleError(f"{row.condition} for a part that is {daemon.state.parts[row.part].state}")
    for part in in_order(daemon.state.parts):
        if part.state not in nowhere and row.part != part.id:
            raise BrokenRuleError(f"part {part.id} is {part.state} and its compartment does not know it")


def _rights(daemon: Daemon) -> None:
    """A code is good only where what it is for waits for it."""
    quarantined = daemon.state.compartments[A01].condition is Condition.QUARANTINED
    for name in sorted(good(daemon.state)):
        part = daemon.state.parts[name]
        waits = PartState.COLLECTING if part.right is RightState.ATTEMPTING else PartState.READY
        if part.state is not waits or quarantined:
            raise BrokenRuleError(f"rule 3: the right of {name} is {part.right}, and it is {part.state}")


def _called(daemon: Daemon) -> None:
    """What lies inside can be collected, or somebody is called for it."""
    served = good(daemon.state)
    left = {
        part.id.order: part.state
        for part in daemon.state.parts.values()
        if part.state in KEPT and not (part.state is PartState.READY and part.id in served)
    }
    if left and (unseen := left.keys() - {each.order for each in attention(daemon.state, daemon.now(0), POLICY)}):
        states = [left[order] for order in sorted(unseen)]
        raise BrokenRuleError(f"{sorted(unseen)} can not be collected ({states}), and nobody is called")


def _visits(daemon: Daemon) -> None:
    for visit in in_order(daemon.state.visits):
        if visit.phase is Phase.CODE_READY and visit.grant is not None and visit.part is not None:
            shown = daemon.state.grants.get(visit.grant)
            right = daemon.state.parts[visit.part].right
            if shown is None or shown.state is not GrantState.ACTIVE or right not in GOOD | {RightState.JAMMED}:
                raise BrokenRuleError(f"rule 12: a code is shown that is {shown and shown.state}, {right}")
    at_door = [v for v in daemon.state.visits.values() if v.phase in AT_DOOR]
    if len(at_door) > 1:
        raise BrokenRuleError("two visits at one door")
    row = daemon.state.compartments[A01]
    held = {Condition.HANDING_OVER, Condition.QUARANTINED}
    for visit in at_door:
        if not loads(visit.role) and visit.opened and row.condition not in held:
            raise BrokenRuleError(f"rule 3: {row.condition} before the visit is over")
    left = not at_door and daemon.up and row.attempt is None
    if row.condition is Condition.HANDING_OVER and left and daemon.leaf in {Leaf.SHUT, Leaf.UNSENSED}:
        raise BrokenRuleError("rule 3: nobody there, door shut, and not judged")
