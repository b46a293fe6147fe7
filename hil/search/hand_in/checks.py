"""What must hold of every decision about what people bring, whatever lies behind the doors; each names its rule."""

from lockerd.domain.draft import Decision
from lockerd.domain.model.attempts import RightKind
from lockerd.domain.model.compartments import Compartment, Condition, Leaf
from lockerd.domain.model.derived import in_order
from lockerd.domain.model.directions import Direction
from lockerd.domain.model.events import Accepted, Clear, Event, Found, Refused, StartCollection
from lockerd.domain.model.grants import Grant, GrantState
from lockerd.domain.model.parts import Part, PartState, RightState
from lockerd.domain.model.readings import Item
from lockerd.domain.model.receipts import Paper
from lockerd.domain.model.refusals import Refusal
from lockerd.domain.model.reports import Readings
from lockerd.domain.model.staff import StartRetrieval, StartRound
from lockerd.domain.shown.attention import attention
from search.box import DOORS
from search.broken import BrokenRuleError
from search.families import check_families, refused_its_place, taken_in
from search.hand_in.daemon import Daemon
from search.hand_in.scene import PASSPORT
from search.hand_in.swapped import check_swapped
from search.hand_in.walked_in import check_walked_in
from search.looking import check_looking, nothing_in_the_way
from search.papers import check_papers
from search.policy import on_a_word
from search.pulse import asked_for, is_stopped
from search.rounds import check_round
from search.rules import AT_DOOR, ATTEMPTS, GOOD, brought_before, left_behind, parts_of, tied
from search.second_secret import ABOUT_IT
from search.statements import ABOUT_IT as STATEMENTS
from search.terms import check_terms, keeps_out, meets
from search.wishes import check_wishes

OPENINGS = 3
"""Of one door for one hand-in, in all its visits (rule 19)."""
NAMELESS = frozenset({Condition.FREE, Condition.TO_CHECK, Condition.QUARANTINED, Condition.RETRIEVAL})
"""What a compartment may be that names nobody."""
PROVEN = frozenset({Item.ABSENT})


def check(before: Daemon, after: Daemon, event: Event, decision: Decision) -> None:
    """All checks that look at a decision."""
    _unlocks(before, event, decision)
    if isinstance(event, StartCollection) and _of_a_hand_in(before, event):
        _code(before, event, decision)
    check_families(before, after, event, decision)
    check_looking(before, after, event, decision)
    check_round(before, event, decision)
    check_terms(before, after, event, decision)
    check_wishes(before, after, event, decision.answer)
    if after is before:
        return  # what it is was checked when it came to be
    for at in range(len(after.doors)):
        _door(before, after, at, event)
    for part in in_order(after.state.parts):
        if part.direction is Direction.IN:
            _part(before, after, part)
    check_swapped(after)
    check_walked_in(after)
    check_papers(before, after)
    _called(after)


def _unlocks(before: Daemon, event: Event, decision: Decision) -> None:
    for attempt in asked_for(before, event, decision):
        part = None if attempt.right.kind is not RightKind.GRANT or attempt.part is None else attempt.part
        if part is None or decision.state.parts[part].direction is not Direction.IN:
            continue
        was = before.state.parts.get(part)
        if was is None or not tied(was):
            _proven_empty(before, before.state.compartments[attempt.compartment])


def _proven_empty(before: Daemon, row: Compartment) -> None:
    """Rule 16: a free compartment, read shut, and not read present; without a reading where the class takes claims."""
    item = before.heard[DOORS.index(row.id)].item
    unread = item is Item.UNKNOWN and on_a_word(before.policy, PASSPORT)
    if row.condition is not Condition.FREE or not (item in PROVEN or unread):
        raise BrokenRuleError(f"rule 16: somebody is to put something into a door that is {row.condition}, {item}")


def _door(before: Daemon, after: Daemon, at: int, event: Event) -> None:
    name, leaf = after.doors[at], after.seen[at]
    known, row = before.state.compartments[name], after.state.compartments[name]
    part = None if row.part is None else after.state.parts[row.part]
    if row.part is None and row.condition not in NAMELESS:
        raise BrokenRuleError(f"{name} is {row.condition} without a part")
    if part is not None and (part.compartment != name or row.condition is Condition.FREE):
        raise BrokenRuleError(f"{name} is {row.condition} for a part that is {part.state} at {part.compartment}")
    looked = known.condition is not Condition.QUARANTINED or isinstance(
        event, Clear | Found | StartRetrieval | StartRound
    )
    if not looked and row.condition is not Condition.QUARANTINED:
        raise BrokenRuleError(f"rule 20: nobody has looked into {name}, and it is {row.condition}")
    if row.condition in {Condition.FREE, Condition.OCCUPIED} and leaf is Leaf.OPEN and after.up:
        raise BrokenRuleError(f"rule 17: {name} is {row.condition} with the door open")
    here = [v for v in after.state.visits.values() if v.door == name and v.phase in AT_DOOR]
    if len(here) > 1:
        raise BrokenRuleError(f"two visits at {name}")
    if part is None or part.direction is Direction.OUT:
        return
    held = after.heard[at].item is Item.PRESENT and leaf is Leaf.SHUT and isinstance(event, Readings)
    if held and row.condition is Condition.TO_CHECK and not here and row.attempt is None:
        raise BrokenRuleError(f"rule 20: something lies in {name}, and it is still {row.condition}")
    if isinstance(event, Readings) and leaf is Leaf.OPEN and not here and row.condition is not Condition.QUARANTINED:
        raise BrokenRuleError(f"rule 16: {name} is seen open, nobody is there, and it is {row.condition}")
    mine = None if known.part is None else before.state.parts[known.part]
    if mine is not None and mine.id != part.id and tied(mine) and not _elsewhere(before, known, mine, part):
        raise BrokenRuleError(f"rule 16: {name} was tied to {mine.id}, and names {part.id}")


def _elsewhere(before: Daemon, known: Compartment, mine: Part, part: Part) -> bool:
    """A door is left behind: new, never seen to open nor to hold anything, and with another one free (rule 16)."""
    at = before.doors.index(known.id)
    others = (row for row in before.state.compartments.values() if row.id != known.id)
    free = any(row.condition is Condition.FREE for row in others)
    new = part.id not in before.state.parts and left_behind(part) and part.right is RightState.NONE
    unseen = mine.id.order == part.id.order and mine.openings == 0
    return new and unseen and free and before.heard[at].item is not Item.PRESENT


def _part(before: Daemon, after: Daemon, part: Part) -> None:
    """What is being put in, or was, is named by its door; what its right is worth follows from that."""
    row = None if part.compartment is None else after.state.compartments[part.compartment]
    if tied(part) and (row is None or row.part != part.id):
        raise BrokenRuleError(f"rule 16: {part.id} is {part.state}, and its compartment does not name it")
    receipts = [r for r in after.state.receipts.values() if r.part == part.id and r.paper is Paper.RECEIPT]
    if len(receipts) != (part.receipt is not None):
        raise BrokenRuleError(f"rule 18: {part.id} has {len(receipts)} receipts")
    known = before.state.parts.get(part.id)
    if known is not None and known.receipt not in {None, part.receipt}:
        raise BrokenRuleError(f"rule 17: {part.id} had the receipt {known.receipt}, and has {part.receipt}")
    handed_in = part.state in {PartState.HANDED_IN, PartState.RETRIEVAL, PartState.RETRIEVED}
    missing = part.state is PartState.CLOSED and part.receipt is not None  # staff have not found it
    if handed_in != (part.receipt is not None) and not missing:
        raise BrokenRuleError(f"rule 17: {part.id} is {part.state}, and its receipt is {part.receipt}")
    here = _at(after, part) or (row is not None and row.attempt is not None)
    if part.state is PartState.HANDING_IN and after.up and not here and part.grace_left_ms is None:
        raise BrokenRuleError(f"rule 20: nobody is there any more, and {part.id} is not judged")
    opens = part.right in {RightState.ACTIVE, RightState.ATTEMPTING}
    waits = part.state in {PartState.AWAITED, PartState.HANDING_IN, PartState.EXPIRED}
    suspended = row is not None and row.condition in {Condition.QUARANTINED, Condition.RETRIEVAL}
    if opens and (not waits or suspended or part.attempts > ATTEMPTS or part.openings > OPENINGS):
        raise BrokenRuleError(f"rule 19: the right of {part.id} is {part.right}, and it is {part.state}")
    left_ms = None if known is None else known.grace_left_ms
    if left_ms is not None and part.grace_left_ms is not None and part.grace_left_ms > left_ms:
        raise BrokenRuleError(f"rule 21: the minutes of {part.id} begin anew")


def _of_a_hand_in(before: Daemon, event: StartCollection) -> bool:
    """Whether the code that is shown is for something that its person brings."""
    grant = None if event.grant is None else before.state.grants.get(event.grant)
    return grant is not None and any(part.direction is Direction.IN for part in parts_of(before.state, grant.order))


def _code(before: Daemon, event: StartCollection, decision: Decision) -> None:
    """The code is good exactly as the table of the rights says, where nothing is in the way."""
    state, shown = before.state, event.grant
    grant = None if shown is None else state.grants.get(shown)
    parts = [] if grant is None else _next_of(before, parts_of(state, grant.order))
    good = any(_has_time(grant, each) and _opens(before, each) for each in parts)
    match decision.answer:
        case Accepted(visit=visit) if visit is not None and visit not in state.visits and not good:
            raise BrokenRuleError(f"rule 19: the code {shown} is taken, and it is not good")
        case Accepted() if taken_in(before, event, decision) and not good:
            raise BrokenRuleError(f"rule 25: the code {shown} is taken beside another, and it is not good")
        case Refused(reason=reason) if refused_its_place(event, reason):
            pass
        case Refused(reason=reason) if reason in ABOUT_IT | STATEMENTS:
            pass  # what was typed besides is looked at where that is known
        case Refused(reason=reason) if good and reason in {Refusal.CODE_NOT_VALID, Refusal.EXPIRED, Refusal.ASK_STAFF}:
            raise BrokenRuleError(f"rule 20: the code {shown} is good, and the answer is {reason}")
        case Refused(reason=reason) if good and any(_could_be_opened(before, each) for each in parts):
            raise BrokenRuleError(f"rule 20: the code {shown} is refused ({reason}), and nothing is in the way")
        case _:
            pass


def _has_time(grant: Grant | None, part: Part) -> bool:
    """Whether the time of a code is not over; whom a power cut kept from this very door has some minutes more there."""
    if grant is None or grant.state is not GrantState.ACTIVE:
        return False
    return part.right is RightState.GRACE or grant.retention_left_ms > 0


def _next_of(before: Daemon, parts: list[Part]) -> list[Part]:
    """The parts that a code can be for now: the old one first, then the new one, nothing without that (rule 22)."""
    fetched = [part for part in parts if part.direction is Direction.OUT]
    if not fetched:
        return parts
    first = [before.state.parts[name] for part in fetched for name in brought_before(before.state, part.id)]
    if not any(part.right in GOOD for part in fetched):
        return []
    return fetched if all(part.receipt is not None for part in first) else first


def _opens(before: Daemon, part: Part) -> bool:
    if part.direction is Direction.IN:
        return _brings(before, part)
    good = part.right in GOOD - {RightState.ATTEMPTING} and part.attempts < ATTEMPTS
    return good and part.state is PartState.READY and not is_stopped(before, part.id.order)


def _brings(before: Daemon, part: Part) -> bool:
    row = None if part.compartment is None else before.state.compartments[part.compartment]
    waits = part.state is PartState.AWAITED or (part.state is PartState.HANDING_IN and not _at(before, part))
    kept = row is None or row.condition is not Condition.QUARANTINED
    used = part.attempts >= ATTEMPTS or part.openings >= OPENINGS or part.right is not RightState.ACTIVE
    return waits and kept and not used and not is_stopped(before, part.id.order)


def _at(before: Daemon, part: Part) -> bool:
    return any(v.part == part.id and v.phase in AT_DOOR for v in before.state.visits.values())


def _could_be_opened(before: Daemon, part: Part) -> bool:
    offered = [
        door
        for at, door in enumerate(before.doors)
        if part.compartment == door
        or (part.compartment is None and _offers(before, before.state.compartments[door], at, part))
    ]
    return _opens(before, part) and any(nothing_in_the_way(before, door) for door in offered)


def _offers(before: Daemon, row: Compartment, at: int, part: Part) -> bool:
    unread = before.heard[at].item is Item.UNKNOWN and on_a_word(before.policy, PASSPORT)
    proven = row.condition is Condition.FREE and (before.heard[at].item is Item.ABSENT or unread)
    return proven and meets(row, part) and not keeps_out(row, part.authority)


def _called(daemon: Daemon) -> None:
    """Behind a door that names somebody's part lies something, or may: whoever is to look is called."""
    waits = {
        part.compartment
        for part in daemon.state.parts.values()
        if part.direction is Direction.IN and tied(part) and part.state is not PartState.HANDING_IN
    } | {row.id for row in daemon.state.compartments.values() if row.condition is Condition.QUARANTINED}
    called = {each.compartment for each in attention(daemon.state, daemon.now(0), daemon.policy)}
    there = {row.id for row in daemon.state.compartments.values() if row.condition is Condition.RETRIEVAL}
    if unseen := waits - called - there:
        raise BrokenRuleError(f"rule 20: nobody is called to {sorted(filter(None, unseen))}")
