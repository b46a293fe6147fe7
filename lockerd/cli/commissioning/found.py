"""What a walk finds, as it is kept in the record: only what was seen; what follows from it is `judge`'s."""

from enum import StrEnum
from typing import Final, Literal

from pydantic import BaseModel, ConfigDict

from lockerd.domain.model.readings import DoorSensor

Bit = Literal[0, 1]


class Part(BaseModel):
    """A piece of the record: nothing unknown, nothing converted."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Channel(Part):
    """One pair of terminals on one board; a set of pins counts as a board with address 0."""

    bus: str
    address: int
    channel: int

    def __str__(self) -> str:
        return f"{self.bus}/{self.address}/{self.channel}"

    @property
    def board(self) -> "Board":
        """The board it is on."""
        return Board(bus=self.bus, address=self.address)


class Board(Part):
    """One board."""

    bus: str
    address: int

    def __str__(self) -> str:
        return f"{self.bus}/{self.address}"


Kind = Literal["door", "item"]
"""Which of the two rows of inputs that a board may have."""


class Moved(Part):
    """An input that moved while a door was tried: its bits one after the other; null is unknown."""

    at: Channel
    kind: Kind = "door"
    shut: Bit | None
    open: Bit | None
    again: Bit | None
    """After the door was shut again."""
    moves: int
    """How often it was seen to move in all."""

    @property
    def came_back(self) -> bool:
        """Closed, open, closed: only that proves anything."""
        return self.shut is not None and self.shut == self.again and (self.open != self.shut or self.moves >= 2)


class Pulse(Part):
    """One opening as the custody log has it."""

    attempt: int
    outcome: str
    reason: str
    first: int
    """Position of its first row in the custody log."""
    last: int
    lo_s: int
    """Trusted time of its end lies in [lo_s, hi_s], Unix seconds; null: no bound."""
    hi_s: int | None


class Ending(StrEnum):
    """How the try of one door ended."""

    SEEN = "seen"
    """The technician said which doors opened, and that they are shut again."""
    NOTHING_OPENED = "nothing_opened"
    NO_DOOR = "no_door"
    """The technician said that no door hangs on this channel."""
    NOT_FIRED = "not_fired"
    REFUSED = "refused"
    SKIPPED = "skipped"


SILENT: Final = "board_silent"
"""Why a channel was not fired whose board does not answer."""


class Tried(Part):
    """One channel that was fired, or was to be."""

    compartment: str
    """Whose channel it is by the configuration."""
    at: Channel
    ending: Ending
    note: str = ""
    """Why it was not fired: the daemon's word for it, or `SILENT`."""
    opened: tuple[str, ...] = ()
    """Painted numbers, as the technician said."""
    empty: bool = False
    """Whether the technician looked inside and found nothing."""
    doors: tuple[Moved, ...] = ()
    """Inputs for doors that moved, also where no door opened."""
    leaves: tuple[Moved, ...] = ()
    """Inputs for item sensors that moved with the door: contacts on the leaf hang on them."""
    items: tuple[Moved, ...] = ()
    items_tried: bool = False
    kind: DoorSensor | None = None
    """Whether the input moved although the door was held shut (hook) or not (contact); None: not tried here."""
    pulses: tuple[Pulse, ...] = ()

    @property
    def own(self) -> Moved | None:
        """What moved beside the lock, or else the only input that moved."""
        beside = next((each for each in self.doors if each.at == self.at), None)
        return beside or (self.doors[0] if len(self.doors) == 1 else None)


class Record(Part):
    """Everything a walk found."""

    site: str
    lockerctl: str
    """Its release."""
    config: str
    """SHA-256 of the configuration that was running, hex."""
    new_config: str = ""
    """SHA-256 of the configuration that was written, hex; empty: none was."""
    looked: bool = True
    """False: nobody answered, every question was taken as answered with Enter."""
    wanted: tuple[str, ...]
    """The compartments whose channels were to be tried, in order."""
    tried: tuple[Tried, ...] = ()
    finished: bool = False
    proven: tuple[str, ...] = ()
    unproven: dict[str, str] = {}
    """Why not, by compartment."""
    troubles: tuple[str, ...] = ()
    """What else has to be mended."""
