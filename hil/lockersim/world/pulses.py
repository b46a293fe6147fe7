"""When which output was energised."""

import math
from collections.abc import Iterable
from dataclasses import dataclass

from lockersim.world.model import ChannelRef


@dataclass(slots=True)
class CoilPulse:
    """One interval in which an output was energised; ``compartment`` is None where nothing is wired to it."""

    channel: ChannelRef
    compartment: str | None
    power_group: str
    start_ms: float
    end_ms: float | None = None


def overlaps(pulses: Iterable[CoilPulse]) -> list[tuple[CoilPulse, CoilPulse]]:
    """Return pairs of one power group that were energised together (design rule 4: none); by their start, as noted."""
    found: list[tuple[CoilPulse, CoilPulse]] = []
    longest: dict[str, CoilPulse] = {}
    for pulse in pulses:
        before = longest.get(pulse.power_group)
        if before is not None and _end_ms(before) > pulse.start_ms:
            found.append((before, pulse))
        if before is None or _end_ms(pulse) > _end_ms(before):
            longest[pulse.power_group] = pulse
    return found


def _end_ms(pulse: CoilPulse) -> float:
    return math.inf if pulse.end_ms is None else pulse.end_ms
