"""What must hold when a lock is asked for, and when its pulse leaves, whatever is searched for."""

from lockerd.domain.draft import Decision
from lockerd.domain.model.attempts import Attempt, RightKind
from lockerd.domain.model.compartments import Leaf
from lockerd.domain.model.events import Event, Say, StartCollection, TechnicianOpen, Tick
from lockerd.domain.model.grants import GrantState
from lockerd.domain.model.ids import GrantId, OrderId
from lockerd.domain.model.orders import Hold
from lockerd.domain.model.parts import Part, RightState
from lockerd.domain.model.reports import Unlock
from lockerd.domain.model.staff import StartRetrieval, StartRound
from lockerd.domain.model.visits import Phase, Visit
from lockerd.domain.model.walk_ins import StartWalkIn
from lockerd.domain.model.words import Word
from search.box import DOORS
from search.broken import BrokenRuleError
from search.daemon import Daemon
from search.rules import ATTEMPTS, REOPENINGS, brings, reports

ASKED_FOR = StartCollection | StartWalkIn | StartRetrieval | StartRound | Say | TechnicianOpen | Tick
"""What may fire a lock; of the clock only the tries of somebody who stands there."""


def asked_for(before: Daemon, event: Event, decision: Decision) -> list[Attempt]:
    """The attempts whose locks are to be fired by this decision.

    Raises ``BrokenRuleError`` where one is for nobody who stands there, at a door that is not read shut, that names
    another part or whose order is stopped, or beside another.
    """
    found: list[Attempt] = []
    for effect in decision.effects:
        if not isinstance(effect, Unlock):
            continue
        if not isinstance(event, ASKED_FOR):
            raise BrokenRuleError(f"rule 1: {type(event).__name__} fires a lock by itself")
        attempt = decision.state.attempts[effect.attempt]
        leaf = before.seen[DOORS.index(effect.compartment)]
        if decision.state.compartments[effect.compartment].attempt != attempt.id or leaf in {Leaf.OPEN, Leaf.UNKNOWN}:
            raise BrokenRuleError(f"rule 2: a lock is fired at a door that is {leaf}, or for nothing")
        if attempt.right.kind is not RightKind.TECHNICIAN:
            _for_somebody(before, event, decision, attempt)
        found.append(attempt)
    if sum(attempt.outcome is None and not attempt.recovering for attempt in decision.state.attempts.values()) > 1:
        raise BrokenRuleError("rule 6: two open attempts")
    return found


def _for_somebody(before: Daemon, event: Event, decision: Decision, attempt: Attempt) -> None:
    row = decision.state.compartments[attempt.compartment]
    visit = None if attempt.visit is None else decision.state.visits.get(attempt.visit)
    if visit is None or visit.phase is Phase.OVER or visit.part != attempt.part or row.part != attempt.part:
        raise BrokenRuleError("rule 16: a pulse for a visit that is over, or at a door that names another part")
    known = before.state.visits.get(visit.id)
    if known is not None and known.part != visit.part and known.grant != visit.grant:
        _next_code(event, known, visit)
    elif known is not None and known.part != visit.part and brings(known.role):
        _led_on(decision, known)
    elif isinstance(event, Tick) and (known is None or known.phase is not Phase.RETRYING):
        raise BrokenRuleError("rule 1: the clock alone fires a lock")
    if visit.part is None or visit.order is None or reports(visit.role):
        return  # staff look inside, whatever the order: rule 26
    if is_stopped(before, visit.order):
        raise BrokenRuleError(f"rule 27: order {visit.order} is wanted back or on hold, and its door is opened")


def _led_on(decision: Decision, known: Visit) -> None:
    """To the next door only from one behind which all has passed to the office (rules 22 and 24)."""
    part = None if known.part is None else decision.state.parts[known.part]
    if part is None or part.receipt is None:
        raise BrokenRuleError("rule 24: somebody is led on, and what they brought here has not passed to the office")


def _next_code(event: Event, known: Visit, fired: Visit) -> None:
    """The door of another code is opened on a word, or when it is shown with nobody at a door (ADR 47)."""
    if fired.grant not in {each.grant for each in known.waiting}:
        shown = isinstance(event, StartCollection) and event.within == known.id and event.grant == fired.grant
        if not shown or known.phase is not Phase.PAPER_READY:
            raise BrokenRuleError(f"rule 25: {fired.grant} opens a door in {known.id}, and was not shown there")
    elif not (isinstance(event, Say) and event.word is Word.NEXT_DOOR and known.phase is Phase.BETWEEN):
        raise BrokenRuleError(f"ADR 47: the door of {fired.grant} is opened without a word ({type(event).__name__})")


def is_stopped(before: Daemon, order: OrderId) -> bool:
    """From the moment on at which the office wants an order back, or keeps it back (rule 27)."""
    row = before.state.orders.get(order)
    return row is not None and (row.cancel_wanted or row.hold is not Hold.NONE)


def of_pulse(daemon: Daemon) -> tuple[Attempt, Part | None]:
    """Rules 1 and 24: what fires is durable and open; under a code: a good one, and the part at whose own door it is.

    No part: it is fired under no code.
    """
    state, pending = daemon.state, daemon.pending
    assert pending is not None
    attempt = state.attempts.get(pending)
    if attempt is None or attempt.outcome is not None:
        raise BrokenRuleError("rule 1: a pulse without an open attempt")
    if attempt.right.kind is not RightKind.GRANT:
        return attempt, None
    grant = state.grants.get(GrantId(attempt.right.holder))
    part = None if attempt.part is None else state.parts.get(attempt.part)
    if grant is None or part is None or part.id.order != grant.order or part.compartment != attempt.compartment:
        raise BrokenRuleError("rule 1: a code opens a door that is not its own")
    if part.id.order not in daemon.live:
        raise BrokenRuleError(f"rule 24: a door of order {part.id.order} is opened after its end")
    if grant.state is not GrantState.ACTIVE:
        raise BrokenRuleError(f"rule 1: a pulse under a grant that is {grant.state}")
    return attempt, part


def within_counts(attempt: Attempt, part: Part, *, spent: bool, tries: int, again: int) -> None:
    """Rule 2: three tries at what is taken out, none once it is spent; opened again twice at most, and only then."""
    if not attempt.reopening and spent:
        raise BrokenRuleError("rule 2: a spent right fires again")
    if part.right is not (RightState.SPENT if attempt.reopening else RightState.ATTEMPTING):
        raise BrokenRuleError(f"rule 1: a pulse under a right that is {part.right}")
    if not attempt.reopening and tries >= ATTEMPTS:
        raise BrokenRuleError("rule 2: a fourth attempt")
    if attempt.reopening and again >= REOPENINGS:
        raise BrokenRuleError("rule 2: a third re-opening")
