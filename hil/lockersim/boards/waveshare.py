"""Waveshare Modbus relay boards, device side: Relay (D) and IO 8CH with inputs, Relay 8, 16 and 32CH without.

Sources: Waveshare wiki (Modbus RTU Relay, Relay (D), IO 8CH), and register maps in public programs. 9600 8N1, shipped
at address 1. Coil addresses: 0000 + n relay, 0200 + n flash on, 0400 + n flash off (value in 100 ms), 00FF all,
01FF toggle all. Registers: 1000 + n what an input does to its relay, 4000 address, 8000 version.
A Relay (D) has been reported to ship with its inputs linked to its relays: a door's switch then fires the lock.
"""

from typing import Any, ClassVar

from lockersim.boards.modbus import (
    NO_ADDRESS,
    NO_VALUE,
    READ_INPUTS,
    READ_REGISTERS,
    WRITE_REGISTER,
    WRITE_REGISTERS,
    Function,
    ModbusBoard,
    RefusedError,
)
from lockersim.world.world import World

ON, OFF, TOGGLE = 0xFF00, 0x0000, 0x5500
ALL, TOGGLE_ALL, FLASH_ON, FLASH_OFF = 0x00FF, 0x01FF, 0x0200, 0x0400
FLASH_UNIT_MS, LONGEST_FLASH = 100.0, 0x7FFF
MODES, ADDRESS, VERSION, VERSION_2_00 = 0x1000, 0x4000, 0x8000, 200
NORMAL, LINKED, TOGGLING, ON_EDGES = range(4)


class WaveshareBoard(ModbusBoard):
    """A Waveshare board: its flash-on is the hardware pulse, of the length asked for."""

    family: ClassVar[str] = "waveshare"
    models: ClassVar[dict[str, int]] = {"relay8d": 8, "io8": 8, "relay8": 8, "relay16": 16, "relay32": 32}
    with_inputs: ClassVar[frozenset[str]] = frozenset({"relay8d", "io8"})
    addresses: ClassVar[range] = range(1, 256)
    options: ClassVar[frozenset[str]] = frozenset({"linked"})
    answers_broadcasts: ClassVar[bool] = True

    def __init__(self, world: World, *, linked: bool = False, **settings: Any) -> None:
        super().__init__(world, **settings)
        self._modes = [LINKED if linked else NORMAL] * self.channels if self.has_feedback(self.model) else []

    @classmethod
    def has_feedback(cls, model: str | None) -> bool:
        """Tell whether a model has discrete inputs; the others have relays only."""
        return model is None or model in cls.with_inputs

    def link_inputs(self, *, on: bool) -> None:
        """Set every input to drive its relay, as some boards are shipped, or to leave it alone."""
        self._modes = [LINKED if on else NORMAL for _ in self._modes]

    def _functions(self) -> dict[int, Function]:
        known = super()._functions()
        if not self.has_feedback(self.model):
            del known[READ_INPUTS]
        registers: dict[int, Function] = {
            READ_REGISTERS: self._read_registers,
            WRITE_REGISTER: self._write_register,
            WRITE_REGISTERS: self._write_registers,
        }
        return known | registers

    def _set_coil(self, at: int, value: int) -> None:
        offset, relay = at & 0xFF00, (at & 0xFF) + 1
        if at == ALL and value in {ON, OFF}:
            self._switch(dict.fromkeys(self._numbers(), value == ON))
        elif at == TOGGLE_ALL:
            self._switch({n: not self._coils.is_on(self._channel(n)) for n in self._numbers()})
        elif relay not in self._numbers() or offset not in {0, FLASH_ON, FLASH_OFF}:
            raise RefusedError(NO_ADDRESS)
        elif offset == 0:
            if value not in {ON, OFF, TOGGLE}:
                raise RefusedError(NO_VALUE)
            self._switch({relay: value == ON or (value == TOGGLE and not self._coils.is_on(self._channel(relay)))})
        elif not 1 <= value <= LONGEST_FLASH:
            raise RefusedError(NO_VALUE)
        else:
            self._flash(relay, on=offset == FLASH_ON, for_ms=value * FLASH_UNIT_MS)

    def _flash(self, relay: int, *, on: bool, for_ms: float) -> None:
        now_ms = self._world.clock.now_ms()
        if on:
            self._pulse(relay, at_ms=now_ms, for_ms=for_ms)
        else:
            self._switch({relay: False})
            self._after(now_ms + for_ms, lambda: self._switch({relay: True}))

    def _read_registers(self, at: int, count: int, _data: bytes) -> bytes:
        if count not in range(1, 126):
            raise RefusedError(NO_VALUE)
        return bytes([2 * count]) + b"".join(self._register(at + n).to_bytes(2) for n in range(count))

    def _write_register(self, at: int, value: int, data: bytes) -> bytes:
        self._set_register(at, value)
        return data

    def _write_registers(self, at: int, count: int, data: bytes) -> bytes:
        values = data[5:]
        if count not in range(1, 124) or len(values) != 2 * count:
            raise RefusedError(NO_VALUE)
        for n in range(count):
            self._set_register(at + n, int.from_bytes(values[2 * n : 2 * n + 2]))
        return data[:4]

    def _register(self, number: int) -> int:
        if number - MODES in range(len(self._modes)):
            return self._modes[number - MODES]
        known = {ADDRESS: self.station, VERSION: VERSION_2_00}
        if number not in known:
            raise RefusedError(NO_ADDRESS)
        return known[number]

    def _set_register(self, number: int, value: int) -> None:
        if number - MODES in range(len(self._modes)) and value in range(4):
            self._modes[number - MODES] = value
        elif number == ADDRESS and value in self.addresses:
            self.station = value
        else:
            raise RefusedError(NO_ADDRESS)

    def _on_edge(self, number: int) -> None:
        """Do to the relay what the mode of its input says; a switch in the closed position is an active input."""
        mode = self._modes[number - 1] if self._modes else NORMAL
        active, running = self._bit(number), self._coils.is_on(self._channel(number))
        if mode == LINKED:
            self._switch({number: active})
        elif mode == ON_EDGES or (mode == TOGGLING and active):
            self._switch({number: not running})
