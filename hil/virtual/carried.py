"""What one month of a station leaves to the next, beside its files: who it is, what lies there, what central knows."""

import pickle
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

from lockercentral.copy import Copy
from lockercentral.orders import OrderView
from lockersim.world.compartment import Item
from virtual.scene import Scene

FILE: Final = "carried.pickle"
SITE: Final = "site"
NOTHING: Final[dict[str, Any]] = {}


@dataclass(frozen=True, slots=True)
class Carried:
    """At the end of a month, with everybody served."""

    month: int
    now_s: float
    copy: Copy
    """Of what was judged, hashes and numbers alone."""
    orders: dict[str, OrderView]
    made: int
    litter: int
    excused: frozenset[str]
    dirty: frozenset[str]
    items: dict[str, list[tuple[str, bool]]]
    """What lies behind which door, and whether it is thin: what people left that no sensor sees."""
    lost: dict[str, int] = field(default_factory=dict)
    called_back: tuple[str, ...] = ()

    def save(self, folder: Path) -> None:
        """Beside the site's folder, in one step."""
        fresh = folder / f"{FILE}.new"
        fresh.write_bytes(pickle.dumps(self))
        fresh.rename(folder / FILE)


def read(folder: Path) -> Carried:
    """Of our own making: nothing else is read."""
    carried = pickle.loads((folder / FILE).read_bytes())  # noqa: S301
    assert isinstance(carried, Carried)
    return carried


def carried(scene: Scene, month: int) -> Carried:
    """What there is when everybody has gone home."""
    central = scene.station.central
    forgotten = {
        at: e if e.type == "custody.checkpoint" else replace(e, data=NOTHING) for at, e in central.copy.events.items()
    }
    copy = replace(central.copy, events=forgotten)
    world = scene.station.wall.world.compartments
    return Carried(
        month=month,
        now_s=scene.now_s,
        copy=copy,
        orders={name: view for name, view in central.orders.items() if not view.closed},
        made=scene.made,
        litter=scene.littered,
        excused=frozenset(scene.rules.excused),
        dirty=frozenset(scene.dirty),
        items={name: [(item.name, item.thin) for item in each.items] for name, each in world.items() if each.items},
        lost=scene.badges.lost,
        called_back=tuple(scene.badges.called_back),
    )


def take_over(scene: Scene, before: Carried) -> None:
    """The same station, another month; its daemon has not begun yet."""
    central = scene.station.central
    for name in ("events", "repeated", "problems", "heads", "_known"):
        setattr(central.copy, name, getattr(before.copy, name))
    central.orders.update(before.orders)
    scene.made, scene.littered = before.made, before.litter
    scene.rules.excused |= before.excused
    scene.dirty |= before.dirty
    for door, items in before.items.items():
        scene.compartment(door).items += [Item(name, thin=thin) for name, thin in items]
    scene.badges.take_over(before.lost, before.called_back)
    scene.judged = central.copy.epoch, central.copy.head
