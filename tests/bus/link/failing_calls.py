"""Modules whose functions fail when it is their turn: for finding out what a call into the kernel may end in."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any


@dataclass
class Turns:
    """Counts the calls of all modules that stand under it; one of them fails, all before it work."""

    failing: int | None = None
    calls: list[str] = field(default_factory=list)

    @property
    def failed(self) -> str:
        """The call that failed."""
        assert self.failing is not None
        return self.calls[self.failing]

    def module(self, real: Any, error: Callable[[], Exception], *, spare: tuple[str, ...] = ()) -> Any:
        """Stands for a module: the same, but for the one call whose turn it is; ``spare`` never fail."""
        return _Module(self, real, error, spare)


class _Module:
    def __init__(self, turns: Turns, real: Any, error: Callable[[], Exception], spare: tuple[str, ...]) -> None:
        self._turns, self._real, self._error, self._spare = turns, real, error, spare

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._real, name)
        if not callable(found) or isinstance(found, type) or name in self._spare:
            return found

        def call(*arguments: Any, **named: Any) -> Any:
            self._turns.calls.append(f"{self._real.__name__}.{name}")
            if len(self._turns.calls) - 1 != self._turns.failing:
                return found(*arguments, **named)
            if name == "close":  # Linux closes also where it tells of an error (close(2))
                found(*arguments, **named)
            raise self._error()

        return call
