"""``GET /v1/keys``: which keys of central hold."""

from lockerd.cli.reading import Reading


class KnownKeys(Reading):
    """Their ids; version 0 where no list was ever received."""

    version: int
    command: tuple[str, ...]
    badge: tuple[str, ...]
    code_recipient: str | None
    roots: tuple[str, ...]
    threshold: int
