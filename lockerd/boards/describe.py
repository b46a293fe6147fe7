"""Frames in words, for the command line and for people with a bus analyser."""

from collections.abc import Iterable
from typing import Any, assert_never

from lockerd.boards.codec import Codec, UnlockAnswer
from lockerd.boards.feedback import reading
from lockerd.boards.frames import (
    Asked,
    CoilsReply,
    ForeignFrame,
    ModesReply,
    Reply,
    Request,
    Side,
    StatusReply,
    StatusRequest,
    UnlockReply,
    UnlockRequest,
)
from lockerd.domain.model.ids import CompartmentId
from lockerd.domain.model.readings import DoorSensor
from lockerd.errors import WireError


class NotAFrameError(WireError):
    """Bytes that are no sound frame of the family."""


def describe(codec: Codec, data: bytes, side: Side | None = None) -> list[dict[str, Any]]:
    """Every meaning these bytes can have, on one side or on both; raises `NotAFrameError` with the reason.

    ``channels`` maps a channel as painted to its bit and to what that says in the family's usual wiring, or to null
    where the frame names the channel without saying anything about it; ``address`` null means every board. ``sendable``
    (requests only) is false for those that exist but that no codec can produce (design rule 5); ``done`` (replies to an
    unlock without feedback) is false where the board says that it failed.
    """
    meanings = {Side.REQUEST: codec.parse_request(data), Side.REPLY: codec.parse_reply(data)}
    found = [(each, frame) for each, frame in meanings.items() if frame is not None and side in {None, each}]
    if not found:
        raise NotAFrameError(_why_not(codec, data))
    return [_words(codec, each, frame) for each, frame in found]


def _words(codec: Codec, side: Side, frame: Request | Reply) -> dict[str, Any]:
    words: dict[str, Any] = {
        "family": codec.profile.family,
        "side": side.value,
        "kind": _kind(frame),
        "address": frame.address,
        "channels": {str(channel): said for channel, said in _channels(codec, frame)},
    }
    if side is Side.REQUEST:
        words["sendable"] = not isinstance(frame, ForeignFrame)
    if isinstance(frame, UnlockReply) and codec.profile.unlock_answer is UnlockAnswer.ACK:
        words["done"] = frame.ok
    return words


def _kind(frame: Request | Reply) -> str:
    match frame:
        case StatusRequest():
            return frame.asked.value
        case StatusReply():
            return Asked.FEEDBACK.value
        case CoilsReply():
            return Asked.COILS.value
        case ModesReply():
            return Asked.MODES.value
        case UnlockRequest() | UnlockReply():
            return "unlock"
        case ForeignFrame():
            return frame.kind.value
        case _:
            assert_never(frame)


def _channels(codec: Codec, frame: Request | Reply) -> Iterable[tuple[int, dict[str, Any] | None]]:
    match frame:
        case StatusRequest():
            return ()
        case UnlockRequest():
            return ((frame.channel, None),)
        case StatusReply():
            items = frame.items or (None,) * len(frame.bits)
            both = zip(frame.bits, items, strict=True)
            return ((channel, _said(codec, bit, item)) for channel, (bit, item) in enumerate(both, 1))
        case CoilsReply():
            return ((channel, {"on": on}) for channel, on in enumerate(frame.on, 1))
        case ModesReply():
            return ((channel, {"mode": mode}) for channel, mode in enumerate(frame.modes, 1))
        case UnlockReply():
            if codec.profile.unlock_answer is UnlockAnswer.FEEDBACK:
                return ((frame.channel, _said(codec, frame.bit)),)
            return ((frame.channel, None if frame.bit is None else {"bit": int(frame.bit)}),)
        case ForeignFrame():
            return ((channel, None if frame.bit is None else _said(codec, frame.bit)) for channel in frame.channels)
        case _:
            assert_never(frame)


def _said(codec: Codec, bit: bool | None, item: bool | None = None) -> dict[str, Any]:  # noqa: FBT001 - a bit is a bool
    profile = codec.profile
    seen = reading(
        CompartmentId(""), bit=bit, sampled_ms=0, sensor=profile.feedback, closed_bit=profile.closed_bit, item_bit=item
    )
    words: dict[str, Any] = {"bit": None if bit is None else int(bit)}
    if profile.feedback is DoorSensor.HOOK:
        words["latch"] = seen.latch.value
    else:
        words["door"] = seen.door.value
    if item is not None:
        words["item"] = seen.item.value
    return words


def _why_not(codec: Codec, data: bytes) -> str:
    family, shown = codec.profile.family, data.hex(" ").upper()
    if len(data) < 5:
        return f"{len(data)} bytes are too short for a {family} frame"
    if not codec.is_sealed(data):
        due = codec.checksum_due(data).hex(" ").upper()
        return f"{shown} is no sound {family} frame: as a frame it would have to {codec.checksum_place} {due}"
    checked = "the checksum fits, but " if codec.checksum_due(data) else ""
    return f"{shown} is no {family} frame: {checked}no frame of {len(data)} bytes looks like this"
