"""Badges that were called back: the newest list that whoever issues badges has sent, and how a newer one comes."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

BADGES_MAX: Final = 100
"""So many a list names: a badge that has ended by itself need not stand on it."""


@dataclass(frozen=True, slots=True)
class BadgeList:
    """All that are called back, not only the newest of them; version 0: none was ever received."""

    version: int = 0
    badges: tuple[str, ...] = ()
    """Sorted."""

    def names(self, badges: Iterable[str]) -> bool:
        """Whether one of these is called back."""
        return any(badge in self.badges for badge in badges)


@dataclass(frozen=True, slots=True)
class CallBack:
    """A newer list, from central (``badges.call_back``) or brought by a technician as a signed file."""

    version: int
    badges: frozenset[str]
    who: str = ""
    """The technician; empty: central."""
