"""What people do at the door of an exchange: the person, staff, strangers, thieves."""

from collections.abc import Iterator

from lockerd.domain.model.readings import DoorSensor
from search.box import A01
from search.exchange.node import Node
from search.exchange.scene import STRANGE
from search.graph import Move
from search.wear import told


def hands(node: Node) -> Iterator[Move[Node]]:
    """All that can be done."""
    box = node.box
    known = told(node, 0) or not node.daemon.up or not box.answering
    if box.open:
        yield from _inside(node)
        if known:
            yield from _shutting(node)
    elif known and not box.bolted:
        yield Move(f"pull {A01}", node.with_box(0, box.pull()))
        if node.daemon.fittings[0].door in {DoorSensor.HOOK, DoorSensor.BOTH}:
            yield Move(f"push {A01}", node.with_box(0, box.shut()))
    elif known and node.budget.forces:
        worn = node.worn(forces=node.budget.forces - 1)
        yield Move(f"force {A01}", worn.with_box(0, box.force()), helpful=False)


def _inside(node: Node) -> Iterator[Move[Node]]:
    """Whoever has opened the door, or finds it open, takes out what they like; the person leaves what they like."""
    box, mine = node.box, node.box.released_for is not None
    for thing in sorted(box.items):
        out = node.with_box(0, box._replace(items=box.items - {thing}))
        if mine:
            yield Move(f"take {thing}", out._replace(held=out.held | {thing}))
        else:
            yield Move(f"staff take {thing}", out._replace(staff=out.staff | {thing}))
    for thing in sorted(node.held) if mine else ():
        left = node.with_box(0, box._replace(items=box.items | {thing}))
        yield Move(f"put {thing}", left._replace(held=left.held - {thing}))
    alone = node.daemon.up and not node.daemon.attended
    if node.budget.things and alone and box.answering and told(node, 0):
        worn = node.worn(things=node.budget.things - 1)
        yield Move("a stranger puts x", worn.with_box(0, box._replace(items=box.items | {STRANGE})), helpful=False)


def _shutting(node: Node) -> Iterator[Move[Node]]:
    box, fitting = node.box, node.daemon.fittings[0]
    if box.bolted:  # a finger has pushed the hook home: the door does not shut before it is let go
        yield Move(f"free the hook of {A01}", node.with_box(0, box._replace(bolted=False)))
        return
    yield Move(f"shut {A01}", node.with_box(0, box.shut()))
    if fitting.door is DoorSensor.HOOK and node.daemon.up and box.answering:
        yield Move(f"finger on the hook of {A01}", node.with_box(0, box._replace(bolted=True)), helpful=False)
    if node.budget.springs:
        worn = node.worn(springs=node.budget.springs - 1)
        yield Move(f"shut {A01}, not caught", worn.with_box(0, box._replace(open=False)), helpful=False)
