"""Winnsen board, device side: frames between 90 and 03 that carry their length and no checksum.

Source: Winnsen "Lock Control Board Serial Command Document V202104", as the public programs of LocQar and ZimPudo use
it. 9600 8N1; stations by switch, locks from 1. ``90 LEN FC ... 03``, LEN is the length of the whole frame.
In every status 1 is open, so the bit of a closed switch is 0 unless it is wired the other way round; a poll names by a
mask the locks it asks for.
A lock that was fired is not fired again for 15 seconds (seen in the field); the answer then is "failed".
"""

import math
from typing import Any, ClassVar

from lockersim.boards.base import Board, Speed
from lockersim.boards.replies import Reply
from lockersim.world.world import World

HEADER, TAIL = 0x90, 0x03
OPEN, STATUS, STATUS_OF_ONE = 0x05, 0x02, 0x12
LENGTHS = {OPEN: 6, STATUS: 7, STATUS_OF_ONE: 6}
ANSWER = 0x80
FUNCTION_AT = 2
COOLDOWN_MS = 15_000.0


class WinnsenBoard(Board):
    """A Winnsen board with 16 locks: answers an unlock after the pulse with what the switch says."""

    family: ClassVar[str] = "winnsen"
    models: ClassVar[dict[str, int]] = {"16": 16}
    addresses: ClassVar[range] = range(32)
    usual_speed_baud: ClassVar[Speed] = 9600
    default_latency_ms: ClassVar[float] = 20.0
    default_pulse_ms: ClassVar[float] = 500.0

    def __init__(self, world: World, **settings: Any) -> None:
        super().__init__(world, **settings)
        self._fired_ms: dict[int, float] = {}

    def _measure(self, buffer: bytearray) -> int | None:
        if buffer[0] != HEADER:
            return 0
        if len(buffer) <= FUNCTION_AT:
            return None
        size = buffer[1]
        if LENGTHS.get(buffer[FUNCTION_AT]) != size:
            return 0
        if len(buffer) < size:
            return None
        return size if buffer[size - 1] == TAIL else 0

    def _obey(self, frame: bytes, at_ms: float) -> None:
        function, station, *arguments = frame[FUNCTION_AT:-1]
        if station != self.address:
            return
        if function == STATUS:
            asked = int.from_bytes(arguments, "little")
            open_bits = int.from_bytes(self._packed(self._bit, size_bytes=2), "little") & asked
            self._reply(STATUS, *open_bits.to_bytes(2, "little"), at_ms=at_ms)
            return
        (lock,) = arguments
        if lock not in self._numbers():
            return
        if function == STATUS_OF_ONE:
            self._reply(STATUS_OF_ONE, lock, self._bit(lock), at_ms=at_ms)
        elif at_ms - self._fired_ms.get(lock, -math.inf) < COOLDOWN_MS:
            self._reply(OPEN, lock, 0, at_ms=at_ms)
        else:
            self._fired_ms[lock] = at_ms
            end_ms = self._pulse(lock, at_ms=at_ms)
            self._after(end_ms, lambda: self._reply(OPEN, lock, self._bit(lock), at_ms=end_ms))

    def _reply(self, function: int, *data: int, at_ms: float) -> None:
        size = FUNCTION_AT + len(data) + 3
        frame = bytes([HEADER, size, function | ANSWER, self.calls_itself, *data, TAIL])
        kind = Reply.UNLOCK if function == OPEN else Reply.STATUS
        self._answer(frame, kind, at_ms=at_ms + self.latency_ms)
