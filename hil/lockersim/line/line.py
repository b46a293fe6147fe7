"""One RS-485 line: a pty for the host, boards that share the wire, and everything that can go wrong between them."""

import random
from collections.abc import Callable
from dataclasses import dataclass

from lockersim.boards import Board
from lockersim.line.frames import HOST, FrameLog
from lockersim.line.port import Port
from lockersim.line.stranger import STRANGER, Stranger
from lockersim.line.uart import heard
from lockersim.line.wire import BITS_PER_BYTE, Burst, Wire
from lockersim.world.clock import Clock, Timer

GRAIN_MS = 2.0
"""How long an adapter may collect bytes: it speaks with the host once a millisecond (USB, full speed)."""
BREAK = b"\x00"
"""What a port reads when the line falls to 0 and comes back."""


@dataclass(slots=True)
class LineFaults:
    """What is wrong with the line and its adapter at the moment; any combination holds.

    ``swapped``: A and B are swapped at the adapter. ``breaks`` is how often the line then falls to 0 after the host's
    bytes: the bias, too, is the wrong way round.
    """

    echo: bool = False
    swapped: bool = False
    breaks: int = 0
    garbage: bytes = b""
    split_ms: float = 0.0
    glue_ms: float = 0.0


class Line:
    """The line ``name``, paced at ``speed_baud``; the host is behind ``port``.

    Who speaks at another speed, or with A and B swapped, is heard as a receiver makes it out (`lockersim.line.uart`).
    """

    def __init__(
        self,
        name: str,
        clock: Clock,
        *,
        port: Port,
        speed_baud: int,
        seed: int = 0,
        jitter_ms: float = 0.2,
        grain_ms: float = GRAIN_MS,
    ) -> None:
        self.name, self.speed_baud = name, speed_baud
        self.faults = LineFaults()
        self.frames = FrameLog(name)
        self.boards: list[Board] = []
        self._clock = clock
        rng = random.Random(f"{seed}/{name}")
        self.wire = Wire(
            clock,
            speed_baud=speed_baud,
            jitter_ms=jitter_ms,
            rng=rng,
            grain_ms=grain_ms,
            ahead=port.takes_time,
        )
        self.stranger = Stranger(self.wire, clock, rng)
        self.port = port
        self.wire.on_bytes = self._on_bytes
        self.wire.on_handed_over = self._hand_over
        self.wire.on_burst = self._on_burst
        self.port.on_bytes = self._from_host
        self._heard = bytearray()
        self._glued: Timer | None = None
        self.twist: Callable[[bytes], bytes] | None = None
        """What becomes of the host's next bytes on their way, once it changes them."""

    def add(self, board: Board) -> None:
        """Connect a board. Boards of one address answer over each other (F39); the names must differ."""
        if any(other.name == board.name for other in self.boards):
            raise ValueError(f"there is a board {board.name} already")
        board.send = lambda frame, at_ms: self._from_board(board, frame, at_ms)
        board.on_unsent = lambda frame, why: self._unsent(board, frame, why)
        self.boards.append(board)

    def remove(self, board: Board) -> None:
        """Disconnect a board."""
        self.boards.remove(board)
        board.send = lambda _frame, _at_ms: None

    def start(self) -> None:
        """Plug the adapter in. Needs a running asyncio loop; raises ``SimError`` or OSError."""
        self.port.plug()

    def stop(self) -> None:
        """Pull the adapter and forget what is on the wire."""
        self.stranger.babble(on=False)
        self.port.unplug()
        self.wire.stop()

    def _from_host(self, data: bytes) -> None:
        if self.twist is not None and (twisted := self.twist(data)) != data:
            self.twist, data = None, twisted
        now_ms, host_baud, swapped = self._clock.now_ms(), self._host_baud(), self.faults.swapped
        took_ms = len(data) * BITS_PER_BYTE * 1000 / host_baud
        if self.port.takes_time:
            now_ms -= took_ms  # they have been on the wire already
        over_ms = now_ms + took_ms
        for board in self._odd_boards():
            self._hear_later(board, data, sent_baud=host_baud, swapped=swapped, at_ms=over_ms)
        if not swapped and host_baud == self.speed_baud:
            self.wire.send(HOST, data, now_ms)
            return
        if arriving := heard(data, sent_baud=host_baud, read_baud=self.speed_baud, swapped=swapped):
            self.wire.send(HOST, arriving, now_ms)
        back = (data if self.faults.echo else b"") + BREAK * self.faults.breaks
        if back:
            self._clock.call_at(over_ms, lambda: self.port.write(back))

    def _odd_boards(self) -> list[Board]:
        """Boards that were set to a speed of their own."""
        return [board for board in self.boards if board.faults.speed_baud is not None]

    def _hear_later(self, board: Board, data: bytes, *, sent_baud: int, swapped: bool, at_ms: float) -> None:
        read_baud = board.faults.speed_baud or self.speed_baud

        def hear() -> None:
            board.hear(heard(data, sent_baud=sent_baud, read_baud=read_baud, swapped=swapped), at_ms)

        self._clock.call_at(at_ms, hear)

    def _host_baud(self) -> int:
        return self.port.host_baud or self.speed_baud

    def _host_is_clear(self) -> bool:
        return not self.faults.swapped and self._host_baud() == self.speed_baud

    def _from_board(self, board: Board, frame: bytes, at_ms: float) -> None:
        if (speed_baud := board.faults.speed_baud) is not None:
            over_ms = at_ms + len(frame) * BITS_PER_BYTE * 1000 / speed_baud
            self._clock.call_at(over_ms, lambda: self._to_unclear_host(frame, speed_baud))
        arriving = frame if speed_baud is None else heard(frame, sent_baud=speed_baud, read_baud=self.speed_baud)
        data = self.faults.garbage + arriving
        if self.faults.split_ms <= 0:
            self.wire.send(board.name, data, at_ms)
            return
        half = len(data) // 2
        self.wire.send(board.name, data[:half], at_ms)
        self.wire.send(board.name, data[half:], at_ms + half * self.wire.byte_ms + self.faults.split_ms)

    def _on_bytes(self, sender: str, data: bytes, at_ms: float) -> None:
        for board in tuple(self.boards):
            if board.name != sender and board.faults.speed_baud is None:
                board.hear(data, at_ms, self.wire.byte_ms)
        # An adapter that drives the line does not listen to others. Who is not heard clearly is heard burst by burst.
        audible = self.faults.echo if sender == HOST else not self.wire.talking(HOST, at_ms)
        if audible and self._host_is_clear() and not self._is_odd(sender):
            self._to_host(data)

    def _is_odd(self, sender: str) -> bool:
        return any(board.name == sender for board in self._odd_boards())

    def _to_unclear_host(self, data: bytes, sent_baud: int) -> None:
        self.port.write(heard(data, sent_baud=sent_baud, read_baud=self._host_baud(), swapped=self.faults.swapped))

    def _to_host(self, data: bytes) -> None:
        if not self._heard and self.faults.glue_ms > 0:
            self._glued = self._clock.call_at(self._clock.now_ms() + self.faults.glue_ms, self._unglue)
        self._heard += data

    def _unglue(self) -> None:
        self._glued = None
        self._hand_over()

    def _hand_over(self) -> None:
        if self._heard and self._glued is None:
            self.port.write(bytes(self._heard))
            self._heard.clear()

    def _on_burst(self, burst: Burst) -> None:
        end_ms = burst.start_ms + len(burst.data) * self.wire.byte_ms
        note = "collided" if burst.collided else ""
        data = bytes(burst.heard)
        odd = self._odd_boards() if burst.sender != HOST else []
        if burst.sender != HOST and all(board.name != burst.sender for board in odd):
            for board in odd:
                self._hear_later(board, data, sent_baud=self.speed_baud, swapped=False, at_ms=end_ms)
            if not self._host_is_clear():
                self._to_unclear_host(data, self.speed_baud)
        self.frames.add(burst.sender, data, start_ms=burst.start_ms, end_ms=end_ms, note=note)
        if burst.sender not in {HOST, STRANGER}:
            self.stranger.replied(end_ms)

    def _unsent(self, board: Board, frame: bytes, why: str) -> None:
        now_ms = self._clock.now_ms()
        self.frames.add(board.name, frame, start_ms=now_ms, end_ms=now_ms, note=why)
