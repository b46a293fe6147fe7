"""Winnsen lock control boards: 16 locks, 9600 baud, no checksum at all.

Source: Winnsen, "Lock Control Board Serial Command Document", V202104, as two public projects (LocQar, ZimPudo) have
it. Both agree on the unlock; the status of all locks is LocQar's alone. A set bit is an open door. Whether there is a
station 0 is disputed, so none is addressed. Without a checksum, only header, length, function, station and end tell a
frame from noise: what it says is believed when it was said twice (F35). A board is said to refuse the same lock for
about 15 s.
"""

from typing import Final

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

_HEADER, _END = 0x90, 0x03
_STATUS, _UNLOCK, _CHANNEL, _REPLY = 0x02, 0x05, 0x12, 0x80
_ALL = 0xFF
PROFILE: Final = Profile(
    family="winnsen",
    channels=16,
    index_base=1,
    min_address=1,
    max_address=31,
    feedback=DoorSensor.CONTACT,
    closed_bit=0,
    speed_baud=9_600,
    pulse_ms=500,
    unlock_answer=UnlockAnswer.ACK,
    unlock_reply_bytes=7,
    status_reply_ms=200,
    unlock_reply_ms=500,
    known_by=(KnownBy.QUOTED, KnownBy.ONE_CODE),
    experimental=Said("its status frames come from one project; nothing protects them against a flipped bit"),
)
_STATIONS, _LOCKS, _YES_NO = range(32), range(1, PROFILE.channels + 1), (0, 1)
_STATUS_REQUEST: Final[Shape] = ((_HEADER,), (7,), (_STATUS,), _STATIONS, ANY_BYTE, ANY_BYTE, (_END,))
_LOCK_REQUEST: Final[Shape] = ((_HEADER,), (6,), (_UNLOCK, _CHANNEL), _STATIONS, _LOCKS, (_END,))
_STATUS_REPLY: Final[Shape] = ((_HEADER,), (7,), (_STATUS | _REPLY,), _STATIONS, ANY_BYTE, ANY_BYTE, (_END,))
_LOCK_REPLY: Final[Shape] = (
    (_HEADER,),
    (7,),
    (_UNLOCK | _REPLY, _CHANNEL | _REPLY),
    _STATIONS,
    _LOCKS,
    _YES_NO,
    (_END,),
)


class Winnsen(Codec):
    """Codec of the Winnsen boards."""

    def __init__(self, profile: Profile = PROFILE) -> None:
        super().__init__(profile, (_STATUS_REPLY, _LOCK_REPLY))

    def parse_request(self, data: bytes) -> Request | None:
        """See `Codec.parse_request`."""
        if matches(data, _STATUS_REQUEST):
            everything = data[4] == data[5] == _ALL
            return StatusRequest(data[3]) if everything else ForeignFrame(ForeignKind.READ, data[3])
        if not matches(data, _LOCK_REQUEST):
            return None
        station, lock = data[3], data[4]
        if data[2] == _UNLOCK:
            return UnlockRequest(station, lock)
        return ForeignFrame(ForeignKind.CHANNEL_STATUS, station, (lock,))

    def parse_reply(self, data: bytes) -> Reply | None:
        """See `Codec.parse_reply`."""
        if matches(data, _STATUS_REPLY):
            return StatusReply(data[3], bits_of(data[4:6]))
        if not matches(data, _LOCK_REPLY):
            return None
        station, lock, yes = data[3], data[4], bool(data[5])
        if data[2] == _UNLOCK | _REPLY:
            return UnlockReply(station, lock, ok=yes)
        return ForeignFrame(ForeignKind.CHANNEL_STATUS, station, (lock,), yes)

    def checksum_due(self, data: bytes) -> bytes:  # noqa: ARG002 - whatever the bytes
        """See `Codec.checksum_due`: there is none."""
        return b""

    def _look(self, address: int) -> tuple[Ask, ...]:
        return (Ask(bytes((_HEADER, 7, _STATUS, address, _ALL, _ALL, _END)), len(_STATUS_REPLY)),)

    def _unlock(self, address: int, lock: int) -> bytes:
        return bytes((_HEADER, 6, _UNLOCK, address, lock, _END))


def make(options: Options) -> Winnsen:
    """The codec of a board; raises `BadProfileError`."""
    options.refuse_others("winnsen")
    return Winnsen(options.on(PROFILE))
