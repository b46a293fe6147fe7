"""How scenarios name places: a compartment, or where a thing lies or last lay."""

from lockersim.bench import Bench
from lockersim.errors import SimError
from lockersim.world.cabinet import Cabinet


def place(text: str, bench: Bench) -> str:
    """Return the compartment meant by ``A03`` or ``@document``; raises ``SimError``."""
    if not text.startswith("@"):
        if text not in bench.wall.world.compartments:
            raise SimError(f"there is no compartment {text}")
        return text
    thing = text[1:]
    document, number = bench.papers.of_thing(thing)
    view = bench.papers.view(document.name)
    told = None if view is None else view.parts[number - 1].compartment
    where = bench.wall.world.where(thing) or told
    if where is None:
        raise SimError(f"{thing} has not been in any compartment")
    return where


def target(text: str, bench: Bench) -> str:
    """Return a fault's target: ``@document``, ``@document.board`` and ``@document.bus`` mean where it lies.

    ``@document,B02`` are two.
    """
    if "," in text:
        return ",".join(target(each, bench) for each in text.split(","))
    if not text.startswith("@"):
        return text
    name, _, part = text.rpartition(".")
    if part not in {"board", "bus"}:
        return place(text, bench)
    compartment = place(name, bench)
    channel = next(c for c, wired in bench.wall.world.contacts.items() if wired == compartment)
    return channel.bus if part == "bus" else f"{channel.bus}/{channel.address}"


def cabinet_of(bench: Bench) -> Cabinet:
    """Return the cabinet with lines of its own; raises ``SimError`` where the wall has none."""
    if bench.wall.cabinet is None:
        raise SimError("this wall's cabinet has no lines of its own; add `cabinet: true` to the wall")
    return bench.wall.cabinet
