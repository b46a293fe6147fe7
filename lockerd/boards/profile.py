"""The numbers of a board family, and how far they can be trusted."""

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar, Literal

from lockerd.domain.model.readings import DoorSensor
from lockerd.errors import CallerError
from lockerd.said import NOTHING, Said


class NotOnBoardError(CallerError):
    """An address or channel that a board family does not have."""

    code: ClassVar[str] = "not_on_board"


class KnownBy(StrEnum):
    """Where our knowledge of a protocol comes from."""

    VENDOR = "vendor document"
    QUOTED = "quoted vendor document"
    CAPTURE = "capture"
    SEVERAL_CODES = "several codes"
    ONE_CODE = "one code"
    CONSTRUCTED = "constructed"


class UnlockAnswer(StrEnum):
    """What a board answers to an unlock."""

    NONE = "none"
    ACK = "acknowledgement"
    """Sent at a moment, or with a meaning, that proves nothing about pulse and lock."""
    FEEDBACK = "feedback"
    """Sent when the pulse is over, with the feedback bit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """The numbers of a board family; what a site may set differently is a default here."""

    family: str
    model: str = ""
    """Empty where the family has one."""
    channels: int
    """Lock channels, or inputs where there is no lock, counted from 1 as painted on the board."""
    index_base: int
    """How channel 1 is numbered on the wire."""
    min_address: int
    max_address: int
    """Addresses as set on the board's switch."""
    feedback: DoorSensor
    """What the feedback line usually senses; NONE: the board has no feedback lines."""
    closed_bit: Literal[0, 1] = 1
    """The feedback bit of a shut door in the usual wiring."""
    items: bool = False
    """Whether the board reports an item sensor for each channel."""
    speed_baud: int
    pulse_ms: int
    """How long a lock is energised; 0: the board itself never lets go."""
    unlock_answer: UnlockAnswer
    unlock_reply_bytes: int = 0
    status_reply_ms: int
    """Longest silence between a status request and its reply."""
    unlock_reply_ms: int = 0
    """Longest silence between the end of a pulse and the unlock reply; 0 where there is none."""
    silent_chars: float = 0.0
    """The silence between two frames, in characters of 11 bits."""
    known_by: tuple[KnownBy, ...]
    experimental: Said = NOTHING
    """Why this must be enabled by name; empty where more than one source agrees."""
    refused: str = ""
    """Why no lock may hang on this board; empty where it may."""

    @property
    def name(self) -> str:
        """Family and model as people say it."""
        return f"{self.family} {self.model}".rstrip()

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
