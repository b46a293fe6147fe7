"""``GET /v1/badges/list``: which list of badges that were called back is known."""

from lockerd.cli.reading import Reading


class BadgeList(Reading):
    """Its version, 0 where none was ever received, and how many badges it names."""

    version: int
    badges: int
