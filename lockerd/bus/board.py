"""What is known about one board: what its feedback says, whether it answers, when to ask it next."""

from collections.abc import Callable

from lockerd.boards.feedback import reading
from lockerd.bus.counters import BoardCounters
from lockerd.bus.debounce import Debounced
from lockerd.bus.setup import BoardSetup
from lockerd.domain.readings import CompartmentId, DoorSensor, Reading
from lockerd.domain.reports import BoardHealth, BoardReport, Readings, Report

_MISSES = 3
_SILENCE_MS = 2_000
_FIRST_RETRY_MS = 250
_LAST_RETRY_MS = 10_000


class Board:
    """Turns samples and silences into reports. Pure but for the reports it hands on."""

    def __init__(self, bus: str, setup: BoardSetup, report: Callable[[Report], None]) -> None:
        self.setup = setup
        self.counters = BoardCounters()
        self.watched = False
        self.asked_ms = 0
        """When it was last asked."""
        self.due_ms = 0
        """When to ask it next."""
        self.dead = False
        """Whether it stopped answering; it is then asked ever more rarely (design rule 13). Read only."""
        self.status_request = setup.codec.status_request(setup.address)
        self._bus = bus
        self._report = report
        self._health: BoardHealth | None = None
        self._heard_ms: int | None = None
        self._misses = 0
        self._in_doubt = False
        self._agreed: tuple[bool, ...] | None = None
        self._retry_ms = _FIRST_RETRY_MS
        self._channels = {channel: Debounced() for channel in setup.compartments}

    @property
    def urgent(self) -> bool:
        """Whether to ask it again without a pause: a door is watched, or a change waits to be believed."""
        return self._health is BoardHealth.ALIVE and (self.watched or self._in_doubt)

    def is_shut(self, channel: int) -> bool | None:
        """Whether the feedback says shut or latched; None while it is unknown or in doubt."""
        known = self._channels[channel]
        return known.bit == bool(self.setup.closed_bit) if known.settled else None

    def status(self, bits: tuple[bool, ...], sampled_ms: int) -> None:
        """All feedback bits arrived; the request for them left at ``sampled_ms``."""
        self._heard(sampled_ms)
        if bits != self._agreed:  # nearly always nothing changed and nothing is in doubt
            self._sample({channel: bits[channel - 1] for channel in self._channels}, sampled_ms)
            self._agreed = None if self._in_doubt else bits

    def channel_bit(self, channel: int, bit: bool, sampled_ms: int) -> None:  # noqa: FBT001 - a bit is a bool
        """The feedback of one channel arrived, after its pulse."""
        self._heard(sampled_ms)
        self._sample({channel: bit}, sampled_ms)
        self._agreed = None

    def silent(self, now_ms: int) -> None:
        """It was asked and did not answer; after three times or 2 s its compartments are unknown (F41)."""
        self._misses += 1
        long_ago = self._heard_ms is not None and now_ms - self._heard_ms >= _SILENCE_MS
        if self.dead or self._misses >= _MISSES or long_ago:
            self.lost(now_ms)
            self.due_ms = now_ms + self._retry_ms
            self._retry_ms = min(2 * self._retry_ms, _LAST_RETRY_MS)

    def lost(self, now_ms: int) -> None:
        """It cannot be asked any more, or does not answer: what it last said is not true any more."""
        if self.dead:
            return
        self._health, self.dead = BoardHealth.DEAD, True
        for channel in self._channels.values():
            channel.forget()
        self._agreed, self._in_doubt = None, False
        self._report(BoardReport(self._bus, self.setup.address, BoardHealth.DEAD))
        self._tell(now_ms)

    def revive(self) -> None:
        """The bus is back: ask at once."""
        self.due_ms, self._retry_ms = 0, _FIRST_RETRY_MS

    def _heard(self, now_ms: int) -> None:
        self._heard_ms, self._misses, self._retry_ms = now_ms, 0, _FIRST_RETRY_MS
        if self._health is not BoardHealth.ALIVE:
            self._health, self.dead = BoardHealth.ALIVE, False
            self._report(BoardReport(self._bus, self.setup.address, BoardHealth.ALIVE))

    def _sample(self, bits: dict[int, bool], sampled_ms: int) -> None:
        changed = False
        for channel, bit in bits.items():
            known = self._channels[channel]
            doubted = known.in_doubt
            if known.sample(bit, sampled_ms):
                changed = True
            elif doubted and not known.in_doubt:
                self.counters.flickers += 1
        self._in_doubt = any(channel.in_doubt for channel in self._channels.values())
        if changed:
            self._tell(sampled_ms)

    def _tell(self, now_ms: int) -> None:
        if self.setup.feedback is not DoorSensor.NONE and self._channels:
            wired = self.setup.compartments.items()
            self._report(Readings(tuple(self._reading(compartment, channel, now_ms) for channel, compartment in wired)))

    def _reading(self, compartment: CompartmentId, channel: int, now_ms: int) -> Reading:
        known = self._channels[channel]
        if known.bit is None:
            return Reading(compartment, now_ms)
        return reading(
            compartment,
            bit=known.bit,
            sampled_ms=known.sampled_ms,
            sensor=self.setup.feedback,
            closed_bit=self.setup.closed_bit,
        )
