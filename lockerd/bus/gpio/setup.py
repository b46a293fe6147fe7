"""Which locks and contacts hang on a set of pins, as the configuration says it."""

from dataclasses import dataclass

from lockerd.bus.arbiter import Pulse
from lockerd.bus.driver import LockClass
from lockerd.bus.gpio.pins import Level, Pull
from lockerd.domain.readings import CompartmentId, DoorSensor


@dataclass(frozen=True, slots=True)
class InputSetup:
    """One input line."""

    line: int
    """BCM number."""
    pull: Pull
    true_level: Level
    """The level of what is asked for: a shut door, a latched hook, an item."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LockSetup:
    """One lock and what senses its door."""

    channel: int
    compartment: CompartmentId | None
    """None: no compartment uses it; it is kept off and never fired."""
    drive: LockClass
    pulse: Pulse
    line: int | None = None
    """The output by BCM number; None where the kernel drives."""
    led: str | None = None
    """Its folder in /sys/class/leds; None where the kernel does not drive."""
    feedback: DoorSensor
    contact: InputSetup | None = None
    hook: InputSetup | None = None
    """The switch in the lock, where the contact senses the leaf beside it."""
    item: InputSetup | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GpioSetup:
    """A set of pins; everywhere else it is a bus with one board, `ADDRESS`."""

    gpio: str
    """Its name in the configuration."""
    locks: tuple[LockSetup, ...]
    bench: bool = False
    """Whether nothing but a bench hangs on it."""


ADDRESS = 0
