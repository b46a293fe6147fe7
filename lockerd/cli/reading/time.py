"""``GET /v1/time``: what is believed of the time, and why. All moments are Unix seconds."""

from lockerd.cli.reading import Reading


class Belief(Reading):
    """As the daemon has it."""

    standing: str
    doubt: str | None
    lo_s: int
    hi_s: int | None
    source: str
    source_s: int | None
    machine_s: int
    written_s: int | None
    earliest_s: int
    latest_s: int
    certificates_s: int | None
