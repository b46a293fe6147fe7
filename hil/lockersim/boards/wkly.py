"""WKLY board, device side: frames that begin with the letters WKLY and are closed by the exclusive or of all before.

Sources: junerver's Android LockDemo, which alone has the layouts of replies and the commands from 86 on, and a driver
for ESP32 that agrees on the rest. No source gives the speed: 9600 8N1. ``57 4B 4C 59 LEN ADDR CMD DATA XOR``, LEN is
the length of the whole frame; boards 0..31, channels from 1, or from 0 (programs differ: ``index_base``).
A board speaks unasked (85) whenever a switch moves. A lock's state is 00 open, 01 closed.
"""

from functools import reduce
from operator import xor
from typing import Any, ClassVar

from lockersim.boards.base import Board, Speed
from lockersim.boards.replies import Reply
from lockersim.boards.seals import xored
from lockersim.world.world import World

START = b"WKLY"
LENGTH_AT, HEAD_BYTES = 4, 7
LENGTHS = range(HEAD_BYTES + 1, HEAD_BYTES + 1 + 1 + 24 + 1)
OPEN, QUERY, QUERY_ALL, MOVED, OPEN_ALL = 0x82, 0x83, 0x84, 0x85, 0x86
OPEN_TOGETHER, OPEN_IN_TURN, HOLD_ON, HOLD_OFF = 0x80, 0x87, 0x88, 0x89
OK, ERROR = 0x00, 0xFF
EVENT_MS = 20.0
"""How long after a switch moved the board speaks of it. No source gives it."""


class WklyBoard(Board):
    """A WKLY board with 24 channels: answers an unlock after the pulse with the lock's state."""

    family: ClassVar[str] = "wkly"
    models: ClassVar[dict[str, int]] = {"24": 24}
    addresses: ClassVar[range] = range(32)
    usual_speed_baud: ClassVar[Speed] = 9600
    options: ClassVar[frozenset[str]] = frozenset({"index_base"})
    default_latency_ms: ClassVar[float] = 20.0
    default_pulse_ms: ClassVar[float] = 500.0

    def __init__(self, world: World, *, index_base: int = 1, **settings: Any) -> None:
        super().__init__(world, **settings)
        self._shift = 1 - index_base

    def _measure(self, buffer: bytearray) -> int | None:
        begun = bytes(buffer[:LENGTH_AT])
        if begun != START[: len(begun)]:
            return 0
        if len(buffer) <= LENGTH_AT:
            return None
        size = buffer[LENGTH_AT]
        if size not in LENGTHS:
            return 0
        if len(buffer) < size:
            return None
        return size if reduce(xor, buffer[:size]) == 0 else 0

    def _obey(self, frame: bytes, at_ms: float) -> None:
        address, command, data = frame[5], frame[6], frame[7:-1]
        if address != self.address:
            return
        if command in {OPEN, QUERY, HOLD_ON, HOLD_OFF} and len(data) == 1:
            self._one(command, data[0], at_ms=at_ms)
        elif command == QUERY_ALL and not data:
            states = [self._bit(n) for n in self._numbers()]
            self._reply(QUERY_ALL, OK, len(states), *states, kind=Reply.STATUS, at_ms=at_ms)
        elif command == OPEN_ALL and not data:
            end_ms = self._open_all(at_ms=at_ms)
            self._after(end_ms, lambda: self._reply(OPEN_ALL, OK, kind=Reply.UNLOCK, at_ms=end_ms))
        elif command in {OPEN_TOGETHER, OPEN_IN_TURN} and data and data[0] == len(data) - 1:
            self._several(command, data[1:], at_ms=at_ms)

    def _one(self, command: int, named: int, *, at_ms: float) -> None:
        channel = named + self._shift
        kind = Reply.STATUS if command == QUERY else Reply.UNLOCK
        if channel not in self._numbers():
            self._reply(command, ERROR, named, ERROR, kind=kind, at_ms=at_ms)
            return
        told_ms = at_ms
        if command == OPEN:
            told_ms = self._pulse(channel, at_ms=at_ms)
        elif command == HOLD_ON:
            self._coils.hold(self._channel(channel))
        elif command == HOLD_OFF:
            self._coils.off(self._channel(channel))
        self._after(told_ms, lambda: self._reply(command, OK, named, self._bit(channel), kind=kind, at_ms=told_ms))

    def _several(self, command: int, named: bytes, *, at_ms: float) -> None:
        channels = [name + self._shift for name in named]
        if not set(channels) <= set(self._numbers()):
            self._reply(command, ERROR, kind=Reply.UNLOCK, at_ms=at_ms)
            return
        if len(channels) > 1:
            self._note_open_all()
        if command == OPEN_IN_TURN:
            self._in_turn(channels, at_ms=at_ms)
        else:
            for channel in channels:
                self._pulse(channel, at_ms=at_ms)
        self._reply(command, OK, kind=Reply.UNLOCK, at_ms=at_ms)

    def _on_edge(self, number: int) -> None:
        due_ms = self._world.clock.now_ms() + EVENT_MS
        self._reply(MOVED, number - self._shift, self._bit(number), kind=Reply.NOTHING, at_ms=due_ms)

    def _reply(self, command: int, *data: int, kind: Reply, at_ms: float) -> None:
        size = HEAD_BYTES + len(data) + 1
        frame = xored(START + bytes([size, self.calls_itself, command, *data]))
        due_ms = at_ms if kind is Reply.NOTHING else at_ms + self.latency_ms
        self._answer(frame, kind, at_ms=due_ms)
