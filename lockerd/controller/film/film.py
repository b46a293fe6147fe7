"""What was decided on in the last hours: kept in memory, bounded in number and time."""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from lockerd.domain.draft import Decision
from lockerd.domain.model.events import Event, Tick
from lockerd.domain.model.state import Now, State

STEPS: Final = 2_000
"""States share all that did not change: some kilobytes each."""
LONGEST_MS: Final = 14 * 3_600_000
"""A night."""


@dataclass(frozen=True, slots=True)
class Step:
    """One decision, and what it was made on."""

    before: State
    event: Event
    now: Now
    decision: Decision


class Film:
    """The newest decisions; a tick that changed nothing is none."""

    def __init__(self) -> None:
        self._steps: deque[Step] = deque(maxlen=STEPS)

    def __iter__(self) -> Iterator[Step]:
        return iter(tuple(self._steps))

    def add(self, step: Step) -> None:
        """Keep one, and let go of what is older than a night."""
        made = step.decision
        if isinstance(step.event, Tick) and made.state == step.before and not (made.facts or made.rows or made.effects):
            return
        while self._steps and step.now.mono_ms - self._steps[0].now.mono_ms > LONGEST_MS:
            self._steps.popleft()
        self._steps.append(step)
