"""Which lock and which contacts hang on which lines of lockerd's machine."""

from typing import Annotated, Final, Self

from pydantic import Field, model_validator

from lockersim.world.model import ChannelRef, ItemSensor
from lockersim.world.partspec import CompartmentSpec, Part

Line = Annotated[int, Field(ge=0, le=27)]
"""A line of the 40-pin header, by BCM number."""

ADDRESS: Final = 0
"""lockerd knows a set of pins as a bus with one board, which has this address."""
LINES: Final = ((17, 22, 16), (27, 5, 26), (23, 6, 20), (24, 13, 21))
"""Of each door in turn: its lock, the contact on its leaf, the item sensor behind it."""


class PinLockSpec(Part):
    """One door on pins: a rotary hook, a contact on the leaf and an item sensor; both close to ground."""

    channel: Annotated[int, Field(ge=1)]
    line: Line
    contact: Line
    item: Line
    pulse_ms: Annotated[int, Field(gt=0, le=1000)] = 500

    @property
    def inputs(self) -> tuple[int, int]:
        """The lines that lockerd reads."""
        return self.contact, self.item


class PinInputSpec(Part):
    """One line for a sensor of any compartment, closed to ground."""

    channel: Annotated[int, Field(ge=1)]
    line: Line


class PinsSpec(Part):
    """A set of locks on pins and the compartments behind them, and lines for sensors of others."""

    id: Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]+$")] = "pins"
    power_group: str = "psu1"
    locks: Annotated[tuple[PinLockSpec, ...], Field(min_length=1)]
    compartments: tuple[CompartmentSpec, ...]
    inputs: tuple[PinInputSpec, ...] = ()

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        channels = {lock.channel for lock in self.locks}
        if strange := {c.id for c in self.compartments if c.address != ADDRESS or c.channel not in channels}:
            raise ValueError(f"compartment {min(strange)}: {self.id} has no such channel")
        return self

    @property
    def outputs(self) -> tuple[int, ...]:
        """The lines that lockerd drives."""
        return tuple(lock.line for lock in self.locks)

    @property
    def lines(self) -> tuple[int, ...]:
        """Every line that is used."""
        locks = (line for lock in self.locks for line in (lock.line, *lock.inputs))
        return (*locks, *(each.line for each in self.inputs))

    def channel(self, lock: PinLockSpec) -> ChannelRef:
        """By what the world knows the cables of one lock."""
        return ChannelRef(self.id, ADDRESS, lock.channel)


def pins(doors: int, *, column: int) -> PinsSpec:
    """Return so many doors (up to 4), P01 and on, below one another in a column. Raises ``ValueError``."""
    if not 1 <= doors <= len(LINES):
        raise ValueError(f"there are 1 to {len(LINES)} doors on pins, not {doors}")
    locks = [
        PinLockSpec(channel=n, line=line, contact=contact, item=item)
        for n, (line, contact, item) in enumerate(LINES[:doors], 1)
    ]
    compartments = [
        CompartmentSpec(
            id=f"P{n:02}",
            address=ADDRESS,
            channel=n,
            row=n,
            column=column,
            size="pins",
            height_cm=height_cm,
            item_sensor=ItemSensor.FITTED,
        )
        for n, height_cm in enumerate((140, 105, 70, 35)[:doors], 1)
    ]
    return PinsSpec(locks=tuple(locks), compartments=tuple(compartments))
