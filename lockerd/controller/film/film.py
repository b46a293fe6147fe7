"""What was decided on in the last hours: kept in memory, bounded in number and time, and handed on to be kept."""

import asyncio
from collections import deque
from collections.abc import Callable, Iterator
from typing import Final

from lockerd.controller.film.step import Step, Unkept
from lockerd.controller.film.take import Take
from lockerd.domain.model.events import Tick

STEPS: Final = 2_000
"""States share all that did not change: some kilobytes each."""
LONGEST_MS: Final = 14 * 3_600_000
"""A night."""


class Film:
    """The newest decisions; a tick that changed nothing is none."""

    def __init__(self, before: Callable[[int], tuple[list[Take], int]] = lambda _powered_ms: ([], 0)) -> None:
        """``before``: what is kept of the lives before this one, see `Reel.before`."""
        self.before = before
        self._steps: deque[Step] = deque(maxlen=STEPS)
        self._unkept: deque[Step] = deque(maxlen=STEPS)
        self._follow = False
        self._more = asyncio.Event()

    def __iter__(self) -> Iterator[Step]:
        return iter(tuple(self._steps))

    def add(self, step: Step) -> None:
        """Keep one, and let go of what is older than a night."""
        made = step.decision
        if (
            made is not None
            and isinstance(step.event, Tick)
            and made.state == step.before
            and not (made.facts or made.rows or made.effects)
        ):
            return
        while self._steps and step.now.mono_ms - self._steps[0].now.mono_ms > LONGEST_MS:
            self._steps.popleft()
        self._steps.append(step)
        self._follow = self._follow and len(self._unkept) < STEPS
        self._unkept.append(step)
        self._more.set()

    async def more(self) -> None:
        """Wait until there is something to hand on."""
        await self._more.wait()

    def hand_on(self) -> Unkept:
        """What was not handed on yet."""
        handed = Unkept(tuple(self._unkept), self._follow)
        self._unkept.clear()
        self._follow = True
        self._more.clear()
        return handed
