"""When the bit of an input is believed, and what hangs on it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from lockerd.boards.feedback import Bit

SETTLE_MS = 30
CHANGE_COSTS_MS: Final = 15_000
"""A contact may change 4 times a minute for ever; a door that is opened and shut costs two changes."""
FLICKER_COSTS_MS: Final = CHANGE_COSTS_MS // 4
"""A change that did not last is a sign too: a contact that chatters never settles."""
CREDIT_MS: Final = 16 * CHANGE_COSTS_MS
"""16 changes at once, or 64 flickers: more than people do to a door."""
STEADY_MS: Final = 60_000
"""A contact that flapped is believed again when it has not moved for so long."""


@dataclass(slots=True)
class Debounced:
    """One feedback bit: a change is believed after two samples 30 ms apart with none between that disagrees.

    One corrupted frame that met its weak checksum therefore never opens a door (F35), and a bouncing contact gives one
    change, not many (F30). The same holds for the first value. A contact that never rests is not believed at all.
    """

    bit: bool | None = None
    """What is believed; None is unknown."""
    sampled_ms: int = 0
    """The sample that stands for it: the first of those that changed it, later the latest that agreed."""
    began_ms: int = 0
    """The first sample of those that brought about what is believed, or its loss."""
    changes: int = 0
    """How often what is believed went from one value to the other."""
    flapping: bool = False
    """It moves more often than anybody moves a door, and is unknown until it is steady (F30)."""
    _doubt: bool | None = None
    _since_ms: int = 0
    _debt_ms: int = 0
    _counted_ms: int = 0
    _last: bool | None = None
    _moved_ms: int = -SETTLE_MS

    @property
    def settled(self) -> bool:
        """Whether the last sample agreed with what is believed, and it was not heard to move just before."""
        return self.bit is not None and self._doubt is None and self.sampled_ms - self._moved_ms >= SETTLE_MS

    @property
    def in_doubt(self) -> bool:
        """Whether a change is waiting to be believed."""
        return self._doubt is not None

    def sample(self, bit: bool | None, sampled_ms: int) -> bool:  # noqa: FBT001 - a bit is a bool
        """Take a sample, None if the board itself cannot tell; true if what is believed changed."""
        if bit is None:
            known = self.bit is not None
            self.forget(sampled_ms)
            return known
        if self.flapping:
            return self._rests(bit, sampled_ms)
        if bit == self.bit:
            flickered, self._doubt, self.sampled_ms = self._doubt is not None, None, sampled_ms
            return flickered and self._moved(bit, FLICKER_COSTS_MS, sampled_ms)
        if bit != self._doubt:
            self._doubt, self._since_ms = bit, sampled_ms
            return False
        if sampled_ms - self._since_ms < SETTLE_MS:
            return False
        moved = self.bit is not None
        if moved:
            self.changes += 1
        self.bit, self.sampled_ms, self.began_ms, self._doubt = bit, self._since_ms, self._since_ms, None
        if moved:
            self._moved(bit, CHANGE_COSTS_MS, sampled_ms)
        return True

    def _moved(self, bit: bool, cost_ms: int, sampled_ms: int) -> bool:  # noqa: FBT001 - a bit is a bool
        """Count a movement against what doors do; true if it was one too many."""
        self._debt_ms = max(0, self._debt_ms - (sampled_ms - self._counted_ms)) + cost_ms
        self._counted_ms = sampled_ms
        self.flapping = self._debt_ms > CREDIT_MS
        if self.flapping:
            self.bit, self._last, self._since_ms, self.began_ms = None, bit, sampled_ms, sampled_ms
        return self.flapping

    def _rests(self, bit: bool, sampled_ms: int) -> bool:  # noqa: FBT001 - a bit is a bool
        """Wait until it has not moved for long; true when it is believed again."""
        if bit != self._last:
            self._last, self._since_ms = bit, sampled_ms
        if sampled_ms - self._since_ms < STEADY_MS:
            return False
        self.flapping, self.bit, self.sampled_ms, self.began_ms = False, bit, sampled_ms, sampled_ms
        return True

    def unsteady(self, heard_ms: int) -> bool:
        """It was heard to move since the last sample: a change that waits to be believed begins to wait anew.

        True if it moved once too often, and nothing is believed any more.
        """
        flickered, self._doubt, self._last, self._moved_ms = self._doubt is not None, None, None, heard_ms
        return flickered and self.bit is not None and self._moved(self.bit, FLICKER_COSTS_MS, heard_ms)

    def forget(self, now_ms: int) -> None:
        """Nothing is known any more."""
        if self.bit is not None:
            self.sampled_ms = self.began_ms = now_ms
        self.bit = self._doubt = self._last = None


@dataclass(slots=True, eq=False)
class Source:
    """What inputs hang on: a board, or a set of pins."""

    wake: Callable[[], None] = lambda: None
    """Has its owner look whether it is wanted."""
    alive: bool = False
    """Whether its locks can be fired."""
    agreed_ms: int = 0
    """The newest look in which every input said again what is believed of it."""
    wanted: bool = False
    """Whether somebody waits for its next look; its owner asks it without a pause."""

    def want(self) -> None:
        """Have it looked at now."""
        if not self.wanted:
            self.wanted = True
            self.wake()


@dataclass(frozen=True, slots=True, eq=False)
class Hung:
    """One sensor and what is believed of its input."""

    known: Debounced
    true_bit: Bit
    """The bit of a shut door, of a latched hook, of something inside."""
    source: Source

    @property
    def says(self) -> bool | None:
        """Whether it is so; None: not known."""
        return None if self.known.bit is None else self.known.bit == bool(self.true_bit)

    @property
    def as_of_ms(self) -> int:
        """The first sample of those that changed what it says, later the newest that agreed."""
        return max(self.known.sampled_ms, self.source.agreed_ms)

    def since(self, since_ms: int) -> bool | None:
        """What it says by a look at ``since_ms`` or later; None: not known, or in doubt, and it is looked at."""
        if not self.known.settled or self.as_of_ms < since_ms:
            self.source.want()
            return None
        return self.says
