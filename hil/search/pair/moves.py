"""Everything that can happen next at two doors: people, sensors, locks, boards, strangers, crash, clock."""

from collections.abc import Iterator
from functools import partial
from typing import Final

from lockerd.domain.model.compartments import Leaf
from lockerd.domain.model.readings import DoorSensor
from lockerd.domain.model.reports import AuxiliaryInput, AuxiliaryReport, BusReport, BusTrouble, NotFiredReason
from search.box import DOORS, sensed
from search.graph import Move
from search.offer import said
from search.pair.node import Node, after, with_pulse
from search.pair.offers import offers, take
from search.pair.tell import TELLER
from search.rules import seen

TAMPERED: Final = AuxiliaryReport(AuxiliaryInput.TAMPER, active=True)
MENDED: Final = AuxiliaryReport(AuxiliaryInput.TAMPER, active=False)


def moves(node: Node) -> Iterator[Move[Node]]:
    """All moves; raises ``BrokenRuleError`` when one of them breaks a rule."""
    for at in range(2):
        yield from _hands(node, at)
        if node.daemon.up:
            yield from _strangers(node, at)
    if not node.daemon.up:
        yield Move("boot", after(node, TELLER.once(node.daemon, "boot", lambda: TELLER.boot(node.daemon))))
        return
    yield from _reports(node)
    yield from said(node, offers(node.daemon), take)
    if node.budget.halts:
        yield _halt(node)
    if node.budget.crashes:
        yield from _crash(node)


def _hands(node: Node, at: int) -> Iterator[Move[Node]]:
    box, daemon, name = node.boxes[at], node.daemon, DOORS[at]
    shown, heard = sensed(daemon.fittings[at], box, name), daemon.heard[at]
    # Nobody opens and shuts a door between two samples.
    told = (heard.door, heard.latch) == (shown.door, shown.latch) or not daemon.up or not box.answering
    if box.open:
        for item in sorted(box.items):
            yield Move(f"take {item}", node.with_box(at, box._replace(items=box.items - {item})))
        putting = node.putting
        if putting is not None and putting[0] == at and putting[1] in node.office:
            inside = node.with_box(at, box._replace(items=box.items | {str(putting[1])}))
            yield Move(f"put {putting[1]}", inside._replace(office=node.office - {putting[1]}))
        if told:
            left = daemon.asked if putting is not None and putting[0] == at else putting
            shut = _shut(node, at)._replace(excused=node.excused - {at}, putting=left)
            yield Move(f"shut {name}", shut)
    elif told:
        if not box.bolted:
            yield Move(f"pull {name}", node.with_box(at, box.pull()))
            if daemon.fittings[at].door in {DoorSensor.HOOK, DoorSensor.BOTH}:
                yield Move(f"push {name}", _shut(node, at))
        elif node.budget.forces:
            worn = node.budget._replace(forces=node.budget.forces - 1)
            yield Move(f"force {name}", node.with_box(at, box.force())._replace(budget=worn), helpful=False)
    if node.budget.outages and box.answering:
        worn = node.budget._replace(outages=node.budget.outages - 1)
        silent = node.with_box(at, box._replace(answering=False))._replace(budget=worn)
        yield Move(f"board of {name} dies", silent, helpful=False)
    if not box.answering:
        yield Move(f"board of {name} answers", node.with_box(at, box._replace(answering=True)))


def _shut(node: Node, at: int) -> Node:
    return node.with_box(at, node.boxes[at].shut())._replace(freed=node.freed - {at})


def _strangers(node: Node, at: int) -> Iterator[Move[Node]]:
    if not node.budget.strangers:
        return
    daemon, name = node.daemon, DOORS[at]
    foreign = BusReport(f"bus{at}", BusTrouble.FOREIGN_ORDER, "unlock", "1/1", meant=(name,))
    worn = node._replace(budget=node.budget._replace(strangers=node.budget.strangers - 1))
    told = after(worn, TELLER.once(daemon, foreign, lambda: TELLER.tell(daemon, foreign)))
    yield Move(f"stranger fires {name}", told.with_box(at, told.boxes[at].pulse(None)), helpful=False)
    yield Move(f"stranger fires {name}, stuck", told, helpful=False)


def _reports(node: Node) -> Iterator[Move[Node]]:
    daemon = node.daemon
    if daemon.fired is not None:
        yield Move("fired", after(node, TELLER.once(daemon, "fired", lambda: TELLER.fired(daemon))))
        return
    for at, name in enumerate(DOORS):
        reading = sensed(daemon.fittings[at], node.boxes[at], name)
        if daemon.heard[at] != reading or name not in daemon.state.readings:
            step = TELLER.once(daemon, reading, partial(TELLER.report, daemon, reading))
            yield Move(f"report {name}", after(node, step))
    if daemon.pending is not None:
        yield from _unlock(node, DOORS.index(daemon.state.attempts[daemon.pending].compartment))


def _unlock(node: Node, at: int) -> Iterator[Move[Node]]:
    daemon, box = node.daemon, node.boxes[at]
    leaf = seen(daemon.fittings[at].door, sensed(daemon.fittings[at], box, DOORS[at]))
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
            node = node._replace(budget=node.budget._replace(jams=node.budget.jams - 1))
        yield Move("pulse, stuck", with_pulse(node, gives_way=False)._replace(daemon=left.daemon), helpful=False)
    given_back = TELLER.once(daemon, reason, lambda: TELLER.not_fired(daemon, reason))
    yield Move(f"not fired: {reason}", after(node, given_back), helpful=reason is not NotFiredReason.DEADLINE)


def _halt(node: Node) -> Move[Node]:
    """Somebody opens the cabinet and shuts it again."""
    worn = node._replace(budget=node.budget._replace(halts=node.budget.halts - 1))
    halted = after(worn, TELLER.once(node.daemon, "tampered", lambda: TELLER.tell(node.daemon, TAMPERED)))
    mended = TELLER.once(halted.daemon, "mended", lambda: TELLER.tell(halted.daemon, MENDED))
    return Move("cabinet opened", after(halted, mended), helpful=False)


def _crash(node: Node) -> Iterator[Move[Node]]:
    daemon = node.daemon
    down = TELLER.once(daemon, "crash", lambda: TELLER.crash(daemon)).daemon
    open_doors = {at for at in range(2) if node.boxes[at].open or daemon.seen[at] in {Leaf.OPEN, Leaf.UNLATCHED}}
    worn = node._replace(budget=node.budget._replace(crashes=node.budget.crashes - 1))
    dead = worn._replace(daemon=down, excused=node.excused | open_doors)
    yield Move("crash", dead, helpful=False)
    if daemon.pending is not None and not daemon.withdrawn:
        pulsed = with_pulse(worn, gives_way=True)
        yield Move("crash after the pulse", pulsed._replace(daemon=down, excused=dead.excused), helpful=False)
