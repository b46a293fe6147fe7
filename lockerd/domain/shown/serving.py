"""Whether the station serves those who come now, and why it does not."""

from typing import Literal

from lockerd.domain.model.compartments import Leaf
from lockerd.domain.model.looks import openable
from lockerd.domain.model.state import State
from lockerd.domain.openings.refusing import on_battery

NotServed = Literal["halted", "on_battery", "no_reading"]


def why_not_served(state: State) -> NotServed | None:
    """Why nothing is opened now; None: it serves."""
    if state.site.halted is not None:
        return "halted"
    if on_battery(state):
        return "on_battery"
    readable = any(openable(state, door) is not Leaf.UNKNOWN for door in state.compartments)
    return None if readable else "no_reading"
