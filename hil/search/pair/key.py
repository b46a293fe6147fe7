"""When two situations of the search of two doors are taken for the same: clocks become ages, numbers their order."""

from bisect import bisect_right
from collections.abc import Iterable
from typing import Final

from lockerd.domain.model.attempts import Attempt
from lockerd.domain.model.state import in_order
from lockerd.domain.model.visits import Phase, Visit
from search.pair.truth import DOORS, Pair

AGES_MS: Final = (0, 2_000, 5_000, 10_000, 60_000, 90_000, 120_000, 300_000, 600_000)
"""Ages at which something may mean something else."""


def key(pair: Pair) -> object:
    """All that can still make a difference, as far as these ages tell; a difference beyond them is not looked at."""
    state, mono_ms = pair.state, pair.mono_ms
    visits = in_order(state.visits)
    last = state.last_pulse
    return (
        pair.doors,
        pair.budget,
        (pair.up, pair.withdrawn, pair.pending is not None, pair.fired is not None),
        state.site.halted,
        len(state.site.forced),
        None if last is None else (last.compartment, last.released, _age(mono_ms, last.began_ms)),
        tuple(_door(pair, at) for at in range(2)),
        tuple((part.id, part.state, part.right, part.attempts) for part in in_order(state.parts)),
        tuple((grant.id, grant.state) for grant in in_order(state.grants)),
        tuple(_visit(visit, mono_ms) for visit in visits if visit.phase is not Phase.OVER),
    )


def _door(pair: Pair, at: int) -> object:
    state, name = pair.state, DOORS[at]
    row, reading, standing = state.compartments[name], state.reading(name), state.standing.get(name)
    numbers = (row.attempt, row.pulse)
    attempts = tuple(_attempt(state.attempts.get(n), pair.mono_ms) for n in numbers if n is not None)
    pulsed = state.pulsed.get(name)
    return (
        (row.condition, row.part, row.evidence, row.attempt is None, row.pulse is None, row.attempt == row.pulse),
        attempts,
        (reading.door, reading.latch, name in state.readings),
        None
        if standing is None
        else (
            standing.leaf,
            standing.told,
            _age(pair.mono_ms, standing.opened_ms),
            _age(pair.mono_ms, standing.alone_ms),
        ),
        pulsed is not None and pair.mono_ms - pulsed < AGES_MS[2],
    )


def _attempt(attempt: Attempt | None, mono_ms: int) -> object:
    if attempt is None:
        return None
    age = None if attempt.outcome is not None else _age(mono_ms, attempt.began_ms)
    return (attempt.right.kind, attempt.right.holder, attempt.reopening, attempt.withdrawn, attempt.recovering, age)


def _visit(visit: Visit, mono_ms: int) -> object:
    who = (visit.role, visit.part, visit.queue, visit.compartment, visit.phase, visit.claim, visit.trouble)
    counts = (visit.opened, visit.attempts, visit.reopenings, visit.alarmed)
    return (*who, *counts, _age(mono_ms, visit.phase_since_ms))


def _age(mono_ms: int, since_ms: int | None, ages_ms: Iterable[int] = AGES_MS) -> int | None:
    return None if since_ms is None else bisect_right(tuple(ages_ms), mono_ms - since_ms)
