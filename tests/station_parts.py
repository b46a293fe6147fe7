"""What the parts of a station say about themselves where nothing is wrong: a line of one board, a set of pins."""

from typing import Any

from lockerd import __version__
from lockerd.api.admin.status_views import (
    BoardCountersView,
    BusCountersView,
    BusView,
    CentralView,
    ConfigFileView,
    PartsView,
    PinsView,
    StorageView,
)
from lockerd.bus.driver import LockClass
from lockerd.clock import Standing
from lockerd.domain.model.reports import Reach


def counters(**changes: Any) -> BusCountersView:
    """Of one board, with address 0."""
    board = dict.fromkeys(BoardCountersView.model_fields, 0) | {"unfit": "", "exchanges": 1000, "failures": 2}
    others = dict.fromkeys(BusCountersView.model_fields, 0) | {"boards": {0: board}}
    return BusCountersView.model_validate(others | changes)


def line(port: str = "/dev/lockerd/bus0") -> BusView:
    """A line of lock boards."""
    return BusView(
        port=port,
        power_group="psu1",
        lock_class=LockClass.BOARD,
        notes=[],
        faults=[],
        counters=counters(),
        boards={0: "cu48"},
    )


def pins() -> PinsView:
    """Pins with one lock."""
    return PinsView(
        port="gpio",
        power_group="psu1",
        lock_class=LockClass.GUARDIAN,
        notes=[],
        faults=[],
        counters=counters(),
        locks={1: "guardian, line 17"},
    )


def central(**changes: Any) -> CentralView:
    """A link over which everything has gone."""
    calm = {"connected": True, "since_s": 1_800_000_000, "unsent": 0, "error": None, "dropped": {}, "oversized": []}
    calm |= {"reach": Reach.REACHED, "away_since_s": None, "losses": 0}
    return CentralView.model_validate(calm | changes)


def parts(**changes: Any) -> PartsView:
    """All parts of the daemon."""
    return PartsView(
        version=__version__,
        boot="b",
        uptime_ms=1,
        config=ConfigFileView(file="/etc/lockerd/lockerd.toml", sha256="c" * 64),
        time=Standing.TRUSTED,
        buses={"left": line()},
        auxiliary=None,
        storage=StorageView(folder="/var", free_bytes=1 << 40, size_bytes=1 << 41, database_bytes=1 << 20),
        certificates={},
        copies={},
        central=central(),
    ).model_copy(update=changes)
