"""One RS-485 line: a pty for the host, boards that share the wire, and everything that can go wrong between them."""

import random
from dataclasses import dataclass
from pathlib import Path

from lockersim.boards import Board
from lockersim.clock import Clock, Timer
from lockersim.frames import HOST, FrameLog
from lockersim.port import PtyPort
from lockersim.wire import Burst, Wire

STRANGER = "stranger"
"""The sender of traffic nobody asked for (F42)."""
BABBLE_PAUSE_MS = (5.0, 40.0)
BABBLE_BYTES = 8


@dataclass(slots=True)
class LineFaults:
    """What is wrong with the line and its adapter at the moment; any combination holds."""

    echo: bool = False
    garbage: bytes = b""
    split_ms: float = 0.0
    glue_ms: float = 0.0


class Line:
    """The line ``name``. Host bytes and replies are paced at ``speed_baud``; the host opens ``port.link``."""

    def __init__(
        self, name: str, clock: Clock, *, link: Path, speed_baud: int, seed: int = 0, jitter_ms: float = 0.2
    ) -> None:
        self.name, self.speed_baud = name, speed_baud
        self.faults = LineFaults()
        self.frames = FrameLog(name)
        self.boards: list[Board] = []
        self._clock = clock
        self._rng = random.Random(f"{seed}/{name}")
        self.wire = Wire(clock, speed_baud=speed_baud, jitter_ms=jitter_ms, rng=self._rng)
        self.port = PtyPort(link, speed_baud=speed_baud, rng=self._rng)
        self.wire.on_byte = self._on_byte
        self.wire.on_burst = self._on_burst
        self.port.on_bytes = self._from_host
        self._glued = bytearray()
        self._babble: Timer | None = None

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
        """Plug the adapter in. Needs a running asyncio loop; raises OSError when the link's folder is missing."""
        self.port.plug()

    def stop(self) -> None:
        """Pull the adapter and forget what is on the wire."""
        self.babble(on=False)
        self.port.unplug()
        self.wire.stop()

    def babble(self, *, on: bool) -> None:
        """Let a stranger talk at random, or stop it (F42)."""
        if self._babble is not None:
            self._babble.cancel()
            self._babble = None
        if on:
            pause_ms = self._rng.uniform(*BABBLE_PAUSE_MS)
            self._babble = self._clock.call_at(self._clock.now_ms() + pause_ms, self._babble_once)

    def _babble_once(self) -> None:
        data = self._rng.randbytes(self._rng.randint(1, BABBLE_BYTES))
        self.wire.send(STRANGER, data, self._clock.now_ms())
        self.babble(on=True)

    def _from_host(self, data: bytes) -> None:
        self.wire.send(HOST, data, self._clock.now_ms())

    def _from_board(self, board: Board, frame: bytes, at_ms: float) -> None:
        data = self.faults.garbage + frame
        if self.faults.split_ms <= 0:
            self.wire.send(board.name, data, at_ms)
            return
        half = len(data) // 2
        self.wire.send(board.name, data[:half], at_ms)
        self.wire.send(board.name, data[half:], at_ms + half * self.wire.byte_ms + self.faults.split_ms)

    def _on_byte(self, sender: str, byte: int, at_ms: float) -> None:
        for board in tuple(self.boards):
            if board.name != sender:
                board.hear(byte, at_ms)
        # An adapter that drives the line does not listen to others.
        if self.faults.echo if sender == HOST else not self.wire.talking(HOST, at_ms):
            self._to_host(byte)

    def _to_host(self, byte: int) -> None:
        if self.faults.glue_ms <= 0 and not self._glued:
            self.port.write(bytes([byte]))
            return
        if not self._glued:
            self._clock.call_at(self._clock.now_ms() + self.faults.glue_ms, self._hand_over)
        self._glued.append(byte)

    def _hand_over(self) -> None:
        self.port.write(bytes(self._glued))
        self._glued.clear()

    def _on_burst(self, burst: Burst) -> None:
        end_ms = burst.start_ms + len(burst.data) * self.wire.byte_ms
        note = "collided" if burst.collided else ""
        data = bytes(burst.heard)
        self.frames.add(burst.sender, data, start_ms=burst.start_ms, end_ms=end_ms, note=note)

    def _unsent(self, board: Board, frame: bytes, why: str) -> None:
        now_ms = self._clock.now_ms()
        self.frames.add(board.name, frame, start_ms=now_ms, end_ms=now_ms, note=why)
