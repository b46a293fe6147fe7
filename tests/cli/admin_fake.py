"""A small daemon's admin API on a real unix socket, with a wall that behaves."""

import json
import socketserver
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from http.server import BaseHTTPRequestHandler
from typing import Any, ClassVar
from urllib.parse import parse_qs, urlsplit

from rounds_fake import Rounds
from station_parts import parts


@dataclass(frozen=True)
class Done:
    """How a command ended and what it said."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


Lockerctl = Callable[..., Done]

TIME: dict[str, Any] = {
    "standing": "trusted",
    "doubt": None,
    "lo_s": 1_800_000_000,
    "hi_s": 1_800_000_004,
    "source": "system",
    "source_s": 1_800_000_002,
    "machine_s": 1_800_000_002,
    "written_s": 1_799_999_000,
    "earliest_s": 1_793_491_200,
    "latest_s": 2_109_715_200,
    "certificates_s": None,
}


@dataclass
class Wall:
    """What the fake daemon knows; ``problem`` makes it refuse everything that moves something."""

    compartments: dict[str, dict[str, Any]]
    custody: list[dict[str, Any]] = field(default_factory=list)
    cut: list[dict[str, Any]] = field(default_factory=list)
    """Rows of which only the hash is left."""
    reasons: list[str] = field(default_factory=list)
    explained: dict[str, Any] | None = None
    """Why A02 is as it is."""
    found: list[str] = field(default_factory=list)
    """Compartments of which somebody said so."""
    keys: set[str] = field(default_factory=set)
    halted: str | None = None
    problem: tuple[int, dict[str, Any]] | None = None
    fault: dict[str, Any] | None = None
    epoch: int = 1
    numbered: int = 0
    """Rows of this epoch."""
    parts: dict[str, Any] = field(default_factory=lambda: parts(central=None).model_dump(mode="json"))
    boards: list[dict[str, Any]] = field(default_factory=list)
    walked: dict[str, Any] | None = None
    scanner: dict[str, int] = field(default_factory=lambda: {"framed": 0, "lower_case": 0, "unreadable": 0})
    """The newest commissioning."""
    time: dict[str, Any] = field(default_factory=lambda: dict(TIME))
    known_keys: dict[str, Any] = field(
        default_factory=lambda: {
            "version": 0,
            "command": [],
            "badge": ["c0ffee00"],
            "code_recipient": None,
            "roots": [],
            "threshold": 2,
        }
    )
    badge_list: dict[str, Any] = field(default_factory=lambda: {"version": 0, "badges": 0})
    lists: list[str] = field(default_factory=list)
    corrections: list[int] = field(default_factory=list)
    rounds: Rounds = field(default_factory=Rounds)
    visits: list[dict[str, Any]] = field(default_factory=list)
    attempts: int = 0
    """Open ones."""
    waiting: list[dict[str, Any]] = field(default_factory=list)
    orders: list[dict[str, Any]] = field(default_factory=lambda: [order()])
    outcome: str = "opened"
    """What becomes of an opening, and why."""
    why: str = ""
    language: str = "en"
    """In which language commands must ask."""
    filled: str | None = None
    """The compartment into which somebody puts something between a look at it and the next opening."""
    cases: dict[str, Any] = field(default_factory=dict)
    """What is answered of one case, by path."""
    usage: list[dict[str, Any]] = field(default_factory=list)
    """Counts of days."""
    raw: bytes | None = None
    """Answer with these bytes instead."""

    def happened(self, kind: str, **data: Any) -> None:
        position = len(self.custody) + 1
        self.numbered += 1
        self.custody.append(
            {
                "position": position,
                "epoch": self.epoch,
                "number": self.numbered,
                "boot": "b",
                "mono_ms": 0,
                "lo_s": 1_800_000_000 + position,
                "hi_s": None,
                "type": kind,
                "compartment": data.pop("compartment", None),
                "order": data.pop("order", None),
                "commitment": None,
                "data": data,
                "prev": "0" * 64,
                "hash": "1" * 64,
                "salts": {},
            }
        )

    @property
    def head(self) -> dict[str, Any]:
        return {"epoch": self.epoch, "number": self.numbered, "hash": "1" * 64}

    @property
    def status(self) -> dict[str, Any]:
        return {
            "site": "musterstadt-1",
            "name": "Rathaus",
            "halted": self.halted,
            "attention": [],
            "compartments": {"free": 1, "occupied": 1},
            "orders": {"ready": 1},
            "visits": len(self.visits),
            "attempts": self.attempts,
            "openings_hour": 0,
            "typing": {"failures_day": 0, "blocked_ms": 0},
            "scanner": self.scanner,
            "head": self.head,
            "time": {"mono_ms": 1, "powered_ms": 2, "lo_s": 1_800_000_000, "hi_s": None},
            "parts": self.parts,
        }

    def get(self, path: str, query: dict[str, str]) -> tuple[int, Any]:
        match path:
            case "/v1/status":
                return 200, self.status
            case "/v1/compartments":
                return 200, list(self.compartments.values())
            case "/v1/orders":
                return 200, self.orders
            case "/v1/badges/list":
                return 200, self.badge_list
            case "/v1/keys":
                return 200, self.known_keys
            case "/v1/time":
                return 200, self.time
            case "/v1/boards":
                return 200, self.boards
            case "/v1/commissioning/newest":
                return 200, {"newest": self.walked}
            case "/v1/custody":
                limit = int(query.get("limit", 100))
                rows = [row for row in self.custody if self._wanted(row, query)]
                rows = rows[-limit:] if query.get("newest") == "true" else rows[:limit]
                return 200, {"rows": rows, "head": self.head}
            case "/v1/custody/cut":
                rows = [row for row in self.cut if row["position"] > int(query.get("after", 0))]
                return 200, {"rows": rows[: int(query.get("limit", 100))]}
            case "/v1/visits":
                return 200, self.visits
            case "/v1/waiting":
                return 200, self.waiting
            case "/v1/compartments/A02/explanation" if self.explained:
                return 200, self.explained
            case _ if path.endswith("/explanation"):
                return problem(404, "compartment_unknown", detail="There is no such compartment.")
            case _ if path in self.cases:
                return 200, self.cases[path]
            case "/v1/usage":
                days = sorted({each["day"] for each in self.usage})
                end = (date.fromisoformat(query["since"]) + timedelta(days=30)).isoformat()
                cells = [each for each in self.usage if query["since"] <= each["day"] <= end]
                return 200, {"first": days[0] if days else None, "last": "2027-01-14", "cells": cells}
            case "/v1/custody/verify":
                return 200, {"rows": len(self.custody), "cut": len(self.cut), "head": self.head, "fault": self.fault}
            case _:
                return problem(404, "not_found")

    def post(self, path: str, body: dict[str, Any]) -> tuple[int, Any]:
        if self.problem:
            return self.problem
        if path == "/v1/badges/list":
            self.lists.append(body["list"])
            return 200, self.badge_list
        if path == "/v1/keys":
            self.lists.append(body["list"])
            return 200, self.known_keys
        if path in self.cases:
            return 200, self.cases[path]
        if path.startswith("/v1/round"):
            return self.rounds.post(path, body)
        self.reasons.append(body["reason"])
        match path.split("/")[2:]:
            case ["time", "correct"]:
                self.corrections.append(body["time_s"])
                return 200, self.time
            case ["resume"]:
                self.halted = None if body["reason"] != "not looked" else self.halted
                return 200, {"halted": self.halted}
            case ["compartments", name, "open"] if name in self.compartments:
                return self._open(name, only_if_empty=body.get("only_if_empty", False))
            case ["compartments", name, "touched"] if name in self.compartments:
                self.compartments[name].update(condition="quarantined")
                return 200, self.compartments[name]
            case ["compartments", name, "clear"] if name in self.compartments:
                self.compartments[name].update(condition="free", reason="", order=None, part=None, parts=None)
                self.compartments[name].update(direction=None, part_state=None)
                return 200, self.compartments[name]
            case ["compartments", name, "found"] if name in self.compartments:
                self.found.append(body.get("which") or name)
                self.compartments[name].update(condition="free", reason="", order=None, part=None, parts=None)
                self.compartments[name].update(direction=None, part_state=None)
                return 200, self.compartments[name]
            case ["compartments", name, "out_of_service"] if name in self.compartments:
                self.compartments[name].update(out_of_service=body["reason"])
                return 200, self.compartments[name]
            case ["compartments", name, "in_service"] if name in self.compartments:
                self.compartments[name].update(out_of_service="", blocked=[])
                return 200, self.compartments[name]
            case _:
                return problem(404, "compartment_unknown", detail="There is no such compartment.")

    def _wanted(self, row: dict[str, Any], query: dict[str, str]) -> bool:
        return (
            row["position"] > int(query.get("after", 0))
            and query.get("compartment") in {None, row["compartment"]}
            and query.get("order") in {None, row["order"]}
            and int(query.get("since_s", 0)) <= row["lo_s"] <= int(query.get("until_s", 1 << 50))
        )

    def _open(self, name: str, *, only_if_empty: bool) -> tuple[int, Any]:
        row = self.compartments[name]
        if self.filled is not None:
            self.compartments[self.filled].update(condition="occupied", order=order()["id"], part=1, parts=1)
            self.filled = None
        if only_if_empty and row["condition"] not in {"free", "to_check"}:
            return problem(409, "not_empty", detail="Something lies inside.")
        answer = {**row, "attempt": 17}
        self.happened("attempt.committed", compartment=name, attempt=17)
        if row["condition"] == "occupied":
            row.update(condition="quarantined", reason="technician")
        if self.outcome != "not_fired":
            self.happened("attempt.fired", compartment=name, attempt=17)
        self.happened("attempt.closed", compartment=name, attempt=17, outcome=self.outcome, reason=self.why)
        return 200, answer


def problem(status: int, code: str, **more: Any) -> tuple[int, dict[str, Any]]:
    return status, {"type": "about:blank", "title": code, "status": status, "code": code, **more}


def compartment(name: str, row: int, **more: Any) -> dict[str, Any]:
    return {
        "id": name,
        "row": row,
        "column": 1,
        "size": "A4",
        "height_cm": 100,
        "condition": "free",
        "reason": "",
        "out_of_service": "",
        "blocked": [],
        "door": "latched",
        "item": "unknown",
        "item_sensor": "none",
        "flapping": [],
        "order": None,
        "part": None,
        "parts": None,
        "direction": None,
        "part_state": None,
        "attempt": None,
        **more,
    }


def board(bus: str, address: int, *names: str) -> dict[str, Any]:
    """A lock board with a door on each of its channels."""
    known = {
        "channels": [*range(1, len(names) + 1)],
        "bits": [1] * len(names),
        "changes": [0] * len(names),
        "compartments": [None] * len(names),
        "sensors": [None] * len(names),
        "true_bits": [1] * len(names),
    }
    return {
        "bus": bus,
        "address": address,
        "name": "cu48",
        "alive": True,
        "channels": known["channels"],
        "compartments": [*names],
        "doors": known,
        "items": {column: [] for column in known},
        "reply_ms": 6.5,
        "patience_ms": 50,
    }


def order() -> dict[str, Any]:
    return {
        "id": "0192f0c1-7d2e-7c11-8a4e-2f6d1b6f0a01",
        "authority": "stadt",
        "kind": "collection",
        "state": "ready",
        "on_hold": None,
        "item_count": 1,
        "compartments": ["A02"],
        "parts": [
            {
                "number": 1,
                "direction": "out",
                "state": "ready",
                "right": "active",
                "compartment": "A02",
                "item_count": 1,
                "checklist": [],
                "missing": None,
                "attempts": 0,
            }
        ],
    }


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wall: ClassVar[Wall]

    def do_GET(self) -> None:
        url = urlsplit(self.path)
        query = {name: values[0] for name, values in parse_qs(url.query).items()}
        self._answer(*self.wall.get(url.path, query))

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        key = self.headers["Idempotency-Key"]
        assert 8 <= len(key) <= 64
        assert key not in self.wall.keys
        self.wall.keys.add(key)
        self._answer(*self.wall.post(urlsplit(self.path).path, body))

    def _answer(self, status: int, content: Any) -> None:
        assert self.headers["Accept-Language"] == self.wall.language
        data = json.dumps(content).encode() if self.wall.raw is None else self.wall.raw
        self.send_response(status)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def address_string(self) -> str:
        return "unix"

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name is the base class's
        """Be silent."""


class Server(socketserver.ThreadingUnixStreamServer):
    daemon_threads = True
