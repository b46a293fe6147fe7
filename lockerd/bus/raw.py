"""The inputs of a board as they stand, wired or not: what commissioning learns the wiring from."""

from collections.abc import Iterable
from dataclasses import dataclass

from lockerd.boards.feedback import Bit
from lockerd.boards.frames import StatusReply
from lockerd.bus.debounce import Debounced
from lockerd.domain.readings import CompartmentId, DoorSensor


@dataclass(frozen=True, slots=True)
class RawInput:
    """One input: its bit as it goes over the wire, believed like every other, and how often it moved."""

    bit: bool | None
    """None: not known."""
    changes: int
    """From one believed value to the other, since the start: a movement that is over again has left two here."""
    changed_ms: int | None
    """When it last did (monotonic); None: never."""


@dataclass(frozen=True, slots=True)
class RawChannel:
    """One lock channel with its inputs, and what the configuration says of it."""

    channel: int
    compartment: CompartmentId | None
    """None: nothing is configured on it."""
    door: RawInput | None
    """None: there is no such input."""
    item: RawInput | None
    sensor: DoorSensor
    """What the configuration says that ``door`` senses."""
    closed_bit: Bit
    """The bit of a shut door, as configured."""
    item_fitted: bool
    """Whether the configuration says that the item sensor is fitted."""


@dataclass(frozen=True, slots=True)
class RawBoard:
    """One look at all inputs of a board."""

    bus: str
    address: int
    name: str
    """Family and model."""
    alive: bool
    channels: tuple[RawChannel, ...]


def shown(known: Debounced | None) -> RawInput | None:
    """An input as it is shown; None where there is none."""
    return None if known is None else RawInput(known.bit, known.changes, known.changed_ms)


class Spare:
    """The inputs of a board that no compartment uses: believed like the others, never reported, and not waited for."""

    def __init__(self, doors: Iterable[int], items: Iterable[int]) -> None:
        self.doors = {channel: Debounced() for channel in doors}
        self.items = {channel: Debounced() for channel in items}

    @property
    def in_doubt(self) -> bool:
        """Whether a change waits for the look that confirms it."""
        return any(known.in_doubt for known in (*self.doors.values(), *self.items.values()))

    def sample(self, status: StatusReply, sampled_ms: int) -> None:
        """Take one look."""
        for channel, known in self.doors.items():
            known.sample(status.bits[channel - 1], sampled_ms)
        for channel, known in self.items.items():
            known.sample(status.items[channel - 1], sampled_ms)

    def forget(self) -> None:
        """The board is silent: nothing is known any more."""
        for known in (*self.doors.values(), *self.items.values()):
            known.forget()
