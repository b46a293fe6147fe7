"""What of a decision is written into the chronicle, as lines."""

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from functools import cache
from typing import Any

from rpds import HashTrieMap

from lockerd.domain.draft import Decision
from lockerd.domain.model.events import Event
from lockerd.domain.model.ids import PartId
from lockerd.domain.model.state import State


def told(before: State, event: Event, decision: Decision) -> Iterator[str]:
    """What of a decision is answered, told, kept, asked, or remembered until the next power cut."""
    yield f"{type(event).__name__}: {plain(decision.answer)}"
    for what in (decision.facts, decision.rows, decision.dropped, decision.erased, decision.effects):
        yield from (f"  {plain(each)}" for each in what)
    for name in ("visits", "standing", "pulsed", "given_back", "disturbed"):
        old, new = getattr(before, name), getattr(decision.state, name)
        if old is not new:
            yield f"  {name} {plain({key: value for key, value in new.items() if old.get(key) != value})}"


def plain(what: Any) -> str:
    """Text that is the same whatever the seed of hashes."""
    if what is None or isinstance(what, str | int | PartId):  # nearly all of it
        return str(what)
    if (names := _names(type(what))) is not None:
        return f"{type(what).__name__}({', '.join(f'{name}={plain(getattr(what, name))}' for name in names)})"
    if isinstance(what, tuple | list):
        return f"[{', '.join(map(plain, what))}]"
    if isinstance(what, frozenset | set):
        return f"{{{', '.join(sorted(map(plain, what)))}}}"
    if isinstance(what, Mapping | HashTrieMap):
        return f"{{{', '.join(sorted(f'{plain(key)}: {plain(value)}' for key, value in what.items()))}}}"
    return str(what)


@cache
def _names(kind: type) -> tuple[str, ...] | None:
    """Of a dataclass's fields."""
    return tuple(field.name for field in fields(kind)) if is_dataclass(kind) else None
