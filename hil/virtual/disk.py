"""The simulated disk: how long it takes, and when it is full. The database on it is real."""

import random
import resource
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

USUAL_S: Final = (0.0005, 0.008)
SLOW_S: Final = (0.05, 0.6)
SLOW_PER_MILLE: Final = 4
PAGE_BYTES: Final = 4096


class Disk:
    """Every write of the database takes as long as is drawn here, and fails beyond a size."""

    def __init__(self, state: Path, rng: random.Random) -> None:
        self._state, self._rng = state, rng
        self._soft, self._hard = resource.getrlimit(resource.RLIMIT_FSIZE)
        self.slow = False
        self.was_full = False
        """Since it was last asked for to be forgotten."""
        self._limit: int | None = None

    def taking_s(self) -> float:
        """How long the next job takes."""
        slow = self.slow or self._rng.randrange(1000) < SLOW_PER_MILLE
        return self._rng.uniform(*(SLOW_S if slow else USUAL_S))

    @property
    def full(self) -> bool:
        """Whether writes beyond a size fail."""
        return self._limit is not None

    def fill(self) -> None:
        """Let no file of this process grow by more than a few pages from now on."""
        sizes = [each.stat().st_size for each in self._state.glob("lockerd.db-wal")]
        self.was_full = True
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        self._limit = max(sizes, default=0) + self._rng.randrange(4) * PAGE_BYTES
        resource.setrlimit(resource.RLIMIT_FSIZE, (self._limit, self._hard))

    def empty(self) -> None:
        """Room again."""
        self._limit = None
        resource.setrlimit(resource.RLIMIT_FSIZE, (self._soft, self._hard))

    @contextmanager
    def ours(self) -> Iterator[None]:
        """For what the simulation itself writes, which is on no simulated disk."""
        resource.setrlimit(resource.RLIMIT_FSIZE, (self._soft, self._hard))
        try:
            yield
        finally:
            if self._limit is not None:
                resource.setrlimit(resource.RLIMIT_FSIZE, (self._limit, self._hard))
