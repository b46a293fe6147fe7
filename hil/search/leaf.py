"""What hands do to a door, whoever's they are: pull, push home, break open, shut, or not quite."""

from collections.abc import Callable, Iterator

from lockerd.domain.model.readings import DoorSensor
from search.box import Box
from search.graph import Move
from search.wear import told
from search.wires import WallT

HOOKS = frozenset({DoorSensor.HOOK, DoorSensor.BOTH})


def leaf(
    node: WallT,
    at: int,
    inside: Callable[[WallT, int], Iterator[Move[WallT]]],
    opened: Callable[[WallT, int, Box], WallT],
) -> Iterator[Move[WallT]]:
    """All that can be done at one door; ``inside``: behind it, ``opened``: what else is so once it is."""
    box, name = node.boxes[at], node.daemon.doors[at]
    known = told(node, at) or not node.daemon.up or not box.answering
    if box.open:
        yield from inside(node, at)
        if known:
            yield from _shutting(node, at)
    elif known and not box.bolted:
        yield Move(f"pull {name}", opened(node, at, box.pull()))
        if node.daemon.fittings[at].door in HOOKS:
            yield Move(f"push {name}", node.with_box(at, box.shut()))
    elif known and node.budget.forces:
        worn = node.worn(forces=node.budget.forces - 1)
        yield Move(f"force {name}", opened(worn, at, box.force()), helpful=False)


def _shutting(node: WallT, at: int) -> Iterator[Move[WallT]]:
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
