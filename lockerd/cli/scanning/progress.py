"""How far a scan is, on stderr, so that stdout stays what was found."""

import sys
import time
from typing import Final

from lockerd.bus.links import Lag
from lockerd.bus.probe.plan import Plan, Step

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
        text = f"listening, then asking: {_minutes(first)}"
        if len(self._plan.rounds) > 1:
            text += f"; {_minutes(self._plan.longest_s(self._lag))} if nobody answers at the usual speeds"
        self._say(f"{text}. Nothing that is asked can open a door; Ctrl-C shows what was found so far")

    def __call__(self, step: Step, address: int) -> None:
        """See `lockerd.bus.probe.scan.Progress`."""
        if step != self._step:
            self._step = step
            if not self._over_itself:
                self._say(
                    f"{step.words}: {len(step.dialect.addresses)} addresses, {_minutes(step.longest_s(self._lag))}"
                )
        now_s = time.monotonic()
        if self._over_itself and now_s - self._shown_s >= _EVERY_S:
            self._shown_s = now_s
            last = step.dialect.addresses[-1]
            sys.stderr.write(f"\r\x1b[K{step.words}: address {address} of {last}")
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
        return f"up to {max(1, round(seconds))} s"
    return f"up to {seconds / 60:.0f} min"
