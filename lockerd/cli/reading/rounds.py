"""What the daemon answers to whoever goes round, as far as it is shown."""

from lockerd.cli.reading import Reading


class Round(Reading):
    """How far it is."""

    left: int
    text: str


class Bench(Reading):
    """The round, and the door of whoever asks."""

    round: Round | None
    compartment: str | None
    phase: str | None
    trouble: str | None
    may: list[str]
