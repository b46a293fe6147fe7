"""The inputs of a board on which nothing hangs that is known of: kept for commissioning (ADR 18)."""

from collections.abc import Iterable

from lockerd.boards.frames import StatusReply
from lockerd.bus.debounce import Debounced
from lockerd.bus.setup import BoardSetup
from lockerd.domain.model.readings import DoorSensor


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
