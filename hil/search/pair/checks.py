"""What must hold of every decision at two doors, whatever is true behind them; each check names its rule."""

from lockerd.domain.draft import Decision
from lockerd.domain.model.attempts import RightKind
from lockerd.domain.model.compartments import Condition, Leaf
from lockerd.domain.model.derived import in_order
from lockerd.domain.model.events import (
    Accepted,
    Announce,
    Boot,
    Cancel,
    Clear,
    Event,
    Refused,
    Say,
    StartCollection,
    TechnicianOpen,
    Tick,
)
from lockerd.domain.model.grants import GrantState
from lockerd.domain.model.ids import PartId
from lockerd.domain.model.parts import Part, PartState, RightState
from lockerd.domain.model.refusals import Refusal
from lockerd.domain.model.reports import Readings, Unlock
from lockerd.domain.model.staff import ConfirmLoaded, LoadNext, StartLoading
from lockerd.domain.model.visits import Phase
from lockerd.domain.model.words import Word
from lockerd.domain.shown.attention import attention
from search.box import DOORS
from search.broken import BrokenRuleError
from search.families import check_families, refused_its_place
from search.on_demand import check_demand
from search.pair.daemon import Daemon
from search.policy import POLICY
from search.rules import ENDED, GOOD, good, loads, parts_of
from search.terms import check_terms

FIRES = StartCollection | StartLoading | LoadNext | ConfirmLoaded | Say | TechnicianOpen | Tick
"""What may fire a lock."""
KEPT = frozenset({PartState.READY, PartState.EXPIRED, PartState.RECALLED, PartState.QUARANTINED})
NOWHERE = ENDED | {PartState.ANNOUNCED}
AT_DOOR = {Phase.OPENING, Phase.RETRYING, Phase.DOOR_OPEN, Phase.DOOR_SHUT}
NOT_THIS_CODE = {Refusal.CODE_NOT_VALID, Refusal.EXPIRED, Refusal.ASK_STAFF}
"""Words that send away for good whoever shows a code."""


def check(before: Daemon, after: Daemon, event: Event, decision: Decision) -> None:
    """All checks that look at a decision."""
    _unlocks(before, event, decision)
    _code(before, event, decision)
    check_terms(before, after, event, decision)
    check_families(before, after, event, decision)
    if after is before:
        return  # what it is was checked when it came to be
    _other_parts(before, after, event)
    for at in range(2):
        _door(after, at)
    _names(after)
    _rights(before, after, event)
    _called(after)
    _expires(before, after)
    check_demand(before.state, after.state)
    _issued(before, after, event)


def _issued(before: Daemon, after: Daemon, event: Event) -> None:
    """Codes come into being with the confirmation alone, for what lies behind a shut door that names it (ADR 42)."""
    for name, grant in after.state.grants.items():
        if name in before.state.grants:
            continue
        for part in parts_of(after.state, grant.order):
            row = None if part.compartment is None else after.state.compartments[part.compartment]
            lies = row is not None and row.part == part.id and row.condition is Condition.OCCUPIED
            shut = row is not None and after.seen[DOORS.index(row.id)] in {Leaf.SHUT, Leaf.UNSENSED}
            if after.state.orders[grant.order].on_demand:
                if not isinstance(event, Announce):
                    raise BrokenRuleError(f"ADR 49: {name} is made beside the one that its person has")
            elif not isinstance(event, ConfirmLoaded) or not lies or not shut:
                raise BrokenRuleError(f"ADR 42: {name} is made, and nobody has confirmed that {part.id} lies there")


def _expires(before: Daemon, after: Daemon) -> None:
    """Rule 27: the time of an order does not end while somebody is at one of its doors with its code."""
    here = {visit.grant for visit in after.state.visits.values() if visit.phase in AT_DOOR}
    for name, code in after.state.grants.items():
        known = before.state.grants.get(name)
        ends = code.state is GrantState.EXPIRED and known is not None and known.state is GrantState.ACTIVE
        if ends and name in here:
            raise BrokenRuleError(f"rule 27: the code {name} expires while somebody is at its door")


def _unlocks(before: Daemon, event: Event, decision: Decision) -> None:
    for effect in decision.effects:
        if not isinstance(effect, Unlock):
            continue
        reads_shut = isinstance(event, Readings)  # said before: the next part's turn begins when its door is read shut
        attempt = decision.state.attempts[effect.attempt]
        of_several = attempt.part is not None and len(parts_of(decision.state, attempt.part.order)) > 1
        leads_on = isinstance(event, ConfirmLoaded) and of_several
        asked = isinstance(event, StartCollection | StartLoading | LoadNext | Say | TechnicianOpen | Tick)
        if not (reads_shut or leads_on or asked):
            raise BrokenRuleError(f"rule 1: {type(event).__name__} fires a lock by itself")
        if effect.compartment != attempt.compartment:
            raise BrokenRuleError(f"rule 1: {effect.compartment} is unlocked by an attempt at {attempt.compartment}")
        if decision.state.compartments[attempt.compartment].attempt != attempt.id:
            raise BrokenRuleError("rule 1: the compartment does not know its attempt")
        leaf = before.seen[DOORS.index(effect.compartment)]
        if leaf in {Leaf.OPEN, Leaf.UNKNOWN}:
            raise BrokenRuleError(f"rule 2: a lock is fired at a door that is {leaf}")
        if attempt.right.kind is RightKind.TECHNICIAN:
            continue
        assert attempt.visit is not None
        visit = decision.state.visits.get(attempt.visit)
        if visit is None or visit.phase is Phase.OVER or visit.part != attempt.part:
            raise BrokenRuleError("rule 1: a pulse for a visit that is over, or for another part")
        if reads_shut and attempt.part == before.state.visits[visit.id].part:
            raise BrokenRuleError("rule 1: a reading alone fires a lock again")
    is_open = [a for a in decision.state.attempts.values() if a.outcome is None and not a.recovering]
    if len(is_open) > 1:
        raise BrokenRuleError("rule 6: two open attempts")


def _code(before: Daemon, event: Event, decision: Decision) -> None:
    """Rule 24: a code is good exactly while a part is open, and nothing at one door stands in the way at the other."""
    if not isinstance(event, StartCollection):
        return
    state, shown, answer = before.state, event.grant, decision.answer
    grant = None if shown is None else state.grants.get(shown)
    opens = set() if grant is None else {part.id for part in parts_of(state, grant.order)} & before.good
    if isinstance(answer, Accepted):
        begun = answer.visit is not None and answer.visit not in state.visits
        if begun and not opens:
            raise BrokenRuleError(f"rule 24: {shown} is taken, and no part of its order is open")
    elif isinstance(answer, Refused) and opens and not refused_its_place(event, answer.reason):
        if answer.reason is Refusal.EXPIRED and grant is not None and grant.retention_left_ms <= 0:
            return  # its time ran out while it had its turn in the visit of another: shown anew it is judged anew
        if answer.reason in NOT_THIS_CODE:
            names = sorted(map(str, opens))
            raise BrokenRuleError(f"rule 24: {shown} is {answer.reason}, and {names} can be collected")
        if _nothing_in_the_way(before, opens):
            raise BrokenRuleError(f"rule 24: {shown} is refused ({answer.reason}), and nothing is in the way")


def _nothing_in_the_way(before: Daemon, opens: set[PartId]) -> bool:
    state = before.state
    quiet = not any(visit.phase in AT_DOOR for visit in state.visits.values()) and not len(state.standing)
    idle = all(row.attempt is None for row in state.compartments.values()) and before.pending is None
    rested = all(before.mono_ms - pulsed_ms >= 5_000 for pulsed_ms in state.pulsed.values())
    doors = [DOORS.index(part.compartment) for part in state.parts.values() if part.id in opens and part.compartment]
    shut = any(before.seen[at] in {Leaf.SHUT, Leaf.UNSENSED} for at in doors)
    return quiet and idle and rested and shut and state.site.halted is None


def _other_parts(before: Daemon, after: Daemon, event: Event) -> None:
    """Rule 24: clearing and quarantine are of one part; what lies behind the other door keeps its state and right."""
    if not isinstance(event, Clear):
        return
    for part in in_order(before.state.parts):
        elsewhere = part.state not in NOWHERE | {PartState.RESERVED} and part.compartment != event.compartment
        if elsewhere and after.state.parts[part.id] != part:
            raise BrokenRuleError(f"rule 24: {event.compartment} is cleared, and {part.id} elsewhere is changed")


def _rights(before: Daemon, after: Daemon, event: Event) -> None:
    """The table of rule 24: a right ends by what happens at the door of its own part, or with its order."""
    for part in in_order(after.state.parts):
        known = before.state.parts.get(part.id)
        if known is not None and known.right is not part.right:
            taken_back = isinstance(event, Cancel) or before.state.orders[part.id.order].cancel_wanted
            _change(known, part, after, event, taken_back=taken_back)
        if known is not None and known.grace_left_ms is not None and part.right in GOOD:
            counted = isinstance(event, Boot) and known.right is RightState.GRACE
            if part.grace_left_ms is None or part.grace_left_ms > known.grace_left_ms - counted:
                raise BrokenRuleError(f"the grace of {part.id} is renewed: {part.grace_left_ms} ms")


def _change(known: Part, part: Part, after: Daemon, event: Event, *, taken_back: bool) -> None:
    where = known.compartment or part.compartment
    if where is None:
        return
    row, leaf = after.state.compartments[where], after.seen[DOORS.index(where)]
    match part.right:
        case RightState.SPENT if leaf not in {Leaf.OPEN, Leaf.UNSENSED}:
            raise BrokenRuleError(f"rule 2: the right of {part.id} is spent, and no sensor has seen its door open")
        case RightState.SUSPENDED if row.condition is not Condition.QUARANTINED or row.part != part.id:
            raise BrokenRuleError(f"rule 24: {part.id} is suspended, and its compartment is {row.condition}")
        case RightState.JAMMED if row.condition is not Condition.JAMMED or row.part != part.id:
            raise BrokenRuleError(f"rule 24: {part.id} is jammed, and its compartment is {row.condition}")
        case RightState.ENDED:
            cleared = isinstance(event, Clear) and event.compartment == where
            undone = isinstance(event, Say) and event.word in {Word.UNDO, Word.UNDO_ALL}
            if not (cleared or taken_back or undone):
                raise BrokenRuleError(f"rule 24: {part.id} is ended, and its compartment was not cleared")
        case _:
            pass


def _door(daemon: Daemon, at: int) -> None:
    state, name, leaf = daemon.state, DOORS[at], daemon.seen[at]
    row = state.compartments[name]
    closed = {Condition.FREE, Condition.RESERVED, Condition.OCCUPIED, Condition.JAMMED}
    if daemon.up and row.condition in closed and leaf is Leaf.OPEN:
        raise BrokenRuleError(f"rule 3: {name} is {row.condition} with the door open")
    if row.attempt is not None and state.attempts[row.attempt].outcome is not None:
        raise BrokenRuleError(f"{name} names a closed attempt as open")
    here = [visit for visit in state.visits.values() if visit.door == name and visit.phase in AT_DOOR]
    if len(here) > 1:
        raise BrokenRuleError(f"two visits at {name}")
    held = {Condition.HANDING_OVER, Condition.QUARANTINED}
    if any(not loads(v.role) and v.opened and row.condition not in held for v in here):
        raise BrokenRuleError(f"rule 3: {name} is {row.condition} before the turn at it is over")
    left = not here and daemon.up and row.attempt is None
    visits = [visit for visit in state.visits.values() if visit.phase is not Phase.OVER]
    if row.condition is Condition.LOADING and left and not any(row.part in {v.part, *v.listed} for v in visits):
        raise BrokenRuleError(f"ADR 42: nobody confirms any more what lies in {name}, and it is {row.condition}")
    if row.condition is Condition.HANDING_OVER and left and leaf in {Leaf.SHUT, Leaf.UNSENSED}:
        raise BrokenRuleError(f"rule 3: nobody at {name}, its door shut, and not judged")


def _names(daemon: Daemon) -> None:
    """Compartment and part name each other, or neither does; what a code can open waits for it."""
    state = daemon.state
    empty = {Condition.FREE, Condition.TO_CHECK, Condition.QUARANTINED}
    for door in in_order(state.compartments):
        if door.part is None and door.condition not in empty:
            raise BrokenRuleError(f"{door.id} is {door.condition} without a part")
        if door.part is not None and (state.parts[door.part].state in NOWHERE or door.condition is Condition.FREE):
            raise BrokenRuleError(f"{door.id} is {door.condition} for a part that is {state.parts[door.part].state}")
    for part in in_order(state.parts):
        row = None if part.compartment is None else state.compartments[part.compartment]
        if part.state not in NOWHERE and (row is None or row.part != part.id):
            raise BrokenRuleError(f"part {part.id} is {part.state} and its compartment does not know it")
        if part.state is PartState.QUARANTINED and row is not None and row.condition is not Condition.QUARANTINED:
            raise BrokenRuleError(f"rule 24: {part.id} is quarantined, and its compartment is {row.condition}")
    for name in sorted(good(state)):
        part = state.parts[name]
        waits = PartState.COLLECTING if part.right is RightState.ATTEMPTING else PartState.READY
        if part.state is not waits:
            raise BrokenRuleError(f"rule 3: the right of {name} is {part.right}, and it is {part.state}")


def _called(daemon: Daemon) -> None:
    """What lies inside can be collected, or somebody is called for it; or staff stand at the next door of its order."""
    visits = daemon.state.visits.values()
    going_on = {visit.order for visit in visits if loads(visit.role) and visit.phase is not Phase.OVER}
    left = {
        part.compartment
        for part in daemon.state.parts.values()
        if part.state in KEPT
        and not (part.state is PartState.READY and (part.id in daemon.good or part.id.order in going_on))
    }
    if left and (unseen := left - {each.compartment for each in attention(daemon.state, daemon.now(0), POLICY)}):
        raise BrokenRuleError(f"what lies behind {sorted(filter(None, unseen))} can not be collected: nobody is called")
