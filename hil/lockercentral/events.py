"""One event as it arrives from a site, and what can be checked about it alone."""

import hashlib
import json
from dataclasses import dataclass
from typing import Any

from lockercentral.errors import CentralError

NO_HASH = "0" * 64
"""What stands for the previous hash before the first row of a site's life."""
_HASHED = ("epoch", "number", "boot", "mono_ms", "lo_s", "hi_s")


@dataclass(frozen=True, slots=True)
class Event:
    """A numbered event; ``data`` is its fact, ``problem`` says what is wrong with it, empty when nothing is."""

    epoch: int
    number: int
    type: str
    time: str
    lo_s: int
    compartment: str | None
    order: str | None
    data: dict[str, Any]
    prev: str
    hash: str
    problem: str = ""
    case_reference: str | None = None
    mono_ms: int = 0
    """The site's own clock, which no calendar turns."""

    def as_json(self) -> dict[str, Any]:
        """Return it for a page."""
        return {
            "epoch": self.epoch,
            "number": self.number,
            "type": self.type,
            "time": self.time,
            "compartment": self.compartment,
            "order": self.order,
            "data": {name: value for name, value in self.data.items() if name != "sealed_code"},
            "problem": self.problem,
        }


def parse(payload: bytes, *, site: str) -> Event:
    """Read a CloudEvent of ``site``; raises ``CentralError`` when it is none of ours."""
    try:
        cloud = json.loads(payload)
        data = cloud["data"]
        fact_type = cloud["type"].removeprefix("lockerd.")
        event = Event(
            epoch=data["epoch"],
            number=data["number"],
            type=fact_type,
            time=cloud["time"],
            lo_s=data["lo_s"],
            compartment=data["compartment"],
            order=data["order"],
            case_reference=data["case_reference"],
            data=data["fact"],
            prev=data["prev"],
            hash=data["hash"],
            problem=_problem(cloud, data, fact_type, site=site),
            mono_ms=data["mono_ms"],
        )
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise CentralError(f"not an event: {type(error).__name__} {error}") from None
    return event


def _problem(cloud: dict[str, Any], data: dict[str, Any], fact_type: str, *, site: str) -> str:
    place = f"{data['epoch']:08}.{data['number']:012}"
    if cloud["id"] != f"{site}/{data['epoch']}/{data['number']}" or cloud["sequence"] != place:
        return "id, sequence and number disagree"
    order = data["order"]
    # An order that the site has erased meanwhile leaves its commitment and no name.
    if order is not None and commitment(data["salt"], order) != data["commitment"]:
        return "commitment does not fit the order"
    if cloud["subject"] != _subject(order, data["compartment"], site):
        return "subject does not fit"
    row = {name: data[name] for name in _HASHED}
    row |= {
        "type": fact_type,
        "compartment": data["compartment"],
        "order": data["commitment"],
        "data": data["fact"] | salted(data["fact"], data["salts"]),
        "prev": data["prev"],
    }
    return "" if row_hash(row) == data["hash"] else "hash does not fit"


def _subject(order: str | None, compartment: str | None, site: str) -> str:
    if order is not None:
        return f"order/{order}"
    return f"site/{site}" if compartment is None else f"compartment/{compartment}"


def row_hash(row: dict[str, Any]) -> str:
    """Hash one custody row: SHA-256 over its canonical JSON."""
    text = json.dumps(row, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def commitment(salt_hex: str, text: str) -> str:
    """Return what stands for an order's id, or a text, in the hash, so that it can be forgotten later."""
    return hashlib.sha256(bytes.fromhex(salt_hex) + text.encode()).hexdigest()


def salted(fact: dict[str, Any], salts: dict[str, str]) -> dict[str, str]:
    """Return what stands for names and reasons in the hash, so that they can be forgotten later."""
    return {field: f"salted:{commitment(salt, fact[field])}" for field, salt in salts.items()}
