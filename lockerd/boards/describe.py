"""Frames in words, for the command line and for people with a bus analyser."""

from collections.abc import Iterable
from typing import Any, assert_never

from lockerd.boards.codec import Codec
from lockerd.boards.feedback import reading
from lockerd.boards.frames import (
    ForeignFrame,
    Reply,
    Request,
    Side,
    StatusReply,
    StatusRequest,
    UnlockReply,
    UnlockRequest,
)
from lockerd.domain.readings import CompartmentId, DoorSensor
from lockerd.errors import WireError


class NotAFrameError(WireError):
    """Bytes that are no sound frame of the family."""


def describe(codec: Codec, data: bytes, side: Side | None = None) -> list[dict[str, Any]]:
    """Every meaning these bytes can have, on one side or on both; raises `NotAFrameError` with the reason.

    ``channels`` maps a channel as painted to its bit and to what that says in the family's usual wiring (a set bit is
    shut), or to null where the frame names the channel without saying anything about it; ``address`` null means every
    board. ``sendable`` (requests only) is false for those that exist but that no codec can produce (design rule 5).
    """
    meanings = {Side.REQUEST: codec.parse_request(data), Side.REPLY: codec.parse_reply(data)}
    found = [(each, frame) for each, frame in meanings.items() if frame is not None and side in {None, each}]
    if not found:
        raise NotAFrameError(_why_not(codec, data))
    return [_words(codec, each, frame) for each, frame in found]


def _words(codec: Codec, side: Side, frame: Request | Reply) -> dict[str, Any]:
    kind, bits = _kind_and_bits(frame)
    words: dict[str, Any] = {
        "family": codec.profile.family,
        "side": side.value,
        "kind": kind,
        "address": frame.address,
        "channels": {str(channel): None if bit is None else _said(codec, bit=bit) for channel, bit in bits},
    }
    if side is Side.REQUEST:
        words["sendable"] = not isinstance(frame, ForeignFrame)
    return words


def _kind_and_bits(frame: Request | Reply) -> tuple[str, Iterable[tuple[int, bool | None]]]:
    match frame:
        case StatusRequest():
            return "status", ()
        case UnlockRequest():
            return "unlock", ((frame.channel, None),)
        case StatusReply():
            return "status", enumerate(frame.bits, 1)
        case UnlockReply():
            return "unlock", ((frame.channel, frame.bit),)
        case ForeignFrame():
            return frame.kind.value, ((channel, frame.bit) for channel in frame.channels)
        case _:
            assert_never(frame)


def _said(codec: Codec, *, bit: bool) -> dict[str, Any]:
    seen = reading(CompartmentId(""), bit=bit, sampled_ms=0, sensor=codec.profile.feedback)
    if codec.profile.feedback is DoorSensor.HOOK:
        return {"bit": int(bit), "latch": seen.latch.value}
    return {"bit": int(bit), "door": seen.door.value}


def _why_not(codec: Codec, data: bytes) -> str:
    family, shown = codec.profile.family, data.hex(" ").upper()
    if len(data) < 5:
        return f"{len(data)} bytes are too short for a {family} frame"
    if data[-1] != (due := codec.expected_checksum(data)):
        return f"{shown} is no sound {family} frame: as a frame it would have to end with {due:02X}"
    return f"{shown} is no {family} frame: the checksum fits, but no frame of {len(data)} bytes looks like this"
