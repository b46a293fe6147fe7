"""Sentences that know how they were made, so that whoever shows them can say them in another language."""

from collections.abc import Iterable, Mapping
from functools import reduce
from types import MappingProxyType
from typing import Final, Self


class Said(str):
    """The sentence in English, as programs and records get it, with what it was made of."""

    __slots__ = ("pattern", "values")
    pattern: str
    """As the catalogues know it."""
    values: Mapping[str, object]
    """What is filled in; may be `Said` again."""

    def __new__(cls, pattern: str, /, **values: object) -> Self:
        """``pattern`` with ``values`` in its braces."""
        made = super().__new__(cls, pattern.format(**values) if values else pattern)
        made.pattern, made.values = pattern, MappingProxyType(values)
        return made


NOTHING: Final = Said("")


def all_of(names: Iterable[str]) -> str:
    """One and another; raises ``TypeError`` where there is none."""
    return reduce(lambda one, other: Said("{one} and {other}", one=one, other=other), names)


def one_of(names: Iterable[str]) -> str:
    """One or another; empty where there is none."""
    return reduce(lambda one, other: Said("{one} or {other}", one=one, other=other) if one else other, names, "")
