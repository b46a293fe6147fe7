"""Everything that can happen next at two doors: people, sensors, locks, boards, strangers, crash, clock."""

from collections.abc import Iterator
from typing import Final

from lockerd.domain.model.compartments import Leaf
from lockerd.domain.model.readings import DoorSensor
from search.box import DOORS, sensed
from search.graph import Move
from search.offer import said
from search.pair.daemon import Daemon
from search.pair.node import Node, after, with_pulse
from search.pair.offers import offers, take
from search.pair.tell import TELLER
from search.wires import Wires


def _fired_at(node: Node, at: int, *, gives_way: bool) -> Node:
    return node.with_box(at, node.boxes[at].pulse(None)) if gives_way else node


def _cut_off(node: Node) -> Node:
    """Nobody waits any more for a door that stood open when the power failed."""
    seen = {at for at in range(2) if node.daemon.seen[at] in {Leaf.OPEN, Leaf.UNLATCHED}}
    return node._replace(excused=node.excused | seen | {at for at in range(2) if node.boxes[at].open})


WIRES: Final[Wires[Node, Daemon]] = Wires(TELLER, after, with_pulse, _fired_at, _cut_off)


def moves(node: Node) -> Iterator[Move[Node]]:
    """All moves; raises ``BrokenRuleError`` when one of them breaks a rule."""
    for at in range(2):
        yield from _hands(node, at)
        if node.daemon.up and node.budget.strangers:
            yield from WIRES.strangers(node, at)
    if not node.daemon.up:
        yield WIRES.boot(node)
        return
    yield from WIRES.reports(node)
    yield from said(node, offers(node.daemon), take)
    if node.budget.halts:
        yield WIRES.halt(node)
    if node.budget.crashes:
        yield from WIRES.crash(node)


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
            worn = node.worn(forces=node.budget.forces - 1)
            yield Move(f"force {name}", worn.with_box(at, box.force()), helpful=False)
    if node.budget.outages and box.answering:
        silent = node.worn(outages=node.budget.outages - 1).with_box(at, box._replace(answering=False))
        yield Move(f"board of {name} dies", silent, helpful=False)
    if not box.answering:
        yield Move(f"board of {name} answers", node.with_box(at, box._replace(answering=True)))


def _shut(node: Node, at: int) -> Node:
    return node.with_box(at, node.boxes[at].shut())._replace(freed=node.freed - {at})
