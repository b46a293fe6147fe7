"""What technicians do at the bench: open a door where they are called, and report what they have found."""

from collections.abc import Iterator

from lockerd.domain.model.compartments import Condition
from lockerd.domain.model.directions import Direction
from lockerd.domain.model.events import Clear, Found, TechnicianOpen
from lockerd.domain.model.ids import PartId
from search.hand_in.daemon import Daemon
from search.hand_in.node import Node
from search.looking import LOOKED_INTO, TO_FETCH
from search.offer import Offer
from search.rules import tied


def bench(daemon: Daemon, at: int) -> Iterator[Offer[Node]]:
    """What they can ask for and report at one door."""
    name = daemon.doors[at]
    row = daemon.state.compartments[name]
    part = None if row.part is None else daemon.state.parts[row.part]
    called = row.condition in LOOKED_INTO or (part is not None and part.state in TO_FETCH)
    yield Offer(
        f"technician {name}",
        TechnicianOpen("tech", name, "r"),
        when=(lambda node: node.budget.bench) if called else lambda node: node.budget.technicians,
    )
    if row.condition is not Condition.FREE:
        yield Offer(f"clear {name}", Clear("tech", name, "r"), when=lambda node: _is_empty(node, at))
    if part is not None and tied(part):
        yield Offer(f"found {name}", Found("tech", name, "r"), when=lambda node: _is_found(node, at, part.id))


def _is_empty(node: Node, at: int) -> bool:
    """What honest staff report: they have looked, and nothing is inside, nor in their hands but what was in custody.

    Careless ones report it of a door that nobody has opened since it was shut by whoever brought something.
    """
    row = node.daemon.state.compartments[node.daemon.doors[at]]
    part = None if row.part is None else node.daemon.state.parts[row.part]
    if not node.budget.bench or not node.shut_well(at):
        return False
    taken = bool(node.in_hands(row.part))
    brings = part is not None and part.direction is Direction.IN
    kept = part is not None and (not brings or part.id in node.given)
    if not node.boxes[at].items and (kept or not taken):
        return True
    return node.budget.careless and brings and not taken and row.condition is not Condition.QUARANTINED


def _is_found(node: Node, at: int, part: PartId) -> bool:
    return node.budget.bench and bool(node.in_hands(part)) and not node.boxes[at].items
