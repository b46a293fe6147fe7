"""The search of hand-ins, over every interleaving of everything that can happen to who brings something."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from lockerd.domain.model.compartments import Compartment, Condition
from lockerd.domain.model.directions import Direction
from lockerd.domain.model.events import Announce, FreshCode
from lockerd.domain.model.grants import CodeRecord, Grant
from lockerd.domain.model.ids import CompartmentId, PartId
from lockerd.domain.model.orders import Kind, Order
from lockerd.domain.model.parts import Needs, Part, PartState, RightState
from lockerd.domain.model.readings import DoorSensor
from lockerd.domain.model.state import State
from search.box import DOORS, Box, Fitting, ItemKind, sensed
from search.broken import BrokenRuleError
from search.graph import explore
from search.hand_in.daemon import Daemon
from search.hand_in.moves import moves
from search.hand_in.node import Node
from search.hand_in.scene import CODES, MINE, OTHERS, PASSPORT, Budget, Scene
from search.hand_in.tell import TELLER
from search.policy import RETENTION_MS
from search.result import Result

STATES: Final = 1_000_000
"""What can go wrong with a hand-in twice over has no end that could be waited for; so far it is looked at."""
TAKES_IN: Final = tuple(
    (Fitting(door, item), claims)
    for door in (DoorSensor.CONTACT, DoorSensor.BOTH, DoorSensor.HOOK)
    for item in (ItemKind.WORKING, ItemKind.FLAKY, ItemKind.NONE)
    for claims in (False, True)
    if claims or item is not ItemKind.NONE
)
"""Doors that take something in at all, and whether on a word (rules 16 and 18)."""
TROUBLES: Final = {
    "calm": Budget(),
    "crashes": Budget(crashes=2),
    "jams": Budget(jams=None),
    "hands": Budget(forces=1, technicians=True, careless=True),
    "board": Budget(crashes=1, outages=1),
    "strangers": Budget(strangers=1, things=1),
    "office": Budget(reissues=1, holds=1, crashes=1),
    "all": Budget(
        crashes=2,
        forces=1,
        outages=1,
        springs=1,
        sticks=1,
        jams=None,
        strangers=1,
        things=1,
        reissues=1,
        holds=1,
        technicians=True,
        careless=True,
    ),
}
"""What may go wrong. People are never honest, and a finger always finds the hook."""
ELSEWHERE: Final = ("crashes", "jams", "hands", "board", "office")
"""With which troubles it is looked at what follows where a door did not open, and another one is free."""
WEAR: Final = {"sticks": Budget(sticks=1), "springs": Budget(springs=1)}


def scenes() -> Iterator[Scene]:
    """Each kind of door with each trouble; two people who bring something; and a door beside which others fetch."""
    for fitting, claims in TAKES_IN:
        name = f"{fitting.door}-{fitting.item}{' claims' if claims else ''}"
        wear = WEAR if fitting.item is ItemKind.WORKING else {}
        for what, budget in {**TROUBLES, **wear}.items():
            yield Scene(f"{name} {what}", (fitting,), budget, claims)
        for what in ("calm", "all"):
            yield Scene(f"{name} two people {what}", (fitting,), TROUBLES[what], claims, second=True)
            yield Scene(f"{name} two doors {what}", (fitting, fitting), TROUBLES[what], claims, fetched=True)
        for what in ELSEWHERE:
            yield Scene(f"{name} elsewhere {what}", (fitting, fitting), TROUBLES[what], claims, elsewhere=True)


def first(scene: Scene) -> Node:
    """All doors shut and read, what somebody brings announced, and its code with it."""
    state, boxes = State.empty(), [Box() for _ in scene.fittings]
    for name, fitting in zip(DOORS, scene.fittings, strict=False):
        row = Compartment(fitting.at(name), condition=Condition.FREE)
        state = replace(state, compartments=state.compartments.insert(name, row))
    if scene.fetched:
        state, boxes[-1] = _loaded(state, DOORS[len(boxes) - 1]), Box(items=frozenset({str(OTHERS)}))
    daemon = Daemon(state, scene.fittings, {}, scene.policy)
    for fitting, box, name in zip(scene.fittings, boxes, daemon.doors, strict=True):
        daemon = TELLER.report(daemon, sensed(fitting, box, name)).daemon
    brought = (MINE, OTHERS) if scene.second else (MINE,)
    for part in brought:
        daemon = TELLER.tell(daemon, _announced(part)).daemon
    return Node(daemon, tuple(boxes), scene.budget, frozenset(brought))


def _announced(name: PartId) -> Announce:
    part = Part(name, Direction.IN, "stadt", Needs(), 1, state=PartState.AWAITED, right=RightState.ACTIVE)
    return Announce(_order(name, Kind.HAND_IN), (part,), FreshCode(CODES[name], _record(name), "sealed"))


def _order(name: PartId, kind: Kind) -> Order:
    return Order(name.order, "stadt", kind, PASSPORT, "c", parts=1, retention_ms=RETENTION_MS)


def _record(name: PartId) -> CodeRecord:
    return CodeRecord(b"s", b"h", CODES[name])


def _loaded(state: State, door: CompartmentId) -> State:
    """What somebody else shall fetch lies behind a door, and its code is out."""
    part = Part(OTHERS, Direction.OUT, "stadt", Needs(), 1, state=PartState.READY, compartment=door)
    order, code = _order(OTHERS, Kind.COLLECTION), CODES[OTHERS]
    row = replace(state.compartments[door], condition=Condition.OCCUPIED, part=OTHERS)
    grant = Grant(code, order.id, "stadt", _record(OTHERS), RETENTION_MS)
    return replace(
        state,
        compartments=state.compartments.insert(door, row),
        orders=state.orders.insert(order.id, order),
        parts=state.parts.insert(OTHERS, replace(part, right=RightState.ACTIVE)),
        grants=state.grants.insert(code, grant),
        grants_of=state.grants_of.insert(order.id, (code,)),
    )


def _left_behind(node: Node) -> Node:
    """The lock of the first door is fired, and nobody sees it open; where only a contact tells, its bolt is off."""
    pulse = "pulse" if node.daemon.fittings[0].door is DoorSensor.CONTACT else "pulse, stuck"
    budget, node = node.budget, node.worn(jams=None)
    for wanted in ("show g1", pulse, "fired", "after 4999 ms", "1/1 says does_not_open"):
        node = next(move.after for move in moves(node) if move.name == wanted)
    return node._replace(budget=budget)


def search(scene: Scene, limit: int) -> Result:
    """Everything from there on."""
    try:
        start = _left_behind(first(scene)) if scene.elsewhere else first(scene)
    except BrokenRuleError as broken:
        return Result(scene.name, 0, 0, complete=False, seconds=0.0, broken=str(broken), trace=())
    return explore(scene.name, start, moves, _goal, limit)


def _goal(node: Node) -> bool:
    rows = node.daemon.state.compartments.values()
    empty = all(row.condition is Condition.FREE and row.attempt is None for row in rows)
    return node.daemon.up and empty and not node.daemon.live
