"""What people do at the doors: those who bring, staff, strangers, thieves."""

from collections.abc import Iterator

from lockerd.domain.model.directions import Direction
from lockerd.domain.model.ids import PartId
from lockerd.domain.model.readings import DoorSensor
from search.box import THIN, Box, ItemKind
from search.graph import Move
from search.hand_in.node import Node
from search.hand_in.scene import STRANGE, owner
from search.wear import sees, told


def hands(node: Node, at: int) -> Iterator[Move[Node]]:
    """All that can be done at one door."""
    box, name = node.boxes[at], node.daemon.doors[at]
    known = told(node, at) or not node.daemon.up or not box.answering
    if box.open:
        yield from _inside(node, at)
        if known:
            yield from _shutting(node, at)
    elif known and not box.bolted:
        yield Move(f"pull {name}", _opened(node, at, box.pull()))
        if node.daemon.fittings[at].door in {DoorSensor.HOOK, DoorSensor.BOTH}:
            yield Move(f"push {name}", node.with_box(at, box.shut()))
    elif known and node.budget.forces:
        yield Move(f"force {name}", _opened(node.worn(forces=node.budget.forces - 1), at, box.force()), helpful=False)


def _opened(node: Node, at: int, box: Box) -> Node:
    """What was said before counts no more (rule 17)."""
    said = node.said - {node.daemon.state.compartments[node.daemon.doors[at]].part}
    return node.with_box(at, box)._replace(said=frozenset(name for name in said if name is not None))


def _inside(node: Node, at: int) -> Iterator[Move[Node]]:
    """Whoever has opened the door, or finds it open, puts in and takes out."""
    box, fitting = node.boxes[at], node.daemon.fittings[at]
    whose = box.released_for
    assert not isinstance(whose, str), "a code frees the bolt for a part"
    for thing in sorted(box.items):
        out = node.with_box(at, box._replace(items=box.items - {thing}))
        if whose is None:
            yield Move(f"staff take {thing}", out._replace(staff=node.staff | {thing}))
        elif whose == owner(thing):
            held = node.held | {whose} if _brings(node, whose) else node.held
            yield Move(f"take {thing}", out._replace(held=held))
    if whose is not None and whose in node.held:
        mine = node._replace(held=node.held - {whose})
        yield Move(f"put {whose}", mine.with_box(at, box._replace(items=box.items | {str(whose)})))
        if sees(fitting) or fitting.item is ItemKind.FLAKY:
            thin = f"{whose}{THIN}"
            yield Move(f"put {thin}", mine.with_box(at, box._replace(items=box.items | {thin})), helpful=False)
    alone = node.daemon.up and not node.daemon.attended(at)
    if node.budget.things and alone and box.answering and told(node, at):
        worn = node.worn(things=node.budget.things - 1)
        yield Move("a stranger puts x", worn.with_box(at, box._replace(items=box.items | {STRANGE})), helpful=False)


def _brings(node: Node, name: PartId) -> bool:
    part = node.daemon.state.parts.get(name)
    return part is not None and part.direction is Direction.IN and part.id.order in node.daemon.live


def _shutting(node: Node, at: int) -> Iterator[Move[Node]]:
    box, name = node.boxes[at], node.daemon.doors[at]
    if box.bolted:  # a finger has pushed the hook home: the door does not shut before it is let go
        yield Move(f"free the hook of {name}", node.with_box(at, box._replace(bolted=False)))
        return
    yield Move(f"shut {name}", node.with_box(at, box.shut()))
    if node.daemon.fittings[at].door is DoorSensor.HOOK and node.daemon.up and box.answering:
        yield Move(f"finger on the hook of {name}", node.with_box(at, box._replace(bolted=True)), helpful=False)
    if node.budget.springs:
        worn = node.worn(springs=node.budget.springs - 1)
        yield Move(f"shut {name}, not caught", worn.with_box(at, box._replace(open=False)), helpful=False)
