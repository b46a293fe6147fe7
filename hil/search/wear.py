"""How boards and sensors wear at a wall, whatever is searched there; and what is known of a door meanwhile."""

from collections.abc import Iterator

from lockerd.domain.model.readings import Item
from search.box import Fitting, ItemKind, sensed
from search.graph import Move
from search.wires import Wall, WallT


def told(node: Wall, at: int) -> bool:
    """Whether the daemon knows how a door stands: nobody opens and shuts one between two samples."""
    daemon, box = node.daemon, node.boxes[at]
    shown, heard = sensed(daemon.fittings[at], box, daemon.doors[at]), daemon.heard[at]
    return (heard.door, heard.latch) == (shown.door, shown.latch)


def sees(fitting: Fitting) -> bool:
    """Whether what its item sensor says can be held against what is true."""
    match fitting.item:
        case ItemKind.WORKING:
            return True
        case ItemKind.THIN | ItemKind.NONE | ItemKind.FLAKY:
            return False


def wear(node: WallT, at: int) -> Iterator[Move[WallT]]:
    """Boards fall silent, item sensors stick; and both are mended."""
    box, name, budget = node.boxes[at], node.daemon.doors[at], node.budget
    if budget.outages and box.answering:
        silent = node.worn(outages=budget.outages - 1).with_box(at, box._replace(answering=False))
        yield Move(f"board of {name} dies", silent, helpful=False)
    if not box.answering:
        yield Move(f"board of {name} answers", node.with_box(at, box._replace(answering=True)))
    if budget.sticks and sees(node.daemon.fittings[at]) and box.item_stuck is None:
        worn = node.worn(sticks=budget.sticks - 1)
        for item in (Item.PRESENT, Item.ABSENT):
            stuck = worn.with_box(at, box._replace(item_stuck=item))
            yield Move(f"item sensor of {name} sticks at {item}", stuck, helpful=False)
    if box.item_stuck is not None:
        yield Move(f"item sensor of {name} is mended", node.with_box(at, box._replace(item_stuck=None)))
