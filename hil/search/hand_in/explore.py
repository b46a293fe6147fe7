"""The search of hand-ins, over every interleaving of everything that can happen to who brings something."""

from dataclasses import replace
from typing import Final

from lockerd.domain.model.codes import FreshCode
from lockerd.domain.model.compartments import Compartment, Condition
from lockerd.domain.model.directions import Direction
from lockerd.domain.model.events import Announce
from lockerd.domain.model.grants import CodeRecord
from lockerd.domain.model.ids import CompartmentId, GrantId, PartId
from lockerd.domain.model.orders import Kind, Order
from lockerd.domain.model.parts import Needs, Part, PartState, RightState
from lockerd.domain.model.state import State
from search import walking
from search.box import DOORS, Box, sensed
from search.either import code_with_either
from search.hand_in.daemon import Daemon
from search.hand_in.moves import moves
from search.hand_in.node import Node
from search.hand_in.scene import BRINGS, CODES, MINE, NEW, OTHERS, PASSPORT, Scene
from search.hand_in.tell import TELLER
from search.loaded import loaded
from search.policy import RETENTION_MS
from search.result import Result
from search.second_secret import code_and_more
from search.statements import code_that_asks

STATES: Final = 1_000_000
"""What can go wrong with a hand-in twice over has no end that could be waited for; so far it is looked at."""


def first(scene: Scene) -> Node:
    """All doors shut and read, what somebody brings announced, and its code with it."""
    state, boxes = State.empty(), [Box() for _ in scene.fittings]
    for name, fitting in zip(DOORS, scene.fittings, strict=False):
        row = Compartment(fitting.at(name), condition=Condition.FREE)
        state = state._replace(compartments=state.compartments.insert(name, row))
    if scene.fetched:
        fetched, door = Part(OTHERS, Direction.OUT, "stadt", Needs(), 1), DOORS[len(boxes) - 1]
        code, order = CODES[OTHERS], _order(OTHERS, Kind.COLLECTION)
        state = loaded(state, door, order, fetched, code, record=_record(scene, code))
        boxes[-1] = Box(items=frozenset({str(OTHERS)}))
    if scene.swapped:
        state, boxes[-1] = _waiting(state, DOORS[len(boxes) - 1]), Box(items=frozenset({str(NEW)}))
    asked, families = 2 if scene.several or scene.swapped else 1, scene.budget.families
    daemon = Daemon(state, scene.fittings, {}, scene.policy, asked=asked, families=families)
    for fitting, box, name in zip(scene.fittings, boxes, daemon.doors, strict=True):
        daemon = TELLER.report(daemon, sensed(fitting, box, name)).daemon
    mine = (MINE, PartId(BRINGS, 2)) if scene.several else (MINE,)
    announced = scene.brings and not scene.swapped
    brought = [each for each in (mine if announced else (), (OTHERS,) if scene.second else ()) if each]
    for parts in brought:
        daemon = TELLER.tell(daemon, _announced(parts, _record(scene, CODES[parts[0]]))).daemon
    held = {name for parts in brought for name in parts} | ({MINE} if scene.swapped or scene.walks_in else set())
    return Node(daemon, tuple(boxes), scene.budget, frozenset(held))


def _record(scene: Scene, code: GrantId) -> CodeRecord:
    if scene.secret:
        return code_with_either(code) if scene.proof else code_and_more(code)
    return code_that_asks(code) if scene.proof else CodeRecord(b"s", b"h", code)


def _announced(names: tuple[PartId, ...], record: CodeRecord) -> Announce:
    part = Part(names[0], Direction.IN, "stadt", Needs(), 1, state=PartState.AWAITED, right=RightState.ACTIVE)
    code = CODES[names[0]]
    order = replace(_order(names[0], Kind.HAND_IN), parts=len(names))
    fresh = FreshCode(code, record, "sealed")
    return Announce(order, tuple(replace(part, id=name) for name in names), fresh)


def _waiting(state: State, door: CompartmentId) -> State:
    """The same wall with a new one behind this door, for which an old one is to be brought first."""
    order = replace(_order(MINE, Kind.SWAP), parts=2)
    state = loaded(state, door, order, Part(NEW, Direction.OUT, "stadt", Needs(), 1), CODES[MINE])
    old = Part(MINE, Direction.IN, "stadt", Needs(), 1, state=PartState.AWAITED, right=RightState.ACTIVE)
    return state._replace(parts=state.parts.insert(MINE, old), live=state.live.insert(MINE, None).insert(NEW, None))


def _order(name: PartId, kind: Kind) -> Order:
    return Order(name.order, "stadt", kind, PASSPORT, "c", parts=1, retention_ms=RETENTION_MS)


def on_the_way(scene: Scene) -> Node:
    """So far along the walk of a scene, on which any lock may stick."""
    node = first(scene)
    return walking.on_the_way(node.worn(jams=None), scene.walk, moves)._replace(budget=node.budget)


def search(scene: Scene, limit: int) -> Result:
    """Everything from there on."""
    return walking.searched(scene.name, lambda: on_the_way(scene), moves, limit, scene.walk)
