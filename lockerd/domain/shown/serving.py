"""Whether the station serves those who come now, and why it does not."""

from enum import StrEnum

from lockerd.domain.model.compartments import Leaf
from lockerd.domain.model.looks import openable
from lockerd.domain.model.state import State
from lockerd.domain.openings.refusing import on_battery


class NotServed(StrEnum):
    """Why nothing is opened now."""

    HALTED = "halted"
    ON_BATTERY = "on_battery"
    NO_READING = "no_reading"


def why_not_served(state: State) -> NotServed | None:
    """None: it serves."""
    if state.site.halted is not None:
        return NotServed.HALTED
    if on_battery(state):
        return NotServed.ON_BATTERY
    readable = any(openable(state, door) is not Leaf.UNKNOWN for door in state.compartments)
    return None if readable else NotServed.NO_READING
