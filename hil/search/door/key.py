"""When two states of the daemon are the same for the search."""

from bisect import bisect_right
from typing import Final

from lockerd.domain.doors.unexplained import SPRING_MS
from lockerd.domain.model.attempts import RightKind
from lockerd.domain.model.compartments import Leaf
from lockerd.domain.model.ids import AttemptId, GrantId, OrderId
from lockerd.domain.model.patience import LONGEST_HOLD_MS
from lockerd.domain.model.refusals import Refusal
from lockerd.domain.model.reports import AuxiliaryInput
from lockerd.domain.model.state import Standing
from lockerd.domain.model.visits import Phase, Role, Visit
from lockerd.domain.openings.attempting import OPEN_TIMEOUT_MS
from lockerd.domain.openings.for_people import ASK_AGAIN_MS
from lockerd.domain.openings.recovery import FIRST_READING_MS
from lockerd.domain.openings.refusing import COIL_REST_MS
from lockerd.domain.ticking import IDLE_MS, RETRY_PAUSE_MS
from search.box import A01
from search.door.daemon import Daemon, matters
from search.rules import parts_of

SHUT_MS: Final = (SPRING_MS + 1, IDLE_MS)
"""Ages at which a shut door means something else."""
ASKED: Final = (Refusal.ITEM_STILL_SEEN, Refusal.SAY_TAKEN_OUT)
"""Questions that are asked once: what is said next is taken."""


def key(daemon: Daemon) -> object:
    """What makes two states of the daemon the same: that they have the same future.

    Clocks become ages, numbers become order of appearance, and what belongs to an order that has ended is left out:
    its grants are forgotten, so that neither code nor attempt can do anything any more. In which order two clocks run
    out is left to the way that was found first.
    """
    state = daemon.state
    row, standing = state.compartments[A01], state.standing.get(A01)
    visits = sorted((visit for visit in state.visits.values() if matters(daemon, visit)), key=_number)
    return (
        (row.condition, row.part, row.evidence, row.attempt == row.pulse),
        _attempt_key(daemon, row.attempt, visits),
        _attempt_key(daemon, row.pulse, visits),
        tuple(_order_key(daemon, order) for order in sorted(daemon.live)),
        tuple(_visit_key(daemon, visit) for visit in visits if visit.phase is not Phase.OVER),
        any(_recently_left(daemon, visit) for visit in visits),
        state.site.halted,
        state.auxiliary.get(AuxiliaryInput.TAMPER, False),
        len(state.site.forced),
        state.last_pulse is not None and state.last_pulse.began_ms + COIL_REST_MS > daemon.mono_ms,
        daemon.heard if A01 in state.readings else None,
        _standing_key(standing),
        (daemon.up, daemon.pending is not None, daemon.withdrawn, daemon.fired is not None),
    )


def _standing_key(standing: Standing | None) -> object:
    """A door that no sensor tells of holds up others only, and here there is no other."""
    if standing is None or standing.leaf is Leaf.UNSENSED:
        return None
    return (standing.alone_ms is None, standing.opened_ms is None, standing.told)


def _number(visit: Visit) -> int:
    return int(visit.id.removeprefix("v"))


def _order_key(daemon: Daemon, order: OrderId) -> object:
    grants = (daemon.state.grants[grant] for grant in _codes_of(daemon, order))
    parts = parts_of(daemon.state, order)
    return (
        order,
        daemon.state.orders[order].cancel_wanted,
        tuple((part.state, part.right, part.attempts, part.grace_left_ms is None, part.before) for part in parts),
        tuple((grant.state, grant.retention_left_ms > 0) for grant in grants),
    )


def _codes_of(daemon: Daemon, order: OrderId) -> list[GrantId]:
    """The codes of an order, the oldest first."""
    return [grant for grant, whose in daemon.codes if whose == order]


def _attempt_key(daemon: Daemon, number: AttemptId | None, visits: list[Visit]) -> object:
    if number is None:
        return None
    attempt = daemon.state.attempts[number]
    order = attempt.order
    if attempt.outcome is not None and (order is None or order not in daemon.live):
        return "of an ended order"
    visit = next((at for at, v in enumerate(visits) if v.id == attempt.visit), None)
    holder = None
    if order is not None and attempt.right.kind is RightKind.GRANT:
        holder = _index(_codes_of(daemon, order), GrantId(attempt.right.holder))
    who = (attempt.right.kind, holder, order, visit, attempt.reopening)
    if attempt.outcome is not None:
        return who
    if attempt.recovering:
        return (*who, _age(daemon, daemon.state.site.boot_ms, FIRST_READING_MS))
    began_ms = attempt.began_ms
    return (*who, attempt.withdrawn, None if began_ms is None else _age(daemon, began_ms, OPEN_TIMEOUT_MS))


def _index(codes: list[GrantId], grant: GrantId) -> int | None:
    return codes.index(grant) if grant in codes else None


def _age(daemon: Daemon, since_ms: int, *thresholds_ms: int) -> int:
    """How many of a clock's thresholds have been reached."""
    return bisect_right(thresholds_ms, daemon.mono_ms - since_ms)


def _visit_key(daemon: Daemon, visit: Visit) -> object:
    """What of a visit can still make a difference in its phase; what was checked makes one to a loading only."""
    loading = visit.role is Role.LOADER
    who = (
        visit.role,
        visit.order,
        _holder(daemon, visit),
        visit.phase,
        visit.opened,
        loading and visit.must_check,
        _held_ms(daemon, visit) >= LONGEST_HOLD_MS,
    )
    asked = visit.trouble if visit.trouble in ASKED else None
    match visit.phase:
        case Phase.OPENING if visit.opened:
            return (*who, visit.reopenings, _age(daemon, visit.phase_since_ms, *SHUT_MS))
        case Phase.OPENING:
            return (*who, visit.attempts, _age(daemon, visit.turn_ms, ASK_AGAIN_MS))
        case Phase.RETRYING:
            silent = visit.trouble is Refusal.WAIT and _age(daemon, visit.turn_ms, ASK_AGAIN_MS)
            return (*who, visit.attempts, silent, _age(daemon, visit.phase_since_ms, RETRY_PAUSE_MS))
        case Phase.DOOR_OPEN:
            return (*who, visit.claim, visit.reopenings, asked)
        case Phase.DOOR_SHUT:
            return (*who, visit.claim, visit.reopenings, asked, _age(daemon, visit.phase_since_ms, *SHUT_MS))
        case Phase.CODE_READY | Phase.PAPER_READY:
            return (visit.phase, visit.order, _age(daemon, visit.phase_since_ms, IDLE_MS))
        case Phase.OVER:
            return None


def _held_ms(daemon: Daemon, visit: Visit) -> int:
    """How long others have been waiting for its open door by now."""
    return visit.held_ms + (daemon.mono_ms - visit.phase_since_ms if visit.phase is Phase.DOOR_OPEN else 0)


def _holder(daemon: Daemon, visit: Visit) -> int | None:
    """Which code of its order opened it."""
    return None if visit.grant is None else _codes_of(daemon, visit.order).index(visit.grant)


def _recently_left(daemon: Daemon, visit: Visit) -> bool:
    """Whether a door that opens now was not pushed shut well in a visit that nobody is at any more (F25)."""
    left = {Phase.OVER, Phase.CODE_READY}
    return visit.phase in left and _age(daemon, visit.phase_since_ms, SPRING_MS + 1) == 0
