"""The search of one compartment with two orders, over every interleaving of everything that can happen."""

from dataclasses import dataclass
from typing import Final

from lockerd.domain.model.compartments import Compartment, Condition
from lockerd.domain.model.directions import Direction
from lockerd.domain.model.events import Announce
from lockerd.domain.model.ids import OrderId, PartId
from lockerd.domain.model.orders import Kind, Order
from lockerd.domain.model.parts import Needs, Part
from lockerd.domain.model.readings import DoorSensor
from lockerd.domain.model.state import State
from search.box import A01, KEPT_BY, Box, Fitting, ItemKind, sensed
from search.broken import BrokenRuleError
from search.door.daemon import Daemon
from search.door.moves import moves
from search.door.node import Budget, Node
from search.door.tell import TELLER
from search.graph import explore
from search.policy import RETENTION_MS
from search.result import Result

STATES: Final = 20_000_000
"""As many situations of one configuration as a machine of 16 GB can keep."""
LOADED: Final = ("load 1", "pulse", "fired", "report", "pull", "report", "put 1", "shut", "report", "confirm loaded")
"""The way to a first code; what a fitting does not offer is skipped."""


@dataclass(frozen=True, slots=True)
class Search:
    """One configuration: what is fitted, what may go wrong how often, and from where the search starts."""

    name: str
    fitting: Fitting
    budget: Budget
    walk: tuple[str, ...] = ()


def configurations() -> list[Search]:
    """Every door sensor with every item sensor: nothing goes wrong, crashes, force, crashes and force; and wear."""
    found: list[Search] = []
    for door in DoorSensor:
        for item in KEPT_BY:
            name, fitting = f"{door}-{item}", Fitting(door, item)
            found.append(Search(f"{name} quiet", fitting, Budget()))
            found.append(Search(f"{name} crashes", fitting, Budget(crashes=2)))
            found.append(Search(f"{name} hands", fitting, Budget(forces=1, reissues=1)))
            found.append(Search(f"{name} all", fitting, Budget(crashes=2, forces=1)))
    wear = {
        "sticks": Budget(crashes=2, sticks=1),
        "outage": Budget(crashes=1, outages=1),
        "halt": Budget(crashes=1, forces=1, halts=1),
        "springs": Budget(crashes=1, springs=1),
        "flaps": Budget(crashes=1, flaps=1),
        "hangs": Budget(crashes=1, hangs=1),
    }
    for door in (DoorSensor.CONTACT, DoorSensor.BOTH):
        fitting = Fitting(door, ItemKind.WORKING)
        found += [Search(f"{door}-working {name}", fitting, budget) for name, budget in wear.items()]
    strangers = Budget(crashes=1, strangers=1)
    return found + [Search(f"{door}-none strangers", Fitting(door, ItemKind.NONE), strangers) for door in DoorSensor]


def first(config: Search) -> Node:
    """Two orders announced, one compartment, its door shut and read once; then along the configured walk."""
    row = Compartment(config.fitting.at(A01), condition=Condition.FREE)
    state = State.empty()
    state = state._replace(compartments=state.compartments.insert(A01, row))
    orders = [OrderId("1"), OrderId("2")]
    daemon = TELLER.report(Daemon(state, (config.fitting,), {}), sensed(config.fitting, Box())).daemon
    for name in orders:
        order = Order(name, "stadt", Kind.COLLECTION, "passport", "c", parts=1, retention_ms=RETENTION_MS)
        part = Part(PartId(name, 1), Direction.OUT, "stadt", Needs(), item_count=1)
        daemon = TELLER.tell(daemon, Announce(order, (part,))).daemon
    node = Node(daemon, Box(), config.budget, office=frozenset(orders))
    for wanted in config.walk:
        node = next((move.after for move in moves(node) if move.name == wanted), node)
    return node


def search(config: Search, limit: int) -> Result:
    """Everything from there on."""
    try:
        start = first(config)
    except BrokenRuleError as broken:
        return Result(config.name, 0, 0, complete=False, seconds=0.0, broken=str(broken), trace=config.walk)
    return explore(config.name, start, moves, _goal, limit)


def _goal(node: Node) -> bool:
    row = node.daemon.state.compartments[A01]
    return node.daemon.up and row.condition is Condition.FREE and row.attempt is None and not node.daemon.live
