"""A bundle read as what it is, JSON: what the wall was believed to be after each step."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from lockersim.film.rows import FAILED, meant, no_bundle, read_bundle, rows, word

UNKNOWN = "unknown"
NO_DECISION = "no decision could be made, and lockerd ended with that"


@dataclass(frozen=True, slots=True)
class Door:
    """Where it is painted, what it may be used for, how it stands."""

    row: int
    column: int
    condition: str
    door: str = UNKNOWN


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
    content = read_bundle(path)
    try:
        return list(_moments(content))
    except (ValueError, KeyError, TypeError, IndexError, RuntimeError) as error:
        raise no_bundle(path, error) from None


def _moments(content: Mapping[str, Any]) -> Iterator[Moment]:
    for life in content["lives"]:
        yield from _life(life)


def _life(life: Mapping[str, Any]) -> Iterator[Moment]:
    doors = dict(_doors(life["start"], {}))
    yield Moment(_powered_ms(life["steps"][0]) if life["steps"] else 0, "start", (), doors)
    for step in life["steps"]:
        event, made = meant(step["event"]), step["decision"]
        doors = {**doors, **dict(_doors(made, doors))}
        for reading in rows(event, "Reading"):
            name, door, latch = reading[0], word(reading, "Door"), word(reading, "Latch")
            if door == UNKNOWN and latch:
                door = latch  # where a hook alone tells
            if name in doors and door:
                doors = {**doors, name: Door(doors[name].row, doors[name].column, doors[name].condition, door)}
        facts = tuple(" ".join(filter(None, (word(fact, "FactType"), fact[1]))) for fact in rows(made, "Fact"))
        yield Moment(_powered_ms(step), event["row"], facts if made != FAILED else (NO_DECISION,), doors)


def _powered_ms(step: Mapping[str, Any]) -> int:
    """The time that goes on over restarts."""
    return int(step["now"]["of"][1])


def _doors(packed: Any, known: Mapping[str, Door]) -> Iterator[tuple[str, Door]]:
    for row in rows(packed, "Compartment"):
        name, number, column = next(rows(row, "Place"))[:3]
        yield name, Door(number, column, word(row, "Condition"), known[name].door if name in known else UNKNOWN)
