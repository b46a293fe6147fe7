"""What the counters of a line say: more than 1 % of its questions go wrong (F44), its adapter echoes (F38)."""

import logging
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from lockerd.bus.counters import BusCounters
from lockerd.domain.model.reports import BusReport, BusTrouble

_LOG: Final = logging.getLogger(__name__)
_WINDOW_MS: Final = 300_000
_SAMPLE_MS: Final = 10_000
_BAD_PER_MILLE: Final = 10
_GOOD_PER_MILLE: Final = 5
_LEAST: Final = 10
"""So few failures prove nothing, however few questions there were."""
_NOTE: Final = (
    "of the questions of the last 5 minutes went wrong; look at the wires (A and B, ground), the 120 ohms at both ends"
    " of the line and nowhere else, the bias, and whether all boards run at this speed"
)

_ECHOES: Final = 3
_ECHO: Final = "the adapter gives back what is sent; set echo = true for this bus"
_NO_ECHO: Final = (
    "echo = true, but what is sent does not come back, so that no answer is understood; "
    "leave echo out for this bus, or look at the adapter"
)


@dataclass(frozen=True, slots=True)
class _Sample:
    at_ms: int
    exchanges: int
    failures: int


class Quality:
    """Compares the counters of a line now with those of 5 minutes ago; boards that are dead do not count (F41)."""

    def __init__(self, bus: str, counters: BusCounters, report: Callable[[BusReport], None]) -> None:
        self._bus = bus
        self._counters = counters
        self._report = report
        self._samples: deque[_Sample] = deque()
        self._bad = False
        self.per_mille = 0
        """How many of a thousand questions of the last 5 minutes went wrong."""

    @property
    def notes(self) -> tuple[str, ...]:
        """What a technician should look at."""
        errors = (f"{self.per_mille / 10:.1f} % {_NOTE}",) if self._bad else ()
        if self._counters.echoless >= _ECHOES:
            return (_NO_ECHO, *errors)
        return (_ECHO, *errors) if self._counters.echoes >= _ECHOES else errors

    def look(self, now_ms: int) -> None:
        """Time has passed; it is told when it becomes bad, and when it is good again."""
        if self._samples and now_ms - self._samples[-1].at_ms < _SAMPLE_MS:
            return
        boards = self._counters.boards.values()
        now = _Sample(now_ms, sum(each.exchanges for each in boards), sum(each.failures for each in boards))
        self._samples.append(now)
        while now_ms - self._samples[0].at_ms > _WINDOW_MS:
            self._samples.popleft()
        if trouble := self._judge(self._samples[0], now):
            _LOG.warning("bus %s: %s (%.1f %%)", self._bus, trouble, self.per_mille / 10)
            self._report(BusReport(self._bus, trouble, per_mille=self.per_mille))

    def _judge(self, before: _Sample, now: _Sample) -> BusTrouble | None:
        elapsed_ms = now.at_ms - before.at_ms
        if not elapsed_ms:
            return None
        failures, exchanges = now.failures - before.failures, now.exchanges - before.exchanges
        self.per_mille = 1000 * failures // max(1, exchanges)
        # A window that is not full yet is bad when its failures are too many for all the questions it will hold.
        in_full = exchanges * _WINDOW_MS // elapsed_ms
        if not self._bad and failures >= _LEAST and 1000 * failures > _BAD_PER_MILLE * in_full:
            self._bad = True
            return BusTrouble.ERRORS
        if self._bad and self.per_mille <= _GOOD_PER_MILLE:
            self._bad = False
            return BusTrouble.CLEAN
        return None
