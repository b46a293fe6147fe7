"""How far a scan is, on stderr, so that stdout stays what was found."""

import sys
import time
from typing import Final

from lockerd.bus.link.link import Lag
from lockerd.bus.probe.plan import Plan, Step
from lockerd.cli.language import say

_USUAL_LAG: Final = Lag(reply_ms=20.0, held_ms=0)
_GATEWAY_LAG: Final = Lag(reply_ms=200.0, held_ms=0)
_EVERY_S = 0.2


class ProgressLine:
    """One line that is written over on a terminal; a line for each step elsewhere."""

    def __init__(self, plan: Plan, *, gateway: bool) -> None:
        self._lag = _GATEWAY_LAG if gateway else _USUAL_LAG
        self._plan = plan
        self._step: Step | None = None
        self._shown_s = 0.0
        self._over_itself = sys.stderr.isatty()

    def begin(self) -> None:
        """Say how long it may take."""
        first = sum(step.longest_s(self._lag) for step in self._plan.rounds[0])
        text = say("listening, then asking: {long}", long=_minutes(first))
        if len(self._plan.rounds) > 1:
            longest = _minutes(self._plan.longest_s(self._lag))
            text += "; " + say("{long} if nobody answers at the usual speeds", long=longest)
        self._say(f"{text}. " + say("Nothing that is asked can open a door; Ctrl-C shows what was found so far"))

    def __call__(self, step: Step, address: int) -> None:
        """See `lockerd.bus.probe.scan.Progress`."""
        if step != self._step:
            self._step = step
            if not self._over_itself:
                self._say(
                    say(
                        "{step}: {count} addresses, {long}",
                        step=step.words,
                        count=len(step.dialect.addresses),
                        long=_minutes(step.longest_s(self._lag)),
                    )
                )
        now_s = time.monotonic()
        if self._over_itself and now_s - self._shown_s >= _EVERY_S:
            self._shown_s = now_s
            last = step.dialect.addresses[-1]
            shown = say("{step}: address {address} of {last}", step=step.words, address=address, last=last)
            sys.stderr.write(f"\r\x1b[K{shown}")
            sys.stderr.flush()

    def end(self) -> None:
        """Leave a clean line."""
        if self._over_itself:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()

    def _say(self, text: str) -> None:
        print(text, file=sys.stderr, flush=True)


def _minutes(seconds: float) -> str:
    if seconds < 90:
        return say("up to {seconds} s", seconds=max(1, round(seconds)))
    return say("up to {minutes} min", minutes=round(seconds / 60))
