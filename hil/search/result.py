"""What a search has found."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Result:
    """How far one search came, and the first rule that it found broken."""

    name: str
    states: int
    moves: int
    complete: bool
    """False: there was more than the search was allowed to look at."""
    seconds: float
    broken: str | None
    trace: tuple[str, ...]
    """What has to happen for that, from the beginning; a shortest way."""
