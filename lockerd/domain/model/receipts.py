"""Papers for people: the receipt of what passed to the office, the record for whom the machine failed (rule 18)."""

from dataclasses import dataclass
from enum import StrEnum

from lockerd.domain.model.ids import CompartmentId, OrderId, PartId, ReceiptId, order_of
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
    """The person said so after the closing; what the sensor showed is stated too."""
    FOUND = "found"
    """Staff took it out."""


class Outage(StrEnum):
    """Why nobody looked at a door for a while behind which something was being put in."""

    NONE = "none"
    SILENCE = "silence"
    """Its sensors could not be read; the station ran on (F41)."""
    POWER = "power"
    """The station itself was off, and began anew; its sensors may have been silent besides."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """What was observed, and when: it never says what was inside. Kept for as long as its order is."""

    id: ReceiptId
    paper: Paper
    part: PartId
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
    """Unix seconds: not before. Of a receipt the last look before the last closing under the part's own right."""
    hi_s: int | None
    """Not after: the moment of custody, or of the end of the attempt; None: the time was not known."""
    outage: Outage
    """Why the closing may lie in a time in which nobody looked."""
    reason: str = ""
    """Of a record: what went wrong, or that nothing was put in."""

    @property
    def order(self) -> OrderId:
        """Whose part it speaks of."""
        return order_of(self.part)
