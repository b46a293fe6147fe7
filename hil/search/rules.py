"""What the rules say, in the search's own words: nothing here is asked of lockerd, which may have it wrong."""

from typing import Final, assert_never

from lockerd.domain.model.compartments import Leaf
from lockerd.domain.model.derived import in_order
from lockerd.domain.model.directions import Direction
from lockerd.domain.model.grants import GrantState
from lockerd.domain.model.ids import OrderId, PartId
from lockerd.domain.model.parts import Part, PartState, RightState
from lockerd.domain.model.readings import Door, DoorSensor, Latch, Reading
from lockerd.domain.model.state import State
from lockerd.domain.model.visits import Phase, Role

ATTEMPTS: Final = 3
"""Of the codes of one order at the door of one part, openings again left out (rule 2)."""
REOPENINGS: Final = 2
"""Of one visit at one door (rule 2)."""
GOOD: Final = frozenset({RightState.ACTIVE, RightState.ATTEMPTING, RightState.GRACE})
"""A right in one of these lets the code of its order open its door by itself."""
USED_UP: Final = frozenset({RightState.NONE, RightState.SPENT, RightState.ENDED})
"""Under a right in one of these nothing is opened by itself, now or later."""
AT_DOOR: Final = frozenset({Phase.OPENING, Phase.RETRYING, Phase.DOOR_OPEN, Phase.DOOR_SHUT})
"""Somebody stands at the door of their visit."""
ENDED: Final = frozenset({PartState.CLOSED, PartState.RETRIEVED, PartState.CANCELLED})
"""Nothing of the part is at the wall, and nothing will be."""


def seen(sensor: DoorSensor, reading: Reading) -> Leaf:
    """How a door stands as far as this reading tells; a hook that let go counts as open."""
    if sensor is DoorSensor.NONE:
        return Leaf.UNSENSED
    by_hook = {Latch.UNLATCHED: Leaf.OPEN, Latch.LATCHED: Leaf.SHUT}.get(reading.latch, Leaf.UNKNOWN)
    if sensor is DoorSensor.HOOK:
        return by_hook
    by_contact = {Door.OPEN: Leaf.OPEN, Door.CLOSED: Leaf.SHUT}.get(reading.door, Leaf.UNKNOWN)
    if sensor is DoorSensor.CONTACT or by_contact is not Leaf.SHUT:
        return by_contact
    return Leaf.UNLATCHED if by_hook is Leaf.OPEN else by_hook


def parts_of(state: State, order: OrderId) -> list[Part]:
    """The parts of one order."""
    return [part for part in in_order(state.parts) if part.id.order == order]


def tied(part: Part) -> bool:
    """Whether a door carries its name for what a person may have put in there (rule 16)."""
    over = part.state in ENDED and part.state is not PartState.CANCELLED
    return part.direction is Direction.IN and part.compartment is not None and not over


def brought_before(state: State, name: PartId) -> frozenset[PartId]:
    """What must be in custody before this part is handed out: what is brought under the same code (rule 22)."""
    if state.parts[name].direction is not Direction.OUT:
        return frozenset()
    return frozenset(part.id for part in parts_of(state, name.order) if part.direction is Direction.IN)


def left_behind(part: Part) -> bool:
    """Whether a door that did not open carries its name, while what it was for is brought elsewhere (rule 16)."""
    return part.state is PartState.REMAINDER and tied(part)


def live(state: State) -> frozenset[OrderId]:
    """Orders of which something is at the wall, or will be."""
    return frozenset(part.id.order for part in state.parts.values() if part.state not in ENDED or tied(part))


def brings(role: Role) -> bool:
    """Whether somebody puts in what is theirs."""
    match role:
        case Role.GIVER | Role.WALK_IN | Role.EXCHANGER:
            return True
        case Role.TAKER | Role.LOADER | Role.RETRIEVER | Role.STOCKTAKER | Role.UNDOER:
            return False
        case never:
            assert_never(never)


def loads(role: Role) -> bool:
    """Whether staff put in: who stands there has no code, and only their confirmation ends it."""
    match role:
        case Role.LOADER:
            return True
        case Role.TAKER | Role.GIVER | Role.WALK_IN | Role.EXCHANGER | Role.RETRIEVER | Role.STOCKTAKER | Role.UNDOER:
            return False
        case never:
            assert_never(never)


def reports(role: Role) -> bool:
    """Whether staff look inside: only what they say at the shut door ends it (rule 26)."""
    match role:
        case Role.RETRIEVER | Role.STOCKTAKER:
            return True
        case Role.TAKER | Role.GIVER | Role.WALK_IN | Role.EXCHANGER | Role.LOADER | Role.UNDOER:
            return False
        case never:
            assert_never(never)


def good(state: State) -> frozenset[PartId]:
    """The parts that some code can still open by itself (rule 24)."""
    active = {grant.order for grant in state.grants.values() if grant.state is GrantState.ACTIVE}
    shown = {order for order in active if all_in(state, order)}
    return frozenset(part.id for part in state.parts.values() if part.id.order in shown and part.right in GOOD)


def all_in(state: State, order: OrderId) -> bool:
    """Whether staff have put in, and confirmed, all that they have to (ADR 49)."""
    return not any(
        part.direction is not Direction.IN and part.right is RightState.NONE and part.state not in ENDED
        for part in parts_of(state, order)
    )


def kept(state: State) -> State:
    """What a crash leaves of it: the durable rows, and what is derived from them."""
    return State.empty()._replace(
        site=state.site,
        compartments=state.compartments,
        orders=state.orders,
        parts=state.parts,
        grants=state.grants,
        attempts=state.attempts,
        receipts=state.receipts,
        live=state.live,
        grants_of=state.grants_of,
    )
