"""What is told of a line while somebody watches it."""

from typing import Any

from pydantic import Field

from lockerd.api.http.models import View
from lockerd.bus.line.wire import Direction
from lockerd.bus.watch.exchanges import Kind


class WatchedBusView(View):
    """Which line is watched; the data of the first event."""

    bus: str
    speed_baud: int
    echo: bool
    boards: dict[int, str] = Field(description="Family and model by address")


class FrameView(View):
    """One frame on the line, or a run of bytes outside of frames."""

    number: int = Field(description="Counts the frames shown")
    at_ms: float = Field(description="Since the stream began; negative for what began before")
    gap_ms: float | None = Field(description="Since the frame before it, shown or not")
    direction: Direction
    kind: Kind
    hex: str = Field(examples=["02 00 00 50 03 55"])
    meaning: list[dict[str, Any]] = Field(description="Every meaning, as `lockerctl frame decode` has it; often one")
    unlock: bool = Field(description="Whether it belongs to the firing of a lock")
    answered: bool | None = Field(description="Of a request: whether it was; null where no answer is due")
    reply_ms: float | None = Field(description="Of a reply: since the first byte of the request")
    folded: int = Field(description="Exchanges left out before this one, because they said what they had said before")


class LostView(View):
    """The reader was slower than the line; the line did not wait."""

    frames: int = Field(description="At least so many were not told")


class BoardCountsView(View):
    """Of one board, since the event before."""

    exchanges: int
    timeouts: int
    garbled: int
    garbage_bytes: int
    mismatches: int
    unlocks: int


class CountsView(View):
    """What happened on the line since the event before; comes once a second."""

    at_ms: float
    over_ms: float = Field(description="Since the event before")
    boards: dict[int, BoardCountsView] = Field(description="By address")
    unasked_bytes: int
    unasked_frames: int
    echoes: int
    echo_errors: int
    losses: int = Field(description="How often the port was lost")
    folded: int = Field(description="Exchanges left out since the last frame shown")
