"""What boards on Modbus RTU share: reading coils, inputs and registers, and the frames that switch.

Sources: MODBUS Application Protocol V1.1b3 and MODBUS over Serial Line V1.02 (modbus.org). A reply does not say which
register it is about, and the answer to a switching command equals the command: an echo cannot be told from it (F38).
"""

from typing import Final

from lockerd.boards.checksums import crc16
from lockerd.boards.codec import ANY_BYTE, Ask, Codec, Profile, Shape, bits_of, matches
from lockerd.boards.frames import (
    Asked,
    CoilsReply,
    ForeignFrame,
    ForeignKind,
    ModesReply,
    Reply,
    Request,
    StatusReply,
    StatusRequest,
    UnlockReply,
    UnlockRequest,
)

READ_COILS, READ_INPUTS, READ_REGISTERS, WRITE_COIL, WRITE_REGISTER, WRITE_COILS = 1, 2, 3, 5, 6, 15
SILENT_CHARS = 3.5
_WRITES = (WRITE_COIL, WRITE_REGISTER, WRITE_COILS)
_FUNCTIONS = (READ_COILS, READ_INPUTS, READ_REGISTERS, *_WRITES)
_BROADCAST, _FAILED = 0, 0x80
_SWITCHES: Final = {0xFF00: ForeignKind.HOLD_ON, 0x0000: ForeignKind.HOLD_OFF}
_ECHO_BYTES = 8


class Modbus(Codec):
    """Codec of a board with relays, discrete inputs, or both; ``modes_at`` is the register of its first mode."""

    def __init__(self, profile: Profile, *, inputs: int, modes_at: int | None, relays: bool = True) -> None:
        self._inputs, self._modes_at, self._relays = inputs, modes_at, relays
        one, any_board = range(1, 256), ANY_BYTE
        self._coils = self._reading(READ_COILS, (profile.channels + 7) // 8)
        self._feedback = self._reading(READ_INPUTS, (inputs + 7) // 8)
        self._modes = self._reading(READ_REGISTERS, 2 * profile.channels)
        self._echo: Shape = (any_board, _WRITES, *[ANY_BYTE] * (_ECHO_BYTES - 2))
        self._failure: Shape = (one, tuple(_FAILED | each for each in _FUNCTIONS), range(1, 12), ANY_BYTE, ANY_BYTE)
        coils = (self._coils,) if relays else ()
        readings = (*coils, *([self._feedback] if inputs else ()), *([] if modes_at is None else [self._modes]))
        super().__init__(profile, (*readings, self._echo, self._failure))

    def parse_request(self, data: bytes) -> Request | None:
        """See `Codec.parse_request`."""
        if len(data) < _ECHO_BYTES or not self.is_sealed(data):
            return None
        function, start, value = data[1], int.from_bytes(data[2:4]), int.from_bytes(data[4:6])
        if function == WRITE_COILS:
            return self._write_coils(data, start, value)
        if len(data) != _ECHO_BYTES:
            return None
        if function in {WRITE_COIL, WRITE_REGISTER}:
            return self._write(data)
        if function not in _FUNCTIONS or data[0] == _BROADCAST:
            return None
        asked = {
            (READ_COILS, 0, self.profile.channels if self._relays else 0): Asked.COILS,
            (READ_INPUTS, 0, self._inputs): Asked.FEEDBACK,
            (READ_REGISTERS, self._modes_at, self.profile.channels): Asked.MODES,
        }.get((function, start, value))
        return StatusRequest(data[0], asked) if asked else ForeignFrame(ForeignKind.READ, data[0])

    def parse_reply(self, data: bytes) -> Reply | None:
        """See `Codec.parse_reply`."""
        if len(data) < 5 or not self.is_sealed(data):
            return None
        address, values = data[0], data[3:-2]
        if self._inputs and matches(data, self._feedback):
            return StatusReply(address, bits_of(values)[: self._inputs])
        if self._relays and matches(data, self._coils):
            return CoilsReply(address, bits_of(values)[: self.profile.channels])
        if self._modes_at is not None and matches(data, self._modes):
            return ModesReply(address, tuple(int.from_bytes(values[at : at + 2]) for at in range(0, len(values), 2)))
        if matches(data, self._failure):
            return ForeignFrame(ForeignKind.REFUSED, address)
        if not matches(data, self._echo):
            return None
        if data[1] == WRITE_COILS:
            return ForeignFrame(ForeignKind.UNLOCK_MANY, address or None)
        done = self._write(data)
        return UnlockReply(done.address, done.channel) if isinstance(done, UnlockRequest) else done

    def checksum_due(self, data: bytes) -> bytes:
        """See `Codec.checksum_due`: the CRC of all bytes before it."""
        return crc16(data[:-2])

    def pulse_of(self, address: int, register: int, value: int) -> UnlockRequest | ForeignFrame | None:  # noqa: ARG002
        """What a write to a coil means that this family adds to Modbus."""
        return None

    def frame(self, address: int, function: int, start: int, value: int) -> bytes:
        """A request with two numbers."""
        body = bytes((address, function, *start.to_bytes(2), *value.to_bytes(2)))
        return body + crc16(body)

    def _look(self, address: int) -> tuple[Ask, ...]:
        coils = Ask(self.frame(address, READ_COILS, 0, self.profile.channels), len(self._coils), CoilsReply)
        inputs = Ask(self.frame(address, READ_INPUTS, 0, self._inputs), len(self._feedback))
        return (*((coils,) if self._relays else ()), *((inputs,) if self._inputs else ()))

    def _checks(self, address: int) -> tuple[Ask, ...]:
        if self._modes_at is None:
            return ()
        request = self.frame(address, READ_REGISTERS, self._modes_at, self.profile.channels)
        return (Ask(request, len(self._modes), ModesReply),)

    def _reading(self, function: int, size: int) -> Shape:
        return (range(1, 256), (function,), (size,), *[ANY_BYTE] * size, ANY_BYTE, ANY_BYTE)

    def _write(self, data: bytes) -> UnlockRequest | ForeignFrame | None:
        address, start, value = data[0] or None, int.from_bytes(data[2:4]), int.from_bytes(data[4:6])
        if data[1] == WRITE_REGISTER:
            return ForeignFrame(ForeignKind.SETTING, address)
        if start < self.profile.channels:
            kind = _SWITCHES.get(value, ForeignKind.TOGGLE)
            return ForeignFrame(kind, address, (start + 1,))
        return self.pulse_of(data[0], start, value)

    def _write_coils(self, data: bytes, start: int, count: int) -> Request | None:
        if len(data) != 9 + data[6] or data[6] != (count + 7) // 8:
            return None
        chosen = (start + 1 + n for n, bit in enumerate(bits_of(data[7:-2])[:count]) if bit)
        return ForeignFrame(ForeignKind.UNLOCK_MANY, data[0] or None, tuple(chosen))
