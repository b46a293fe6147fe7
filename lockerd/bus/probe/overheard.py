"""What is said on a line before we say anything, and what that means."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from lockerd.boards import CODECS
from lockerd.boards.codec import Codec
from lockerd.boards.frames import ForeignFrame, ForeignKind
from lockerd.said import NOTHING, Said

LISTEN_S: Final = 1.0
_FEW_BYTES = 4
"""What an adapter's opening or a floating line may leave behind."""
_LONGEST_FRAME = 40
_EVENT: Final = "event"


@dataclass(frozen=True, slots=True)
class Overheard:
    """Bytes that came while nobody of ours spoke."""

    data: bytes
    family: str | None = None
    """In whose frames most of it can be read."""
    frames: tuple[str, ...] = ()
    """What they are, each word once."""

    @property
    def busy(self) -> bool:
        """Whether somebody else speaks here: then nothing we said would be safe or understood (F42)."""
        return len(self.data) > _FEW_BYTES and set(self.frames) != {_EVENT}

    @property
    def words(self) -> Said:
        """For people; empty if nothing was heard."""
        if not self.data:
            return NOTHING
        came = Said("{count} bytes came while nobody asked", count=len(self.data))
        if self.family and set(self.frames) == {_EVENT}:
            return Said("{came}: a {family} board tells that doors moved", came=came, family=self.family)
        if self.family:
            return Said(
                "{came}: {family} frames ({frames}); is another master polling here?",
                came=came,
                family=self.family,
                frames=", ".join(self.frames),
            )
        if self.busy:
            return Said(
                "{came}, in no frames that lockerd knows: a babbling device, a line without bias, or another speed",
                came=came,
            )
        return Said("{came}: few enough to go on", came=came)


def overheard(data: bytes) -> Overheard:
    """Read what was heard in the frames of the family that explains most of it."""
    best: tuple[int, str, tuple[str, ...]] = (0, "", ())
    for family, codec in CODECS.items():
        found = list(_frames(codec, data))
        covered = sum(size for size, _ in found)
        if covered > best[0]:
            best = covered, family, tuple(dict.fromkeys(word for _, word in found))
    covered, family, words = best
    return Overheard(data, family, words) if 2 * covered >= len(data) > 0 else Overheard(data)


def _frames(codec: Codec, data: bytes) -> Iterator[tuple[int, str]]:
    at = 0
    while at < len(data):
        size, word = next(_at(codec, data[at : at + _LONGEST_FRAME]), (0, ""))
        if size:
            yield size, word
        at += size or 1


def _at(codec: Codec, data: bytes) -> Iterator[tuple[int, str]]:
    for size in range(len(data), 4, -1):
        frame = codec.parse_reply(data[:size]) or codec.parse_request(data[:size])
        match frame:
            case None:
                continue
            case ForeignFrame(kind=ForeignKind.EVENT):
                yield size, _EVENT
            case ForeignFrame():
                yield size, frame.kind.value
            case _:
                yield size, type(frame).__name__
