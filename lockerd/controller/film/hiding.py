"""Names taken out of a film: who, whose, which code. What is hidden keeps its order, so that decisions stay the same.

Nothing is looked for and taken out: what is not known to be harmless is hidden.
"""

from collections.abc import Iterable, Iterator, Mapping
from enum import Enum
from typing import Final

from lockerd.controller.film.packing import Packed, kinds
from lockerd.domain.model.fact_fields import ACTOR_FIELDS, FACT_FIELDS, WHOSE_FIELDS


def words() -> frozenset[str]:
    """What the program itself says, the same at every site."""
    said = (member.value for kind in kinds().values() if issubclass(kind, Enum) for member in kind)
    named = (name for each in FACT_FIELDS.values() for name in each)
    return frozenset({"", *map(str, said), *named, *ACTOR_FIELDS, *WHOSE_FIELDS})


class Hiding:
    """Made of all that a film holds, so that one name has one stand-in everywhere."""

    def __init__(self, packed: Iterable[Packed], harmless: Iterable[str]) -> None:
        """``harmless``: what the site's configuration calls doors, sizes, classes and lines."""
        shown: Final = words() | set(harmless)
        hidden = sorted({text for each in packed for text in _texts(each)} - shown)
        self._stand_ins: Mapping[str, str] = {text: f"hidden-{number:06d}" for number, text in enumerate(hidden)}

    def of(self, packed: Packed) -> Packed:
        """The same with stand-ins."""
        match packed:
            case str():
                return self._stand_ins.get(packed, packed)
            case {"enum": _} | {"bytes": _}:
                return packed
            case {"row": name, "of": values}:
                return {"row": name, "of": [self.of(each) for each in values]}
            case {"set": members}:
                return {"set": sorted((self.of(each) for each in members), key=repr)}
            case dict():
                return {key: self.of(value) for key, value in packed.items()}
            case list():
                return [self.of(each) for each in packed]
            case _:
                return packed


def _texts(packed: Packed) -> Iterator[str]:
    match packed:
        case str():
            yield packed
        case {"enum": _} | {"bytes": _}:
            return
        case {"row": _, "of": values}:
            yield from _texts(values)
        case dict():
            for value in packed.values():
                yield from _texts(value)
        case list():
            for each in packed:
                yield from _texts(each)
        case _:
            return
