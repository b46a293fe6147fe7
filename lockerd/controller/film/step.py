"""One decision, and what it was made on."""

from dataclasses import dataclass

from lockerd.domain.draft import Decision
from lockerd.domain.model.events import Event
from lockerd.domain.model.state import Now, State


@dataclass(frozen=True, slots=True)
class Step:
    """One decision, and what it was made on."""

    before: State
    event: Event
    now: Now
    decision: Decision | None
    """None: the rules could not decide, and the daemon ended with that."""


@dataclass(frozen=True, slots=True)
class Unkept:
    """Steps that were handed on."""

    steps: tuple[Step, ...]
    follow: bool
    """The first of them goes on from the last that was handed on before."""
