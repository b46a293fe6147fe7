"""Kecheng's dialect of the BCC protocol (CM06-24-396 V2.0): unlock parameter 33, and more commands to stay away from.

Source: the Preddita smart locker, which quotes a vendor text of 2025 and met one board. In the unlock reply the manual
calls 00 closed and the board in the field said the opposite: that byte is shown and not believed, the status after it
is. In the status a set bit is a closed door or a channel without a sensor.
"""

from dataclasses import replace
from typing import ClassVar, Final

from lockerd.boards.bcc import ADDRESSES, PROFILE, Bcc
from lockerd.boards.codec import ANY_BYTE, KnownBy, Shape, UnlockAnswer, matches
from lockerd.boards.frames import ForeignFrame, ForeignKind, Reply, Request
from lockerd.boards.options import Options, StatusOrder
from lockerd.said import Said

_VERSION, _ALL_DONE = 0x82, 0x9E
_KECHENG: Final = replace(
    PROFILE,
    family="kecheng",
    model="",
    unlock_answer=UnlockAnswer.ACK,
    known_by=(KnownBy.ONE_CODE,),
    experimental=Said("one project spoke to one board, whose answers contradict its manual"),
)
_FOREIGN: Final = {
    (0x82, 0x22): ForeignKind.VERSION,
    (0x82, 0x44): ForeignKind.VERSION,
    (0x8D, 0x00): ForeignKind.SETTING,
    (0x8D, 0x01): ForeignKind.SETTING,
    (0x9D, 0x33): ForeignKind.UNLOCK_ALL,
    (0x7C, 0x03): ForeignKind.UNLOCK_LONG,
    (0x7A, 0x33): ForeignKind.UNLOCK_MOTOR,
    (0x7F, 0x11): ForeignKind.SETTING,
}
_PULSE_SETTING: Final = 0x7E
_OF_THE_BOARD: Final = (ForeignKind.VERSION, ForeignKind.UNLOCK_ALL)
_VERSION_REPLY: Final[Shape] = ((_VERSION,), ADDRESSES, (0,), ANY_BYTE, ANY_BYTE)
_ALL_DONE_REPLY: Final[Shape] = ((_ALL_DONE,), ADDRESSES, *[ANY_BYTE] * 3, ANY_BYTE)


class Kecheng(Bcc):
    """Codec of the Kecheng boards with 24 locks."""

    fire: ClassVar[int] = 0x33

    def more_replies(self) -> tuple[Shape, ...]:
        """See `Bcc.more_replies`."""
        return (_VERSION_REPLY, _ALL_DONE_REPLY)

    def parse_request(self, data: bytes) -> Request | None:
        """See `Codec.parse_request`."""
        if (known := super().parse_request(data)) is not None:
            return known
        if len(data) != 5 or not self.is_sound(data):
            return None
        kind = ForeignKind.SETTING if data[0] == _PULSE_SETTING else _FOREIGN.get((data[0], data[3]))
        if kind is None or data[2] > self.profile.channels:
            return None
        return ForeignFrame(kind, data[1], () if kind in _OF_THE_BOARD or not data[2] else (data[2],))

    def parse_reply(self, data: bytes) -> Reply | None:
        """See `Codec.parse_reply`."""
        if (known := super().parse_reply(data)) is not None:
            return known
        if not self.is_sound(data):
            return None
        if matches(data, _VERSION_REPLY):
            return ForeignFrame(ForeignKind.VERSION, data[1])
        return ForeignFrame(ForeignKind.UNLOCK_ALL, data[1]) if matches(data, _ALL_DONE_REPLY) else None


def make(options: Options) -> Kecheng:
    """The codec of a board; raises `BadProfileError`."""
    options.refuse_others("kecheng", "status_order")
    return Kecheng(options.on(_KECHENG), status_order=options.status_order or StatusOrder.HIGH_FIRST)
