"""When parts of two states of the daemon are the same for a search: when they have the same future.

Clocks become ages, numbers become order of appearance, and what belongs to ended orders is left out. In which order two
clocks run out is left to the way that was found first.
"""

from bisect import bisect_right
from typing import Final, assert_never

from lockerd.domain.doors.unexplained import FORCED_WINDOW_MS, SPRING_MS, WRONG_DOOR_WINDOW_MS
from lockerd.domain.model.attempts import RightKind
from lockerd.domain.model.compartments import Leaf
from lockerd.domain.model.ids import AttemptId, PartId
from lockerd.domain.model.patience import LONGEST_HOLD_MS
from lockerd.domain.model.reasons import DoorReason
from lockerd.domain.model.refusals import Refusal
from lockerd.domain.model.reports import AuxiliaryInput
from lockerd.domain.model.rounds import ALONE_MS, Round
from lockerd.domain.model.state import State
from lockerd.domain.model.visits import Claim, Phase, Visit
from lockerd.domain.openings.attempting import OPEN_TIMEOUT_MS
from lockerd.domain.openings.for_people import ASK_AGAIN_MS, RETRY_FOR_MS
from lockerd.domain.openings.recovery import FIRST_READING_MS
from lockerd.domain.openings.refusing import COIL_REST_MS
from lockerd.domain.openings.standing import UNSENSED_MS
from lockerd.domain.openings.turns import IDLE_MS
from lockerd.domain.ticking import NO_READING_MS, RETRY_PAUSE_MS, SAMPLED_AFTER_MS
from search.clocks import alarm_ms, alone, matters
from search.daemon import Daemon
from search.rules import left_behind, loads

SHUT_MS: Final = (SPRING_MS + 1, IDLE_MS)
"""Ages at which a shut door means something else."""
ASKED: Final = (Refusal.ITEM_STILL_SEEN, Refusal.SAY_TAKEN_OUT, Refusal.ITEM_NOT_SEEN, Refusal.COUNT_DIFFERS)
"""Questions that are asked once: what is said next is taken."""


def age(daemon: Daemon, since_ms: int, *thresholds_ms: int) -> int:
    """How many of a clock's thresholds have been reached."""
    return bisect_right(thresholds_ms, daemon.mono_ms - since_ms)


def visits_of(daemon: Daemon) -> list[Visit]:
    """Those that can still make a difference, the oldest first."""
    found = (visit for visit in daemon.state.visits.values() if matters(daemon, visit))
    return sorted(found, key=lambda visit: int(visit.id.removeprefix("v")))


def there(visits: list[Visit]) -> list[Visit]:
    """Those at whose end nobody has gone yet."""
    return [visit for visit in visits if visit.phase not in {Phase.OVER, Phase.PAPER_READY}]


def door_key(daemon: Daemon, at: int, visits: list[Visit]) -> object:
    """What is known of one door."""
    state, name = daemon.state, daemon.doors[at]
    row, pulsed_ms = state.compartments[name], state.pulsed.get(name)
    return (
        (row.condition, row.reason == DoorReason.OTHER_FOUND, _named(state, row.part), row.blocks),
        (row.evidence, row.attempt == row.pulse),
        attempt_key(daemon, row.attempt, visits),
        attempt_key(daemon, row.pulse, visits),
        daemon.heard[at] if name in state.readings else None,
        _standing(daemon, at),
        pulsed_ms is not None and age(daemon, pulsed_ms, COIL_REST_MS) == 0,
    )


def _named(state: State, name: PartId | None) -> object:
    """How many doors were left behind before makes no difference: staff have looked into them."""
    part = None if name is None else state.parts[name]
    return ("left behind", part.id.order) if part is not None and left_behind(part) else name


def site_key(daemon: Daemon, visits: list[Visit]) -> object:
    """What is known of the wall as a whole."""
    state, last = daemon.state, daemon.state.last_pulse
    wrong_door = None
    if len(daemon.doors) > 1 and last is not None and age(daemon, last.began_ms, WRONG_DOOR_WINDOW_MS + 1) == 0:
        wrong_door = (last.compartment, state.compartments[last.compartment].attempt == last.attempt)
    forced = (each.compartment for each in state.site.forced if age(daemon, each.powered_ms, FORCED_WINDOW_MS) == 0)
    return (
        frozenset(visit.door for visit in visits if _recently_left(daemon, visit)),
        state.site.halted,
        state.auxiliary.get(AuxiliaryInput.TAMPER, False),
        frozenset(forced),
        wrong_door,
        (daemon.up, daemon.pending is not None, daemon.withdrawn, daemon.fired is not None),
    )


def rounds_key(daemon: Daemon) -> object:
    """What of the rounds that go on can still make a difference."""
    return tuple(_round_key(daemon, each) for each in sorted(daemon.state.site.rounds, key=lambda each: each.authority))


def _round_key(daemon: Daemon, going: Round) -> object:
    alone = daemon.mono_ms - going.last_ms <= ALONE_MS
    return going.kind, going.authority, going.badges if alone else (), going.left, alone


def _standing(daemon: Daemon, at: int) -> object:
    standing = daemon.state.standing.get(daemon.doors[at])
    if standing is None:
        return None
    if daemon.seen[at] is Leaf.UNSENSED and len(daemon.doors) == 1:
        return None  # it holds up others only
    if daemon.seen[at] is Leaf.UNSENSED:
        return standing.opened_ms is not None and age(daemon, standing.opened_ms, UNSENSED_MS) == 0
    since_ms, limit_ms = alone(daemon.seen[at], standing)
    due = None if since_ms is None else age(daemon, since_ms, limit_ms)
    return (standing.leaf, due, standing.opened_ms is None, standing.told)


def attempt_key(daemon: Daemon, number: AttemptId | None, visits: list[Visit]) -> object:
    """What of an attempt can still make a difference."""
    if number is None:
        return None
    attempt = daemon.state.attempts[number]
    if attempt.outcome is not None and (attempt.part is None or attempt.part.order not in daemon.live):
        return "of an ended order"
    visit = next((at for at, v in enumerate(there(visits)) if v.id == attempt.visit), None)
    holder = daemon.code(attempt.right.holder) if attempt.right.kind is RightKind.GRANT else None
    who = (attempt.right.kind, holder, attempt.part, visit, attempt.reopening)
    if attempt.outcome is not None:
        return who
    if attempt.recovering:
        return (*who, age(daemon, daemon.state.site.boot_ms, FIRST_READING_MS))
    began_ms = attempt.began_ms
    return (*who, attempt.withdrawn, None if began_ms is None else age(daemon, began_ms, OPEN_TIMEOUT_MS))


def visit_key(daemon: Daemon, visit: Visit) -> object:
    """What of a visit can still make a difference in its phase."""
    codes = tuple(daemon.code(each.grant) for each in visit.waiting)
    if visit.phase in {Phase.CODE_READY, Phase.PAPER_READY, Phase.BETWEEN}:
        where = (visit.phase, visit.part, visit.door, codes, visit.claim is Claim.NONE)
        return (*where, len(visit.before), age(daemon, visit.phase_since_ms, SPRING_MS + 1, IDLE_MS))
    who = (
        (visit.role, visit.part, visit.queue, visit.door, visit.phase, daemon.code(visit.grant)),
        (codes, visit.listed, len(visit.before), visit.opened, visit.alarmed, loads(visit.role) and visit.must_check),
        None if visit.round is None else visit.round.authority,
        visit.held_ms >= LONGEST_HOLD_MS,
    )
    asked = visit.trouble if visit.trouble in ASKED else None
    match visit.phase:
        case Phase.OPENING if visit.opened:
            return (*who, visit.reopenings, age(daemon, visit.phase_since_ms, *SHUT_MS))
        case Phase.OPENING:
            return (*who, visit.attempts, age(daemon, visit.turn_ms, ASK_AGAIN_MS))
        case Phase.RETRYING:
            silent = visit.trouble is Refusal.WAIT and age(daemon, visit.turn_ms, ASK_AGAIN_MS)
            return (*who, visit.attempts, silent, age(daemon, visit.phase_since_ms, RETRY_PAUSE_MS, RETRY_FOR_MS))
        case Phase.DOOR_OPEN:
            due = age(daemon, visit.phase_since_ms, alarm_ms(visit))
            waits = None if visit.claim_ms is None else age(daemon, visit.claim_ms, ASK_AGAIN_MS)
            return (*who, visit.claim, visit.reopenings, asked, due, waits)
        case Phase.DOOR_SHUT:
            said_ms = visit.claim_ms
            said = None if said_ms is None else age(daemon, said_ms, SAMPLED_AFTER_MS, NO_READING_MS)
            shut = age(daemon, visit.phase_since_ms, *SHUT_MS)
            return (*who, visit.claim, visit.reopenings, asked, shut, said)
        case Phase.OVER | Phase.BETWEEN:
            return None
        case never:
            assert_never(never)


def _recently_left(daemon: Daemon, visit: Visit) -> bool:
    """Whether a door that opens now was not pushed shut well in a visit that nobody is at any more (F25)."""
    left = {Phase.OVER, Phase.CODE_READY, Phase.PAPER_READY, Phase.BETWEEN}
    return visit.phase in left and age(daemon, visit.phase_since_ms, SPRING_MS + 1) == 0
