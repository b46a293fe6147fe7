"""``GET /v1/status``: the station in one look."""

from collections.abc import Mapping

from lockerd.cli.reading import Reading


class Typing(Reading):
    """Failed typed codes."""

    blocked_ms: int
    """Until typed codes are taken again; 0: they are taken now."""


class Scanner(Reading):
    """What readers delivered that was no clean code, since the start."""

    framed: int
    lower_case: int
    unreadable: int


class Head(Reading):
    """The newest row of the custody log."""

    number: int


class Time(Reading):
    """Trusted time."""

    lo_s: int
    """Unix seconds: it is not earlier than this."""


class ConfigFile(Reading):
    """The configuration that runs."""

    file: str
    sha256: str


class BoardCounters(Reading):
    """Of one board, since the start."""

    exchanges: int
    failures: int
    unfit: str
    """Why the board is not used although it answers; empty while it is."""


class Counters(Reading):
    """Of one line or set of pins, since the start."""

    boards: Mapping[int, BoardCounters]
    losses: int


class Bus(Reading):
    """A line of lock boards or a set of pins."""

    lock_class: str | None
    """Who ends a pulse; None while that part is lost, and where there are no locks."""
    faults: list[str]
    counters: Counters
    locks: Mapping[int, str] | None = None
    """Of pins, by channel."""


class Auxiliary(Reading):
    """The cabinet's own lines."""

    active: Mapping[str, bool | None]
    notes: list[str]


class Storage(Reading):
    """The disk of the database."""

    folder: str
    free_bytes: int
    size_bytes: int
    database_bytes: int


class Oversized(Reading):
    """A message for which the broker has no room."""

    topic: str
    size_bytes: int
    limit_bytes: int


class Central(Reading):
    """How things stand with central."""

    connected: bool
    reach: str
    """How it is reached, as the station judges: ``away`` after minutes, ``unsteady`` when lost again and again."""
    away_since_s: int | None
    losses: int
    """Of good connections within the hour."""
    unsent: int
    error: str | None
    oversized: list[Oversized]


class Parts(Reading):
    """What each part of the daemon says about itself."""

    version: str
    config: ConfigFile
    time: str
    """What the trusted time rests on."""
    buses: Mapping[str, Bus]
    auxiliary: Auxiliary | None
    storage: Storage | None
    certificates: Mapping[str, int | str]
    """By file, until when each is good, Unix seconds; a text where that cannot be told."""
    central: Central | None

    def active(self, line: str) -> bool:
        """Whether one of the cabinet's own lines is fitted and active."""
        return self.auxiliary is not None and bool(self.auxiliary.active.get(line))


class Status(Reading):
    """Everything about the station."""

    site: str
    halted: str | None
    compartments: Mapping[str, int]
    """How many are in which condition."""
    visits: int
    """That go on."""
    attempts: int
    """That are open."""
    typing: Typing
    scanner: Scanner
    head: Head
    time: Time
    parts: Parts
