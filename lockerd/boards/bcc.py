"""BCC boards (Guangzhou Shuoming and resellers): 9600 baud, XOR checksum, feedback in the unlock reply.

Sources: vendor text "485 lock board protocol" (24-way, 2021; 2024A1) as quoted by several integrators, and captures
from 8-way hardware by Open-Locker. A set bit, or 11, is a shorted feedback contact; whether that is a closed door is
wiring. Lock 00 means *all*; it is read here and never written. An unlock request equals the reply "contact shorted":
an echo cannot be told from a reply by content (F38).
"""

from enum import StrEnum
from functools import reduce
from operator import xor
from typing import Final

from lockerd.boards.codec import ANY_BYTE, Profile, Shape, bits_of, matches
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
from lockerd.domain.readings import DoorSensor
from lockerd.errors import CallerError

_QUERY, _UNLOCK, _UNLOCK_MANY = 0x80, 0x8A, 0x90
_EVENTS = (0x81, 0x82)  # which of the two a firmware uses differs
_ASK, _FIRE = 0x33, 0x11
_HOLDS: Final = {(0x9A, _FIRE): ForeignKind.HOLD_ON, (0x9B, _FIRE): ForeignKind.HOLD_OFF}
_SHORTED, _NOT_SHORTED = 0x11, 0x00
_LEVEL = (_NOT_SHORTED, _SHORTED)
_ALL_LOCKS = 0x00
_ADDRESSES = range(1, 32)


class StatusOrder(StrEnum):
    """Which channels the first status byte holds; differs by model."""

    HIGH_FIRST = "high_first"
    LOW_FIRST = "low_first"


class BadProfileError(CallerError):
    """A board profile that no board of the family can have."""

    code = "bad_profile"


def _xor(data: bytes) -> int:
    return reduce(xor, data, 0)


class Bcc:
    """Codec of the BCC boards; by default the 24-way, which also fits the smaller ones: they answer 24 bits too."""

    def __init__(
        self, *, channels: int = 24, status_bytes: int = 3, status_order: StatusOrder = StatusOrder.HIGH_FIRST
    ) -> None:
        """Channels 1 to 50, status bytes enough for them (at most 7); raises `BadProfileError`."""
        if not 1 <= channels <= min(50, 8 * status_bytes) or status_bytes > 7:
            msg = f"no bcc board has {channels} channels in {status_bytes} status bytes; see its data sheet"
            raise BadProfileError(msg)
        self._order = status_order
        self._status_bytes = status_bytes
        self.profile: Final = Profile(
            family="bcc",
            channels=channels,
            index_base=1,
            min_address=_ADDRESSES.start,
            max_address=_ADDRESSES.stop - 1,
            feedback=DoorSensor.CONTACT,
            speed_baud=9_600,
            pulse_ms=300,
            unlock_replies=True,
            status_reply_ms=200,
            unlock_reply_ms=500,
            quiet_ms=0,
            status_request_bytes=5,
            status_reply_bytes=4 + status_bytes,
            unlock_reply_bytes=5,
        )
        locks = range(channels + 1)
        self._status: Final[Shape] = ((_QUERY,), _ADDRESSES, *[ANY_BYTE] * status_bytes, (_ASK,), ANY_BYTE)
        self._unlocked: Final[Shape] = ((_UNLOCK,), _ADDRESSES, locks, _LEVEL, ANY_BYTE)
        self._channel: Final[Shape] = ((_QUERY,), _ADDRESSES, locks[1:], _LEVEL, ANY_BYTE)
        self._event: Final[Shape] = (_EVENTS, _ADDRESSES, locks[1:], _LEVEL, ANY_BYTE)
        self._unlock_many: Final[Shape] = ((_UNLOCK_MANY,), _ADDRESSES, *[ANY_BYTE] * status_bytes, ANY_BYTE)
        self._unlock_long: Final[Shape] = ((_UNLOCK,), _ADDRESSES, locks[1:], (_FIRE,), range(1, 10), ANY_BYTE)
        # We never ask for a single channel, so 80 begins only the long reply: the two could not be told apart early.
        self.reply_shapes: Final = (self._status, self._unlocked, self._event)

    def status_request(self, address: int) -> bytes:
        """See `Codec.status_request`."""
        self.profile.check_address(address)
        return self._request(_QUERY, address, 0, _ASK)

    def unlock_request(self, address: int, channel: int) -> bytes:
        """See `Codec.unlock_request`."""
        self.profile.check_address(address)
        self.profile.check_channel(channel)
        return self._request(_UNLOCK, address, channel - 1 + self.profile.index_base, _FIRE)

    def expected_checksum(self, data: bytes) -> int:
        """See `Codec.expected_checksum`: the exclusive or of all bytes before it."""
        return _xor(data[:-1])

    def parse_request(self, data: bytes) -> Request | None:
        """See `Codec.parse_request`."""
        if not self._is_sound(data):
            return None
        address = data[1]
        if matches(data, self._unlock_long):
            return ForeignFrame(ForeignKind.UNLOCK_LONG, address, (data[2],))
        if matches(data, self._unlock_many):
            mask = bits_of(data[2:-1])[: self.profile.channels]
            return ForeignFrame(
                ForeignKind.UNLOCK_MANY, address, tuple(n for n, chosen in enumerate(mask, 1) if chosen)
            )
        if len(data) != 5 or data[2] > self.profile.channels:
            return None
        channels = () if data[2] == _ALL_LOCKS else (data[2],)
        command = data[0], data[3]
        if command == (_QUERY, _ASK):
            return ForeignFrame(ForeignKind.CHANNEL_STATUS, address, channels) if channels else StatusRequest(address)
        if command == (_UNLOCK, _FIRE):
            return UnlockRequest(address, channels[0]) if channels else ForeignFrame(ForeignKind.UNLOCK_ALL, address)
        hold = _HOLDS.get(command)
        return ForeignFrame(hold, address, channels) if hold and channels else None

    def parse_reply(self, data: bytes) -> Reply | None:
        """See `Codec.parse_reply`."""
        if not self._is_sound(data):
            return None
        address, channel, bit = data[1], data[2], data[3] == _SHORTED
        if matches(data, self._status):
            groups = data[2:-2] if self._order is StatusOrder.LOW_FIRST else data[-3:1:-1]
            return StatusReply(address, bits_of(groups)[: self.profile.channels])
        if matches(data, self._channel):
            return ForeignFrame(ForeignKind.CHANNEL_STATUS, address, (channel,), bit)
        if matches(data, self._event):
            return ForeignFrame(ForeignKind.EVENT, address, (channel,), bit)
        if not matches(data, self._unlocked):
            return None
        if channel == _ALL_LOCKS:
            return ForeignFrame(ForeignKind.UNLOCK_ALL, address)
        return UnlockReply(address, channel, bit)

    def _is_sound(self, data: bytes) -> bool:
        return len(data) >= 5 and data[1] in _ADDRESSES and data[-1] == self.expected_checksum(data)

    def _request(self, *body: int) -> bytes:
        return bytes((*body, _xor(bytes(body))))
