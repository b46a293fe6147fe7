"""The station in numbers, in Prometheus' text format (version 0.0.4): about doors, lines and disks, never about people.

How many series there are is bound by the configuration: one for each board, door and certificate, and one for each word
of lists that the program knows. No order, badge, code, reason or text of anybody stands in a name or a label.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from starlette.responses import Response

from lockerd.api.admin.access import AdminDep
from lockerd.api.admin.status_views import AdminStatus, BusCountersView, BusView, PartsView, PinsView
from lockerd.api.http.routes import Router
from lockerd.domain.model.compartments import Condition
from lockerd.domain.model.parts import PartState
from lockerd.domain.model.reports import Reach
from lockerd.domain.shown.attention import Call

TYPE: Final = "text/plain; version=0.0.4; charset=utf-8"

router = Router()


class Kind(StrEnum):
    """How a number moves."""

    GAUGE = "gauge"
    COUNTER = "counter"


@dataclass(frozen=True, slots=True)
class Metric:
    """One name with its series."""

    name: str
    kind: Kind
    said: str
    label: tuple[str, ...]
    series: Mapping[Any, float]
    """By the values of the labels, in their order."""

    def lines(self) -> Iterator[str]:
        """As it is read."""
        yield f"# HELP {self.name} {self.said}"
        yield f"# TYPE {self.name} {self.kind}"
        for values, number in self.series.items():
            labels = ",".join(f'{name}="{_escaped(value)}"' for name, value in zip(self.label, values, strict=True))
            yield f"{self.name}{{{labels}}} {number:.15g}" if labels else f"{self.name} {number:.15g}"


@router.get(
    "/v1/metrics",
    responses={
        200: {"description": "Prometheus' text format", "content": {"text/plain": {"schema": {"type": "string"}}}}
    },
)
async def metrics(admin: AdminDep) -> Response:
    """The station in numbers, for Prometheus."""
    doors = [row.id for row in admin.compartments()]
    found = all_of(admin.status(), doors)
    return Response("\n".join(line for each in found for line in each.lines()) + "\n", media_type=TYPE)


def all_of(status: AdminStatus, doors: Iterable[str]) -> list[Metric]:
    """Every metric; a part that is not fitted or cannot be read has no series."""
    waits = {each.compartment for each in status.attention}
    calls = [each.call for each in status.attention]
    time = status.time
    return [
        _one("lockerd_halted", "Nothing is opened until a technician has looked", status.halted is not None),
        _by("lockerd_attention", "What waits for somebody", "call", {each: calls.count(each) for each in Call}),
        _by("lockerd_door_attention", "Something waits at this door", "door", {each: each in waits for each in doors}),
        _by("lockerd_compartments", "Compartments in a condition", "condition", _all(Condition, status.compartments)),
        _by("lockerd_orders", "Orders in a state", "state", _all(PartState, status.orders)),
        _one("lockerd_visits", "Visits that go on", status.visits),
        _one("lockerd_openings_hour", "Openings charged to the brake in the last hour", status.openings_hour),
        _one("lockerd_typing_failures_day", "Typed codes that failed in a day", status.typing.failures_day),
        _one("lockerd_typing_blocked_seconds", "Until codes are typed again", status.typing.blocked_ms / 1_000),
        _one("lockerd_custody_rows", "Number of the newest row of this epoch", status.head.number),
        _one("lockerd_custody_epoch", "Epoch of the custody log: a restored database begins one", status.head.epoch),
        _some("lockerd_time_width_seconds", "Between the bounds of trusted time", _width(time.lo_s, time.hi_s)),
        *_parts(status.parts),
    ]


def _parts(parts: PartsView) -> Iterator[Metric]:
    yield _by("lockerd_info", "The version that runs", "version", {parts.version: 1})
    yield _one("lockerd_uptime_seconds", "Since the daemon started", parts.uptime_ms / 1_000)
    yield from _lines(parts.buses)
    inputs = {} if parts.auxiliary is None else parts.auxiliary.active
    read = {name: active for name, active in inputs.items() if active is not None}
    yield _by("lockerd_input_active", "Lines of the cabinet: mains lost, cabinet open ...", "input", read)
    unread = sum(active is None for active in inputs.values())
    yield _one("lockerd_inputs_unread", "Lines of the cabinet that cannot be read", unread)
    disk = parts.storage
    yield _some("lockerd_disk_free_bytes", "On the disk of the database", None if disk is None else disk.free_bytes)
    yield _some("lockerd_disk_size_bytes", "Of the disk of the database", None if disk is None else disk.size_bytes)
    yield _some("lockerd_database_bytes", "The database with its log", None if disk is None else disk.database_bytes)
    ends = {file: end for file, end in parts.certificates.items() if isinstance(end, int)}
    yield _by("lockerd_certificate_end_seconds", "Until when it is good, Unix time", "file", ends)
    unread = len(parts.certificates) - len(ends)
    yield _one("lockerd_certificates_unread", "Certificates whose end cannot be told", unread)
    made = {name: at_s or 0 for name, at_s in parts.copies.items()}
    yield _by("lockerd_copy_time_seconds", "When the newest copy was made, Unix time; 0: there is none", "kind", made)
    central = parts.central
    yield _some(
        "lockerd_central_connected", "Whether central is connected", None if central is None else central.connected
    )
    yield _some(
        "lockerd_central_unsent", "Messages that central does not have", None if central is None else central.unsent
    )
    away = None if central is None else central.reach is Reach.AWAY
    yield _some("lockerd_central_away", "Whether central was not reached for minutes", away)
    losses = None if central is None else central.losses
    yield _some("lockerd_central_losses", "How often a good connection to central was lost within the hour", losses)


def _lines(buses: Mapping[str, BusView | PinsView]) -> Iterator[Metric]:
    faults = {name: len(bus.faults) for name, bus in buses.items()}
    yield _by("lockerd_bus_faults", "What has to be mended on a line", "bus", faults)
    losses = {name: bus.counters.losses for name, bus in buses.items()}
    yield _by("lockerd_bus_losses_total", "How often a port was lost", "bus", losses, Kind.COUNTER)
    boards = [(name, address, bus.counters) for name, bus in buses.items() for address in bus.counters.boards]
    for name, said, field in BOARD_COUNTERS:
        series = {(bus, str(address)): _counter(counters, address, field) for bus, address, counters in boards}
        yield Metric(name, Kind.COUNTER, said, ("bus", "board"), series)
    unfit = {(bus, str(address)): float(bool(counters.boards[address].unfit)) for bus, address, counters in boards}
    yield Metric("lockerd_board_unfit", Kind.GAUGE, "It answers and is not used", ("bus", "board"), unfit)


BOARD_COUNTERS: Final = (
    ("lockerd_board_exchanges_total", "Requests that want a reply", "exchanges"),
    ("lockerd_board_failures_total", "Of these, how many went wrong", "failures"),
    ("lockerd_board_timeouts_total", "Nothing came back", "timeouts"),
    ("lockerd_board_unlocks_total", "Unlocks", "unlocks"),
    ("lockerd_board_failed_unlocks_total", "Unlocks that the board says it did not do", "failed_unlocks"),
)


def _counter(counters: BusCountersView, address: int, field: str) -> float:
    return float(getattr(counters.boards[address], field))


def _width(lo_s: int, hi_s: int | None) -> int | None:
    return None if hi_s is None else hi_s - lo_s


def _all(words: type[StrEnum], found: Mapping[Any, int]) -> Mapping[Any, int]:
    """A series that comes and goes cannot be added up: each word has one."""
    return {word: found.get(word, 0) for word in words}


def _one(name: str, said: str, number: float) -> Metric:
    return Metric(name, Kind.GAUGE, said, (), {(): float(number)})


def _some(name: str, said: str, number: float | None) -> Metric:
    return Metric(name, Kind.GAUGE, said, (), {} if number is None else {(): float(number)})


def _by(name: str, said: str, label: str, series: Mapping[Any, float], kind: Kind = Kind.GAUGE) -> Metric:
    return Metric(name, kind, said, (label,), {(str(value),): float(number) for value, number in series.items()})


def _escaped(text: str) -> str:
    return text.replace("\\", r"\\").replace('"', r"\"").replace("\n", r"\n")
