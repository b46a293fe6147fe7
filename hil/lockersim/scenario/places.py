"""How scenarios name places: a compartment, or where a document lies or last lay."""

from lockersim.bench import Bench
from lockersim.errors import SimError
from lockersim.world.cabinet import Cabinet


def place(text: str, bench: Bench) -> str:
    """Return the compartment meant by ``A03`` or ``@document``; raises ``SimError``."""
    if not text.startswith("@"):
        if text not in bench.wall.world.compartments:
            raise SimError(f"there is no compartment {text}")
        return text
    name = text[1:]
    view = bench.papers.view(name)
    told = [] if view is None else view.compartments
    where = bench.wall.world.where(name) or next(iter(told), None)
    if where is None:
        raise SimError(f"{name} has not been in any compartment")
    return where


def target(text: str, bench: Bench) -> str:
    """Return a fault's target: ``@document``, ``@document.board`` and ``@document.bus`` mean where it lies."""
    if not text.startswith("@"):
        return text
    name, _, part = text.partition(".")
    compartment = place(name, bench)
    channel = next(c for c, wired in bench.wall.world.contacts.items() if wired == compartment)
    return {"board": f"{channel.bus}/{channel.address}", "bus": channel.bus}.get(part, compartment)


def cabinet_of(bench: Bench) -> Cabinet:
    """Return the cabinet with lines of its own; raises ``SimError`` where the wall has none."""
    if bench.wall.cabinet is None:
        raise SimError("this wall's cabinet has no lines of its own; add `cabinet: true` to the wall")
    return bench.wall.cabinet
