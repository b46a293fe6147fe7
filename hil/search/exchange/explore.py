"""The search of exchanges, over every interleaving of everything that can happen behind one door."""

from typing import Final

from lockerd.domain.model.compartments import Compartment, Condition
from lockerd.domain.model.directions import Direction
from lockerd.domain.model.orders import Kind, Order
from lockerd.domain.model.parts import Needs, Part
from lockerd.domain.model.state import State
from search import walking
from search.box import A01, Box, sensed
from search.exchange.daemon import Daemon
from search.exchange.moves import moves
from search.exchange.node import Node
from search.exchange.scene import CARD, CODE, NEW, ORDER, PART, Scene
from search.exchange.tell import TELLER
from search.exchange.truth import after
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
    """So far along the walk of a scene, on which any lock may stick."""
    node = first(scene)
    return walking.on_the_way(node.worn(jams=None), scene.walk, moves)._replace(budget=node.budget)


def search(scene: Scene, limit: int) -> Result:
    """Everything from there on."""
    return walking.searched(scene.name, lambda: on_the_way(scene), moves, limit, scene.walk)
