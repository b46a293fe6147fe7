"""What a codec is: the requests we send, and the reading of all frames of its family."""

from abc import ABC, abstractmethod
from collections.abc import Container
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from operator import contains
from typing import ClassVar, Final, final

from lockerd.boards.frames import Answer, Reply, Request, StatusReply
from lockerd.boards.profile import KnownBy, NotOnBoardError, Profile, UnlockAnswer
from lockerd.errors import CallerError

__all__ = ["ANY_BYTE", "Ask", "Codec", "KnownBy", "NoLocksError", "NotOnBoardError", "Profile", "UnlockAnswer"]

ANY_BYTE = range(256)
_REMEMBERED: Final = 128
Shape = tuple[Container[int], ...]
"""The byte values allowed at each place of a frame; rules out a false start before the checksum has arrived."""


class NoLocksError(CallerError):
    """A board on which no lock may hang; the text says why."""

    code: ClassVar[str] = "no_locks"


@dataclass(frozen=True, slots=True)
class Ask:
    """One question to one board and what its answer looks like."""

    request: bytes
    reply_bytes: int
    wants: type[Answer] = StatusReply


class Codec(ABC):
    """One board family: bytes for a few requests, meanings for all its frames. Pure."""

    checksum_place: ClassVar[str] = "end with"
    """Where a frame carries its checksum, in words."""

    def __init__(self, profile: Profile, reply_shapes: tuple[Shape, ...]) -> None:
        self.profile: Final = profile
        """The numbers of the family."""
        self.reply_shapes: Final = reply_shapes
        """Shapes of the frames a board may send us; none can begin with a whole frame of another."""
        self.usual_reply: Final = lru_cache(_REMEMBERED)(self.parse_reply)
        """`parse_reply`, which remembers: boards say the same thing nearly always."""

    @final
    def look(self, address: int) -> tuple[Ask, ...]:
        """What to ask, in this order, for one look at a board; raises `NotOnBoardError`."""
        self.profile.check_address(address)
        return self._look(address)

    @final
    def checks(self, address: int) -> tuple[Ask, ...]:
        """What to ask before a board that comes to life is used; raises `NotOnBoardError`."""
        self.profile.check_address(address)
        return self._checks(address)

    @final
    def unlock_request(self, address: int, channel: int) -> bytes:
        """Bytes that fire exactly one lock (design rule 5); raises `NotOnBoardError` and `NoLocksError`."""
        self.profile.check_address(address)
        self.profile.check_channel(channel)
        if self.profile.refused:
            raise NoLocksError(f"no lock may hang on a {self.profile.name}: {self.profile.refused}")
        return self._unlock(address, channel - 1 + self.profile.index_base)

    @abstractmethod
    def parse_request(self, data: bytes) -> Request | None:
        """What exactly these bytes ask of a board; None if they are no whole, sound request."""

    @abstractmethod
    def parse_reply(self, data: bytes) -> Reply | None:
        """What exactly these bytes say as sent by a board; None if they are no whole, sound reply."""

    @abstractmethod
    def checksum_due(self, data: bytes) -> bytes:
        """The checksum that these bytes, taken for a frame, should carry; empty where the family has none."""

    def checksum_in(self, data: bytes) -> bytes:
        """The checksum that they do carry."""
        return data[len(data) - len(self.checksum_due(data)) :]

    @final
    def is_sealed(self, data: bytes) -> bool:
        """Whether the checksum is right."""
        return self.checksum_in(data) == self.checksum_due(data)

    @abstractmethod
    def _look(self, address: int) -> tuple[Ask, ...]:
        """See `look`; the address is good."""

    def _checks(self, address: int) -> tuple[Ask, ...]:  # noqa: ARG002 - most boards cannot fire by themselves
        return ()

    @abstractmethod
    def _unlock(self, address: int, lock: int) -> bytes:
        """See `unlock_request`; the address is good and so is the lock's number on the wire."""


_BYTE_BITS: Final = tuple(tuple(bool(byte >> bit & 1) for bit in range(8)) for byte in range(256))


def bits_of(groups: bytes) -> tuple[bool, ...]:
    """The bits of status bytes, the lowest of the first byte first."""
    return tuple(chain.from_iterable(map(_BYTE_BITS.__getitem__, groups)))


def may_begin(head: bytes | bytearray, shape: Shape) -> bool:
    """Whether a frame of this shape can begin with these bytes, as far as both go."""
    return all(map(contains, shape, head))


def matches(data: bytes, shape: Shape) -> bool:
    """Whether these bytes are a frame of this shape, checksum aside."""
    return len(data) == len(shape) and may_begin(data, shape)
