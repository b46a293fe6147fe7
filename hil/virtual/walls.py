"""Walls to be drawn: small ones, of every kind of board, lock and sensor that a site may have."""

import random
from typing import Final

from lockersim.boards import WITH_ITEM_SENSORS, Speed
from lockersim.wall.spec import BoardSpec, BusSpec, WallSpec
from lockersim.world.model import Feedback, ItemSensor, Lock
from lockersim.world.partspec import CompartmentSpec

HOOKS: Final = ("cu48", "cu16", "cu16", "cu12")
CONTACTS: Final = ("bcc", "winnsen", "waveshare")
SPEEDS_BAUD: Final[dict[str, Speed]] = {"cu48": 19_200, "cu16": 19_200, "cu12": 19_200}
SLOW_MS: Final = {"bcc": 150.0, "winnsen": 150.0, "waveshare": 80.0}
SLOW_HOOKS_MS: Final = 40.0
"""Latencies that are nearly too long: few questions fit into a second, and a run costs less."""
USUAL_LATENCY: Final = 0.2
MODELS: Final = {"bcc": "8"}
EXPERIMENTAL: Final = frozenset({"winnsen", "cu12"})
DOORS: Final = (2, 3)
MORE_DOORS: Final = (5, 6)
LARGER: Final = 0.25
"""How often a wall has room for what comes without a code."""
ONE_BOARD: Final = 0.6
HEIGHTS_CM: Final = (140, 105, 70)

A_SHARE: Final = 8


def walk_in_doors(doors: int) -> int:
    """Behind how many doors of so many things may lie at once that came without a code."""
    return max(1, doors // A_SHARE)


def draw_wall(rng: random.Random) -> WallSpec:
    """One or two lines with a board each, on one supply."""
    families = [rng.choice(HOOKS), rng.choice(CONTACTS)]
    if rng.random() < ONE_BOARD:
        families = [rng.choice(families)]
    buses = tuple(
        _bus(f"bus{n}", "AB"[n], family, rng, first=MORE_DOORS[-1] * n + 1) for n, family in enumerate(families)
    )
    return WallSpec(buses=buses)


def _bus(name: str, letter: str, family: str, rng: random.Random, *, first: int) -> BusSpec:
    hook = family in HOOKS
    address = 0 if family in HOOKS else 1
    board = BoardSpec(
        family=family,
        address=address,
        feedback=Feedback.HOOK if hook else Feedback.CONTACT,
        lock=Lock.HOOK if hook else Lock.BOLT,
        model=MODELS.get(family),
        experimental=family in EXPERIMENTAL,
        latency_ms=None if rng.random() < USUAL_LATENCY else SLOW_MS.get(family, SLOW_HOOKS_MS),
    )
    items = family in WITH_ITEM_SENSORS and rng.random() < 0.8
    doors = rng.randint(*(MORE_DOORS if rng.random() < LARGER else DOORS))
    compartments = tuple(
        CompartmentSpec(
            id=f"{letter}{n:02}",
            address=address,
            channel=n,
            row=n,
            column=first,
            height_cm=HEIGHTS_CM[(n - 1) % len(HEIGHTS_CM)],
            item_sensor=ItemSensor.FITTED if items else ItemSensor.NONE,
        )
        for n in range(1, doors + 1)
    )
    return BusSpec(
        id=name,
        speed_baud=SPEEDS_BAUD.get(family, 9_600),
        power_group="psu1",
        boards=(board,),
        compartments=compartments,
    )
