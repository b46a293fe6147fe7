"""Which wall of a story stands for the doors of a film: what is sensed decides, not what they are called."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from lockersim.errors import SimError

DEMO = {"hook": ("bus0", "A"), "contact": ("bus1", "B")}
"""Without item sensors: the demo's wall, 24 doors of each."""
DEMO_DOORS = 24
FITTED = "cu48b"
FITTED_DOORS = 3
FITTED_LETTER = "C"


@dataclass(frozen=True, slots=True)
class Walls:
    """``choice`` is what a scenario says of its wall."""

    choice: dict[str, Any]
    doors: Mapping[str, str]
    """Of the film's doors, which of the story's stands for it where nothing lies behind it."""
    sizes: Mapping[str, str] = field(default_factory=dict)

    def door(self, name: str) -> str:
        """Raises ``SimError``."""
        try:
            return self.doors[name]
        except KeyError:
            raise SimError(f"nothing is known of door {name}") from None

    def size(self, name: str | None) -> str | None:
        """What something has to be so that it gets such a door; None: anything."""
        return None if name is None else self.sizes.get(name)


def wall_for(used: Mapping[str, tuple[str, str]]) -> Walls:
    """``used``: what is fitted at each door that is needed. Raises ``SimError`` where no wall has all of it."""
    kinds = sorted(set(used.values()))
    fitted = [door for door, item in kinds if item == "fitted"]
    if len(fitted) == len(kinds) == 1 and len(used) <= FITTED_DOORS and fitted[0] != "none":
        names = {name: f"{FITTED_LETTER}{number:02}" for number, name in enumerate(used, 1)}
        return Walls({"families": [FITTED], "sensed": {FITTED: fitted[0]}}, names)
    if fitted or any(door not in DEMO for door, _ in kinds):
        said = ", ".join(f"{door} and item sensor {item}" for door, item in kinds)
        raise SimError(f"no wall of a story has {len(used)} doors with: {said}")
    names, counts = {}, dict.fromkeys(DEMO, 0)
    for name, (door, _) in used.items():
        counts[door] += 1
        names[name] = f"{DEMO[door][1]}{counts[door]:02}"
    if max(counts.values()) >= DEMO_DOORS:
        raise SimError(f"a story's wall has {DEMO_DOORS} doors of a kind")
    sizes = {bus: sensed for sensed, (bus, _) in DEMO.items()}
    return Walls({"sizes": sizes}, names, {name: door for name, (door, _) in used.items()})
