"""Papers for people: the receipt of what passed to the office or to them, the record for whom the machine failed."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from lockerd.domain.model.directions import Direction
from lockerd.domain.model.ids import CompartmentId, PartId, ReceiptId
from lockerd.domain.model.outages import Outage
from lockerd.domain.model.readings import DoorSensor, Item


class Paper(StrEnum):
    """Which paper it is; a record is no receipt and says so."""

    RECEIPT = "receipt"
    RECORD = "record"


class Grade(StrEnum):
    """By which evidence custody passed."""

    SENSOR = "sensor"
    """Absent before, present after the closing."""
    CLAIM = "claim"
    """The person said so at the door; what the sensor showed is stated too."""
    FOUND = "found"
    """Staff took it out."""
    OPENED = "opened"
    """Of what is collected: the door was seen open under the code, and nothing more is known."""


GRADES: Final[Mapping[Direction, frozenset[Grade]]] = {
    Direction.IN: frozenset({Grade.SENSOR, Grade.CLAIM, Grade.FOUND}),
    Direction.OUT: frozenset({Grade.SENSOR, Grade.CLAIM, Grade.OPENED}),
    Direction.BOTH: frozenset({Grade.SENSOR, Grade.CLAIM, Grade.FOUND}),
}
"""By which evidence a part can pass in each direction."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """What was observed, and when (rule 18): it never says what was inside. Kept for as long as its order is."""

    id: ReceiptId
    paper: Paper
    part: PartId
    direction: Direction
    """To whom it passed: ``in`` to the office, ``out`` to the person; ``both``: to the office in exchange (rule 23)."""
    authority: str
    compartment: CompartmentId | None
    """None: no door could be offered."""
    grade: Grade | None
    """None: of a record."""
    door: DoorSensor
    """What "opened" and "closed" rest on: of a hook they mean unlatched and latched."""
    item: Item
    """What the item sensor showed at the end."""
    lo_s: int
    """Unix seconds: not before. Of a receipt the last look before the last closing under the part's own right, or its
    first attempt where no closing was seen in its visit."""
    hi_s: int | None
    """Not after: the moment of custody, or of the end of the attempt; None: the time was not known."""
    outage: Outage
    """Why the closing may lie in a time in which nobody looked."""
    written_ms: int
    """Powered time at which it was written: for so long as its class says a copy can be fetched with its number."""
    reason: str = ""
    """Of a record: what went wrong, or that nothing was put in."""
    walk_in: bool = False
    """Whoever was here had no code: the number of their visit gives it as well, and a record speaks of none."""
