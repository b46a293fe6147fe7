"""What people do at the door of an exchange: the person, staff, strangers, thieves."""

from collections.abc import Iterator

from search.exchange.node import Node
from search.exchange.scene import STRANGE
from search.graph import Move
from search.leaf import leaf
from search.wear import told


def hands(node: Node, at: int) -> Iterator[Move[Node]]:
    """All that can be done."""
    return leaf(node, at, _inside, Node.with_box)


def _inside(node: Node, at: int) -> Iterator[Move[Node]]:
    """Whoever has opened the door, or finds it open, takes out what they like; the person leaves what they like."""
    box, mine = node.box, node.box.released_for is not None
    for thing in sorted(box.items):
        out = node.with_box(at, box._replace(items=box.items - {thing}))
        if mine:
            yield Move(f"take {thing}", out._replace(held=out.held | {thing}))
        else:
            yield Move(f"staff take {thing}", out._replace(staff=out.staff | {thing}))
    for thing in sorted(node.held) if mine else ():
        left = node.with_box(at, box._replace(items=box.items | {thing}))
        yield Move(f"put {thing}", left._replace(held=left.held - {thing}))
    alone = node.daemon.up and not node.daemon.attended
    if node.budget.things and alone and box.answering and told(node, at):
        worn = node.worn(things=node.budget.things - 1)
        yield Move("a stranger puts x", worn.with_box(0, box._replace(items=box.items | {STRANGE})), helpful=False)
