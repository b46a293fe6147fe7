"""WKLY boards: frames that begin with the letters WKLY, XOR checksum, up to 24 locks.

Sources: an Android lock demo (junerver), a Vietnamese ESP32 driver and a small Python server agree on start, length,
commands 80 to 85 and checksum; how the status of all locks is laid out is the Android demo's alone. Whether the first
lock is 0 or 1 on the wire is disputed, so a site can say it (``index_base``). 9600 baud was seen once.
"""

from dataclasses import replace
from typing import Final

from lockerd.boards.checksums import byte_xor
from lockerd.boards.codec import ANY_BYTE, Ask, Codec, KnownBy, Profile, Shape, UnlockAnswer, matches
from lockerd.boards.frames import (
    ForeignFrame,
    ForeignKind,
    Reply,
    Request,
    StatusReply,
    StatusRequest,
    UnlockReply,
    UnlockRequest,
)
from lockerd.boards.options import Options
from lockerd.domain.model.readings import DoorSensor
from lockerd.said import Said

_START: Final = b"WKLY"
_UNLOCK, _CHANNEL, _STATUS, _EVENT, _UNLOCK_ALL = 0x82, 0x83, 0x84, 0x85, 0x86
_ONE: Final = {0x81: ForeignKind.LIGHT, 0x83: ForeignKind.CHANNEL_STATUS, 0x88: ForeignKind.HOLD_ON}
_ONE_OFF, _MANY = 0x89, (0x80, 0x87)
_OK, _OPEN, _CLOSED, _ERROR = 0x00, 0x00, 0x01, 0xFF
_BITS: Final = {_OPEN: False, _CLOSED: True, _ERROR: None}
_BOARDS = range(32)
_BARE = 8  # start, length, address, command, checksum
_KINDS: Final = {
    0x80: ForeignKind.UNLOCK_MANY,
    0x81: ForeignKind.LIGHT,
    0x86: ForeignKind.UNLOCK_ALL,
    0x87: ForeignKind.UNLOCK_MANY,
    0x88: ForeignKind.HOLD_ON,
    0x89: ForeignKind.HOLD_OFF,
}
PROFILE: Final = Profile(
    family="wkly",
    model="24",
    channels=24,
    index_base=1,
    min_address=0,
    max_address=31,
    feedback=DoorSensor.CONTACT,
    speed_baud=9_600,
    pulse_ms=500,
    unlock_answer=UnlockAnswer.ACK,
    unlock_reply_bytes=11,
    status_reply_ms=200,
    unlock_reply_ms=500,
    known_by=(KnownBy.SEVERAL_CODES, KnownBy.ONE_CODE, KnownBy.CONSTRUCTED),
    experimental=Said("the layout of its status comes from one code, and the number of its first lock is disputed"),
)
MODELS: Final = ("24", "16", "12", "8")


class Wkly(Codec):
    """Codec of the WKLY boards."""

    def __init__(self, profile: Profile = PROFILE) -> None:
        count = profile.channels
        self._locks = range(profile.index_base, profile.index_base + count)
        states = tuple(_BITS)
        self._status = self._shape(10 + count, (_STATUS,), (_OK,), (count,), *[states] * count)
        self._lock = self._shape(11, (_UNLOCK, _CHANNEL), (_OK, _ERROR), self._locks, states)
        self._event = self._shape(10, (_EVENT,), self._locks, states)
        self._done = self._shape(9, tuple(_KINDS), (_OK, _ERROR))
        super().__init__(profile, (self._status, self._lock, self._event, self._done))

    def parse_request(self, data: bytes) -> Request | None:
        """See `Codec.parse_request`."""
        if not self._is_sound(data):
            return None
        address, command, rest = data[5], data[6], data[7:-1]
        if not rest:
            if command == _UNLOCK_ALL:
                return ForeignFrame(ForeignKind.UNLOCK_ALL, address)
            return StatusRequest(address) if command == _STATUS else None
        if command in _MANY and rest[0] == len(rest) - 1 and all(lock in self._locks for lock in rest[1:]):
            return ForeignFrame(ForeignKind.UNLOCK_MANY, address, tuple(map(self._painted, rest[1:])))
        if len(rest) != 1 or rest[0] not in self._locks:
            return None
        channel = self._painted(rest[0])
        if command == _UNLOCK:
            return UnlockRequest(address, channel)
        kind = ForeignKind.HOLD_OFF if command == _ONE_OFF else _ONE.get(command)
        return ForeignFrame(kind, address, (channel,)) if kind else None

    def parse_reply(self, data: bytes) -> Reply | None:
        """See `Codec.parse_reply`."""
        if not self._is_sound(data):
            return None
        address, command = data[5], data[6]
        if matches(data, self._status):
            return StatusReply(address, tuple(map(_BITS.__getitem__, data[9:-1])))
        if matches(data, self._lock):
            channel, bit = self._painted(data[8]), _BITS[data[9]]
            if command == _UNLOCK:
                return UnlockReply(address, channel, bit, ok=data[7] == _OK)
            return ForeignFrame(ForeignKind.CHANNEL_STATUS, address, (channel,), bit)
        if matches(data, self._event):
            return ForeignFrame(ForeignKind.EVENT, address, (self._painted(data[7]),), _BITS[data[8]])
        return ForeignFrame(_KINDS[command], address) if matches(data, self._done) else None

    def checksum_due(self, data: bytes) -> bytes:
        """See `Codec.checksum_due`: the exclusive or of all bytes before it."""
        return bytes((byte_xor(data[:-1]),))

    def _look(self, address: int) -> tuple[Ask, ...]:
        return (Ask(self._frame(address, _STATUS), len(self._status)),)

    def _unlock(self, address: int, lock: int) -> bytes:
        return self._frame(address, _UNLOCK, lock)

    def _painted(self, lock: int) -> int:
        return lock + 1 - self.profile.index_base

    def _is_sound(self, data: bytes) -> bool:
        whole = len(data) >= _BARE and data.startswith(_START) and data[4] == len(data) and data[5] in _BOARDS
        return whole and self.is_sealed(data)

    def _frame(self, address: int, command: int, *rest: int) -> bytes:
        body = _START + bytes((_BARE + len(rest), address, command, *rest))
        return body + bytes((byte_xor(body),))

    def _shape(self, size: int, *rest: range | tuple[int, ...]) -> Shape:
        return (*((byte,) for byte in _START), (size,), _BOARDS, *rest, ANY_BYTE)


def make(options: Options) -> Wkly:
    """The codec of a board; raises `BadProfileError`."""
    options.refuse_others("wkly", "model", "index_base")
    model = options.model_of("wkly", MODELS)
    base = PROFILE.index_base if options.index_base is None else options.index_base
    return Wkly(options.on(replace(PROFILE, model=model, channels=int(model), index_base=base)))
