"""What sensors report about one compartment, and which sensors it has."""

from dataclasses import dataclass
from enum import StrEnum

from lockerd.domain.model.ids import CompartmentId


class Door(StrEnum):
    """The door leaf, as a contact on the leaf reports it."""

    OPEN = "open"
    CLOSED = "closed"
    UNKNOWN = "unknown"


class Latch(StrEnum):
    """The hook or bolt, as a switch in the lock reports it; ``unlatched`` does not mean that the door stands open."""

    LATCHED = "latched"
    UNLATCHED = "unlatched"
    UNKNOWN = "unknown"


class Item(StrEnum):
    """Whether something lies in the compartment; evidence, not truth (F33: a thin letter is not seen)."""

    PRESENT = "present"
    ABSENT = "absent"
    UNKNOWN = "unknown"


class DoorSensor(StrEnum):
    """What a compartment's feedback line really senses (design rule 2)."""

    CONTACT = "contact"
    HOOK = "hook"
    BOTH = "both"
    """A switch in the lock, and a contact on the leaf beside it: a held door and a door that has not caught show."""
    NONE = "none"


class ItemSensor(StrEnum):
    """Whether an item sensor is fitted."""

    FITTED = "fitted"
    NONE = "none"


class Sensor(StrEnum):
    """The sensors of one compartment, as far as one of them can be at fault."""

    DOOR = "door"
    LATCH = "latch"
    ITEM = "item"


@dataclass(frozen=True, slots=True)
class Inputs:
    """Where the sensors of one compartment hang, as ``bus/address/channel``; empty: it has no such sensor."""

    door: str = ""
    latch: str = ""
    item: str = ""

    def of(self, sensor: Sensor) -> str:
        """Where one of them hangs."""
        return {Sensor.DOOR: self.door, Sensor.LATCH: self.latch, Sensor.ITEM: self.item}[sensor]


@dataclass(frozen=True, slots=True)
class Reading:
    """What the sensors of one compartment say, wherever they hang; all of it was so after the newest change in it.

    ``sampled_ms`` dates the sensor that proves an opening: the monotonic time at which the request for it left us.
    A reading stands until the next one; a bus that cannot confirm it any more replaces it by ``unknown`` (F41).
    """

    compartment: CompartmentId
    sampled_ms: int
    door: Door = Door.UNKNOWN
    latch: Latch = Latch.UNKNOWN
    item: Item = Item.UNKNOWN
    flapping: frozenset[Sensor] = frozenset()
    """Sensors that change more often than anybody moves a door: they are ``unknown`` until they are steady (F30)."""
    latch_ms: int | None = None
    """The same date of the switch in the lock, where ``sampled_ms`` is that of a contact on the leaf beside it."""
    reachable: bool = True
    """Whether its lock can be fired: the contact on a leaf may hang elsewhere and tell of a door that cannot open."""

    @property
    def released_ms(self) -> int:
        """The date of what it says about the latch."""
        return self.sampled_ms if self.latch_ms is None else self.latch_ms
