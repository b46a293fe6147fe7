"""Modbus RTU, device side: what relay boards share. Frames end by silence and are closed by a CRC.

Sources: Modbus Application Protocol V1.1b3; Modbus over Serial Line V1.02 (3.5 characters of silence end a frame).
The feedback switches of a board's locks are wired to its discrete inputs, number by number.
"""

from abc import abstractmethod
from collections.abc import Callable
from typing import Any, ClassVar

from lockersim.boards.base import Board, Speed
from lockersim.boards.replies import Reply
from lockersim.boards.seals import crc_sealed
from lockersim.world.clock import Timer
from lockersim.world.world import World

READ_COILS, READ_INPUTS, READ_REGISTERS = 0x01, 0x02, 0x03
WRITE_COIL, WRITE_REGISTER, WRITE_COILS, WRITE_REGISTERS = 0x05, 0x06, 0x0F, 0x10
KNOWN = frozenset({READ_COILS, READ_INPUTS, READ_REGISTERS, WRITE_COIL, WRITE_REGISTER, WRITE_COILS, WRITE_REGISTERS})
READS = frozenset({READ_COILS, READ_INPUTS, READ_REGISTERS})
EXCEPTION = 0x80
NO_FUNCTION, NO_ADDRESS, NO_VALUE = 1, 2, 3
BROADCAST = 0
SHORTEST_BYTES, LONGEST_BYTES = 4, 256


Function = Callable[[int, int, bytes], bytes]
"""Takes address, count or value, and all data of a request; returns the data of the answer."""


class RefusedError(Exception):
    """The board answers with an exception; ``args[0]`` is its code."""


class ModbusBoard(Board):
    """A relay board on Modbus RTU. Every write that is obeyed acts before it is answered."""

    usual_speed_baud: ClassVar[Speed] = 9600
    byte_gap_ms: ClassVar[float] = 3.5 * 11 / 9600 * 1000
    default_latency_ms: ClassVar[float] = 5.0
    default_pulse_ms: ClassVar[float] = 500.0
    answers_broadcasts: ClassVar[bool] = False

    def __init__(self, world: World, **settings: Any) -> None:
        super().__init__(world, **settings)
        self.station = self.address
        self._silence: Timer | None = None

    def hear(self, data: bytes, at_ms: float, byte_ms: float = 0.0) -> None:
        """Take bytes; a frame is over when nothing followed it for 3.5 characters."""
        super().hear(data, at_ms, byte_ms)
        if self._silence is not None:
            self._silence.cancel()
        over_ms = at_ms + self.byte_gap_ms
        self._silence = self._world.clock.call_at(over_ms, lambda: self._end_of_frame(over_ms))

    def _measure(self, buffer: bytearray) -> int | None:
        return None if len(buffer) <= LONGEST_BYTES else 0

    def _end_of_frame(self, at_ms: float) -> None:
        frame = bytes(self._buffer)
        self._buffer.clear()
        if SHORTEST_BYTES <= len(frame) <= LONGEST_BYTES and frame == crc_sealed(frame[:-2]):
            self._obey(frame[:-2], at_ms)

    def _obey(self, frame: bytes, at_ms: float) -> None:
        station, function, data = frame[0], frame[1], frame[2:]
        everywhere = station == BROADCAST
        if not (station == self.station or (everywhere and function not in READS)) or not _whole(function, data):
            return
        on_before = len(self._coils)
        try:
            answer = bytes([self._replies_as(station), function]) + self._do(function, data)
        except RefusedError as refusal:
            answer = bytes([self._replies_as(station), function | EXCEPTION, refusal.args[0]])
        if everywhere and len(self._coils) > on_before:
            self._note_open_all()
        if not everywhere or self.answers_broadcasts:
            kind = Reply.STATUS if function in READS else Reply.UNLOCK
            self._answer(crc_sealed(answer), kind, at_ms=at_ms + self.latency_ms)

    def _replies_as(self, station: int) -> int:
        return station if self.faults.calls_itself is None else self.faults.calls_itself

    def _do(self, function: int, data: bytes) -> bytes:
        do = self._functions().get(function)
        if do is None:
            raise RefusedError(NO_FUNCTION)
        return do(int.from_bytes(data[:2]), int.from_bytes(data[2:4]), data)

    def _functions(self) -> dict[int, Function]:
        """What the board can do, by function code."""
        return {
            READ_COILS: self._read_coils,
            READ_INPUTS: self._read_inputs,
            WRITE_COIL: self._write_coil,
            WRITE_COILS: self._write_coils,
        }

    def _read_coils(self, at: int, count: int, _data: bytes) -> bytes:
        return _bits([self._coils.is_on(self._channel(n)) for n in self._numbers()], at, count)

    def _read_inputs(self, at: int, count: int, _data: bytes) -> bytes:
        return _bits([self._bit(n) for n in self._numbers()], at, count)

    def _write_coil(self, at: int, value: int, data: bytes) -> bytes:
        self._set_coil(at, value)
        return data

    @abstractmethod
    def _set_coil(self, at: int, value: int) -> None:
        """Obey function 05; raises `RefusedError`."""

    def _write_coils(self, at: int, count: int, data: bytes) -> bytes:
        values = data[5:]
        if not 1 <= count <= 1968 or len(values) != -(-count // 8):
            raise RefusedError(NO_VALUE)
        if at + count > self.channels:
            raise RefusedError(NO_ADDRESS)
        wanted = int.from_bytes(values, "little")
        self._switch({at + n + 1: bool(wanted >> n & 1) for n in range(count)})
        return data[:4]

    def _switch(self, wanted: dict[int, bool]) -> None:
        """Switch relays by their numbers; several on at once is what no lock board may be asked for."""
        if sum(wanted.values()) > 1:
            self._note_open_all()
        for number, on in wanted.items():
            channel = self._channel(number)
            self._coils.hold(channel) if on else self._coils.off(channel)


def _whole(function: int, data: bytes) -> bool:
    """Tell whether a request is as long as its function wants; a stray 00 behind a frame leaves its CRC right."""
    if function in {WRITE_COILS, WRITE_REGISTERS}:
        return len(data) > 5 and len(data) == 5 + data[4]
    return len(data) == 4 or function not in KNOWN


def _bits(bits: list[bool], at: int, count: int) -> bytes:
    if not 1 <= count <= 2000:
        raise RefusedError(NO_VALUE)
    if at + count > max(8, len(bits)):  # a board with fewer still answers a read of eight
        raise RefusedError(NO_ADDRESS)
    size = -(-count // 8)
    return bytes([size]) + sum(bit << n for n, bit in enumerate(bits[at : at + count])).to_bytes(size, "little")
