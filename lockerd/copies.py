"""A copy of a frozen row with some fields changed: ``dataclasses.replace`` in a third of its time.

A decision makes two dozen copies of rows of some twenty fields; looking each field up by name was a third of its time
(``hil/bench/bench_decisions.py``).
"""

from functools import cache
from operator import attrgetter
from typing import TYPE_CHECKING, Any

__all__ = ["replace"]

if TYPE_CHECKING:  # its fields are checked like those of the library's
    from dataclasses import replace
else:

    def replace(row: Any, /, **fields: Any) -> Any:
        """A row like this one but for these fields. Raises ``ValueError`` for a field that it has not."""
        kind = type(row)
        values = list(_values(kind)(row))
        for name, value in fields.items():
            values[kind.__match_args__.index(name)] = value
        return kind(*values)


@cache
def _values(kind: Any) -> Any:
    """Reads all fields of a row at once: it has two or more."""
    return attrgetter(*kind.__match_args__)
