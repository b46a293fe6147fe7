"""Facts that strangers can cause at will are counted: one of a kind at once, then one a minute for all that followed.

Without it whoever holds a worthless code before the reader writes the log, and the disk, full.
"""

from dataclasses import dataclass, replace
from typing import Final

from lockerd.domain.model.facts import Fact, FactType

FOLDED: Final = frozenset({FactType.CODE_REFUSED, FactType.VISIT_HELP, FactType.COMMAND_REFUSED, FactType.SITE_DEFECT})
"""They change nothing, and carry how many they stand for as ``count``."""
WITHIN_MS: Final = 60_000
KINDS: Final = 32
"""Kinds told apart in a minute; what is beyond them is told without compartment, order and names."""
KEPT_WORDS: Final = frozenset({"reason", "by"})
"""Data with few values, which may stay where names are left out."""

_Kind = tuple[object, ...]


@dataclass(slots=True)
class _Window:
    fact: Fact
    since_ms: int
    waiting: int = 0


class Folding:
    """What was told of each kind, and how many wait to be told together."""

    def __init__(self) -> None:
        self._windows: dict[_Kind, _Window] = {}

    def take(self, fact: Fact, mono_ms: int) -> Fact | None:
        """The fact, if it is told now; None: it is counted."""
        if fact.type not in FOLDED:
            return fact
        if _kind(fact) not in self._windows and len(self._windows) >= KINDS:
            fact = _nameless(fact)
        window = self._windows.get(_kind(fact))
        if window is None:
            self._windows[_kind(fact)] = _Window(fact, mono_ms)
            return fact
        window.waiting += 1
        return None

    def due(self, mono_ms: int) -> list[Fact]:
        """What waited for a minute, each kind as one fact; kinds that nothing was heard of are forgotten."""
        told: list[Fact] = []
        for kind, window in list(self._windows.items()):
            if mono_ms - window.since_ms < WITHIN_MS:
                continue
            if window.waiting:
                told.append(replace(window.fact, data={**window.fact.data, "count": window.waiting}))
                window.since_ms, window.waiting = mono_ms, 0
            else:
                del self._windows[kind]
        return told


def _kind(fact: Fact) -> _Kind:
    return (fact.type, fact.compartment, fact.order, *sorted(fact.data.items()))


def _nameless(fact: Fact) -> Fact:
    data = {
        name: "" if isinstance(value, str) and name not in KEPT_WORDS else value for name, value in fact.data.items()
    }
    return Fact(fact.type, None, None, data)
