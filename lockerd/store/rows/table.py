"""What a table is: its columns, and both directions between them and the domain."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, Generic, TypeVar

Values = tuple[Any, ...]
Domain = TypeVar("Domain")


_CANONICAL: Final = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def to_json(value: object) -> str:
    """Canonical JSON: sorted keys, no spaces, characters as they are."""
    return _CANONICAL.encode(value)


@dataclass(frozen=True, slots=True)
class Table(Generic[Domain]):
    """One table: its columns (the first is the key), and how a row is written."""

    name: str
    columns: tuple[str, ...]
    values: Callable[[Domain], Values]

    @property
    def upsert(self) -> str:
        """Insert or update; never REPLACE, which would delete first and take the rows that refer to it along."""
        marks = ", ".join("?" * len(self.columns))
        sets = ", ".join(f"{column} = excluded.{column}" for column in self.columns[1:])
        columns = ", ".join(self.columns)
        key = self.columns[0]
        # names come from the literals of this package, values are bound
        return f"INSERT INTO {self.name} ({columns}) VALUES ({marks}) ON CONFLICT ({key}) DO UPDATE SET {sets}"  # noqa: S608

    @property
    def select(self) -> str:
        """All rows; a WHERE may follow."""
        return f"SELECT {', '.join(self.columns)} FROM {self.name}"  # noqa: S608 names are literals of this package
