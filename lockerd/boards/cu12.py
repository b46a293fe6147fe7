"""Kerong CU12: 12 locks, 19200 baud, ASK/LEN frames whose checksum stands before the data; answers an unlock.

Source: "CU12 Protocol and Introduction", 2022-08-12, as two public code bases of one organisation quote it; one of
them ran on a board. Address 10 and lock number 0C mean *all*; they are read here and never written. The answer to an
unlock says that the command was understood; the hook bits do not change by it.
"""

from typing import Final

from lockerd.boards.checksums import byte_sum
from lockerd.boards.codec import ANY_BYTE, Ask, Codec, KnownBy, Profile, Shape, UnlockAnswer, bits_of, matches
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

_STX, _ETX = 0x02, 0x03
_STATUS, _UNLOCK, _SETTINGS, _VERSION = 0x80, 0x81, range(0x82, 0x86), 0x8F
_ASKS, _OK, _FAILED = 0x00, 0x10, range(0x11, 0x15)
_ALL_BOARDS, _ALL_LOCKS = 0x10, 0x0C
_SUM_AT = 7
PROFILE: Final = Profile(
    family="cu12",
    channels=12,
    index_base=0,
    min_address=0,
    max_address=15,
    feedback=DoorSensor.HOOK,
    speed_baud=19_200,
    pulse_ms=500,
    unlock_answer=UnlockAnswer.ACK,
    unlock_reply_bytes=8,
    status_reply_ms=50,
    unlock_reply_ms=500,
    known_by=(KnownBy.QUOTED,),
    experimental=Said("one organisation alone quotes its document, and boards of this name were met that speak cu16"),
)
_BOARDS, _LOCKS = range(_ALL_BOARDS), range(_ALL_LOCKS)
_REQUEST: Final[Shape] = (
    (_STX,),
    range(_ALL_BOARDS + 1),
    range(_ALL_LOCKS + 1),
    (_STATUS, _UNLOCK, *_SETTINGS, _VERSION),
    (_ASKS,),
    (0,),
    (_ETX,),
    ANY_BYTE,
)
_STATUS_REPLY: Final[Shape] = (
    *((_STX,), _BOARDS, (0,), (_STATUS,), (_OK,), (2,), (_ETX,), ANY_BYTE),
    *[ANY_BYTE] * 2,
)
_UNLOCK_REPLY: Final[Shape] = ((_STX,), _BOARDS, _LOCKS, (_UNLOCK,), (_OK, *_FAILED), (0,), (_ETX,), ANY_BYTE)
_REFUSAL: Final[Shape] = ((_STX,), _BOARDS, _LOCKS, (_STATUS,), _FAILED, (0,), (_ETX,), ANY_BYTE)


class Cu12(Codec):
    """Codec of the CU12."""

    checksum_place = "carry in its eighth byte"

    def __init__(self, profile: Profile = PROFILE) -> None:
        super().__init__(profile, (_STATUS_REPLY, _UNLOCK_REPLY, _REFUSAL))

    def parse_request(self, data: bytes) -> Request | None:
        """See `Codec.parse_request`."""
        if not matches(data, _REQUEST) or not self.is_sealed(data):
            return None
        address, lock, command = data[1:4]
        board = None if address == _ALL_BOARDS else address
        channels = () if lock == _ALL_LOCKS else (lock + 1 - self.profile.index_base,)
        if command == _UNLOCK:
            if board is None or not channels:
                return ForeignFrame(ForeignKind.UNLOCK_ALL, board, channels)
            return UnlockRequest(board, channels[0])
        if lock != 0:
            return None
        if command == _STATUS:
            return ForeignFrame(ForeignKind.STATUS_ALL, None) if board is None else StatusRequest(board)
        return ForeignFrame(ForeignKind.VERSION if command == _VERSION else ForeignKind.SETTING, board)

    def parse_reply(self, data: bytes) -> Reply | None:
        """See `Codec.parse_reply`."""
        if len(data) <= _SUM_AT or not self.is_sealed(data):
            return None
        if matches(data, _STATUS_REPLY):
            return StatusReply(data[1], bits_of(data[_SUM_AT + 1 :])[: self.profile.channels])
        if matches(data, _UNLOCK_REPLY):
            return UnlockReply(data[1], data[2] + 1 - self.profile.index_base, ok=data[4] == _OK)
        return ForeignFrame(ForeignKind.REFUSED, data[1]) if matches(data, _REFUSAL) else None

    def checksum_due(self, data: bytes) -> bytes:
        """See `Codec.checksum_due`: the low byte of the sum of all other bytes, those behind it included."""
        return bytes((byte_sum(data[:_SUM_AT] + data[_SUM_AT + 1 :]),))

    def checksum_in(self, data: bytes) -> bytes:
        """See `Codec.checksum_in`."""
        return data[_SUM_AT : _SUM_AT + 1]

    def _look(self, address: int) -> tuple[Ask, ...]:
        return (Ask(self._frame(address, 0, _STATUS), len(_STATUS_REPLY)),)

    def _unlock(self, address: int, lock: int) -> bytes:
        return self._frame(address, lock, _UNLOCK)

    def _frame(self, address: int, lock: int, command: int) -> bytes:
        body = bytes((_STX, address, lock, command, _ASKS, 0, _ETX))
        return body + bytes((byte_sum(body),))


def make(options: Options) -> Cu12:
    """The codec of a board; raises `BadProfileError`."""
    options.refuse_others("cu12")
    return Cu12(options.on(PROFILE))
