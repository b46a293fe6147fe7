"""When the clock alone changes something, and what of a visit that is over still counts."""

from collections.abc import Iterator
from typing import assert_never

from lockerd.domain.doors.unexplained import SPRING_MS, WRONG_DOOR_WINDOW_MS
from lockerd.domain.model.compartments import Leaf
from lockerd.domain.model.grants import GrantState
from lockerd.domain.model.parts import in_grace
from lockerd.domain.model.patience import LONGEST_HOLD_MS
from lockerd.domain.model.rounds import ALONE_MS, FORGOTTEN_MS
from lockerd.domain.model.state import Standing
from lockerd.domain.model.statements import NONCE_MS
from lockerd.domain.model.visits import Phase, Visit
from lockerd.domain.openings.attempting import OPEN_TIMEOUT_MS
from lockerd.domain.openings.for_people import ASK_AGAIN_MS, RETRY_FOR_MS
from lockerd.domain.openings.recovery import FIRST_READING_MS, GRACE_MS
from lockerd.domain.openings.refusing import COIL_REST_MS
from lockerd.domain.openings.standing import UNSENSED_MS
from lockerd.domain.openings.turns import IDLE_MS
from lockerd.domain.requests.on_demand import ASKED_AGAIN_MS
from lockerd.domain.requests.two_people import SECOND_WITHIN_MS
from lockerd.domain.ticking import NO_READING_MS, RETRY_PAUSE_MS, SAMPLED_AFTER_MS
from search.box import DOORS
from search.daemon import Daemon
from search.policy import POLICY, RETENTION_MS
from search.rules import loads, reports


def deadlines_ms(daemon: Daemon) -> list[int]:
    """How long until the clock alone changes something, for each thing that it changes."""
    return sorted({wait for wait in _waits(daemon) if wait > 0})


def _waits(daemon: Daemon) -> Iterator[int]:
    yield from _door_waits(daemon)
    state, mono_ms = daemon.state, daemon.mono_ms
    for attempt in state.attempts.values():
        if attempt.outcome is None and attempt.recovering:
            yield state.site.boot_ms + FIRST_READING_MS - mono_ms
        elif attempt.outcome is None and attempt.began_ms is not None:
            yield attempt.began_ms + OPEN_TIMEOUT_MS - mono_ms
    for visit in state.visits.values():
        if matters(daemon, visit):
            yield from (visit.phase_since_ms + wait - mono_ms for wait in _phase_waits(daemon, visit))
    yield from (first.shown_ms + SECOND_WITHIN_MS + 1 - mono_ms for first in state.first_badges.values())
    yield from (nonce.asked_ms + NONCE_MS + 1 - mono_ms for nonce in state.nonces.values())
    yield from (each.asked_ms + ASKED_AGAIN_MS - mono_ms for each in state.orders.values() if each.asked_ms is not None)
    yield from _round_waits(daemon)
    held = [part for part in state.parts.values() if in_grace(part)]
    if held:
        yield GRACE_MS + 20_000
    if any(part.compartment not in state.readings for part in held):
        yield state.site.boot_ms + FIRST_READING_MS - mono_ms
    for grant in state.grants.values():
        waits = grant.order in {part.order for part in daemon.good}
        yield grant.secret_tries.closed_until_ms - mono_ms
        yield grant.statement_tries.closed_until_ms - mono_ms
        if grant.state is GrantState.ACTIVE and grant.retention_left_ms > 0 and waits:
            yield RETENTION_MS + 120_000


def _round_waits(daemon: Daemon) -> Iterator[int]:
    """When the clock alone changes something of them."""
    for going in daemon.state.site.rounds:
        for wait_ms in (ALONE_MS + 1, FORGOTTEN_MS + 1):
            yield going.last_ms + wait_ms - daemon.mono_ms


def _door_waits(daemon: Daemon) -> Iterator[int]:
    state, mono_ms = daemon.state, daemon.mono_ms
    for at, name in enumerate(daemon.doors):
        standing = state.standing.get(name)
        others = daemon.seen[at] is not Leaf.UNSENSED or len(daemon.doors) > 1
        if standing is not None and not standing.told and others:
            since_ms, limit_ms = alone(daemon.seen[at], standing)
            yield (mono_ms if since_ms is None else since_ms) + limit_ms - mono_ms
        if (pulsed_ms := state.pulsed.get(name)) is not None:
            yield pulsed_ms + COIL_REST_MS - mono_ms
    if state.last_pulse is not None and len(daemon.doors) > 1:
        yield state.last_pulse.began_ms + WRONG_DOOR_WINDOW_MS + 1 - mono_ms


def alone(leaf: Leaf, standing: Standing) -> tuple[int | None, int]:
    """Since when a door that is not shut is told, and after how long."""
    if leaf is Leaf.UNSENSED:
        return standing.opened_ms, UNSENSED_MS
    ours_ms = POLICY.door_alone_ms if standing.opened_ms is None else POLICY.door_alarm_ms
    return standing.alone_ms, POLICY.door_reminder_ms if standing.leaf is Leaf.UNLATCHED else ours_ms


def alarm_ms(visit: Visit) -> int:
    """After how long in its phase the open door of a visit holds nobody up any more."""
    return min(POLICY.door_alarm_ms, LONGEST_HOLD_MS - visit.held_ms)


def _phase_waits(daemon: Daemon, visit: Visit) -> tuple[int, ...]:
    match visit.phase:
        case Phase.RETRYING:
            turn_ms = visit.turn_ms - visit.phase_since_ms
            return (RETRY_PAUSE_MS, turn_ms + ASK_AGAIN_MS, RETRY_FOR_MS)
        case Phase.DOOR_OPEN if visit.claim_ms is not None:
            return (visit.claim_ms - visit.phase_since_ms + ASK_AGAIN_MS,)
        case Phase.DOOR_OPEN if daemon.seen[DOORS.index(visit.compartment)] is Leaf.UNSENSED:
            return (UNSENSED_MS,)
        case Phase.DOOR_OPEN:
            return () if visit.alarmed else (alarm_ms(visit),)
        case Phase.DOOR_SHUT if visit.claim_ms is not None:
            said_ms = visit.claim_ms - visit.phase_since_ms
            return (SPRING_MS + 1, said_ms + SAMPLED_AFTER_MS, said_ms + NO_READING_MS)
        case Phase.DOOR_SHUT | Phase.CODE_READY | Phase.BETWEEN:
            return (SPRING_MS + 1, IDLE_MS + visit.extra_ms)
        case Phase.OVER | Phase.PAPER_READY:
            return (SPRING_MS + 1,)
        case Phase.OPENING:
            return ()
        case never:
            assert_never(never)


def matters(daemon: Daemon, visit: Visit) -> bool:
    """Whether a visit can still make a difference: one that is over can for as long as its door may spring open."""
    recent = daemon.mono_ms - visit.phase_since_ms <= SPRING_MS
    match visit.phase:
        case Phase.OVER:
            return recent and visit.opened and not (loads(visit.role) or reports(visit.role))
        case Phase.PAPER_READY:
            return recent
        case Phase.CODE_READY:
            return recent or visit.order in daemon.live
        case Phase.OPENING | Phase.RETRYING | Phase.DOOR_OPEN | Phase.DOOR_SHUT | Phase.BETWEEN:
            return True
        case never:
            assert_never(never)
