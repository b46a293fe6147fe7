"""How many streams may be open at the same time: one terminal's of visits, and of the status, and those of displays."""

from collections.abc import Iterator
from contextlib import contextmanager

from lockerd.api.http.problems import ProblemError


class Seats:
    """So many, and no more; ``taken`` are taken now."""

    def __init__(self, most: int) -> None:
        self.taken = 0
        self._most = most

    @contextmanager
    def one(self) -> Iterator[None]:
        """One for the length of the block; raises ``ProblemError`` (busy) where all are taken."""
        if self.taken >= self._most:
            raise ProblemError("busy")
        self.taken += 1
        try:
            yield
        finally:
            self.taken -= 1
