"""A bundle read as what it is, JSON: what the wall was believed to be after each step."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from lockersim.errors import SimError

FORMAT = "lockerd bundle 1"


@dataclass(frozen=True, slots=True)
class Door:
    """Where it is painted, what it may be used for, how it stands."""

    row: int
    column: int
    condition: str
    door: str = "unknown"


@dataclass(frozen=True, slots=True)
class Moment:
    """After one decision."""

    at_ms: int
    event: str
    facts: tuple[str, ...] = ()
    doors: Mapping[str, Door] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """For the page."""
        return asdict(self)


def moments(path: Path) -> list[Moment]:
    """All of a bundle, the first before anything was decided. Raises ``SimError``."""
    try:
        content = json.loads(path.read_text("utf-8"))
        return list(_moments(content if content["format"] == FORMAT else {}))
    except (OSError, ValueError, KeyError, TypeError, IndexError, RuntimeError) as error:
        raise SimError(f"{path} is no bundle of `lockerctl support bundle` ({error!r})") from None


def _moments(content: Mapping[str, Any]) -> Iterator[Moment]:
    doors = dict(_doors(content["start"], {}))
    yield Moment(content["steps"][0]["now"]["of"][0] if content["steps"] else 0, "start", (), doors)
    for step in content["steps"]:
        event, made = step["event"], step["decision"]["list"]
        doors = {**doors, **dict(_doors(made[2], doors))}
        for reading in _rows(event, "Reading"):
            name, door = reading[0], _enum(reading, "Door")
            if name in doors and door:
                doors = {**doors, name: Door(doors[name].row, doors[name].column, doors[name].condition, door)}
        facts = tuple(" ".join(filter(None, (_enum(fact, "FactType"), fact[1]))) for fact in _rows(made[1], "Fact"))
        yield Moment(step["now"]["of"][0], event["row"], facts, doors)


def _doors(packed: Any, known: Mapping[str, Door]) -> Iterator[tuple[str, Door]]:
    for row in _rows(packed, "Compartment"):
        name, number, column = next(_rows(row, "Place"))[:3]
        yield name, Door(number, column, _enum(row, "Condition"), known[name].door if name in known else "unknown")


def _rows(packed: Any, kind: str) -> Iterator[list[Any]]:
    match packed:
        case {"row": str(name), "of": list(values)} if name == kind:
            yield values
        case dict():
            for value in packed.values():
                yield from _rows(value, kind)
        case list():
            for value in packed:
                yield from _rows(value, kind)
        case _:
            return


def _enum(values: list[Any], kind: str) -> str:
    return next((str(each["is"]) for each in values if isinstance(each, dict) and each.get("enum") == kind), "")
