"""Relay boards and input modules on Modbus RTU are asked for single coils, inputs and registers.

Sources: as `lockerd.boards.modbus`, `lockerd.boards.waveshare` and `lockerd.boards.lctech`. What a device does not have
it refuses with an exception, which is an answer too. The registers that say whether inputs switch relays are left to
the daemon: that question to station 7, heard at twice its speed, is a command of a BCC board.
"""

from collections.abc import Sequence
from typing import ClassVar, Final

from lockerd.boards.checksums import crc16
from lockerd.boards.codec import ANY_BYTE
from lockerd.boards.modbus import READ_COILS, READ_INPUTS, READ_REGISTERS
from lockerd.boards.modbus_in import MODELS
from lockerd.boards.probing.dialect import Dialect, Question
from lockerd.boards.probing.identity import Candidate, Identity
from lockerd.said import Said

_FAILED = 0x80
_ADDRESS = 0x4000
_COIL_16, _COIL_32 = 15, 31


class ModbusDialect(Dialect):
    """Reads of one coil, one input or one register."""

    name: ClassVar[str] = "modbus"
    families: ClassVar[tuple[str, ...]] = ("waveshare", "lctech", "modbus_in")
    endangers: ClassVar[frozenset[str]] = frozenset({"bcc", "cu16"})

    def _knock(self, address: int) -> Question:
        return _read(address, READ_COILS, 0)

    def _details(self, address: int) -> tuple[Question, ...]:
        return (
            _read(address, READ_COILS, _COIL_16),
            _read(address, READ_COILS, _COIL_32),
            _read(address, READ_INPUTS, 0),
            _read(address, READ_REGISTERS, _ADDRESS),
        )

    def identify(self, answers: Sequence[bytes | None]) -> Identity:
        """See `Dialect.identify`."""
        relay, sixteen, thirty_two, inputs, own_address = map(_granted, answers)
        if own_address:  # a register that only Waveshare has
            if inputs:
                both = Candidate("waveshare", "relay8d"), Candidate("waveshare", "io8")
                return Identity(both, how_to_tell=Said("read the label: Relay (D) or IO 8CH; they answer alike"))
            model = "relay32" if thirty_two else "relay16" if sixteen else "relay8"
            return Identity((Candidate("waveshare", model),))
        if inputs and not relay:
            modules = tuple(Candidate("modbus_in", model) for model in MODELS)
            return Identity(modules, how_to_tell=Said("count its inputs"))
        if inputs and not sixteen:
            boards = tuple(Candidate("lctech", model) for model in ("8", "4", "2"))
            return Identity(boards, how_to_tell=Said("count the relays; they answer alike"))
        return Identity((), notes=(Said("a Modbus device that lockerd does not know"),))


def _read(address: int, function: int, start: int) -> Question:
    head = bytes((address, function, *start.to_bytes(2), 0, 1))
    values: Final = [ANY_BYTE] * 2 if function == READ_REGISTERS else [(0, 1)]
    answer = ((address,), (function,), (len(values),), *values, ANY_BYTE, ANY_BYTE)
    refusal = ((address,), (function | _FAILED,), range(1, 12), ANY_BYTE, ANY_BYTE)
    return Question(head + crc16(head), (answer, refusal), lambda frame: crc16(frame[:-2]) == frame[-2:])


def _granted(answer: bytes | None) -> bytes | None:
    return answer if answer and not answer[1] & _FAILED else None
