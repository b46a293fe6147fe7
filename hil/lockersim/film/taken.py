"""A film as what happened: each step with its time, its answer and its facts, and what is known of its doors."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from lockersim.film.rows import FAILED, meant, plain, rows

AGAIN = frozenset({"wait", "busy", "door_not_shut"})
"""Refusals after which people simply try again."""


@dataclass(frozen=True, slots=True)
class Told:
    """One fact."""

    type: str
    at: str | None
    order: str | None
    data: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Happened:
    """One step of a film."""

    life: int
    at_ms: int
    """Powered time."""
    kind: str
    of: list[Any]
    refused: str | None
    facts: tuple[Told, ...]

    @property
    def tried_again(self) -> bool:
        """Refused for now."""
        return self.refused in AGAIN


def happened(content: Mapping[str, Any]) -> Iterator[Happened]:
    """All of a bundle."""
    for number, life in enumerate(content["lives"]):
        for step in life["steps"]:
            event, made = meant(step["event"]), step["decision"]
            answer, facts = (None, ()) if made == FAILED else (made["list"][0], tuple(rows(made["list"][1], "Fact")))
            refused = next((str(values[0]["is"]) for values in rows(answer, "Refused")), None)
            told = tuple(Told(plain(kind), at, order, plain(data)) for kind, at, order, data in facts)
            yield Happened(number, step["now"]["of"][1], event["row"], event["of"], refused, told)


def doors(content: Mapping[str, Any]) -> Mapping[str, tuple[str, str]]:
    """What is fitted at each door, by its name: door sensor, item sensor."""
    found: dict[str, tuple[str, str]] = {}
    for life in content["lives"]:
        packed = [life["start"], *(step["event"] for step in life["steps"] if step["event"]["row"] == "Boot")]
        for place in rows(packed, "Place"):
            found[place[0]] = (plain(place[5]), plain(place[6]))
    return found
