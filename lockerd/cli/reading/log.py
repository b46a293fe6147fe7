"""``GET /v1/custody/verify``: whether the custody log is whole."""

from lockerd.cli.reading import Reading


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
    """Outcome of checking the whole log."""

    rows: int
    """Found good before the fault or the end."""
    head: Head
    fault: Fault | None
