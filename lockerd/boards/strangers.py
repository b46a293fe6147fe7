"""Bytes of boards that nobody told us of: which family could it be, and what is only noise?"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final

from lockerd.boards.codec import Codec
from lockerd.boards.frames import Side

SAMPLE_BYTES: Final = 16_384
"""So much of a recording is looked at: minutes of a line that asks without a pause."""
FRAMES: Final = 3
"""With fewer sound frames it may be chance: some families seal with eight bits."""
_SHORTEST: Final = 4
_LONGEST: Final = 40


@dataclass(slots=True)
class Guess:
    """What a family makes of the bytes."""

    codec: Codec
    bytes_all: int
    bytes_explained: int = 0
    requests: int = 0
    replies: int = 0
    addresses: Counter[int] = field(default_factory=Counter)

    @property
    def share(self) -> float:
        """Of all bytes, those that are sound frames; the rest is noise, or another family's."""
        return self.bytes_explained / self.bytes_all if self.bytes_all else 0.0


def guesses(data: bytes, codecs: Iterable[Codec]) -> list[Guess]:
    """Families of whose frames there are at least three, the likeliest first."""
    sample = data[:SAMPLE_BYTES]
    found = [_guess(sample, codec) for codec in codecs]
    likely = [guess for guess in found if guess.requests + guess.replies >= FRAMES]
    return sorted(likely, key=lambda guess: -guess.share)


def _guess(data: bytes, codec: Codec) -> Guess:
    guess = Guess(codec, len(data))
    for frame, side, address in frames(data, codec):
        if side is None:
            continue
        guess.bytes_explained += len(frame)
        if side is Side.REQUEST:
            guess.requests += 1
        else:
            guess.replies += 1
        if address is not None:
            guess.addresses[address] += 1
    return guess


def frames(data: bytes, codec: Codec) -> Iterator[tuple[bytes, Side | None, int | None]]:
    """The bytes cut into sound frames of this family, by which side sent them; None: in no frame."""
    sizes = sorted({len(shape) for shape in codec.reply_shapes}, reverse=True)
    at = noise = 0
    while at < len(data):
        found = _frame(data, at, codec, sizes)
        if found is None:
            at += 1
            continue
        if noise < at:
            yield data[noise:at], None, None
        yield found
        at += len(found[0])
        noise = at
    if noise < len(data):
        yield data[noise:], None, None


def _frame(data: bytes, at: int, codec: Codec, sizes: list[int]) -> tuple[bytes, Side, int | None] | None:
    for size in range(_SHORTEST, min(_LONGEST, len(data) - at) + 1):
        asked = codec.parse_request(data[at : at + size])
        if asked is not None:
            return data[at : at + size], Side.REQUEST, asked.address
    for size in sizes:
        frame = data[at : at + size]
        said = codec.parse_reply(frame) if len(frame) == size else None
        if said is not None:
            return frame, Side.REPLY, said.address
    return None
