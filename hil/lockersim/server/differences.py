"""Where lockerd believes something else than what is true: the most instructive thing on the page."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from lockersim.world.compartment import Compartment

SETTLE_S = 1.5
"""Sensors are read, debounced and believed within this time; what differs longer is worth saying."""
_EMPTY = frozenset({"free", "reserved"})


@dataclass(frozen=True, slots=True)
class Difference:
    """``what`` (door, latch, item, contents) is really ``true``, lockerd has it as ``believed``."""

    compartment: str
    what: str
    true: str
    believed: str

    def as_json(self) -> dict[str, str]:
        """Return it for a page."""
        return asdict(self)


def differences(compartment: Compartment, belief: Mapping[str, Any]) -> Iterable[Difference]:
    """Compare one compartment; what lockerd says it does not know is no difference."""
    present = "present" if compartment.items else "absent"
    for what, true, known in (
        ("door", str(compartment.door), {"open", "closed"}),
        ("latch", str(compartment.latch), {"latched", "unlatched"}),
        ("item", present, {"present", "absent"}),
    ):
        believed = belief.get(what)
        if believed in known and believed != true:
            yield Difference(compartment.id, what, true, str(believed))
    condition = belief.get("condition")
    if (condition in _EMPTY and compartment.items) or (condition == "occupied" and not compartment.items):
        yield Difference(compartment.id, "contents", present, str(condition))


class Settled:
    """Lets a difference through once it has lasted."""

    def __init__(self) -> None:
        self._since_s: dict[Difference, float] = {}

    def update(self, found: Iterable[Difference], now_s: float) -> list[Difference]:
        """Take what differs now and return what has differed for ``SETTLE_S``."""
        self._since_s = {difference: self._since_s.get(difference, now_s) for difference in found}
        return [difference for difference, since_s in self._since_s.items() if now_s - since_s >= SETTLE_S]
