"""All that is held of one order."""

from collections.abc import Mapping
from typing import Any

from lockerd.cli.reading import Reading


class CaseRow(Reading):
    """A line of the log about it."""

    lo_s: int
    type: str
    compartment: str | None
    data: dict[str, Any]


class Case(Reading):
    """``GET /v1/orders/{order}/case``."""

    order: str
    keep_ended_ms: int
    tables: Mapping[str, list[dict[str, Any]]]
    """Rows by the database's tables."""
    log: list[CaseRow]
