"""What must hold of every decision about an exchange, whatever lies behind the door; each names its rule."""

from typing import Final

from lockerd.domain.draft import Decision
from lockerd.domain.model.compartments import Compartment, Condition, Leaf
from lockerd.domain.model.events import Accepted, Clear, Event, Found, Refused, Say, StartCollection
from lockerd.domain.model.facts import FactType
from lockerd.domain.model.grants import GrantState
from lockerd.domain.model.parts import Part, PartState, RightState
from lockerd.domain.model.receipts import Paper
from lockerd.domain.model.refusals import Refusal
from lockerd.domain.model.reports import Readings
from lockerd.domain.model.staff import StartRetrieval
from lockerd.domain.shown.attention import attention
from search.box import A01
from search.broken import BrokenRuleError
from search.exchange.daemon import Daemon
from search.exchange.scene import ORDER, PART
from search.looking import check_looking, nothing_in_the_way
from search.papers import check_papers
from search.pulse import asked_for, is_stopped
from search.rules import AT_DOOR, ATTEMPTS, GOOD
from search.wishes import check_wishes

NAMING: Final = frozenset(
    {Condition.OCCUPIED, Condition.HANDING_OVER, Condition.JAMMED, Condition.QUARANTINED, Condition.RETRIEVAL}
)
"""What a door may be that names an exchange: never free, never to check (rule 23)."""
LIFE: Final = frozenset(
    {
        PartState.READY,
        PartState.EXCHANGING,
        PartState.HANDED_IN,
        PartState.EXPIRED,
        PartState.RECALLED,
        PartState.RETRIEVAL,
        PartState.RETRIEVED,
        PartState.QUARANTINED,
        PartState.CLOSED,
    }
)
"""From its loading on; it is never collected, and nobody waits for it to be brought."""
IN_CUSTODY: Final = frozenset({PartState.HANDED_IN, PartState.RETRIEVAL, PartState.RETRIEVED, PartState.CLOSED})
"""Where it may be once there is a receipt."""
LOST: Final = frozenset({RightState.SPENT, RightState.JAMMED, RightState.SUSPENDED, RightState.ENDED})
"""Nothing revives these: no report, no new code, no power cut."""
NEVER_SAID: Final = frozenset({FactType.ORDER_COLLECTED, FactType.PART_COLLECTED})
UNANSWERED: Final = frozenset({Refusal.CODE_NOT_VALID, Refusal.EXPIRED, Refusal.ASK_STAFF})


def check(before: Daemon, after: Daemon, event: Event, decision: Decision) -> None:
    """All checks that look at a decision."""
    asked_for(before, event, decision)
    if isinstance(event, StartCollection):
        _code(before, event, decision)
    check_looking(before, after, event, decision)
    check_wishes(before, after, event, decision.answer)
    for fact in decision.facts:
        if fact.type in NEVER_SAID:
            raise BrokenRuleError(f"rule 23: {fact.type} is said of an exchange")
    if after is before:
        return  # what it is was checked when it came to be
    _door(before, after, event)
    _part(before, after)
    check_papers(before, after)
    _called(after)


def _door(before: Daemon, after: Daemon, event: Event) -> None:
    known, row = before.state.compartments[A01], after.state.compartments[A01]
    leaf = after.seen[0]
    if row.part is not None and row.condition not in NAMING:
        raise BrokenRuleError(f"rule 23: {A01} is {row.condition} for an exchange")
    reported = isinstance(event, Clear | Found | Say)
    if known.part is not None and row.part is None and not reported:
        raise BrokenRuleError(f"rule 23: nobody has reported, and {A01} names nobody any more")
    looked = reported or isinstance(event, StartRetrieval)
    if known.condition is Condition.QUARANTINED and row.condition is not Condition.QUARANTINED and not looked:
        raise BrokenRuleError(f"rule 20: nobody has looked into {A01}, and it is {row.condition}")
    if row.condition in {Condition.FREE, Condition.OCCUPIED} and leaf is Leaf.OPEN and after.up:
        raise BrokenRuleError(f"rule 17: {A01} is {row.condition} with the door open")
    here = [visit for visit in after.state.visits.values() if visit.phase in AT_DOOR]
    if len(here) > 1:
        raise BrokenRuleError(f"two visits at {A01}")
    seen_open = isinstance(event, Readings) and leaf is Leaf.OPEN and not here
    if seen_open and row.part is not None and row.condition is not Condition.QUARANTINED:
        raise BrokenRuleError(f"rule 23: {A01} is seen open, nobody is there, and it is {row.condition}")
    if after.up and row.condition is Condition.RETRIEVAL and not here:
        raise BrokenRuleError(f"rule 26: nobody looks into {A01}, and it is {row.condition}")


def _part(before: Daemon, after: Daemon) -> None:
    known, part, row = before.part, after.part, after.state.compartments[A01]
    if part.state not in LIFE:
        raise BrokenRuleError(f"rule 23: an exchange is {part.state}")
    receipts = [each for each in after.state.receipts.values() if each.paper is Paper.RECEIPT]
    if len(receipts) != (part.receipt is not None) or known.receipt not in {None, part.receipt}:
        raise BrokenRuleError(f"rule 18: there are {len(receipts)} receipts, and it has {part.receipt}")
    if (part.state is PartState.HANDED_IN and part.receipt is None) or (
        part.receipt is not None and part.state not in IN_CUSTODY
    ):
        raise BrokenRuleError(f"rule 17: the exchange is {part.state}, and its receipt is {part.receipt}")
    if ORDER in after.live and row.part != PART:
        raise BrokenRuleError(f"rule 23: the exchange is {part.state}, and its door does not name it")
    there = after.attended or row.attempt is not None
    if part.state is PartState.EXCHANGING and after.up and not there and part.grace_left_ms is None:
        raise BrokenRuleError("rule 23: nobody is there any more, and the exchange is not judged")
    _right(known, part, row)


def _right(known: Part, part: Part, row: Compartment) -> None:
    if known.right in LOST and part.right not in LOST:
        raise BrokenRuleError(f"rule 23: the right was {known.right}, and is {part.right}")
    if known.right is RightState.SPENT and part.right is not RightState.SPENT:
        raise BrokenRuleError(f"rule 2: the right was spent, and is {part.right}")
    waits = PartState.EXCHANGING if part.right is RightState.ATTEMPTING else PartState.READY
    untouched = part.state in {waits, PartState.EXPIRED} and row.condition is Condition.OCCUPIED
    if part.right in GOOD and (not untouched or part.attempts > ATTEMPTS or part.openings):
        raise BrokenRuleError(f"rule 23: the right is {part.right}, the exchange {part.state} and {row.condition}")
    if part.openings > 1:
        raise BrokenRuleError(f"rule 23: {part.openings} openings of one exchange")
    left_ms = known.grace_left_ms
    if left_ms is not None and part.grace_left_ms is not None and part.grace_left_ms > left_ms:
        raise BrokenRuleError("rule 21: the minutes begin anew")


def _code(before: Daemon, event: StartCollection, decision: Decision) -> None:
    """The code is good exactly as the table of the rights says, where nothing is in the way."""
    state, shown = before.state, event.grant
    grant = None if shown is None else state.grants.get(shown)
    good = grant is not None and grant.state is GrantState.ACTIVE and _opens(before)
    match decision.answer:
        case Accepted(visit=visit) if visit is not None and visit not in state.visits and not good:
            raise BrokenRuleError(f"rule 23: the code {shown} is taken, and it is not good")
        case Refused(reason=reason) if good and reason in UNANSWERED:
            raise BrokenRuleError(f"rule 23: the code {shown} is good, and the answer is {reason}")
        case Refused(reason=reason) if good and nothing_in_the_way(before, A01):
            raise BrokenRuleError(f"rule 23: the code {shown} is refused ({reason}), and nothing is in the way")
        case _:
            pass


def _opens(before: Daemon) -> bool:
    part = before.part
    tried = part.attempts < ATTEMPTS and part.right in {RightState.ACTIVE, RightState.GRACE}
    return part.state is PartState.READY and tried and not is_stopped(before, ORDER)


def _called(after: Daemon) -> None:
    """Whatever lies there that no code fetches any more: whoever is to look is called."""
    row, part = after.state.compartments[A01], after.part
    fetched = part.state is PartState.READY and part.right in GOOD
    going_on = part.state is PartState.EXCHANGING or after.attended or row.condition is Condition.RETRIEVAL
    if row.part is None and row.condition is not Condition.QUARANTINED:
        return
    called = {each.compartment for each in attention(after.state, after.now(0), after.policy)}
    if not fetched and not going_on and A01 not in called:
        raise BrokenRuleError(f"rule 20: nobody is called to {A01}, which is {row.condition}, {part.state}")
