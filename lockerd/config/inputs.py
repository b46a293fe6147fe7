"""An input that a compartment names for one of its sensors, wherever its lock hangs."""

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field

from lockerd.config.parts import Table, Word


class InputKind(StrEnum):
    """The rows of inputs that a board may have."""

    FEEDBACK = "feedback"
    """One for each lock channel, or the only ones of an input module."""
    ITEM = "item"
    """A second one for each lock channel, for item sensors."""


class InputConfig(Table):
    """``{ bus = "...", address = ..., channel = ... }``."""

    bus: Word
    address: int = 0
    """As on the board's switch; a set of pins has 0."""
    channel: int
    """From 1, as painted on the board; of pins, that of a ``[[gpio.input]]``."""
    input: Annotated[InputKind, Field(strict=False)] = InputKind.FEEDBACK
    """Which of the two inputs of this channel, where a board has two."""


class LeafConfig(InputConfig):
    """``leaf_contact``."""

    closed_bit: Literal[0, 1] | None = None
    """The bit of a shut door; None: 1, and of a pin that is pulled up 0."""


class ItemConfig(InputConfig):
    """``item_sensor``, where it hangs elsewhere than beside its lock."""

    present_bit: Literal[0, 1] | None = None
    """The bit while something lies inside; None: 1, and of a pin that is pulled up 0."""
