"""What every simulated board has: an address, an input buffer, outputs with pulses, and ways to fail."""

import math
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import ClassVar, Literal

from lockersim.boards.coils import Coils
from lockersim.boards.contacts import Contacts
from lockersim.boards.replies import BoardFaults, Reply
from lockersim.clock import Timer
from lockersim.model import Cause, ChannelRef, Happening
from lockersim.world import World

Speed = Literal[9600, 19200]
"""The speeds at which lines run."""
BYTE_GAP_MS = 20.0
"""Silence after which a board forgets a half-received frame. Lock boards' sheets do not give it; seen: 5 to 20 ms."""
BOOT_MS = 1000.0
"""How long a board is silent after power-on."""


class Board(ABC):
    """One board on a line. The line calls ``hear`` for every byte on the wire and sets ``send`` and ``on_unsent``."""

    family: ClassVar[str]
    models: ClassVar[dict[str, int]]
    """The models it is sold as, with their numbers of channels; the first is the usual one."""
    addresses: ClassVar[range]
    """Addresses it can be set to."""
    usual_speed_baud: ClassVar[Speed]
    byte_gap_ms: ClassVar[float] = BYTE_GAP_MS
    unwired_bit: ClassVar[bool] = False
    """What the feedback of a channel reads where nothing is connected."""
    options: ClassVar[frozenset[str]] = frozenset()
    """Settings of its own that the constructor takes."""
    default_latency_ms: ClassVar[float]
    default_pulse_ms: ClassVar[float]

    def __init__(
        self,
        world: World,
        *,
        bus: str,
        address: int,
        power_group: str,
        model: str | int | None = None,
        closed_bit: int = 1,
        latency_ms: float | None = None,
        pulse_ms: float | None = None,
    ) -> None:
        self.bus, self.address, self.closed_bit = bus, address, closed_bit
        self.model = next(iter(self.models)) if model is None else str(model)
        self.channels = self.models[self.model]
        self.latency_ms = self.default_latency_ms if latency_ms is None else latency_ms
        self.pulse_ms = self.default_pulse_ms if pulse_ms is None else pulse_ms
        self.faults = BoardFaults()
        self.powered = True
        self.send: Callable[[bytes, float], None] = lambda _frame, _at_ms: None
        self.on_unsent: Callable[[bytes, str], None] = lambda _frame, _why: None
        self._world = world
        self._buffer = bytearray()
        self._heard_ms = -math.inf
        self._deaf_until_ms = -math.inf
        self._timers: set[Timer] = set()
        self._withheld: bytes | None = None
        self._coils = Coils(world, power_group)
        self._contacts = Contacts(world, map(self._channel, self._numbers()), self._contact_moved)

    @classmethod
    def has_feedback(cls, _model: str | None) -> bool:
        """Tell whether a model (None: the usual one) has inputs for feedback switches."""
        return True

    @property
    def name(self) -> str:
        """The board as faults and records call it: ``bus/address``."""
        return f"{self.bus}/{self.address}"

    # Input

    def hear(self, byte: int, at_ms: float) -> None:
        """Take one byte from the wire; ``at_ms`` is when its last bit arrived."""
        if not self.powered or at_ms < self._deaf_until_ms:
            return
        if at_ms - self._heard_ms > self.byte_gap_ms:
            self._buffer.clear()
        self._heard_ms = at_ms
        self._buffer.append(byte)
        for frame in self._frames(self._buffer):
            self._obey(frame, at_ms)

    def _frames(self, buffer: bytearray) -> Iterator[bytes]:
        """Take whole valid frames off the front of the buffer and drop what cannot begin one."""
        while buffer:
            size = self._measure(buffer)
            if size is None:
                return
            frame = bytes(buffer[:size])
            del buffer[: size or 1]
            if frame:
                yield frame

    @abstractmethod
    def _measure(self, buffer: bytearray) -> int | None:
        """Return the length of the valid frame at the front: 0 if there is none, None if more bytes are needed."""

    @abstractmethod
    def _obey(self, frame: bytes, at_ms: float) -> None:
        """Do what a valid frame says, if it is for this board."""

    # Output

    def _answer(self, frame: bytes, reply: Reply, *, at_ms: float) -> None:
        """Send a reply that is due at ``at_ms``, unless a fault has other plans."""
        faults = self.faults
        if faults.lose.get(reply, 0) > 0:
            faults.lose[reply] -= 1
            self.on_unsent(frame, "lost")
        elif faults.withhold_status and reply is Reply.STATUS:
            self._withheld = frame
            self.on_unsent(frame, "withheld")
        else:
            due_ms = at_ms + faults.late_ms
            self._after(due_ms, lambda: self.send(frame, due_ms))

    def withhold(self) -> None:
        """Keep back status replies from now on."""
        self.faults.withhold_status = True

    def release(self) -> None:
        """Answer again; the newest reply kept back goes out now, late."""
        self.faults.withhold_status = False
        frame, self._withheld = self._withheld, None
        if frame is not None and self.powered:
            self.send(frame, self._world.clock.now_ms())

    # Channels

    def _channel(self, number: int) -> ChannelRef:
        return ChannelRef(self.bus, self.address, number)

    def _numbers(self) -> range:
        return range(1, self.channels + 1)

    def _bit(self, number: int) -> bool:
        """Return the raw feedback bit of channel ``number``."""
        closed = self._world.shorted(self._channel(number)) if number in self._numbers() else None
        return self.unwired_bit if closed is None else closed is bool(self.closed_bit)

    def _item(self, number: int) -> bool:
        """Return the raw item (IR) bit of channel ``number``; 0 where no sensor is fitted."""
        return number in self._numbers() and bool(self._world.item_seen(self._channel(number)))

    def _packed(self, bit: Callable[[int], bool], *, size_bytes: int) -> bytes:
        """Pack one bit for each channel number, the lowest first, into little-endian bytes."""
        return sum(bit(n) << (n - 1) for n in range(1, 8 * size_bytes + 1)).to_bytes(size_bytes, "little")

    def _contact_moved(self, number: int) -> None:
        if self.powered:
            self._on_edge(number)

    def _on_edge(self, number: int) -> None:  # noqa: B027 - most boards wait to be asked
        """React to a feedback switch that moved."""

    def _pulse(self, number: int, *, at_ms: float, for_ms: float | None = None) -> float:
        """Energise one channel, for the board's pulse unless said otherwise; return when it ends."""
        end_ms = at_ms + (self.pulse_ms if for_ms is None else for_ms)
        self._coils.pulse(self._channel(number), until_ms=end_ms)
        return end_ms

    def _note_open_all(self) -> None:
        self._world.note(Happening.OPEN_ALL, Cause.BOARD, detail=self.name)

    def _in_turn(self, numbers: Iterable[int], *, at_ms: float) -> float:
        """Fire channels one after the other; return when the last pulse ends."""
        for number in numbers:
            self._after(at_ms, partial(self._pulse, number, at_ms=at_ms))
            at_ms += self.pulse_ms
        return at_ms

    def _open_all(self, *, at_ms: float) -> float:
        """Do what a real board does on its open-all frame: fire every lock in turn. Return when the last pulse ends."""
        self._note_open_all()
        return self._in_turn(self._numbers(), at_ms=at_ms)

    # Power

    def power_off(self) -> None:
        """Cut the board's supply: coils fall, everything under way is forgotten."""
        if not self.powered:
            return
        self.powered = False
        for timer in self._timers:
            timer.cancel()
        self._timers.clear()
        self._coils.all_off()
        self._buffer.clear()
        self._withheld = None
        self._world.note(Happening.BOARD_DOWN, Cause.FAULT, detail=self.name)

    def power_on(self) -> None:
        """Give the board its supply back: a stray byte at once, then silence while it boots (F40)."""
        if self.powered:
            return
        self.powered = True
        now_ms = self._world.clock.now_ms()
        self._deaf_until_ms = now_ms + BOOT_MS
        self._world.note(Happening.BOARD_UP, Cause.FAULT, detail=self.name)
        self.send(b"\x00", now_ms)

    def reboot(self) -> None:
        """Cut the supply and give it back."""
        self.power_off()
        self.power_on()

    def _after(self, when_ms: float, action: Callable[[], object]) -> Timer:
        def run() -> None:
            self._timers.discard(timer)
            action()

        timer = self._world.clock.call_at(when_ms, run)
        self._timers.add(timer)
        return timer
