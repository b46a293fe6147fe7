"""One life of the daemon as far as it was filmed: a state, a policy, and what was decided from there on."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from lockerd.controller.film.packing import Packed, pack
from lockerd.controller.film.step import Step
from lockerd.domain.decide import decide
from lockerd.domain.draft import Decision
from lockerd.domain.model.events import Event
from lockerd.domain.model.state import Now, Policy, State

FAILED: Final = "failed"
"""In place of a decision: the rules could not make one."""


@dataclass(frozen=True, slots=True)
class Shot:
    """What was decided on, and what came of it, as a hash."""

    event: Event
    now: Now
    digest: str


@dataclass(frozen=True, slots=True)
class Take:
    """Shots that follow each other, the first on ``start``."""

    policy: Policy
    start: State
    shots: tuple[Shot, ...]


def take_of(steps: Iterable[Step], policy: Policy) -> Take:
    """What is in memory of the life that goes on."""
    taken = list(steps)
    start = taken[0].before if taken else State.empty()
    return Take(policy, start, tuple(Shot(step.event, step.now, digest(told(step.decision))) for step in taken))


def decided(state: State, event: Event, now: Now, policy: Policy) -> Decision | None:
    """Decide again; None where that fails, as it may have then."""
    try:
        return decide(state, event, now, policy)
    except Exception:  # noqa: BLE001 - whatever ended the daemon then is what is looked for
        return None


def told(decision: Decision | None) -> Packed:
    """All of a decision but the state, which its rows and the next decision show."""
    if decision is None:
        return FAILED
    made = decision
    return pack((made.answer, made.facts, made.rows, made.dropped, made.erased, made.effects))


def as_bytes(packed: Packed) -> bytes:
    """The same value gives the same bytes."""
    return json.dumps(packed, sort_keys=True, separators=(",", ":")).encode()


def digest(packed: Packed) -> str:
    """128 bits of SHA-256, hex: enough to tell two decisions apart."""
    return hashlib.sha256(as_bytes(packed)).hexdigest()[:32]
