"""When a feedback bit is believed."""

from dataclasses import dataclass

SETTLE_MS = 30


@dataclass(slots=True)
class Debounced:
    """One feedback bit: a change is believed after two samples 30 ms apart with none between that disagrees.

    One corrupted frame that met its weak checksum therefore never opens a door (F35), and a bouncing contact gives one
    change, not many (F30). The same holds for the first value.
    """

    bit: bool | None = None
    """What is believed; None is unknown."""
    sampled_ms: int = 0
    """The sample that stands for it: the first of those that changed it, later the latest that agreed."""
    changes: int = 0
    """How often what is believed went from one value to the other."""
    changed_ms: int | None = None
    """The first sample of the last such change."""
    _doubt: bool | None = None
    _since_ms: int = 0

    @property
    def settled(self) -> bool:
        """Whether the last sample agreed with what is believed."""
        return self.bit is not None and self._doubt is None

    @property
    def in_doubt(self) -> bool:
        """Whether a change is waiting to be believed."""
        return self._doubt is not None

    def sample(self, bit: bool | None, sampled_ms: int) -> bool:  # noqa: FBT001 - a bit is a bool
        """Take a sample, None if the board itself cannot tell; true if what is believed changed."""
        if bit is None:
            known = self.bit is not None
            self.forget()
            return known
        if bit == self.bit:
            self._doubt, self.sampled_ms = None, sampled_ms
            return False
        if bit != self._doubt:
            self._doubt, self._since_ms = bit, sampled_ms
            return False
        if sampled_ms - self._since_ms < SETTLE_MS:
            return False
        if self.bit is not None:
            self.changes, self.changed_ms = self.changes + 1, self._since_ms
        self.bit, self.sampled_ms, self._doubt = bit, self._since_ms, None
        return True

    def unsteady(self) -> None:
        """It was heard to move since the last sample: a change that waits to be believed begins to wait anew."""
        self._doubt = None

    def forget(self) -> None:
        """Nothing is known any more."""
        self.bit = self._doubt = None
