"""Everything that can happen next where people bring something: hands, wear, reports, words, crash, clock."""

from collections.abc import Iterator
from functools import partial

from lockerd.domain.model.compartments import Leaf
from lockerd.domain.model.readings import Item, Reading
from lockerd.domain.model.reports import BusReport, BusTrouble, NotFiredReason
from search.box import DOORS, ItemKind, sensed
from search.graph import Move
from search.hand_in.hands import hands, wear
from search.hand_in.node import Node
from search.hand_in.offers import offers, take
from search.hand_in.tell import TELLER
from search.hand_in.truth import after, fired_at, with_pulse
from search.offer import said
from search.rules import seen


def moves(node: Node) -> Iterator[Move[Node]]:
    """All moves; raises ``BrokenRuleError`` when one of them breaks a rule."""
    daemon = node.daemon
    for at in range(len(node.boxes)):
        yield from hands(node, at)
        yield from wear(node, at)
        if daemon.up and node.budget.strangers:
            yield from _stranger(node, at)
    if not daemon.up:
        yield Move("boot", after(node, TELLER.once(daemon, "boot", lambda: TELLER.boot(daemon))))
        return
    yield from _reports(node)
    yield from said(node, offers(daemon), take)
    if node.budget.crashes:
        yield from _crash(node)


def _stranger(node: Node, at: int) -> Iterator[Move[Node]]:
    """Somebody fires a lock on its line (F42)."""
    daemon, name = node.daemon, node.daemon.doors[at]
    foreign = BusReport(f"bus{at}", BusTrouble.FOREIGN_ORDER, "unlock", "1/1", meant=(name,))
    heard = after(
        node.worn(strangers=node.budget.strangers - 1),
        TELLER.once(daemon, foreign, lambda: TELLER.tell(daemon, foreign)),
    )
    for how, gives_way in (("", True), (", stuck", False)):
        told = fired_at(heard, at, None, gives_way=gives_way)
        yield Move(f"stranger fires {name}{how}", told, helpful=False)


def _reports(node: Node) -> Iterator[Move[Node]]:
    daemon = node.daemon
    if daemon.fired is not None:
        yield Move("fired", after(node, TELLER.once(daemon, "fired", lambda: TELLER.fired(daemon))))
        return
    for at, name in enumerate(daemon.doors):
        for variant, reading in _readings(node, at):
            if daemon.heard[at] != reading or name not in daemon.state.readings:
                step = TELLER.once(daemon, reading, partial(TELLER.report, daemon, reading))
                yield Move(f"report {name}{variant}", after(node, step))
    if daemon.pending is not None:
        yield from _unlock(node, DOORS.index(daemon.state.attempts[daemon.pending].compartment))


def _readings(node: Node, at: int) -> Iterator[tuple[str, Reading]]:
    """What the sensors of a door may say now."""
    fitting, box = node.daemon.fittings[at], node.boxes[at]
    reading = sensed(fitting, box, node.daemon.doors[at])
    if fitting.item is not ItemKind.FLAKY or not box.answering:
        yield "", reading
        return
    for item in Item:
        yield f" {item}", Reading(reading.compartment, 0, door=reading.door, latch=reading.latch, item=item)


def _unlock(node: Node, at: int) -> Iterator[Move[Node]]:
    daemon, box = node.daemon, node.boxes[at]
    leaf = seen(daemon.fittings[at].door, sensed(daemon.fittings[at], box, daemon.doors[at]))
    if daemon.withdrawn:
        reason = NotFiredReason.WITHDRAWN
    elif leaf is Leaf.OPEN:
        reason = NotFiredReason.DOOR_OPEN
    elif not box.answering:
        reason = NotFiredReason.BOARD_DEAD
    else:
        reason = NotFiredReason.DEADLINE
        left = TELLER.once(daemon, "pulse", lambda: TELLER.pulse(daemon))
        yield Move("pulse", with_pulse(node, gives_way=True)._replace(daemon=left.daemon))
        if node.budget.jams == 0:
            return
        if node.budget.jams is not None:
            node = node.worn(jams=node.budget.jams - 1)
        yield Move("pulse, stuck", with_pulse(node, gives_way=False)._replace(daemon=left.daemon), helpful=False)
    given_back = TELLER.once(daemon, reason, lambda: TELLER.not_fired(daemon, reason))
    yield Move(f"not fired: {reason}", after(node, given_back), helpful=reason is not NotFiredReason.DEADLINE)


def _crash(node: Node) -> Iterator[Move[Node]]:
    daemon = node.daemon
    down = TELLER.once(daemon, "crash", lambda: TELLER.crash(daemon)).daemon
    worn = node.worn(crashes=node.budget.crashes - 1)
    yield Move("crash", worn._replace(daemon=down), helpful=False)
    if daemon.pending is not None and not daemon.withdrawn:
        yield Move("crash after the pulse", with_pulse(worn, gives_way=True)._replace(daemon=down), helpful=False)
