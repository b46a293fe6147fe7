"""Which locks and contacts hang on a set of pins, as the configuration says it."""

from dataclasses import dataclass
from enum import StrEnum

from lockerd.bus.arbiter import Pulse
from lockerd.bus.driver import LockClass
from lockerd.bus.gpio.pins import Level, Pull
from lockerd.bus.setup import SensorAt
from lockerd.domain.model.ids import CompartmentId


@dataclass(frozen=True, slots=True)
class InputSetup:
    """One input line."""

    line: int
    """BCM number."""
    pull: Pull
    true_level: Level
    """The level of what is asked for: a shut door, a latched hook, an item."""


class Shown(StrEnum):
    """Among which raw inputs a contact is shown (`lockerd.bus.raw.RawBoard`)."""

    DOORS = "doors"
    ITEMS = "items"
    NOWHERE = "nowhere"
    """A switch in a lock whose channel shows the contact on the leaf."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactSetup:
    """One input line, and what is known of it; its bit is the level."""

    channel: int
    line: int
    """BCM number."""
    pull: Pull
    sense: SensorAt | None = None
    """None: it is shown and not believed."""
    shown: Shown = Shown.DOORS


@dataclass(frozen=True, slots=True, kw_only=True)
class LockSetup:
    """One lock; what senses its door is among the contacts, here or on another bus."""

    channel: int
    compartment: CompartmentId | None
    """None: no compartment uses it; it is kept off and never fired."""
    drive: LockClass
    pulse: Pulse
    line: int | None = None
    """The output by BCM number; None where the kernel drives."""
    led: str | None = None
    """Its folder in /sys/class/leds; None where the kernel does not drive."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GpioSetup:
    """A set of pins; everywhere else it is a bus with one board, `ADDRESS`."""

    gpio: str
    """Its name in the configuration."""
    locks: tuple[LockSetup, ...]
    contacts: tuple[ContactSetup, ...] = ()
    bench: bool = False
    """Whether nothing but a bench hangs on it."""


ADDRESS = 0
