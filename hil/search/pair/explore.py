"""The search of two doors at once: what they do to each other, and to an order that lies behind both.

What one door can do is searched in ``search.door``; here it is one door at a time (rule 6), the wrong door (F26),
halts, a code that opens its own doors only, and that what happens to one part costs no other (rule 24).
"""

from dataclasses import replace
from itertools import combinations_with_replacement
from typing import Final

from lockerd.domain.model.codes import FreshCode
from lockerd.domain.model.compartments import Compartment, Condition
from lockerd.domain.model.directions import Direction
from lockerd.domain.model.events import Announce
from lockerd.domain.model.grants import CodeRecord, Grant
from lockerd.domain.model.ids import PartId
from lockerd.domain.model.orders import Kind, Order
from lockerd.domain.model.parts import Needs, Part, PartState, RightState
from lockerd.domain.model.readings import DoorSensor
from lockerd.domain.model.state import State
from search import walking
from search.box import DOORS, Box, Fitting, ItemKind, sensed
from search.pair.daemon import Daemon
from search.pair.moves import moves
from search.pair.node import Node
from search.pair.scene import CODES, ORDERS, Budget, Scene
from search.pair.tell import TELLER
from search.policy import RETENTION_MS
from search.result import Result

STATES: Final = 200_000
"""What two doors can do to each other has mostly no end that could be waited for; so far it is looked at."""
APART: Final = Budget(crashes=1, forces=1, halts=1, technicians=True)
BETWEEN: Final = (
    *("show g1", "pulse", "fired", "report A01", "pull A01", "report A01", "take 1/1", "report A01"),
    *("shut A01", "report A01", "1/1 says taken_out"),
)
"""The way to the second door of an order, its lock about to be fired; what a fitting does not offer is skipped."""
PILES: Final = {
    "calm": Budget(jams=0),
    "a cut": Budget(jams=0, crashes=1),
    "hands": Budget(jams=0, forces=1, technicians=True),
    "undone": Budget(jams=0, undoes=True),
    "undone and a cut": Budget(jams=0, undoes=True, crashes=1),
}
"""What may go wrong where a list is put in."""
DEMANDS: Final = {
    "calm": Budget(jams=0),
    "a cut": Budget(jams=0, crashes=1),
    "two cuts": Budget(jams=0, crashes=2),
    "jams": Budget(jams=3),
    "hands": Budget(jams=0, forces=1, technicians=True),
    "undone": Budget(jams=0, undoes=True),
}
"""What may go wrong where the codes are out before anything is in."""
FAMILIES: Final = {
    "calm": Budget(jams=0, families=True),
    "a cut": Budget(jams=0, families=True, crashes=1),
    "two cuts": Budget(jams=0, families=True, crashes=2),
    "jams": Budget(jams=3, families=True),
    "hands": Budget(jams=0, families=True, forces=1, technicians=True),
}
"""What may go wrong where one person has the codes of both orders."""
EVERYTHING: Final = Budget(crashes=2, forces=1, halts=1, outages=1, strangers=1, technicians=True)


def scenes() -> list[Scene]:
    """Every pair of door sensors: an order behind each; one behind both, quiet and with all troubles."""
    found: list[Scene] = []
    for doors in combinations_with_replacement(DoorSensor, 2):
        name = "-".join(doors)
        for item in (ItemKind.WORKING, ItemKind.NONE):
            one, other = (Fitting(door, item) for door in doors)
            if item is ItemKind.NONE:
                found.append(Scene(f"{name} apart", (one, other), APART))
            else:
                name = f"{name} items"
            for what, budget in PILES.items():
                found.append(Scene(f"{name} pile {what}", (one, other), budget, pile=True))
            for what, budget in FAMILIES.items():
                found.append(Scene(f"{name} family {what}", (one, other), budget))
            for what, budget in DEMANDS.items():
                demand = Scene(f"{name} on demand {what}", (one, other), budget, on_demand=True)
                found += (demand, demand._replace(name=f"{name} on demand together {what}", together=True))
            found.append(Scene(f"{name} together calm", (one, other), Budget(jams=0), together=True))
            found.append(Scene(f"{name} together jams", (one, other), Budget(jams=3), together=True))
            found.append(Scene(f"{name} together crashes", (one, other), Budget(crashes=2), together=True))
            found.append(Scene(f"{name} wishes", (one, other), Budget(jams=0, wishes=2), together=True, waiting=True))
            found.append(Scene(f"{name} together all", (one, other), EVERYTHING, together=True, waiting=True))
            name = "-".join(doors)
    return found


def first(scene: Scene) -> Node:
    """Both doors shut and read, a document behind each, and the codes for them."""
    state = State.empty()
    if scene.pile or scene.on_demand:
        return _pile(scene)
    for at, name in enumerate(DOORS):
        part = Part(scene.inside[at], Direction.OUT, "stadt", Needs(), item_count=1)
        part = replace(part, state=PartState.READY, compartment=name, right=RightState.ACTIVE)
        row = Compartment(scene.fittings[at].at(name), condition=Condition.OCCUPIED, part=part.id)
        parts, rows = state.parts.insert(part.id, part), state.compartments.insert(name, row)
        state = state._replace(compartments=rows, parts=parts)
    for code, whose in zip(CODES, ORDERS, strict=True):
        count = sum(part.order == whose for part in scene.inside)
        if not count:
            continue
        order = Order(whose, "stadt", Kind.COLLECTION, "passport", "c", parts=count, retention_ms=RETENTION_MS)
        grant = Grant(code, whose, "stadt", CodeRecord(b"", b"", code), RETENTION_MS)
        state = state._replace(
            orders=state.orders.insert(whose, order),
            grants=state.grants.insert(code, grant),
            grants_of=state.grants_of.insert(whose, (code,)),
        )
    one, other = scene.inside
    boxes = (Box(items=frozenset({str(one)})), Box(items=frozenset({str(other)})))
    daemon = Daemon(state, scene.fittings, {})
    for at, box in enumerate(boxes):
        daemon = TELLER.report(daemon, sensed(scene.fittings[at], box, DOORS[at])).daemon
    office = frozenset({PartId(ORDERS[1], 1)}) if scene.waiting else frozenset()
    if scene.waiting:
        order = Order(ORDERS[1], "stadt", Kind.COLLECTION, "passport", "c", parts=1, retention_ms=RETENTION_MS)
        announced = Part(PartId(order.id, 1), Direction.OUT, "stadt", Needs(), item_count=1)
        daemon = TELLER.tell(daemon, Announce(order, (announced,))).daemon
    return Node(daemon, boxes, scene.budget, open=frozenset(scene.inside), office=office)


def _pile(scene: Scene) -> Node:
    """Both doors free, shut and read, and an order for each at the office."""
    state, part = State.empty(), Part(PartId(ORDERS[0], 1), Direction.OUT, "stadt", Needs(), item_count=1)
    for at, name in enumerate(DOORS):
        row = Compartment(scene.fittings[at].at(name), condition=Condition.FREE)
        state = state._replace(compartments=state.compartments.insert(name, row))
    daemon, boxes = Daemon(state, scene.fittings, {}), (Box(), Box())
    for at, box in enumerate(boxes):
        daemon = TELLER.report(daemon, sensed(scene.fittings[at], box, DOORS[at])).daemon
    office = frozenset(scene.inside)
    for code, whose in zip(CODES, ORDERS, strict=True):
        parts = tuple(replace(part, id=name) for name in scene.inside if name.order == whose)
        order = Order(whose, "stadt", Kind.COLLECTION, "passport", "c", parts=len(parts), retention_ms=RETENTION_MS)
        fresh = FreshCode(code, CodeRecord(b"s", b"h", code), "sealed") if scene.on_demand else None
        if parts:
            announced = Announce(replace(order, on_demand=scene.on_demand), parts, fresh)
            daemon = TELLER.tell(daemon, announced).daemon
    return Node(daemon, boxes, scene.budget, open=frozenset(), office=office)


def on_the_way(scene: Scene, walk: tuple[str, ...]) -> Node:
    """So far along a way."""
    return walking.on_the_way(first(scene), walk, moves)


def search(scene: Scene, limit: int, walk: tuple[str, ...] = ()) -> Result:
    """Everything from there on."""
    return walking.searched(scene.name, lambda: on_the_way(scene, walk), moves, limit, walk)
