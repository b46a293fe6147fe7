"""What is known about one board: what its feedback says, whether it answers, when to ask it next."""

import logging
from collections.abc import Callable, Iterator, Mapping
from itertools import chain
from typing import Final

from lockerd.boards.codec import Ask
from lockerd.boards.frames import StatusReply
from lockerd.boards.patience import late_note
from lockerd.bus.board.owed import Owed
from lockerd.bus.board.restart import Blank
from lockerd.bus.board.spare import spare
from lockerd.bus.board.trust import MEANING, Sign, Trust
from lockerd.bus.counters import BoardCounters
from lockerd.bus.debounce import Debounced
from lockerd.bus.doors import Doors, Hung, Source
from lockerd.bus.raw import RawBoard, inputs
from lockerd.bus.reopening import BackOff
from lockerd.bus.setup import BoardSetup
from lockerd.domain.model.reports import BoardHealth, BoardReport, Report

_LOG: Final = logging.getLogger(__name__)
_MISSES = 3
_SILENCE_MS = 2_000
_FIRST_RETRY_MS = 250
_LAST_RETRY_MS = 10_000
_LONGEST_REST_MS = 1_000
"""Doors are not left unwatched for longer to learn whether an answer is owed; questions soon lie closer together."""
_JOLT_MS = 1_000
"""How long before its silence the stray byte of a board that starts may have come (F40)."""


class Board:
    """Turns samples and silences into reports. Pure but for the reports it hands on."""

    def __init__(
        self,
        bus: str,
        setup: BoardSetup,
        report: Callable[[Report], None],
        doors: Doors,
        wake: Callable[[], None] = lambda: None,
    ) -> None:
        """``wake`` is called when it is to be asked without a pause."""
        self.setup = setup
        self.counters = BoardCounters(patience_ms=setup.codec.profile.status_reply_ms)
        self.watched = False
        self.asked_ms = 0
        """When it was last asked."""
        self.due_ms = 0
        """When to ask it next."""
        self.dead = False
        """Whether it stopped answering; it is then asked ever more rarely (design rule 13). Read only."""
        self.pulsing_until_ms = 0
        """Until then a coil of this board may be on because we fired it."""
        self.owed: Final = Owed()
        """The answers that may still be under way (F37)."""
        self._look = setup.codec.look(setup.address)
        self._checks = setup.codec.checks(setup.address)
        self._bus = bus
        self._report = report
        self._health: BoardHealth | None = None
        self._heard_ms: int | None = None
        self._misses = self._missed_ms = 0
        self._unsure = True
        self._jolted_ms: int | None = None
        self._restarted_ms: int | None = None
        self._trust = Trust()
        self._blank = Blank()
        self._in_doubt = False
        self._agreed: StatusReply | None = None
        self._retries = BackOff(_FIRST_RETRY_MS, _LAST_RETRY_MS)
        self._channels = {channel: Debounced() for channel in setup.feedbacks}
        self._items = {channel: Debounced() for channel in setup.items}
        self._spare = spare(setup)
        self.source: Final = Source(wake)
        self.concerns: Final = setup.concerns
        """The compartments whose locks or sensors hang here."""
        self._doors = doors
        for compartment in setup.compartments.values():
            doors.carry(compartment, self.source)
        for known, hung in ((self._channels, setup.feedbacks), (self._items, setup.items)):
            for channel, at in hung.items():
                doors.hang(at.compartment, at.sensor, Hung(known[channel], at.true_bit, self.source))

    @property
    def urgent(self) -> bool:
        """Whether to ask it again without a pause: a door is watched, or somebody waits for what it says."""
        return self._health is BoardHealth.ALIVE and (self.watched or self._in_doubt or self.source.wanted)

    @property
    def usable(self) -> bool:
        """Whether a lock may be fired on what it said: it is alone at its address, and in time (F37, F39)."""
        return not self._unsure

    def raw(self) -> RawBoard:
        """All inputs as they stand, those that no compartment uses included."""
        setup, profile = self.setup, self.setup.codec.profile
        channels = () if setup.pulse is None else tuple(range(1, profile.channels + 1))
        return RawBoard(
            bus=self._bus,
            address=setup.address,
            name=profile.name,
            alive=self._health is BoardHealth.ALIVE,
            channels=channels,
            compartments=tuple(map(setup.compartments.get, channels)),
            doors=inputs(self._spare.doors | self._channels, setup.feedbacks),
            items=inputs(self._spare.items | self._items, setup.items),
            reply_ms=self.counters.reply_ms,
            patience_ms=self.counters.patience_ms,
        )

    @property
    def late_note(self) -> str:
        """What to tell a technician while it is late (F37)."""
        return late_note(self.setup.address, took_ms=self.owed.late_ms, given_ms=self.counters.patience_ms)

    def questions(self) -> tuple[Ask, ...]:
        """What to ask for one look; of a board that comes to life first whether it can be used."""
        return self._look if self._health is BoardHealth.ALIVE else (*self._checks, *self._look)

    def refuse(self, reason: str, now_ms: int) -> None:
        """It answers and must not be used; it is asked again ever more rarely."""
        if self.counters.unfit != reason:
            _LOG.error("board %d on bus %s is not used: %s", self.setup.address, self._bus, reason)
        self.counters.unfit = reason
        self.lost(now_ms)
        self._retry_later(now_ms)

    def looked(self, status: StatusReply | None, sampled_ms: int) -> None:
        """A look is complete; the request for its feedback, if the board has any, left at ``sampled_ms``."""
        if self._unsure and not self._trusted(sampled_ms):
            return
        before_ms, self.counters.unfit = self._heard_ms, ""
        self._heard(sampled_ms)
        if status == self._agreed:  # nearly always: nothing changed and nothing is in doubt
            self.source.agreed_ms = sampled_ms
        elif status:
            doors = {channel: status.bits[channel - 1] for channel in self._channels}
            if self._blank.hides(doors.values(), sampled_ms) or self._went_blank(doors, sampled_ms, before_ms):
                return
            if self._blank.over():
                self._restarted(sampled_ms)
            items = {channel: status.items[channel - 1] for channel in self._items}
            self._sample(doors, items, sampled_ms)
            self._spare.sample(status, sampled_ms)
            restless = self._in_doubt or self._spare.in_doubt or any(known.flapping for known in self._every())
            self._agreed = None if restless else status
        self._doors.looked(self.source, sampled_ms)

    def channel_bit(self, channel: int, bit: bool, sampled_ms: int) -> None:  # noqa: FBT001 - a bit is a bool
        """The feedback of one channel arrived, after its pulse."""
        self._heard(sampled_ms)
        if channel in self._channels:
            self._sample({channel: bit}, {}, sampled_ms)
        self._agreed = None

    def silent(self, now_ms: int, *, spoilt: bool = False) -> None:
        """It was asked and did not answer; after three times or 2 s its compartments are unknown (F41).

        ``spoilt``: something came on a line on which others are understood.
        """
        self._missed_ms = self._missed_ms if self._misses else now_ms
        self._misses += 1
        self._unsure = True
        self.counters.failures += not self.dead
        if not spoilt:
            self.owed.missed(self.asked_ms)
        if self._trust.missed(spoilt=spoilt):
            self._not_alone(now_ms)
        long_ago = self._heard_ms is not None and now_ms - self._heard_ms >= _SILENCE_MS
        if self.dead or self._misses >= _MISSES or long_ago:
            self.lost(now_ms)
            self._retry_later(now_ms)

    def lost(self, now_ms: int) -> None:
        """It cannot be asked any more, or does not answer: what it last said is not true any more."""
        if not self.dead:
            self._give_up(BoardReport(self._bus, self.setup.address, BoardHealth.DEAD), now_ms)

    def owes(self, now_ms: int) -> bool:
        """Whether an answer of this board that nobody waits for may be a late one (F37); each silence excuses one."""
        if not self.owed.surplus(now_ms):
            return False
        self._trust.doubted()
        self.counters.late += 1
        if self.owed.begins_late(now_ms):
            self._report(BoardReport(self._bus, self.setup.address, BoardHealth.LATE, reply_ms=self.owed.late_ms))
        return True

    def contested(self, sign: Sign, now_ms: int) -> None:
        """There is a sign that somebody else answers at its address (F39)."""
        self._blank.contest()
        if self._trust.seen(sign, now_ms):
            self._not_alone(now_ms)
            self._retry_later(now_ms)

    def jolted(self, now_ms: int | None) -> None:
        """A stray byte after a long time without, as a board makes that starts (F40); None: there are more of them."""
        self._jolted_ms = now_ms

    def revive(self) -> None:
        """The bus is back: ask at once."""
        self.due_ms = 0
        self._retries.reset()

    def _give_up(self, report: BoardReport, now_ms: int) -> None:
        was_dead = self.dead
        self._health, self.dead, self._unsure, self.source.alive = report.health, True, True, False
        self._report(report)
        if not was_dead:
            self._forget(now_ms)
            self._doors.changed(self.source, now_ms)

    def _not_alone(self, now_ms: int) -> None:
        assert self._trust.sign is not None
        self.counters.unfit = MEANING[self._trust.sign]
        _LOG.error("board %d on bus %s is not used: %s", self.setup.address, self._bus, self.counters.unfit)
        report = BoardReport(self._bus, self.setup.address, BoardHealth.CONFLICT, self._trust.sign)
        self._give_up(report, now_ms)

    def _trusted(self, now_ms: int) -> bool:
        """It answered for the first time, or after silence, or at a contested address: is that believed?"""
        owed = self.owed.is_open(now_ms)
        if owed and self.owed.quiet_ms <= _LONGEST_REST_MS:
            self.due_ms = max(self.due_ms, self.owed.rested_ms)
        if not self._trust.answered():
            self._retries.reset()
            self.due_ms = max(self.due_ms, now_ms + _FIRST_RETRY_MS)
            return False
        self._unsure = owed or not self._trust.usable
        jolted_ms, self._jolted_ms = self._jolted_ms, None
        if self._misses and jolted_ms is not None and jolted_ms >= self._missed_ms - _JOLT_MS:
            self._restarted(now_ms)
        return True

    def _went_blank(self, doors: Mapping[int, bool | None], sampled_ms: int, before_ms: int | None) -> bool:
        blank = self._blank.begins(self._bits(), doors.values(), sampled_ms=sampled_ms, since_ms=before_ms)
        if blank:
            self._unknown(sampled_ms)
        return blank

    def _restarted(self, now_ms: int) -> None:
        if self._restarted_ms is None or now_ms - self._restarted_ms >= _SILENCE_MS:
            _LOG.warning("board %d on bus %s has restarted", self.setup.address, self._bus)
            self._report(BoardReport(self._bus, self.setup.address, BoardHealth.RESTARTED))
        self._restarted_ms = now_ms
        self._unknown(now_ms)

    def _unknown(self, now_ms: int) -> None:
        if any(known.bit is not None for known in self._every()):
            self._forget(now_ms)
            self._doors.changed(self.source, now_ms)

    def _bits(self) -> Iterator[bool | None]:
        return (known.bit for known in self._channels.values())

    def _forget(self, now_ms: int) -> None:
        self._blank.forget(self._bits())
        for known in self._every():
            known.forget(now_ms)
        self._spare.forget(now_ms)
        self._agreed, self._in_doubt = None, False

    def _heard(self, now_ms: int) -> None:
        self._heard_ms, self._misses = now_ms, 0
        self._retries.reset()
        if self._health is not BoardHealth.ALIVE:
            self._health, self.dead = BoardHealth.ALIVE, False
            self._report(BoardReport(self._bus, self.setup.address, BoardHealth.ALIVE))
            self._doors.reached(self.source, now_ms)

    def _retry_later(self, now_ms: int) -> None:
        self.due_ms = now_ms + self._retries.next_ms()

    def _every(self) -> Iterator[Debounced]:
        return chain(self._channels.values(), self._items.values())

    def _sample(self, doors: Mapping[int, bool | None], items: Mapping[int, bool], sampled_ms: int) -> None:
        changed = False
        for known, bit in chain(
            ((self._channels[channel], bit) for channel, bit in doors.items()),
            ((self._items[channel], bit) for channel, bit in items.items()),
        ):
            doubted = known.in_doubt
            if known.sample(bit, sampled_ms):
                changed = True
            elif doubted and not known.in_doubt:
                self.counters.flickers += 1
        self._in_doubt = any(known.in_doubt for known in self._every())
        if changed:
            self._doors.changed(self.source, sampled_ms)
