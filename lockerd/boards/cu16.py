"""Kerong CU16 and NCU16 ("KU16"): 16 locks with item sensors, 19200 baud, five bytes a request, byte sum.

Sources: agreement of several public drivers, two of them used on hardware (jin0949/KR-CU16_locker, kerong-lib over
TCP, the KU16 command table, an Android parcel locker). Board and lock share one byte. The board number F goes to all
boards with command 32; what it does with an unlock is not known, so F is read here and never written. Nothing answers
an unlock: a driver that waits for an answer and tries again fires the lock again.
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
    UnlockRequest,
)
from lockerd.boards.options import Options
from lockerd.domain.model.readings import DoorSensor

_STX, _ETX = 0x02, 0x03
_STATUS, _UNLOCK, _STATUS_ALL, _UNLOCK_ALL = 0x30, 0x31, 0x32, 0x33
_STATUS_REPLY, _STATUS_ALL_REPLY = 0x35, 0x36
_ALL_BOARDS = 0x0F
PROFILE: Final = Profile(
    family="cu16",
    channels=16,
    index_base=0,
    min_address=0,
    max_address=_ALL_BOARDS - 1,
    feedback=DoorSensor.HOOK,
    items=True,
    speed_baud=19_200,
    pulse_ms=500,
    unlock_answer=UnlockAnswer.NONE,
    status_reply_ms=50,
    known_by=(KnownBy.SEVERAL_CODES, KnownBy.CONSTRUCTED),
)
_REQUEST: Final[Shape] = ((_STX,), ANY_BYTE, (_STATUS, _UNLOCK, _STATUS_ALL, _UNLOCK_ALL), (_ETX,), ANY_BYTE)
_REPLY: Final[Shape] = (
    (_STX,),
    range(0, _ALL_BOARDS << 4, 0x10),
    (_STATUS_REPLY, _STATUS_ALL_REPLY),
    *[ANY_BYTE] * 4,
    (_ETX,),
    ANY_BYTE,
)


class Cu16(Codec):
    """Codec of the CU16."""

    def __init__(self, profile: Profile = PROFILE) -> None:
        super().__init__(profile, (_REPLY,))

    def parse_request(self, data: bytes) -> Request | None:
        """See `Codec.parse_request`."""
        if not matches(data, _REQUEST) or data[-1] != byte_sum(data[:-1]):
            return None
        board, lock = divmod(data[1], 16)
        address = None if board == _ALL_BOARDS else board
        command, channel = data[2], lock + 1 - self.profile.index_base
        if command == _UNLOCK and address is not None:
            return UnlockRequest(address, channel)
        if command in {_UNLOCK, _UNLOCK_ALL}:
            return ForeignFrame(ForeignKind.UNLOCK_ALL, address, (channel,) if command == _UNLOCK else ())
        if lock != 0:
            return None
        if command == _STATUS and address is not None:
            return StatusRequest(address)
        return ForeignFrame(ForeignKind.STATUS_ALL, address)

    def parse_reply(self, data: bytes) -> Reply | None:
        """See `Codec.parse_reply`."""
        if not matches(data, _REPLY) or data[-1] != byte_sum(data[:-1]):
            return None
        address = data[1] >> 4
        if data[2] == _STATUS_ALL_REPLY:
            return ForeignFrame(ForeignKind.STATUS_ALL, address)
        return StatusReply(address, bits_of(data[3:5]), bits_of(data[5:7]))

    def checksum_due(self, data: bytes) -> bytes:
        """See `Codec.checksum_due`: the low byte of the sum of all bytes before it."""
        return bytes((byte_sum(data[:-1]),))

    def _look(self, address: int) -> tuple[Ask, ...]:
        return (Ask(self._frame(address << 4, _STATUS), len(_REPLY)),)

    def _unlock(self, address: int, lock: int) -> bytes:
        return self._frame(address << 4 | lock, _UNLOCK)

    def _frame(self, place: int, command: int) -> bytes:
        body = bytes((_STX, place, command, _ETX))
        return body + bytes((byte_sum(body),))


def make(options: Options) -> Cu16:
    """The codec of a board; raises `BadProfileError`."""
    options.refuse_others("cu16")
    return Cu16(options.on(PROFILE))
