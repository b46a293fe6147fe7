"""What the owner of a bus and the owner of a set of pins have in common."""

from enum import StrEnum
from typing import Protocol

from lockerd.bus.counters import BusCounters
from lockerd.bus.raw import RawBoard
from lockerd.domain.model.ids import CompartmentId
from lockerd.domain.model.reports import Unlock, Withdraw
from lockerd.errors import OurError


class LockClass(StrEnum):
    """Who ends a pulse, from the best to the worst: what has to fail before a coil stays on (design rule 4, F10)."""

    BOARD = "board"
    """The lock board's own firmware; nothing that happens to this machine prolongs a pulse."""
    KERNEL = "kernel"
    """The kernel's one-shot LED trigger; no process can prolong a pulse."""
    GUARDIAN = "guardian"
    """A small process of its own, itself watched by the daemon: both have to hang at once."""
    USER_SPACE = "user_space"
    """The daemon; killed or stopped in the middle of a pulse, the coil stays on. For the bench only."""


class UnknownCompartmentError(OurError):
    """A compartment was looked for where it is not."""


class Driver(Protocol):
    """Fires locks and reads doors, under one task: `run`.

    Reports go out through a callback: every unlock ends in exactly one ``Fired`` or ``NotFired``, what sensors say
    comes as ``Readings``. Use from one event loop only.
    """

    @property
    def compartments(self) -> frozenset[CompartmentId]:
        """The compartments it carries."""
        ...

    @property
    def lock_class(self) -> LockClass | None:
        """The worst class among its locks; None while the part that ends pulses is lost, and nothing is fired."""
        ...

    @property
    def counters(self) -> BusCounters:
        """What happened since the start; read only."""
        ...

    @property
    def notes(self) -> tuple[str, ...]:
        """What a technician should know about it."""
        ...

    @property
    def faults(self) -> tuple[str, ...]:
        """What of the notes has to be mended."""
        ...

    def raw(self) -> tuple[RawBoard, ...]:
        """All inputs as they stand."""
        ...

    def submit(self, unlock: Unlock) -> None:
        """Fire one lock as soon as power is free and its door was read.

        Raises `UnknownCompartmentError` and `DoubledAttemptError`.
        """
        ...

    def withdraw(self, withdraw: Withdraw) -> None:
        """Give an attempt back if its lock was not fired yet; nothing happens if it was answered already."""
        ...

    def watch(self, compartments: frozenset[CompartmentId]) -> None:
        """From now on look at these doors, and only these, more often; ignores doors of others."""
        ...

    async def run(self) -> None:
        """Drive until cancelled; raises a `CallerError` at the start if the hardware is there and cannot be had."""
        ...
