"""Two doors of one wall: what is true of them, and what lockerd and its bus know."""

from typing import Final, NamedTuple

from lockerd.domain.model.ids import AttemptId, CompartmentId, GrantId, OrderId
from lockerd.domain.model.readings import Door, DoorSensor, Latch
from lockerd.domain.model.state import State

DOORS: Final = (CompartmentId("A01"), CompartmentId("A02"))
ORDERS: Final = (OrderId("1"), OrderId("2"))
CODES: Final = (GrantId("g1"), GrantId("g2"))


class Truth(NamedTuple):
    """One door, and what lies behind it."""

    open: bool = False
    bolted: bool = True
    item: bool = True
    freed: bool = False
    """A pulse of ours freed the bolt, and nobody has shut the door since."""
    excused: bool = False
    """Its alarm ran, or lockerd died while it stood, or was seen, open: nobody waits for it any more."""
    pulses: int = 0
    """Under its code, openings again left out."""


class Budget(NamedTuple):
    """How often what nobody wishes for may still happen."""

    crashes: int
    forces: int = 1
    halts: int = 1


class Pair(NamedTuple):
    """One situation."""

    state: State
    doors: tuple[Truth, Truth]
    budget: Budget
    mono_ms: int = 1_000_000
    events: int = 0
    """How many lockerd was told; they name its visits."""
    up: bool = True
    pending: AttemptId | None = None
    withdrawn: bool = False
    fired: tuple[AttemptId, int] | None = None


def with_door(pair: Pair, at: int, door: Truth) -> Pair:
    """The same wall with one of its doors as it is now."""
    one, other = pair.doors
    return pair._replace(doors=(door, other) if at == 0 else (one, door))


def sensed(pair: Pair, at: int) -> tuple[bool, Door, Latch]:
    """That a door is read, and what its sensors say."""
    truth, sensor = pair.doors[at], pair.state.compartments[DOORS[at]].place.door_sensor
    contact = sensor in {DoorSensor.CONTACT, DoorSensor.BOTH}
    hook = sensor in {DoorSensor.HOOK, DoorSensor.BOTH}
    door = (Door.OPEN if truth.open else Door.CLOSED) if contact else Door.UNKNOWN
    latch = (Latch.LATCHED if truth.bolted else Latch.UNLATCHED) if hook else Latch.UNKNOWN
    return True, door, latch


def heard(pair: Pair, at: int) -> tuple[bool, Door, Latch]:
    """Whether a door has been read, and what lockerd was told."""
    reading = pair.state.reading(DOORS[at])
    return DOORS[at] in pair.state.readings, reading.door, reading.latch
