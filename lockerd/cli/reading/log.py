"""The custody log: its rows, what the rows of an attempt hold, and whether all is whole."""

from collections.abc import Mapping

from lockerd.cli.reading import Reading


class Row(Reading):
    """One of them."""

    position: int
    """Counts over all epochs."""
    epoch: int
    number: int
    lo_s: int
    hi_s: int | None
    type: str
    compartment: str | None
    order: str | None
    data: Mapping[str, str | int | bool | None]
    """What it holds depends on its type."""


class Page(Reading):
    """``GET /v1/custody``: rows in order, fewer than asked for at the end."""

    rows: list[Row]


class Committed(Reading):
    """Data of ``attempt.committed``."""

    attempt: int


class Closed(Reading):
    """Data of ``attempt.closed``."""

    attempt: int
    outcome: str
    reason: str


class Halted(Reading):
    """Data of ``site.halted``."""

    reason: str


class Head(Reading):
    """The newest row."""

    epoch: int
    number: int
    hash: str


class Fault(Reading):
    """The first row that is not as it was written."""

    epoch: int
    number: int
    what: str


class Verified(Reading):
    """``GET /v1/custody/verify``: outcome of checking the whole log."""

    rows: int
    """Found good before the fault or the end."""
    cut: int
    """Of how many of these what they say was cut."""
    head: Head
    fault: Fault | None
