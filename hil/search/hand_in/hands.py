"""What people do at the doors: those who bring, staff, strangers, thieves."""

from collections.abc import Iterator

from lockerd.domain.model.directions import Direction
from lockerd.domain.model.ids import PartId
from search.box import THIN, Box, ItemKind
from search.graph import Move
from search.hand_in.node import Node
from search.hand_in.scene import STRANGE, owner
from search.leaf import leaf
from search.wear import sees, told


def hands(node: Node, at: int) -> Iterator[Move[Node]]:
    """All that can be done at one door."""
    return leaf(node, at, _inside, _opened)


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
