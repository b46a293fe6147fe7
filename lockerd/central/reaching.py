"""A connection that is lost for moments, told from a central that is away (F59, F60).

Reached is what has acknowledged something on the connection that is open now: a broker that takes a connection and is
silent then is away. What is told is bounded however the connection behaves: an outage is one report, and another one at
its end; the losses of an hour are a number.
"""

from collections import deque
from collections.abc import Callable
from typing import Final

from lockerd.domain.model.reports import Reach, ReachReport

AWAY_S: Final = 300.0
"""So long without a word is an outage; whoever restarts a broker or a router is back before."""
UNSTEADY_LOSSES: Final = 12
"""Within the hour: no restart, but a line that somebody has to look at."""
STEADY_LOSSES: Final = 3
"""So few end that again."""
HOUR_S: Final = 3_600.0
COUNTED: Final = 1_000
"""More losses within an hour than this are not told apart."""


class Reaching:
    """``loop_s`` gives monotonic seconds, ``now_s`` the lower end of trusted time (Unix seconds)."""

    def __init__(
        self, report: Callable[[ReachReport], None], *, loop_s: Callable[[], float], now_s: Callable[[], int]
    ) -> None:
        self._report = report
        self._loop_s = loop_s
        self._now_s = now_s
        self._down: tuple[float, int] | None = None
        self._losses: deque[float] = deque(maxlen=COUNTED)
        self.reach = Reach.REACHED
        """As it was reported last."""

    def begin(self) -> None:
        """Nothing has been reached yet in this life."""
        self._down = self._loop_s(), self._now_s()

    def heard(self) -> None:
        """What was sent was acknowledged."""
        self._look_back()
        since = self._down
        self._down = None
        self._settle(since)

    def lost(self) -> None:
        """A connection has ended, or could not be made: one that was never a good one is no loss."""
        if self._down is None:
            self._down = self._loop_s(), self._now_s()
            self._losses.append(self._down[0])
        self.look()

    def look(self) -> None:
        """To be called every few seconds."""
        self._look_back()
        self._settle(self._down)

    @property
    def losses(self) -> int:
        """Within the hour."""
        return len(self._losses)

    @property
    def away_since_s(self) -> int | None:
        """Since when, Unix seconds, where central is away."""
        return self._down[1] if self._down is not None and self.reach is Reach.AWAY else None

    def _look_back(self) -> None:
        while self._losses and self._loop_s() - self._losses[0] >= HOUR_S:
            self._losses.popleft()

    def _settle(self, since: tuple[float, int] | None) -> None:
        enough = STEADY_LOSSES + 1 if self.reach is Reach.UNSTEADY else UNSTEADY_LOSSES
        if self._down is not None and (self._loop_s() - self._down[0] >= AWAY_S or self.reach is Reach.AWAY):
            reach = Reach.AWAY
        else:
            reach = Reach.UNSTEADY if self.losses >= enough else Reach.REACHED
        if reach is not self.reach:
            self.reach = reach
            self._report(ReachReport(reach, self._now_s() if since is None else since[1], self.losses))
