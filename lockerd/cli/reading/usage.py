"""The counts of days, as they may be published."""

from datetime import date

from lockerd.cli.reading import Reading


class UsageCell(Reading):
    """One count of one day."""

    day: date
    figure: str
    item: str
    count: int | None


class Usage(Reading):
    """The counts of some days."""

    first: date | None
    last: date
    cells: list[UsageCell]


class SiteName(Reading):
    """Who the station is, out of its status."""

    site: str
    name: str
