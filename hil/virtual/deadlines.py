"""How long each code must be good at least, from what the office has asked for; judged when everything is over.

Retention counts the time in which the site serves: a code may be good for longer than by the clock, never for less.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from lockercentral.events import Event

MOST_S: Final = 2_160 * 3600.0
COUNTED_S: Final = 120.0
"""It is counted in steps of a minute."""


@dataclass(frozen=True, slots=True)
class Longer:
    """More time that the site has granted. ``order`` None: to all whose code was good."""

    order: str | None
    sent_s: float
    heard_s: float
    by_s: float = 0.0
    at_least_s: float = 0.0
    but: frozenset[str] = frozenset()
    """Orders that are called back, perhaps before."""


@dataclass(slots=True)
class _Code:
    grant: str
    since_s: float
    until_s: float
    over: bool = False

    def longer(self, more: Longer) -> None:
        """Know that it is good for longer; what is over begins anew when it is asked for by its name."""
        if more.order is None and (self.over or self.since_s > more.sent_s):
            return
        left_s = max(0.0, self.until_s - more.sent_s)
        self.until_s = more.sent_s + max(left_s, min(max(left_s + more.by_s, more.at_least_s), MOST_S))
        self.over = False


class Deadlines:
    """Of one site."""

    def __init__(self) -> None:
        self.granted: list[Longer] = []
        self._refused: list[tuple[float, str, str]] = []

    def refused(self, at_s: float, order: str, grant: str) -> None:
        """A letter was refused because its time is said to be over."""
        self._refused.append((at_s, order, grant))

    def judge(self, events: Sequence[Event]) -> Iterator[str]:
        """Every code that ended too early, in words; ``events`` are all of them, in order."""
        codes: dict[str, _Code] = {}
        happened: list[tuple[float, int, Event | Longer | tuple[str, str]]] = [
            *((event.mono_ms / 1000, 0, event) for event in events if event.order is not None),
            *((more.heard_s, 1, more) for more in self.granted),
            *((at_s, 2, (order, grant)) for at_s, order, grant in self._refused),
        ]
        for at_s, _, each in sorted(happened, key=lambda one: one[:2]):
            match each:
                case Event():
                    yield from _heard(codes, each, at_s)
                case Longer():
                    for name, good in codes.items():
                        if each.order == name or (each.order is None and name not in each.but):
                            good.longer(each)
                case (order, grant):
                    code = codes.get(order)
                    if code is not None and code.grant == grant and at_s < code.until_s - COUNTED_S:
                        yield f"the code for {order} is refused {(code.until_s - at_s) / 3600:.1f} h before its time"


def _heard(codes: dict[str, _Code], event: Event, at_s: float) -> Iterator[str]:
    assert event.order is not None
    known = codes.get(event.order)
    if event.type == "grant.issued":
        fresh_s = at_s + event.data["retention_ms"] / 1000
        again = known is not None and event.data["replaces"] == known.grant
        until_s = known.until_s if again and known is not None else fresh_s
        codes[event.order] = _Code(event.data["grant"], at_s, until_s)
    elif event.type == "grant.expired" and known is not None and event.data["grant"] == known.grant:
        if at_s < known.until_s - COUNTED_S:
            yield f"the code for {event.order} expired {(known.until_s - at_s) / 3600:.1f} h before its time"
        known.over = True
