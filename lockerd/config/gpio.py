"""``[[gpio]]``: locks and contacts on the pins of this machine; compartments name such a table as their bus."""

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field

from lockerd.config.parts import Table, Word
from lockerd.domain.model.readings import DoorSensor

Line = Annotated[int, Field(ge=0, le=27)]
"""A line of the 40-pin header, by BCM number."""

Resistor = Literal["up", "down", "none"]
"""The resistor inside the Pi that holds an input while its contact is open."""


class LockDrive(StrEnum):
    """Who switches a lock on and off again."""

    KERNEL = "kernel"
    """The kernel's one-shot LED trigger; the device tree names the line."""
    GUARDIAN = "guardian"
    """A process of its own that holds the line."""
    USER_SPACE = "user_space"
    """The daemon itself; for the bench only."""


class GpioLockConfig(Table):
    """``[[gpio.lock]]``: one lock and what senses its door."""

    channel: Annotated[int, Field(ge=1, le=99)]
    """By which compartments name it."""
    drive: Annotated[LockDrive, Field(strict=False)]
    line: Line | None = None
    """The output; for ``guardian`` and ``user_space``."""
    led: Word | None = None
    """Its name in /sys/class/leds; for ``kernel``."""
    active_low: bool = False
    """Understood, and refused with the reason."""
    pulse_ms: Annotated[int, Field(ge=1)] = 500
    motor: bool = False
    """Whether a motor moves the bolt, which may be energised for longer than a solenoid."""
    feedback: Annotated[DoorSensor, Field(strict=False)]
    """What the contact senses; both: the contact senses the leaf, a second line the hook or bolt.

    None, although a contact is there: it is shown and not believed, until a walk has found out what it is.
    """
    contact: Line | None = None
    contact_pull: Resistor = "up"
    closed_level: Literal[0, 1] = 0
    """The level of a shut door or a latched hook."""
    hook: Line | None = None
    """The switch in the lock, with ``feedback = "both"``."""
    hook_pull: Resistor = "up"
    latched_level: Literal[0, 1] = 0
    item: Line | None = None
    item_pull: Resistor = "up"
    present_level: Literal[0, 1] = 0
    """The level while something lies in the compartment."""

    @property
    def where(self) -> str:
        """Its drive and place in words; only for a configuration without problems."""
        return f"{self.drive.value}, {f'LED {self.led}' if self.led else f'line {self.line}'}"


class GpioInputConfig(Table):
    """``[[gpio.input]]``: one line for the sensor of any compartment; its bit is the level."""

    channel: Annotated[int, Field(ge=1, le=99)]
    """By which compartments name it; no lock of the same table has it too."""
    line: Line
    pull: Resistor = "up"


class GpioConfig(Table):
    """``[[gpio]]``: locks and inputs on pins; to compartments it is a bus with one board, address 0."""

    id: Word
    power_group: Word
    bench: bool = False
    """Whether pulses that the daemon itself times are accepted; never where people use the wall."""
    locks: Annotated[tuple[GpioLockConfig, ...], Field(strict=False, alias="lock")] = ()
    inputs: Annotated[tuple[GpioInputConfig, ...], Field(strict=False, alias="input")] = ()

    def lock(self, channel: int) -> GpioLockConfig | None:
        """The lock on this channel, if there is one."""
        return next((lock for lock in self.locks if lock.channel == channel), None)

    def input(self, channel: int) -> GpioInputConfig | None:
        """The input on this channel, if there is one."""
        return next((each for each in self.inputs if each.channel == channel), None)
