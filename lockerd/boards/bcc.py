"""BCC boards (Guangzhou Shuoming and resellers): 9600 baud, XOR checksum, feedback in the unlock reply.

Sources: vendor text "485 lock board protocol" (24-way, 2021; 2024A1) as quoted by several integrators, and captures
from 8-way hardware by Open-Locker. A set bit, or 11, is a shorted feedback contact; whether that is a closed door is
wiring. Lock 00 means *all*; it is read here and never written. An unlock request equals the reply "contact shorted":
an echo cannot be told from a reply by content (F38).
"""

from dataclasses import replace
from typing import ClassVar, Final

from lockerd.boards.checksums import byte_xor
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
from lockerd.boards.options import BadProfileError, Options, StatusOrder
from lockerd.domain.model.readings import DoorSensor
from lockerd.said import Said

_QUERY, _UNLOCK, _UNLOCK_MANY = 0x80, 0x8A, 0x90
_EVENTS = (0x81, 0x82)  # which of the two a firmware uses differs
_ASK = 0x33
_HOLDS: Final = {0x9A: ForeignKind.HOLD_ON, 0x9B: ForeignKind.HOLD_OFF}
_SHORTED, _NOT_SHORTED = 0x11, 0x00
LEVEL = (_NOT_SHORTED, _SHORTED)
_ALL_LOCKS = 0x00
ADDRESSES = range(1, 32)
PROFILE: Final = Profile(
    family="bcc",
    model="24",
    channels=24,
    index_base=1,
    min_address=ADDRESSES.start,
    max_address=ADDRESSES.stop - 1,
    feedback=DoorSensor.CONTACT,
    speed_baud=9_600,
    pulse_ms=300,
    unlock_answer=UnlockAnswer.FEEDBACK,
    unlock_reply_bytes=5,
    status_reply_ms=200,
    unlock_reply_ms=500,
    known_by=(KnownBy.QUOTED, KnownBy.SEVERAL_CODES),
)


class Bcc(Codec):
    """Codec of the BCC boards; by default the 24-way, which also fits the smaller ones: they answer 24 bits too."""

    fire: ClassVar[int] = 0x11
    """The parameter of an unlock."""

    def __init__(
        self,
        profile: Profile = PROFILE,
        *,
        channels: int | None = None,
        status_bytes: int = 3,
        status_order: StatusOrder = StatusOrder.HIGH_FIRST,
    ) -> None:
        """Channels 1 to 50, status bytes enough for them (at most 7); raises `BadProfileError`."""
        if channels is not None:
            profile = replace(profile, channels=channels, model=str(channels))
        if not 1 <= profile.channels <= min(50, 8 * status_bytes) or status_bytes > 7:
            msg = f"no {profile.family} board has {profile.channels} channels in {status_bytes} status bytes"
            raise BadProfileError(f"{msg}; see its data sheet")
        self._order = status_order
        locks = range(profile.channels + 1)
        fire, status = (self.fire,), [ANY_BYTE] * status_bytes
        self._status: Final[Shape] = ((_QUERY,), ADDRESSES, *status, (_ASK,), ANY_BYTE)
        self._unlocked: Final[Shape] = ((_UNLOCK,), ADDRESSES, locks, LEVEL, ANY_BYTE)
        self._channel: Final[Shape] = ((_QUERY,), ADDRESSES, locks[1:], LEVEL, ANY_BYTE)
        self._event: Final[Shape] = (_EVENTS, ADDRESSES, locks[1:], LEVEL, ANY_BYTE)
        self._unlock_many: Final[Shape] = ((_UNLOCK_MANY,), ADDRESSES, *status, ANY_BYTE)
        self._unlock_long: Final[Shape] = ((_UNLOCK,), ADDRESSES, locks[1:], fire, range(1, 10), ANY_BYTE)
        # We never ask for a single channel, so 80 begins only the long reply: the two could not be told apart early.
        super().__init__(profile, (self._status, self._unlocked, self._event, *self.more_replies()))

    def more_replies(self) -> tuple[Shape, ...]:
        """Shapes of replies that only a dialect has."""
        return ()

    def parse_request(self, data: bytes) -> Request | None:
        """See `Codec.parse_request`."""
        if not self.is_sound(data):
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
        if command == (_UNLOCK, self.fire):
            return UnlockRequest(address, channels[0]) if channels else ForeignFrame(ForeignKind.UNLOCK_ALL, address)
        hold = _HOLDS.get(data[0]) if data[3] == self.fire else None
        return ForeignFrame(hold, address, channels) if hold and channels else None

    def parse_reply(self, data: bytes) -> Reply | None:
        """See `Codec.parse_reply`."""
        if not self.is_sound(data):
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

    def checksum_due(self, data: bytes) -> bytes:
        """See `Codec.checksum_due`: the exclusive or of all bytes before it."""
        return bytes((byte_xor(data[:-1]),))

    def is_sound(self, data: bytes) -> bool:
        """Whether length, address and checksum allow a frame."""
        return len(data) >= 5 and data[1] in ADDRESSES and data[-1] == byte_xor(data[:-1])

    def _look(self, address: int) -> tuple[Ask, ...]:
        return (Ask(self._request(_QUERY, address, 0, _ASK), len(self._status)),)

    def _unlock(self, address: int, lock: int) -> bytes:
        return self._request(_UNLOCK, address, lock, self.fire)

    def _request(self, *body: int) -> bytes:
        return bytes((*body, byte_xor(bytes(body))))


_UNPUBLISHED: Final = Said("no frame of this size was ever published")
_MODELS: Final[dict[str, Profile]] = {
    "24": PROFILE,
    "8": replace(PROFILE, model="8", channels=8, known_by=(KnownBy.CAPTURE, *PROFILE.known_by)),
    "12": replace(PROFILE, model="12", channels=12),
    "18": replace(PROFILE, model="18", channels=18, known_by=(KnownBy.QUOTED,), experimental=_UNPUBLISHED),
    "50": replace(
        PROFILE,
        model="50",
        channels=50,
        known_by=(KnownBy.QUOTED, KnownBy.ONE_CODE),
        experimental=Said("length and order of its status bytes were seen by one integrator only"),
    ),
}
MODELS: Final = tuple(_MODELS)


def make(options: Options) -> Bcc:
    """The codec of a board; raises `BadProfileError`."""
    options.refuse_others("bcc", "model", "status_order")
    model = options.model_of("bcc", MODELS)
    large = model == "50"
    usual = StatusOrder.LOW_FIRST if large else StatusOrder.HIGH_FIRST
    return Bcc(options.on(_MODELS[model]), status_bytes=7 if large else 3, status_order=options.status_order or usual)
