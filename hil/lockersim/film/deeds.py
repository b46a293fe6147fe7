"""What in a film is somebody's deed, what ends a visit, and what the story that repeats it has to come to."""

from collections.abc import Sequence
from typing import Any

from lockersim.film.taken import Happened

SEEN_S = 1
"""So long until lockerd has seen what was done to the cabinet."""
PAUSE_S = 8
"""No pause is longer: what waits longer is waited for by what it leads to."""
QUIET = frozenset(
    {
        *("Tick", "Boot", "Readings", "BoardReport", "BusReport", "Fired", "NotFired", "PulseFailed", "Say"),
        *("ConfirmLoaded", "Note", "RoomReport", "Sent", "CertificatesReport", "ReachReport", "ConfirmLog", "CutLog"),
    }
)
"""What is no deed of anybody's, or part of a visit."""
BACKGROUND = frozenset(
    {
        *("site", "board", "bus", "custody", "compartment", "code", "service_key", "cabinet", "fire", "item", "visit"),
        *("storage", "sensor"),
    }
)
"""Facts of which no count is expected: they hang on the wall, or on how often somebody tried."""
ENDED = frozenset(["order.collected", "order.handed_in", "grant.jammed", "part.not_collected", "part.not_handed_in"])
CABINET = {
    ("mains_lost", True): "mains_off",
    ("mains_lost", False): "mains_on",
    ("tamper", True): "open",
    ("tamper", False): "shut",
    ("fire", True): "fire_alarm",
    ("fire", False): "fire_over",
    ("service_key", True): "key_on",
    ("service_key", False): "key_off",
}
JAM = "jam"
MOVED = frozenset({"door.forced", "door.opened", "door.wrong", "door.found_open", "door.closed"})
SEEN_WRONG = frozenset({"item_still_seen", "item_not_seen"})
ITS_DOOR = frozenset(["order.reserved", "order.loading", "order.handing_in", "order.collecting", "part.loaded"])


def expected(film: Sequence[Happened]) -> list[dict[str, Any]]:
    """The step at the end: the same events, each as often, and as many pulses."""
    told = [fact.type for each in film for fact in each.facts]
    counts: dict[str, int] = {}
    for kind in told:
        if kind.split(".")[0] not in BACKGROUND or kind in {"site.halted", "site.resumed"}:
            counts[kind] = counts.get(kind, 0) + 1
    if not counts:
        return []
    pulses = sum(each.kind == "Fired" for each in film)
    return [{"expect": {"events": sorted(counts), "at_most": counts, "pulses": pulses, "within_s": 20}}]


def times(policy: Any) -> dict[str, int]:
    """How long a door may stand open, where that is not what is usual."""
    reminder, alarm, alone = policy["of"][7:10]
    found = {"door_reminder_s": reminder, "door_alarm_s": alarm, "door_alone_s": alone}
    usual = {"door_reminder_s": 60_000, "door_alarm_s": 300_000, "door_alone_s": 600_000}
    return {name: ms // 1000 for name, ms in found.items() if ms != usual[name]}
