"""What is said over one open link: boards are asked for feedback, and locks fired between two exchanges."""

from collections.abc import Callable, Sequence
from math import ceil
from typing import NoReturn

from lockerd.boards.frames import Answer, Reply, StatusReply, UnlockReply
from lockerd.boards.profile import UnlockAnswer
from lockerd.bus.board.board import Board
from lockerd.bus.doors import Doors
from lockerd.bus.last_check import LastCheck, Look
from lockerd.bus.line.quality import Quality
from lockerd.bus.line.schedule import Schedule
from lockerd.bus.line.strangers import Strangers
from lockerd.bus.line.wire import Wire
from lockerd.bus.unlocks import Unlocks, WaitingUnlock
from lockerd.clock.pause import Pause

_HEAR_OUT_MS, _HEAR_OUT_STEP_MS = 600, 20
"""The living must not wait a second for the dead (design rule 13)."""
_HEAR_OUT_AGAIN_MS = 10_000
"""Of many dead boards one after the other is heard out: the living are scanned meanwhile."""
_LOOK_MS = 1_000
_QUIET_MS = 200
"""How long the line is silent from an unlock on: while a coil is switched, bits flip (F35)."""


class Session:
    """Polls boards and fires locks; every method raises `LinkGoneError` when the link is lost."""

    def __init__(
        self,
        wire: Wire,
        boards: Sequence[Board],
        *,
        unlocks: Unlocks[Board],
        strangers: Strangers,
        quality: Quality,
        doors: Doors,
        scan_period_ms: int,
        pause: Pause,
        monotonic_ms: Callable[[], int],
        progress: Callable[[], None],
        rests_s: float,
    ) -> None:
        """``pause`` is where it rests, ``rests_s`` how long at most: a watchdog lives by our progress."""
        self._wire = wire
        self._boards = boards
        self._schedule = Schedule(boards)
        self._quality = quality
        self._pause = pause
        self._progress = progress
        self._rests_s = rests_s
        self._unlocks = unlocks
        self._strangers = strangers
        self._last_check = LastCheck(unlocks, doors, look=self._look_at, settle=self._settle, monotonic_ms=monotonic_ms)
        self._scan_period_ms = scan_period_ms
        self._monotonic_ms = monotonic_ms
        self._heard_out_ms = 0
        self._look_ms = 0

    async def run(self) -> NoReturn:
        """Scan and fire until the link is lost."""
        while True:
            now_ms = self._monotonic_ms()
            if now_ms >= self._look_ms:
                self._look(now_ms)
            if waiting := self._unlocks.next(now_ms):
                await self.fire(waiting)
            elif board := self._schedule.next(now_ms):
                await self.poll(board)
            else:
                deadline_ms = self._unlocks.first_deadline_ms()
                due_ms = self._schedule.next_due_ms()
                await self._rest(due_ms if deadline_ms is None else min(due_ms, deadline_ms))

    def _look(self, now_ms: int) -> None:
        """Once a second: is somebody talking while nobody is asked, is it over, and how good is the line."""
        self._look_ms = now_ms + _LOOK_MS
        self._listen(self._boards[0])
        self._strangers.look(now_ms)
        self._quality.look(now_ms)

    async def _rest(self, until_ms: int) -> None:
        await self._pause.rest(min((until_ms - self._monotonic_ms()) / 1000, self._rests_s))
        self._progress()

    async def poll(self, board: Board) -> bool:
        """Ask a board for its feedback; true if it answered and may be used."""
        codec, address = board.setup.codec, board.setup.address
        status: StatusReply | None = None
        if not board.usable:
            self._listen(board)
            board.owed.rested(self._monotonic_ms())
        began_ms = sampled_ms = 0
        for ask in board.questions():
            wants = ask.wants

            def answer(reply: Reply, wants: type[Answer] = wants) -> Answer | None:
                return reply if isinstance(reply, wants) and reply.address == address else None

            sampled_ms = self._wire.send(ask.request, codec)
            began_ms = began_ms or sampled_ms
            board.asked(sampled_ms, began_ms, scan_period_ms=self._scan_period_ms)
            heard: Answer | None = await self._wire.reply(
                codec,
                size_bytes=ask.reply_bytes,
                patience_ms=codec.profile.status_reply_ms,
                counters=board.counters,
                mine=answer,
            )
            self._progress()
            if self._wire.strays:
                self._judge(board)
            if heard is None:
                spoilt = self._wire.spoilt and self._strangers.spared(board)
                board.silent(self._monotonic_ms(), spoilt=spoilt)
                await self._hear_out(board)
                return False
            board.replied(self._wire.took_ms)
            if isinstance(heard, StatusReply):
                status = heard
            elif not board.fits(heard, sampled_ms, self._monotonic_ms()):
                return False
        if not board.usable:
            board.owed.answered(sampled_ms, self._monotonic_ms())
        board.looked(status, sampled_ms)
        return not board.dead

    def _listen(self, board: Board) -> None:
        self._wire.listen(board.setup.codec)
        if self._wire.strays:
            self._judge(board)

    async def fire(self, waiting: WaitingUnlock[Board]) -> None:
        """Read the door, then send the unlock or give the attempt back; an unlock is never sent twice (F36)."""
        if not await self._last_check.passed(waiting):
            return
        sent_ms = self._send(waiting)
        waiting.board.stir(sent_ms)
        waiting.board.counters.unlocks += 1
        codec = waiting.board.setup.codec
        if codec.profile.unlock_answer is not UnlockAnswer.NONE:
            await self._hear_answer(waiting, sent_ms)
        await self._wire.silence(codec, sent_ms + 1 + _QUIET_MS - self._monotonic_ms())
        if self._wire.strays:
            self._judge(waiting.board)
        self._progress()
        # Whatever came back, the door is read before anything else is decided.
        if await self.poll(waiting.board):
            self._unlocks.arrived(waiting, self._monotonic_ms())

    def _send(self, waiting: WaitingUnlock[Board]) -> int:
        setup = waiting.board.setup
        request = setup.codec.unlock_request(setup.address, waiting.channel)
        began_ms = self._wire.send(request, setup.codec)
        # Whether a board's latency lies before or after its pulse is not known: until both are over the coil may be on.
        latency_ms = max(setup.codec.profile.status_reply_ms, setup.codec.profile.unlock_reply_ms)
        off_ms = began_ms + ceil(self._wire.wire_ms(len(request))) + waiting.turn.pulse.length_ms + latency_ms
        waiting.board.pulsing_until_ms = off_ms + self._unlocks.held_ms
        self._strangers.fired(setup.address, waiting.channel, waiting.board.pulsing_until_ms)
        self._unlocks.fired(waiting, began_ms=began_ms, off_ms=off_ms)
        return began_ms

    async def _hear_answer(self, waiting: WaitingUnlock[Board], sent_ms: int) -> None:
        board, setup, profile = waiting.board, waiting.board.setup, waiting.board.setup.codec.profile
        # Sent when the pulse is over: what comes long before is our echo, which looks the same (F38).
        after_pulse = profile.unlock_answer is UnlockAnswer.FEEDBACK
        earliest_ms = sent_ms + (waiting.turn.pulse.length_ms // 2 if after_pulse else 0)

        def answer(reply: Reply) -> UnlockReply | None:
            if isinstance(reply, UnlockReply) and (reply.address, reply.channel) == (setup.address, waiting.channel):
                return reply if self._monotonic_ms() >= earliest_ms else None
            return None

        heard = await self._wire.reply(
            setup.codec,
            size_bytes=profile.unlock_reply_bytes,
            patience_ms=waiting.turn.pulse.length_ms + profile.unlock_reply_ms,
            counters=board.counters,
            mine=answer,
        )
        if heard is None:
            return
        if not heard.ok:
            board.counters.failed_unlocks += 1
            self._unlocks.failed(waiting)
        if profile.unlock_answer is UnlockAnswer.FEEDBACK and heard.bit is not None:
            heard_ms = self._monotonic_ms()
            self._unlocks.off(waiting, heard_ms)
            board.channel_bit(waiting.channel, heard.bit, heard_ms)

    async def _hear_out(self, board: Board) -> None:
        """Keep silent after a dead board was asked: a late answer would meet that of the next board (F37)."""
        now_ms = self._monotonic_ms()
        if now_ms < self._heard_out_ms or not board.dead or not self._wire.mute or self._unlocks.pending:
            return
        if board.owed.to_hear_out(now_ms):
            codec, lates = board.setup.codec, board.counters.late
            while board.counters.late == lates and self._monotonic_ms() < board.asked_ms + _HEAR_OUT_MS:
                await self._wire.silence(codec, _HEAR_OUT_STEP_MS)
                self._judge(board)
                self._progress()
            if board.counters.late == lates:
                self._heard_out_ms = self._monotonic_ms() + _HEAR_OUT_AGAIN_MS

    def _judge(self, board: Board) -> None:
        for strays in self._wire.strays:
            self._strangers.judge(strays, board)
        self._wire.strays.clear()

    async def _look_at(self, waiting: WaitingUnlock[Board]) -> Look:
        board = waiting.board
        heard = await self.poll(board)
        if board.dead:
            return Look.DEAD
        if not heard:
            return Look.SILENT
        return Look.READ if board.usable else Look.DOUBTED

    async def _settle(self, waiting: WaitingUnlock[Board], looked: Look) -> None:
        """Wait for an answer to an earlier question, which would come as long after the last one as they lie apart."""
        board = waiting.board
        if looked is Look.DOUBTED and board.owed.is_open(self._monotonic_ms()):
            await self._wire.silence(board.setup.codec, board.owed.quiet_ms)
            self._judge(board)
