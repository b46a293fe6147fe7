"""The inputs of a board as they stand, wired or not: what commissioning learns the wiring from.

Everything is kept in columns: a wall of ten boards is looked at several times a second, and its buses must not wait.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from lockerd.boards.feedback import Bit
from lockerd.boards.frames import StatusReply
from lockerd.bus.debounce import Debounced
from lockerd.bus.setup import BoardSetup, SensorAt
from lockerd.domain.readings import CompartmentId, DoorSensor, Sensor


@dataclass(frozen=True, slots=True)
class RawInputs:
    """The inputs of one kind; the columns belong together."""

    channels: tuple[int, ...]
    """Which channels have such an input."""
    bits: tuple[bool | None, ...]
    """As they go over the wire, believed like every other bit; None: not known."""
    changes: tuple[int, ...]
    """How often each went from one believed value to the other since the start: a movement that is over again has left
    two here."""
    compartments: tuple[CompartmentId | None, ...]
    """Whose sensor hangs on each, as configured; None: nothing is."""
    sensors: tuple[Sensor | None, ...]
    """Which of its sensors."""
    true_bits: tuple[Bit, ...]
    """The bit of a shut door, of a latched hook, of something inside, as configured."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RawBoard:
    """One look at all inputs of a board, and what the configuration says of them; the columns belong together."""

    bus: str
    address: int
    name: str
    """Family and model; ``GPIO`` for a set of pins."""
    alive: bool
    channels: tuple[int, ...]
    """Every lock channel it has."""
    compartments: tuple[CompartmentId | None, ...]
    """Whose lock hangs on each; None: nothing is configured on it."""
    doors: RawInputs
    items: RawInputs
    reply_ms: float = 0.0
    """The longest silence before an answer of late; 0 for pins."""
    patience_ms: int = 0
    """How long such a silence may be; 0 for pins."""


def inputs(known: Mapping[int, Debounced], hung: Mapping[int, SensorAt]) -> RawInputs:
    """The inputs that these are, in the order of their channels."""
    channels = tuple(sorted(known))
    wired = tuple(map(hung.get, channels))
    return RawInputs(
        channels=channels,
        bits=tuple(known[channel].bit for channel in channels),
        changes=tuple(known[channel].changes for channel in channels),
        compartments=tuple(at.compartment if at else None for at in wired),
        sensors=tuple(at.sensor if at else None for at in wired),
        true_bits=tuple(at.true_bit if at else 1 for at in wired),
    )


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

    def forget(self, now_ms: int) -> None:
        """The board is silent: nothing is known any more."""
        for known in (*self.doors.values(), *self.items.values()):
            known.forget(now_ms)


def spare(setup: BoardSetup) -> Spare:
    """The inputs of a board on which nothing hangs that is known of."""
    profile = setup.codec.profile
    every = range(1, profile.channels + 1)
    doors = every if profile.feedback is not DoorSensor.NONE else ()
    items = every if profile.items else ()
    return Spare(set(doors) - setup.feedbacks.keys(), set(items) - setup.items.keys())
