"""One situation at two doors: what lockerd knows, what is true, what may still go wrong, and what was done so far."""

from typing import Any, Final, NamedTuple

from lockerd.domain.model.attempts import Attempt, RightKind
from lockerd.domain.model.compartments import Condition, Leaf
from lockerd.domain.model.facts import Fact, FactType
from lockerd.domain.model.ids import OrderId, PartId
from lockerd.domain.model.parts import PartState
from search.box import DOORS, Box
from search.broken import BrokenRuleError
from search.daemon import Step
from search.on_demand import Asked
from search.pair.daemon import Daemon
from search.pair.scene import Budget
from search.pulse import of_pulse, within_counts
from search.rules import parts_of

SHUTS: Final = {FactType.GRANT_SPENT, FactType.GRANT_JAMMED, FactType.GRANT_SUSPENDED, FactType.ORDER_RETRIEVED}
"""Facts after which the code of the order does not open this part any more."""
EXCUSES: Final = {FactType.DOOR_LEFT_OPEN, FactType.SENSOR_FAULT, FactType.VISIT_DOES_NOT_OPEN}
"""Facts after which nobody waits any more until this door is shut."""
ENDS: Final = {FactType.GRANT_REVOKED, FactType.GRANT_EXPIRED}
"""Facts after which it opens nothing any more."""
WAITING: Final = {PartState.ANNOUNCED, PartState.RESERVED}
FINISHED: Final = {FactType.ORDER_CLOSED, FactType.ORDER_CANCELLED}
ONCE: Final = {FactType.ORDER_COLLECTED, FactType.ORDER_CLOSED}


class Node(NamedTuple):
    """A situation. What belongs to orders that have ended is left out, as nothing hangs on it any more."""

    daemon: Daemon
    boxes: tuple[Box, Box]
    budget: Budget
    open: frozenset[PartId]
    """What its code still opens, by what was told of it."""
    freed: frozenset[int] = frozenset()
    """Doors whose bolt a pulse of ours has freed, and that nobody has shut since."""
    excused: frozenset[int] = frozenset()
    """Doors whose alarm ran, that stood open when lockerd died, or of which somebody says that they do not open."""
    putting: tuple[int, PartId] | None = None
    """At which door staff stand with what: the terminal asked them to put it in."""
    office: frozenset[PartId] = frozenset()
    """What still lies at the office."""
    spent: frozenset[PartId] = frozenset()
    pulses: tuple[tuple[PartId, int, int], ...] = ()
    """Per part: pulses under its codes, and among them openings again."""
    asked: Asked = Asked()
    """Of what is to be put in, what somebody stood here for."""
    told: frozenset[tuple[FactType, OrderId]] = frozenset()
    """What is told of an order once in its life."""

    def with_box(self, at: int, box: Box) -> "Node":
        """The same wall with one of its doors as it is now."""
        one, other = self.boxes
        return self._replace(boxes=(box, other) if at == 0 else (one, box))

    def worn(self, **left: Any) -> "Node":
        """The same with one thing fewer that may go wrong."""
        return self._replace(budget=self.budget._replace(**left))

    def knowing(self, daemon: Daemon) -> "Node":
        """The same, and lockerd knows something else of it."""
        return self._replace(daemon=daemon)


def after(node: Node, step: Step[Daemon]) -> Node:
    """The daemon was told something. Raises ``BrokenRuleError`` if what it did is wrong for what is true."""
    daemon = step.daemon
    if daemon is node.daemon:
        return node
    _one_door_at_a_time(node, step)
    ended = node.daemon.live - daemon.live
    if silent := ended - {fact.order for fact in step.facts if fact.type in FINISHED}:
        raise BrokenRuleError(f"rule 24: order {min(silent)} has ended, and nobody is told")
    for fact in step.facts:
        node = _heard(node, fact)
    if node.open != daemon.good:
        raise BrokenRuleError(f"rule 24: a code opens {_named(daemon.good)}, and open are {_named(node.open)}")
    for at in range(2):
        _true(node, step, at)
    putting = node.putting if daemon.asked is None else daemon.asked
    held = set() if putting is None else {putting[1]}
    here = {part.id for order in daemon.live for part in parts_of(daemon.state, order)}
    # What was not put in after all is in the hands of staff again, who may bring it once more.
    waits = {part.id for part in daemon.state.parts.values() if part.state in WAITING}
    inside = node.boxes[0].items | node.boxes[1].items
    back = {part for part in waits - held if str(part) not in inside}
    return node._replace(
        daemon=daemon,
        putting=putting,
        office=(node.office & (here | held)) | back,
        spent=node.spent & here,
        asked=Asked(node.asked.ever & daemon.live, node.asked.just_now & daemon.live),
        pulses=tuple(count for count in node.pulses if count[0] in here - waits),
    )


def _named(parts: frozenset[PartId]) -> list[str]:
    return sorted(map(str, parts))


def _one_door_at_a_time(node: Node, step: Step[Daemon]) -> None:
    """Rule 6: the next door only when the last is seen shut or its alarm ran; so for the next part (rule 24)."""
    if step.unlocked is None:
        return
    other = 1 - step.unlocked
    box = node.boxes[other]
    # What this very decision was told of the other door counts as well.
    seen_open = step.daemon.seen[other] is Leaf.OPEN
    if box.open and other in node.freed - node.excused and seen_open:
        raise BrokenRuleError(f"rule 6: {DOORS[step.unlocked]} is opened while {DOORS[other]} stands open")


def _heard(node: Node, fact: Fact) -> Node:
    """What lockerd tells of a part or of an order happens once, and to what is there."""
    order = fact.order
    if fact.compartment is not None and fact.type in EXCUSES:
        node = node._replace(excused=node.excused | {DOORS.index(fact.compartment)})
    if order is None:
        return node
    if fact.type in ONCE:
        if (fact.type, order) in node.told:
            raise BrokenRuleError(f"rule 24: {fact.type} is told twice of order {order}")
        return node._replace(told=node.told | {(fact.type, order)})
    if fact.type in ENDS:
        return node._replace(open=frozenset(name for name in node.open if name.order != order))
    in_now = fact.type is FactType.ORDER_READY and node.daemon.state.orders[order].on_demand
    if fact.type is FactType.GRANT_ISSUED or in_now:
        return node._replace(open=node.open | {part.id for part in parts_of(node.daemon.state, order)})
    number = fact.data.get("part")
    if not isinstance(number, int) or fact.type not in SHUTS:
        return node
    name = PartId(order, number)
    if fact.type is FactType.ORDER_RETRIEVED and (name in node.office or name in node.spent):
        raise BrokenRuleError(f"staff are said to have taken out {name}, which was never inside or is collected")
    if fact.type is not FactType.GRANT_SPENT:
        return node._replace(open=node.open - {name})
    if name in node.spent or order not in node.daemon.live:
        raise BrokenRuleError(f"rule 2: the right of {name} is spent twice, or after its order has ended")
    return node._replace(open=node.open - {name}, spent=node.spent | {name})


def _true(node: Node, step: Step[Daemon], at: int) -> None:
    """What lockerd believes of one door, against what is true of it."""
    daemon, box = step.daemon, node.boxes[at]
    condition = daemon.state.compartments[DOORS[at]].condition
    free = condition in {Condition.FREE, Condition.RESERVED}
    if free and box.items:
        raise BrokenRuleError(f"rule 3: {DOORS[at]} is {condition} with {sorted(box.items)} inside")
    good = box.released_for is not None and box.released_for in daemon.good
    if step.read == at and daemon.seen[at] is Leaf.OPEN and good:
        raise BrokenRuleError(f"rule 2: the door is open under the code of {box.released_for}, which is still good")
    known = daemon.up and daemon.pending is None and daemon.fired is None
    if box.pulsed and daemon.seen[at] is Leaf.UNSENSED and known:
        # Without a sensor nothing better will ever be known than that the lock was fired (rule 2).
        if free:
            raise BrokenRuleError(f"rule 3: the lock of {DOORS[at]} was fired, and it is taken for empty")
        if good:
            raise BrokenRuleError(f"rule 2: the lock was fired for {box.released_for}, whose code is still good")


def before_pulse(node: Node) -> Attempt:
    """Rules 1, 2 and 24: a code opens onto what lies behind its own door, and so often."""
    attempt, part = of_pulse(node.daemon)
    if part is not None:
        tries, again = next(((t, a) for name, t, a in node.pulses if name == part.id), (0, 0))
        within_counts(attempt, part, spent=part.id in node.spent, tries=tries, again=again)
        if foreign := node.boxes[DOORS.index(attempt.compartment)].items - {str(part.id)}:
            raise BrokenRuleError(f"rule 3: the code for {part.id} opens onto {sorted(foreign)}")
    return attempt


def with_pulse(node: Node, *, gives_way: bool) -> Node:
    """A pulse reaches its lock. Raises ``BrokenRuleError`` if it must not."""
    attempt = before_pulse(node)
    at, released_for = DOORS.index(attempt.compartment), None
    if attempt.right.kind is RightKind.GRANT and attempt.part is not None:
        found = {name: (tries, again) for name, tries, again in node.pulses}
        tries, again = found.get(attempt.part, (0, 0))
        found[attempt.part] = (tries, again + 1) if attempt.reopening else (tries + 1, again)
        node = node._replace(pulses=tuple(sorted((name, t, a) for name, (t, a) in found.items())))
        released_for = attempt.part
    if not gives_way or node.boxes[at].open:
        return node
    return node.with_box(at, node.boxes[at].pulse(released_for))._replace(freed=node.freed | {at})
