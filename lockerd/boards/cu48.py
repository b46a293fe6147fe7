"""Kerong CU48: 48 locks, 19200 baud, byte sum, no reply to an unlock.

Source: Kerong, "CU48 Protocol and Introduction", v2.1, 2020-03-23. A set bit is a locked hook unless the switch is
wired the other way. Address 0A and lock number 30 mean *all*; they are read here and never written.
"""

from typing import Final

from lockerd.boards.codec import ANY_BYTE, Profile, Shape, bits_of, matches
from lockerd.boards.frames import ForeignFrame, ForeignKind, Request, StatusReply, StatusRequest, UnlockRequest
from lockerd.domain.readings import DoorSensor

_STX, _ETX = 0x02, 0x03
_STATUS, _UNLOCK, _STATUS_REPLY = 0x50, 0x51, 0x65
_ALL_BOARDS, _ALL_LOCKS = 0x0A, 0x30
_PROFILE: Final = Profile(
    family="cu48",
    channels=48,
    index_base=0,
    min_address=0,
    max_address=9,
    feedback=DoorSensor.HOOK,
    speed_baud=19_200,
    pulse_ms=500,
    unlock_replies=False,
    status_reply_ms=50,
    unlock_reply_ms=0,
    quiet_ms=200,
    status_request_bytes=6,
    status_reply_bytes=12,
    unlock_reply_bytes=0,
)
_BOARDS = range(_PROFILE.min_address, _PROFILE.max_address + 1)
_REQUEST: Final[Shape] = ((_STX,), range(_ALL_BOARDS + 1), range(_ALL_LOCKS + 1), (_STATUS, _UNLOCK), (_ETX,), ANY_BYTE)
_REPLY: Final[Shape] = ((_STX,), _BOARDS, ANY_BYTE, (_STATUS_REPLY,), *[ANY_BYTE] * 6, (_ETX,), ANY_BYTE)


def _sum(data: bytes) -> int:
    return sum(data) & 0xFF


class Cu48:
    """Codec of the Kerong CU48."""

    profile: Final = _PROFILE
    reply_shapes: Final = (_REPLY,)

    def status_request(self, address: int) -> bytes:
        """See `Codec.status_request`."""
        self.profile.check_address(address)
        return self._request(address, 0, _STATUS)

    def unlock_request(self, address: int, channel: int) -> bytes:
        """See `Codec.unlock_request`."""
        self.profile.check_address(address)
        self.profile.check_channel(channel)
        return self._request(address, channel - 1 + self.profile.index_base, _UNLOCK)

    def parse_request(self, data: bytes) -> Request | None:
        """See `Codec.parse_request`."""
        if not matches(data, _REQUEST) or data[-1] != self.expected_checksum(data):
            return None
        address, lock, command = data[1:4]
        board = None if address == _ALL_BOARDS else address
        channels = () if lock == _ALL_LOCKS else (lock + 1 - self.profile.index_base,)
        if command == _STATUS:
            if lock != 0:
                return None
            return ForeignFrame(ForeignKind.STATUS_ALL, None) if board is None else StatusRequest(board)
        if board is None or not channels:
            return ForeignFrame(ForeignKind.UNLOCK_ALL, board, channels)
        return UnlockRequest(board, channels[0])

    def parse_reply(self, data: bytes) -> StatusReply | None:
        """See `Codec.parse_reply`; the lock number in a status reply means nothing and is not checked."""
        if not matches(data, _REPLY) or data[-1] != self.expected_checksum(data):
            return None
        return StatusReply(data[1], bits_of(data[4:10]))

    def expected_checksum(self, data: bytes) -> int:
        """See `Codec.expected_checksum`: the low byte of the sum of all bytes before it."""
        return _sum(data[:-1])

    def _request(self, address: int, lock: int, command: int) -> bytes:
        body = bytes((_STX, address, lock, command, _ETX))
        return body + bytes((_sum(body),))
