"""What was heard on a bus without having been asked for, and when that is an alarm (F37, F38, F39, F42)."""

import logging
from collections import deque
from collections.abc import Callable, Mapping
from typing import Final

from lockerd.boards.frames import CoilsReply, ModesReply, Reply, Request, StatusReply, UnlockReply
from lockerd.bus.board.board import Board
from lockerd.bus.board.trust import Sign
from lockerd.bus.line.foreign import foreign, requests_in
from lockerd.bus.line.strays import Strays
from lockerd.domain.model.reports import BusReport, BusTrouble

_LOG: Final = logging.getLogger(__name__)
_NOISE_BYTES, _NOISE_TIMES, _MUCH_NOISE_BYTES = 16, 4, 64
"""Boards that tell every move of a switch unasked spoil an answer or two, and their own words, while doors move."""
_NOISE_WITHIN_MS: Final = 1_000
_QUIET_MS: Final = {BusTrouble.BABBLE: 3_000, BusTrouble.FOREIGN_QUESTION: 10_000, BusTrouble.FOREIGN_ORDER: 10_000}
"""How long nothing of the kind must be heard until locks are fired again."""
_AGAIN_MS: Final = 60_000
"""A stranger who goes on is reported again so often: meanwhile a technician may have ended the halt."""
_LATE_ANSWER_MS: Final = 5_000
"""For how long after its pulse an unlock of ours may still be answered, or be answered twice (F37)."""
_JOLT_BYTES, _JOLT = 3, frozenset(b"\x00\xff")
"""What is read when a transmitter takes or leaves the line."""
_ALONE_MS: Final = 3_000
_NOTES: Final = {
    BusTrouble.BABBLE: "bytes arrive that nobody was asked for; look for a babbling board, missing bias, a loose wire",
    BusTrouble.FOREIGN_QUESTION: "somebody else asks the boards on this line; find the other program or device",
    BusTrouble.FOREIGN_ORDER: "SOMEBODY ELSE FIRES LOCKS on this line; look at the cable and inside the cabinet",
}


class Strangers:
    """Judges `Strays`: noise, other masters, second boards. It is asked only when there is something to judge.

    ``on_disturbed`` is called when nothing may be fired any more (see `disturbed`), ``on_quiet`` when it may again;
    ``on_pulse`` when somebody else has fired a coil, with the time at which it is off again.
    """

    def __init__(
        self,
        bus: str,
        boards: Mapping[int, Board],
        *,
        monotonic_ms: Callable[[], int],
        report: Callable[[BusReport], None],
        on_disturbed: Callable[[], None],
        on_quiet: Callable[[], None],
        on_pulse: Callable[[int], None],
    ) -> None:
        self._bus = bus
        self._boards = boards
        self._doors = tuple(sorted(door for board in boards.values() for door in board.setup.compartments.values()))
        self._monotonic_ms = monotonic_ms
        self._report = report
        self._on_disturbed = on_disturbed
        self._on_quiet = on_quiet
        self._on_pulse = on_pulse
        self._noise: deque[tuple[int, int]] = deque()
        self._last_ms: dict[BusTrouble, int] = {}
        """When each trouble that is not over was heard last."""
        self._told_ms: dict[BusReport, int] = {}
        self._ours_until_ms: dict[tuple[int, int], int] = {}
        self._former_until_ms = monotonic_ms() + _LATE_ANSWER_MS
        """Until then a lock may have been fired by the life before this one (F10)."""
        self._usual: dict[int, int] = {}
        """By address: the garbage beside the last reply that had some."""
        self._stray_ms = -_ALONE_MS

    @property
    def disturbed(self) -> bool:
        """Whether others talk on the line, or did a moment ago: what is sent may arrive as something else."""
        return bool(self._last_ms)

    @property
    def notes(self) -> tuple[str, ...]:
        """What is going on, in words for a technician."""
        return tuple(f"{_NOTES[trouble]}; nothing is fired here until it is quiet" for trouble in self._last_ms)

    def fired(self, address: int, channel: int, off_ms: int) -> None:
        """We fire this lock ourselves: answers about it are ours for a while."""
        self._ours_until_ms[address, channel] = off_ms + _LATE_ANSWER_MS

    def spared(self, board: Board) -> bool:
        """Whether nobody whom we know can have spoilt an answer of this board."""
        now_ms = self._monotonic_ms()
        others = (other for other in self._boards.values() if other is not board)
        return not self.disturbed and not any(other.owed.is_open(now_ms) for other in others)

    def judge(self, strays: Strays, board: Board) -> None:
        """Take one handful; ``board`` is the one that was asked, or any of the line where nobody was."""
        now_ms = self._monotonic_ms()
        in_vain = board if strays.answered is False else None
        for request in requests_in(board.setup.codec, strays.garbage):
            self._hear(request, now_ms)
        for frame in strays.frames:
            self._frame(frame, now_ms, in_vain)
        if strays.garbage_bytes:
            self._count_noise(self._excess_bytes(strays, board.setup.address), now_ms)
            self._jolt(strays, now_ms)

    def look(self, now_ms: int) -> None:
        """Time has passed."""
        for trouble, last_ms in tuple(self._last_ms.items()):
            if now_ms - last_ms >= _QUIET_MS[trouble]:
                del self._last_ms[trouble]
                self._told_ms = {each: told for each, told in self._told_ms.items() if each.trouble is not trouble}
                if not self._last_ms:
                    _LOG.info("bus %s: it is quiet again", self._bus)
                    self._report(BusReport(self._bus, BusTrouble.QUIET))
                    self._on_quiet()

    def _frame(self, frame: Reply, now_ms: int, in_vain: Board | None) -> None:
        match frame:
            case StatusReply() | CoilsReply() | ModesReply():
                self._surplus(frame.address, now_ms, in_vain)
            case UnlockReply() if now_ms <= self._ours_until_ms.get(
                (frame.address, frame.channel), self._former_until_ms
            ):
                pass
            case _:
                self._hear(frame, now_ms)

    def _surplus(self, address: int, now_ms: int, in_vain: Board | None) -> None:
        """A sound answer to a question of ours, but not the one that was waited for: late, or somebody else's."""
        board = self._boards.get(address)
        if self.disturbed or (board is not None and board.owes(now_ms)):
            return  # where others ask, boards answer them too
        if in_vain is not None and in_vain.setup.address != address:
            in_vain.contested(Sign.WRONG_ADDRESS, now_ms)
        elif board is not None:
            board.contested(Sign.TWO_ANSWERS, now_ms)

    def _hear(self, frame: Reply | Request, now_ms: int) -> None:
        what = foreign(frame)
        if what is None:
            return
        boards = [board for address, board in self._boards.items() if what.address in {None, address}]
        pulses = [board.setup.pulse.length_ms for board in boards if board.setup.pulse is not None]
        if pulses and what.trouble is BusTrouble.FOREIGN_ORDER:
            self._on_pulse(now_ms + max(pulses))
        whose = (
            compartment
            for board in boards
            for channel, compartment in board.setup.compartments.items()
            if not what.channels or channel in what.channels
        )
        meant = tuple(sorted(whose))
        report = BusReport(self._bus, what.trouble, what.said, what.target, meant=meant, doors=self._doors)
        self._alarm(report, now_ms)

    def _excess_bytes(self, strays: Strays, address: int) -> int:
        """How many bytes nothing explains. A board that puts the same number before every reply is a known evil."""
        count = strays.garbage_bytes
        if strays.answered:
            usual, self._usual[address] = self._usual.get(address, 0), count
            if count == usual:
                return 0
        return max(0, count - strays.explained_bytes)

    def _jolt(self, strays: Strays, now_ms: int) -> None:
        quiet = (strays.calm or strays.answered is False) and now_ms - self._stray_ms >= _ALONE_MS
        alone = quiet and strays.garbage_bytes <= _JOLT_BYTES and _JOLT.issuperset(strays.garbage)
        self._stray_ms = now_ms
        for board in self._boards.values():
            board.jolted(now_ms if alone else None)

    def _count_noise(self, excess_bytes: int, now_ms: int) -> None:
        if not excess_bytes:
            return
        self._noise.append((now_ms, excess_bytes))
        while now_ms - self._noise[0][0] > _NOISE_WITHIN_MS:
            self._noise.popleft()
        total = sum(count for _, count in self._noise)
        again_and_again = total >= _NOISE_BYTES and len(self._noise) >= _NOISE_TIMES
        if BusTrouble.BABBLE in self._last_ms or again_and_again or total >= _MUCH_NOISE_BYTES:
            self._alarm(BusReport(self._bus, BusTrouble.BABBLE, doors=self._doors), now_ms)

    def _alarm(self, report: BusReport, now_ms: int) -> None:
        trouble = report.trouble
        began = not self._last_ms
        self._last_ms[trouble] = now_ms
        told_ms = self._told_ms.get(report)
        if told_ms is None or (trouble is not BusTrouble.BABBLE and now_ms - told_ms >= _AGAIN_MS):
            self._told_ms[report] = now_ms
            what = f" ({report.said} {report.target})" if report.said else ""
            _LOG.error("bus %s: %s%s", self._bus, _NOTES[trouble], what)
            self._report(report)
        if began:
            self._on_disturbed()
