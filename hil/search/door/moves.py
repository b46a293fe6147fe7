"""Everything that can happen next in one situation: people, sensors, lock, board, crash, clock."""

from collections.abc import Iterator
from typing import Final

from lockerd.domain.model.compartments import Leaf
from lockerd.domain.model.readings import DoorSensor
from lockerd.domain.model.reports import BusReport, BusTrouble, NotFiredReason
from search.box import A01, Stuck, sensed
from search.door.node import Node, after, with_pulse
from search.door.offers import offers, take
from search.door.tell import TELLER
from search.graph import Move
from search.offer import said
from search.rules import seen
from search.wires import MENDED, TAMPERED

FOREIGN: Final = BusReport("bus0", BusTrouble.FOREIGN_ORDER, "unlock", "1/1", meant=(A01,))


def moves(node: Node) -> Iterator[Move[Node]]:
    """All moves; raises ``BrokenRuleError`` when one of them breaks a rule."""
    yield from _hands(node)
    yield from _wear(node)
    if node.daemon.up:
        yield from _strangers(node)
        yield from _reports(node)
        yield from said(node, offers(node.daemon), take)
        if node.budget.crashes:
            yield from _crash(node)
        if node.budget.hangs and node.daemon.pending is not None:
            yield from _hang(node)
    else:
        yield Move("boot", after(node, TELLER.once(node.daemon, "boot", lambda: TELLER.boot(node.daemon))))


def _hands(node: Node) -> Iterator[Move[Node]]:
    box, daemon = node.box, node.daemon
    shown = sensed(daemon.fitting, box)
    # Nobody opens and shuts a door between two samples.
    told = (daemon.reading.door, daemon.reading.latch) == (shown.door, shown.latch)
    settled = told or not daemon.up or not box.answering
    if box.open:
        for item in sorted(box.items):
            yield Move(f"take {item}", node._replace(box=box._replace(items=box.items - {item})))
        if node.putting is not None and node.putting in node.office:
            inside = box._replace(items=box.items | {node.putting})
            yield Move(f"put {node.putting}", node._replace(box=inside, office=node.office - {node.putting}))
        if settled:
            yield Move("shut", node._replace(box=box.shut(), putting=daemon.asked))
            if node.budget.springs:
                worn = node.budget._replace(springs=node.budget.springs - 1)
                unlatched = box._replace(open=False, bolted=False)
                yield Move("shut, not caught", node._replace(box=unlatched, budget=worn), helpful=False)
    elif settled:
        if not box.bolted:
            yield Move("pull", node._replace(box=box.pull()))
            if daemon.fitting.door in {DoorSensor.HOOK, DoorSensor.BOTH}:
                yield Move("push", node._replace(box=box.shut()))
        elif node.budget.forces:
            worn = node.budget._replace(forces=node.budget.forces - 1)
            yield Move("force", node._replace(box=box.force(), budget=worn), helpful=False)


def _wear(node: Node) -> Iterator[Move[Node]]:
    box, budget, fitting = node.box, node.budget, node.daemon.fitting
    if budget.sticks and fitting.contact:
        worn = budget._replace(sticks=budget.sticks - 1)
        for stuck in (Stuck.CLOSED, Stuck.OPEN):
            yield Move(
                f"sensor sticks {stuck}", node._replace(box=box._replace(stuck=stuck), budget=worn), helpful=False
            )
    if box.stuck is not Stuck.NO:
        yield Move("repair", node._replace(box=box._replace(stuck=Stuck.NO)))
    if budget.outages and box.answering:
        worn = budget._replace(outages=budget.outages - 1)
        yield Move("board dies", node._replace(box=box._replace(answering=False), budget=worn), helpful=False)
    if not box.answering:
        yield Move("board answers", node._replace(box=box._replace(answering=True)))
    if budget.flaps and fitting.door is not DoorSensor.NONE and not box.flapping:
        worn = budget._replace(flaps=budget.flaps - 1)
        yield Move("contact flaps", node._replace(box=box._replace(flapping=True), budget=worn), helpful=False)
    if box.flapping:
        yield Move("contact is steady", node._replace(box=box._replace(flapping=False)))


def _strangers(node: Node) -> Iterator[Move[Node]]:
    daemon, budget = node.daemon, node.budget
    if budget.halts:
        worn = node._replace(budget=budget._replace(halts=budget.halts - 1))
        halted = after(worn, TELLER.once(daemon, "tampered", lambda: TELLER.tell(daemon, TAMPERED)))
        mended = TELLER.once(halted.daemon, "mended", lambda: TELLER.tell(halted.daemon, MENDED))
        yield Move("halt", after(halted, mended), helpful=False)
    if budget.strangers:
        worn = node._replace(budget=budget._replace(strangers=budget.strangers - 1))
        told = after(worn, TELLER.once(daemon, "foreign", lambda: TELLER.tell(daemon, FOREIGN)))
        yield Move("stranger fires", told._replace(box=node.box.pulse(None)), helpful=False)
        yield Move("stranger fires, stuck", told, helpful=False)


def _reports(node: Node) -> Iterator[Move[Node]]:
    daemon, box = node.daemon, node.box
    if daemon.fired is not None:
        yield Move("fired", after(node, TELLER.once(daemon, "fired", lambda: TELLER.fired(daemon))))
        return
    reading = sensed(daemon.fitting, box)
    if daemon.reading != reading or A01 not in daemon.state.readings:
        name = f"report {reading.door} {reading.latch} {reading.item} {len(reading.flapping)}"
        yield Move("report", after(node, TELLER.once(daemon, name, lambda: TELLER.report(daemon, reading))))
    if daemon.pending is None:
        return
    leaf = seen(daemon.fitting.door, reading)
    if daemon.withdrawn:
        reason = NotFiredReason.WITHDRAWN
    elif leaf is Leaf.OPEN:
        reason = NotFiredReason.DOOR_OPEN
    elif leaf is Leaf.UNKNOWN:
        reason = NotFiredReason.NO_READING if box.answering else NotFiredReason.BOARD_DEAD
    else:
        reason = NotFiredReason.DEADLINE
        left = TELLER.once(daemon, "pulse", lambda: TELLER.pulse(daemon))
        for name, gives_way in (("pulse", True), ("pulse, stuck", False)):
            yield Move(name, with_pulse(node, gives_way=gives_way)._replace(daemon=left.daemon), helpful=gives_way)
    name = f"not fired: {reason}"
    given_back = TELLER.once(daemon, name, lambda: TELLER.not_fired(daemon, reason))
    yield Move(name, after(node, given_back), helpful=reason is not NotFiredReason.DEADLINE)


def _hang(node: Node) -> Iterator[Move[Node]]:
    """Nobody says what became of the unlock, whether it left or not."""
    daemon, budget = node.daemon, node.budget._replace(hangs=node.budget.hangs - 1)
    given_up = TELLER.once(daemon, "hang", lambda: TELLER.hang(daemon))
    yield Move("owner hangs", after(node._replace(budget=budget), given_up), helpful=False)
    if not daemon.withdrawn:
        pulsed = with_pulse(node, gives_way=True)._replace(budget=budget)
        yield Move("owner hangs after the pulse", after(pulsed, given_up), helpful=False)


def _crash(node: Node) -> Iterator[Move[Node]]:
    daemon = node.daemon
    down = TELLER.once(daemon, "crash", lambda: TELLER.crash(daemon)).daemon
    budget = node.budget._replace(crashes=node.budget.crashes - 1)
    yield Move("crash", node._replace(daemon=down, budget=budget), helpful=False)
    if daemon.pending is not None and not daemon.withdrawn:
        pulsed = with_pulse(node, gives_way=True)
        yield Move("crash after the pulse", pulsed._replace(daemon=down, budget=budget), helpful=False)
