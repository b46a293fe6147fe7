"""What must be true of everything said to be collected: nothing of it lies behind a door that is taken for free."""

from collections.abc import Iterable, Mapping
from typing import Any

from lockersim.people.papers import Papers
from lockersim.world.world import World

FREE = frozenset({"free", "reserved"})
"""What lockerd believes of a door behind which nothing lies."""


def left_behind(papers: Papers, world: World, beliefs: Mapping[str, Mapping[str, Any]]) -> Iterable[str]:
    """Return, in words, what is said to be collected and still lies where lockerd would let somebody else look.

    A person's word may be untrue: then the door is to be checked. A thin thing escapes a sensor, and nobody knows.
    """
    for name, document in papers.documents.items():
        view = papers.view(name)
        if view is None or document.brought:
            continue
        for thing, part in zip(document.things, view.parts, strict=False):
            where = world.where(thing)
            if where is None or part.state != "collected" or _is_thin(thing, where, world):
                continue
            if beliefs[where]["condition"] in FREE:
                yield f"{thing} is said to be collected and lies in {where}, which lockerd takes for free"


def _is_thin(thing: str, where: str, world: World) -> bool:
    return any(item.name == thing and item.thin for item in world.compartments[where].items)
