"""What a codec is: the numbers of a board family, the two requests we send, and the reading of its frames."""

from collections.abc import Container
from dataclasses import dataclass
from itertools import chain
from operator import contains
from typing import ClassVar, Final, Protocol

from lockerd.boards.frames import Reply, Request
from lockerd.domain.readings import DoorSensor
from lockerd.errors import CallerError

ANY_BYTE = range(256)
Shape = tuple[Container[int], ...]
"""The byte values allowed at each place of a frame; rules out a false start before the checksum has arrived."""


class NotOnBoardError(CallerError):
    """An address or channel that a board family does not have."""

    code: ClassVar[str] = "not_on_board"


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """The numbers of a board family; what a site may set differently is a default here."""

    family: str
    channels: int
    """Lock channels, counted from 1 as painted on the board."""
    index_base: int
    """How channel 1 is numbered on the wire."""
    min_address: int
    max_address: int
    """Addresses as set on the board's switch."""
    feedback: DoorSensor
    """What the feedback line usually senses."""
    speed_baud: int
    pulse_ms: int
    """How long the board's firmware energises a lock."""
    unlock_replies: bool
    status_reply_ms: int
    """Longest silence between a status request and its reply."""
    unlock_reply_ms: int
    """Longest silence between the end of a pulse and the unlock reply; 0 where there is none."""
    quiet_ms: int
    """How long the bus stays silent after an unlock that is not replied to (F35)."""
    status_request_bytes: int
    status_reply_bytes: int
    unlock_reply_bytes: int

    def check_address(self, address: int) -> None:
        """Raise `NotOnBoardError` unless a board's switch can be set to this address."""
        self._check("address", address, self.min_address, self.max_address)

    def check_channel(self, channel: int) -> None:
        """Raise `NotOnBoardError` unless the board has this channel; 0 and "one past the last" often mean *all*."""
        self._check("channel", channel, 1, self.channels)

    def _check(self, what: str, value: int, low: int, high: int) -> None:
        # An exact int: True is an int too, and a float or string would meet the encoder's arithmetic unchecked.
        if type(value) is not int or not low <= value <= high:
            msg = f"{self.family} has no {what} {value!r}; use {low} to {high}"
            raise NotOnBoardError(msg)


class Codec(Protocol):
    """One board family: bytes for two requests, meanings for all its frames. Pure."""

    @property
    def profile(self) -> Profile:
        """The numbers of the family."""
        ...

    @property
    def reply_shapes(self) -> tuple[Shape, ...]:
        """Shapes of the frames a board may send us; no two begin with the same byte."""
        ...

    def status_request(self, address: int) -> bytes:
        """Bytes that ask one board for its feedback; raises `NotOnBoardError`."""
        ...

    def unlock_request(self, address: int, channel: int) -> bytes:
        """Bytes that fire exactly one lock; raises `NotOnBoardError` for everything else (design rule 5)."""
        ...

    def parse_request(self, data: bytes) -> Request | None:
        """What exactly these bytes ask of a board; None if they are no whole, sound request."""
        ...

    def parse_reply(self, data: bytes) -> Reply | None:
        """What exactly these bytes say as sent by a board; None if they are no whole, sound reply."""
        ...

    def expected_checksum(self, data: bytes) -> int:
        """The checksum the frame should end with, to explain a refusal to people."""
        ...


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
