"""Frames that we did not send and nobody answers us with: somebody else is master on the line (F42)."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from lockerd.boards.codec import Codec
from lockerd.boards.frames import ForeignFrame, ForeignKind, Reply, Request, StatusRequest, UnlockReply, UnlockRequest
from lockerd.domain.model.reports import BusTrouble

_ORDERS: Final = frozenset(
    {
        ForeignKind.UNLOCK_ALL,
        ForeignKind.UNLOCK_MANY,
        ForeignKind.UNLOCK_LONG,
        ForeignKind.UNLOCK_MOTOR,
        ForeignKind.HOLD_ON,
        ForeignKind.HOLD_OFF,
        ForeignKind.TOGGLE,
        ForeignKind.SETTING,
    }
)
_OF_THE_BOARD: Final = frozenset({ForeignKind.EVENT, ForeignKind.REFUSED})
"""What boards say without, or against, being asked."""
_REQUEST_BYTES: Final = range(5, 36)
_SHORTEST_BYTES: Final = _REQUEST_BYTES.start


@dataclass(frozen=True, slots=True)
class Foreign:
    """What somebody else says, or is answered."""

    trouble: BusTrouble
    said: str
    address: int | None
    """None: all boards."""
    channels: tuple[int, ...] = ()

    @property
    def target(self) -> str:
        """The board, or board/channel; empty for all boards."""
        where = "" if self.address is None else str(self.address)
        return f"{where}/{self.channels[0]}" if len(self.channels) == 1 else where


def foreign(frame: Reply | Request) -> Foreign | None:
    """What a frame that is not ours shows; None for those that boards may send by themselves."""
    match frame:
        case UnlockRequest() | UnlockReply():
            return Foreign(BusTrouble.FOREIGN_ORDER, "unlock", frame.address, (frame.channel,))
        case StatusRequest():
            return Foreign(BusTrouble.FOREIGN_QUESTION, "status", frame.address)
        case ForeignFrame() if frame.kind not in _OF_THE_BOARD:
            order = frame.kind in _ORDERS
            trouble = BusTrouble.FOREIGN_ORDER if order else BusTrouble.FOREIGN_QUESTION
            return Foreign(trouble, frame.kind.value, frame.address, frame.channels)
        case _:
            return None


def requests_in(codec: Codec, garbage: bytes) -> Iterator[Request]:
    """Whole, sound requests among bytes that are no reply. Without a checksum, a question proves nothing."""
    at = 0
    while at <= len(garbage) - _SHORTEST_BYTES:
        for size in _REQUEST_BYTES:
            piece = garbage[at : at + size]
            request = codec.parse_request(piece) if len(piece) == size else None
            if request is not None:
                if codec.checksum_due(piece) or isinstance(request, UnlockRequest):
                    yield request
                at += size - 1
                break
        at += 1
