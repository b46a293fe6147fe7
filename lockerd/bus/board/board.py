"""What is known about one board: whether it answers, whether that is believed, when to ask it next."""

import logging
from collections.abc import Callable
from typing import Final, assert_never

from lockerd.boards.codec import Ask
from lockerd.boards.frames import CoilsReply, ModesReply, StatusReply
from lockerd.boards.patience import late_note
from lockerd.bus.board.feedback import Feedback
from lockerd.bus.board.owed import Owed
from lockerd.bus.board.trust import MEANING, Sign, Trust
from lockerd.bus.counters import BoardCounters
from lockerd.bus.doors import Doors
from lockerd.bus.inputs import Source
from lockerd.bus.raw import RawBoard
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
_STIRRED_MS = 10_000
"""So long after it was fired at or said something new, the board of a watched door is asked without a pause."""
_WATCH_MS = 250
"""How often afterwards: a door that stands open, or a question on the screen, may do so for minutes."""
_FADING = 0.9995
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
        """Whether somebody waits for what a door here does next. Read only."""
        self.asked_ms = 0
        """When it was last asked."""
        self.due_ms = 0
        """When to ask it next."""
        self.urgent = False
        """Whether to ask it without a pause: a watched door moves, or somebody waits for what it says. Read only."""
        self.dead = False
        """Whether it stopped answering; it is then asked ever more rarely (design rule 13). Read only."""
        self.pulsing_until_ms = 0
        """Until then a coil of this board may be on because we fired it."""
        self.usable = False
        """Whether a lock may be fired on what it said: it is alone at its address, and in time (F37, F39)."""
        self.owed: Final = Owed()
        """The answers that may still be under way (F37)."""
        self._stirred_until_ms = 0
        self._look = setup.codec.look(setup.address)
        self._checks = setup.codec.checks(setup.address)
        self._bus = bus
        self._report = report
        self._heard_ms: int | None = None
        self._misses = self._missed_ms = 0
        self._jolted_ms: int | None = None
        self._restarted_ms: int | None = None
        self._trust = Trust()
        self._retries = BackOff(_FIRST_RETRY_MS, _LAST_RETRY_MS)
        self._wake = wake
        self.source: Final = Source(self._wanted)
        self._feedback = Feedback(setup, self.source, doors, self.counters, self._restarted)
        self.concerns: Final = setup.concerns
        """The compartments whose locks or sensors hang here."""
        self._doors = doors
        for compartment in setup.compartments.values():
            doors.carry(compartment, self.source)

    def watch(self, now_ms: int, *, on: bool) -> None:
        """Ask it more often from now on, and at first without a pause; or as all others again."""
        if on and not self.watched:
            self.stir(now_ms)
        self.watched = on
        self._weigh()

    def stir(self, now_ms: int) -> None:
        """A door here was fired, or moves."""
        self._stirred_until_ms = now_ms + _STIRRED_MS
        self._weigh()

    def _weigh(self) -> None:
        """Something changed that makes it urgent, or no more."""
        moves = self.watched and self.asked_ms < self._stirred_until_ms
        self.urgent = self.source.alive and (moves or self._feedback.in_doubt or self.source.wanted)

    def _wanted(self) -> None:
        self._weigh()
        self._wake()

    def asked(self, sampled_ms: int, began_ms: int, *, scan_period_ms: int) -> None:
        """A question of a look that began at ``began_ms`` left at ``sampled_ms``."""
        self.asked_ms = sampled_ms
        self.due_ms = began_ms + (min(_WATCH_MS, scan_period_ms) if self.watched else scan_period_ms)

    def raw(self) -> RawBoard:
        """All inputs as they stand, those that no compartment uses included."""
        setup, profile = self.setup, self.setup.codec.profile
        channels = () if setup.pulse is None else tuple(range(1, profile.channels + 1))
        return RawBoard(
            bus=self._bus,
            address=setup.address,
            name=profile.name,
            alive=self.source.alive,
            channels=channels,
            compartments=tuple(map(setup.compartments.get, channels)),
            doors=self._feedback.contacts,
            items=self._feedback.items,
            reply_ms=self.counters.reply_ms,
            patience_ms=self.counters.patience_ms,
        )

    @property
    def late_note(self) -> str:
        """What to tell a technician while it is late (F37)."""
        return late_note(self.setup.address, took_ms=self.owed.late_ms, given_ms=self.counters.patience_ms)

    def questions(self) -> tuple[Ask, ...]:
        """What to ask for one look; of a board that comes to life first whether it can be used."""
        return self._look if self.source.alive else (*self._checks, *self._look)

    def fits(self, answer: CoilsReply | ModesReply, asked_ms: int, now_ms: int) -> bool:
        """Whether it may be used, as far as this tells; if not, it is asked again ever more rarely."""
        reason = _why_unfit(answer, pulsing=asked_ms < self.pulsing_until_ms)
        if reason is None:
            return True
        if self.counters.unfit != reason:
            _LOG.error("board %d on bus %s is not used: %s", self.setup.address, self._bus, reason)
        self.counters.unfit = reason
        self.lost(now_ms)
        self._retry_later(now_ms)
        return False

    def replied(self, took_ms: float) -> None:
        """It answered a question after a silence of ``took_ms``."""
        self.counters.reply_ms = max(took_ms, self.counters.reply_ms * _FADING)

    def looked(self, status: StatusReply | None, sampled_ms: int) -> None:
        """A look is complete; the request for its feedback, if the board has any, left at ``sampled_ms``."""
        if not self.usable and not self._trusted(sampled_ms):
            return
        before_ms, self.counters.unfit = self._heard_ms, ""
        self._heard(sampled_ms)
        if self._feedback.looked(status, sampled_ms, before_ms):
            self.stir(sampled_ms)
        elif self.urgent:
            self._weigh()

    def channel_bit(self, channel: int, bit: bool, sampled_ms: int) -> None:  # noqa: FBT001 - a bit is a bool
        """The feedback of one channel arrived, after its pulse."""
        self._heard(sampled_ms)
        self._feedback.channel_bit(channel, bit, sampled_ms)
        self._weigh()

    def silent(self, now_ms: int, *, spoilt: bool = False) -> None:
        """It was asked and did not answer; after three times or 2 s its compartments are unknown (F41).

        ``spoilt``: something came on a line on which others are understood.
        """
        self._missed_ms = self._missed_ms if self._misses else now_ms
        self._misses += 1
        self.usable = False
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
        self._feedback.contest()
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
        self.dead, self.usable, self.source.alive, self.urgent = True, False, False, False
        self._report(report)
        if not was_dead:
            self._feedback.lost(now_ms)

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
        self.usable = self._trust.usable and not owed
        jolted_ms, self._jolted_ms = self._jolted_ms, None
        if self._misses and jolted_ms is not None and jolted_ms >= self._missed_ms - _JOLT_MS:
            self._restarted(now_ms)
        return True

    def _restarted(self, now_ms: int) -> None:
        if self._restarted_ms is None or now_ms - self._restarted_ms >= _SILENCE_MS:
            _LOG.warning("board %d on bus %s has restarted", self.setup.address, self._bus)
            self._report(BoardReport(self._bus, self.setup.address, BoardHealth.RESTARTED))
        self._restarted_ms = now_ms
        self._feedback.unknown(now_ms)

    def _heard(self, now_ms: int) -> None:
        self._heard_ms = now_ms
        if self._misses:
            self._misses = 0
            self._retries.reset()
        if not self.source.alive:
            self._retries.reset()
            self.dead = False
            self._report(BoardReport(self._bus, self.setup.address, BoardHealth.ALIVE))
            self._doors.reached(self.source, now_ms)
            self._weigh()

    def _retry_later(self, now_ms: int) -> None:
        self.due_ms = now_ms + self._retries.next_ms()


def _why_unfit(answer: CoilsReply | ModesReply, *, pulsing: bool) -> str | None:
    """What says that its channels fire, or could, without us; ``pulsing``: a coil may be on because we fired it."""
    match answer:
        case ModesReply():
            loose = [str(channel) for channel, mode in enumerate(answer.modes, 1) if mode]
            if loose:
                return f"inputs can switch its channels {', '.join(loose)}; set their control mode to 0 (normal)"
        case CoilsReply():
            if any(answer.on) and not pulsing:
                on = [str(channel) for channel, is_on in enumerate(answer.on, 1) if is_on]
                return f"its channels {', '.join(on)} are on and lockerd did not fire them; find out who did"
        case _:
            assert_never(answer)
    return None
