"""One situation of the search: what the daemon knows, what is true, and what may still go wrong."""

from typing import NamedTuple

from lockerd.domain.model.attempts import Attempt, RightKind
from lockerd.domain.model.compartments import Leaf
from lockerd.domain.model.facts import FactType
from lockerd.domain.model.ids import OrderId
from search.box import A01, Box, Stuck
from search.broken import BrokenRuleError
from search.daemon import Step
from search.door.daemon import Daemon
from search.pulse import of_pulse, within_counts


class Budget(NamedTuple):
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
    hangs: int = 0
    """Unlocks that nobody answers, fired or not."""


class Node(NamedTuple):
    """A situation. What belongs to orders that have ended is left out, as nothing hangs on it any more."""

    daemon: Daemon
    box: Box
    budget: Budget
    putting: OrderId | None = None
    """Staff stand at the door with this order's item: the terminal asked them to put it in."""
    office: frozenset[OrderId] = frozenset()
    """Orders whose item still lies at the office."""
    spent: frozenset[OrderId] = frozenset()
    pulses: tuple[tuple[OrderId, int, int], ...] = ()
    """Per order: pulses under its codes, and among them re-openings."""


def after(node: Node, step: Step[Daemon]) -> Node:
    """The daemon was told something. Raises ``BrokenRuleError`` if what it did is wrong for what is true."""
    daemon = step.daemon
    if daemon is node.daemon:
        return node
    spent = _orders_in(step, FactType.GRANT_SPENT)
    for at, order in enumerate(spent):
        if order in node.spent or order in spent[:at] or order not in node.daemon.live:
            raise BrokenRuleError(f"rule 2: the code of {order} is spent twice, or after the order has ended")
    if spent and daemon.leaf not in {Leaf.OPEN, Leaf.UNSENSED}:
        raise BrokenRuleError(f"rule 2: the code of {spent[0]} is spent, and no sensor has seen its door open")
    for order in _orders_in(step, FactType.ORDER_RETRIEVED):
        if order in node.office or order in node.spent:
            raise BrokenRuleError(f"staff are said to have taken out {order}, which was never inside or is collected")
    putting = node.putting if daemon.asked is None else daemon.asked
    live, box = daemon.live, node.box
    if daemon.free and box.items and box.stuck is Stuck.NO:
        condition = daemon.state.compartments[A01].condition
        raise BrokenRuleError(f"rule 3: {condition} with {sorted(box.items)} inside")
    if step.read is not None and daemon.leaf is Leaf.OPEN and box.released_for in daemon.served:
        raise BrokenRuleError(f"rule 2: the door is open under the code of {box.released_for}, which is still good")
    if box.pulsed and daemon.leaf is Leaf.UNSENSED and daemon.up and daemon.idle:
        _told_all_there_is(daemon, box)
    return Node(
        daemon,
        box,
        node.budget,
        putting,
        frozenset(order for order in node.office if order in live or order == putting) | _given_back(node, daemon),
        frozenset(order for order in (*node.spent, *spent) if order in live),
        tuple(count for count in node.pulses if count[0] in live - daemon.waiting),
    )


def _orders_in(step: Step[Daemon], kind: FactType) -> list[OrderId]:
    return [fact.order for fact in step.facts if fact.type is kind and fact.order is not None]


def _given_back(node: Node, daemon: Daemon) -> frozenset[OrderId]:
    """Orders whose loading was undone, or never came to its end: staff have the item and may bring it again."""
    return daemon.waiting - node.box.items - {node.putting, daemon.asked}


def _told_all_there_is(daemon: Daemon, box: Box) -> None:
    """Without a sensor nothing better will ever be known than that the lock was fired (rule 2)."""
    if daemon.free:
        raise BrokenRuleError("rule 3: the lock was fired, nothing tells whether it opened, and it is taken for empty")
    if box.released_for in daemon.served:
        raise BrokenRuleError(f"rule 2: the lock was fired for {box.released_for}, whose code is still good")


def before_pulse(node: Node) -> Attempt:
    """Rules 1 to 3: a code opens its own item only, and so often."""
    attempt, part = of_pulse(node.daemon)
    if part is not None:
        tries, again = next(((t, a) for order, t, a in node.pulses if order == part.id.order), (0, 0))
        within_counts(attempt, part, spent=part.id.order in node.spent, tries=tries, again=again)
        if foreign := node.box.items - {part.id.order}:
            raise BrokenRuleError(f"rule 3: the code of order {part.id.order} opens onto the item of {sorted(foreign)}")
    return attempt


def with_pulse(node: Node, *, gives_way: bool) -> Node:
    """A pulse reaches the lock. Raises ``BrokenRuleError`` if it must not."""
    attempt = before_pulse(node)
    if attempt.right.kind is not RightKind.GRANT or attempt.part is None:
        return node._replace(box=node.box.pulse(None)) if gives_way else node
    found = {order: (tries, again) for order, tries, again in node.pulses}
    tries, again = found.get(attempt.part.order, (0, 0))
    found[attempt.part.order] = (tries, again + 1) if attempt.reopening else (tries + 1, again)
    pulses = tuple(sorted((order, t, a) for order, (t, a) in found.items()))
    return node._replace(box=node.box.pulse(attempt.part.order) if gives_way else node.box, pulses=pulses)
