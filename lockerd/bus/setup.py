"""What hangs on one bus, as the configuration says it; mistakes are refused when it is built (design rule 14)."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from lockerd.boards.codec import Codec
from lockerd.boards.feedback import Bit
from lockerd.bus.arbiter import Pulse
from lockerd.domain.model.ids import CompartmentId
from lockerd.domain.model.readings import Sensor
from lockerd.errors import CallerError


class BusSetupError(CallerError):
    """Boards or compartments that cannot be on one bus like this."""

    code: ClassVar[str] = "bus_setup"


@dataclass(frozen=True, slots=True)
class SensorAt:
    """What hangs on one input: a sensor of a compartment, whose lock may be elsewhere."""

    compartment: CompartmentId
    sensor: Sensor
    true_bit: Bit = 1
    """The bit of a shut door, of a latched hook, of something inside."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardSetup:
    """One board: what it speaks, what its channels lock, what hangs on its inputs."""

    codec: Codec
    address: int
    compartments: Mapping[int, CompartmentId]
    """By channel as painted on the board; channels without a lock are left out."""
    feedbacks: Mapping[int, SensorAt] = field(default_factory=dict)
    """What the inputs for feedback sense, by channel; those that nothing is known of are left out."""
    items: Mapping[int, SensorAt] = field(default_factory=dict)
    """The same of the inputs for item sensors."""
    pulse: Pulse | None
    """How long the board energises a lock, as set on the board; None: no lock can hang on it."""

    def __post_init__(self) -> None:
        """Raise `NotOnBoardError` for an address or channel that the board cannot have."""
        self.codec.profile.check_address(self.address)
        for channel in (*self.compartments, *self.feedbacks, *self.items):
            self.codec.profile.check_channel(channel)

    @property
    def concerns(self) -> frozenset[CompartmentId]:
        """The compartments whose locks or sensors hang here."""
        hung = (*self.feedbacks.values(), *self.items.values())
        return frozenset((*self.compartments.values(), *(each.compartment for each in hung)))


@dataclass(frozen=True, slots=True, kw_only=True)
class BusSetup:
    """One RS-485 line."""

    bus: str
    """Its name in the configuration."""
    speed_baud: int
    boards: tuple[BoardSetup, ...]
    echo: bool = False
    """Whether the adapter hears what it sends; found out at commissioning, never guessed (F38)."""
    scan_period_ms: int = 100
    """Shortest time between two looks at the same board; 0 scans without a pause."""

    def __post_init__(self) -> None:
        """Raise `BusSetupError` for no board, an address set twice or a compartment wired twice."""
        if not self.boards:
            msg = f"bus {self.bus} has no board; add one or remove the bus"
            raise BusSetupError(msg)
        addresses = Counter(board.address for board in self.boards)
        compartments = Counter(each for board in self.boards for each in board.compartments.values())
        for what, counted in (("address", addresses), ("compartment", compartments)):
            twice = [str(each) for each, count in counted.items() if count > 1]
            if twice:
                msg = f"bus {self.bus} claims {what} {', '.join(twice)} more than once"
                raise BusSetupError(msg)
