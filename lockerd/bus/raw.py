"""The inputs of a board as they stand, wired or not: what commissioning learns the wiring from.

Everything is kept in columns: a wall of ten boards is looked at several times a second, and its buses must not wait.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from lockerd.boards.feedback import Bit
from lockerd.bus.inputs import Debounced
from lockerd.bus.setup import SensorAt
from lockerd.domain.model.ids import CompartmentId
from lockerd.domain.model.readings import Sensor


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
