"""The search of exchanges, over every interleaving of everything that can happen behind one door."""

from typing import Final

from lockerd.domain.model.compartments import Compartment, Condition
from lockerd.domain.model.directions import Direction
from lockerd.domain.model.orders import Kind, Order
from lockerd.domain.model.parts import Needs, Part
from lockerd.domain.model.state import State
from search.box import A01, Box, sensed
from search.broken import BrokenRuleError
from search.exchange.daemon import Daemon
from search.exchange.moves import moves
from search.exchange.node import Node
from search.exchange.scene import CARD, CODE, NEW, ORDER, PART, Scene
from search.exchange.tell import TELLER
from search.exchange.truth import after
from search.graph import explore
from search.loaded import loaded
from search.policy import RETENTION_MS
from search.result import Result

STATES: Final = 1_000_000
"""What can go wrong with an exchange twice over has no end that could be waited for; so far it is looked at."""


def first(scene: Scene) -> Node:
    """The new document lies behind its door, which is shut and read, and its code is out."""
    row, box = Compartment(scene.fitting.at(A01), condition=Condition.FREE), Box(items=frozenset({NEW}))
    state = State.empty()
    state = state._replace(compartments=state.compartments.insert(A01, row))
    order = Order(ORDER, "stadt", Kind.SWAP, CARD, "c", parts=1, retention_ms=RETENTION_MS)
    state = loaded(state, A01, order, Part(PART, Direction.BOTH, "stadt", Needs(), 1), CODE)
    daemon = Daemon(state, (scene.fitting,), {}, scene.policy)
    unread = Node(daemon, (box,), scene.budget)
    return after(unread, TELLER.report(daemon, sensed(scene.fitting, box)))


def on_the_way(scene: Scene) -> Node:
    """So far along the walk of a scene; what a fitting does not offer is skipped."""
    node = first(scene)
    budget, node = node.budget, node.worn(jams=None)
    for wanted in scene.walk:
        node = next((move.after for move in moves(node) if move.name == wanted), node)
    return node._replace(budget=budget)


def search(scene: Scene, limit: int) -> Result:
    """Everything from there on."""
    try:
        start = on_the_way(scene)
    except BrokenRuleError as broken:
        return Result(scene.name, 0, 0, complete=False, seconds=0.0, broken=str(broken), trace=scene.walk)
    return explore(scene.name, start, moves, _goal, limit)


def _goal(node: Node) -> bool:
    row = node.daemon.state.compartments[A01]
    return node.daemon.up and row.condition is Condition.FREE and row.attempt is None and not node.daemon.live
