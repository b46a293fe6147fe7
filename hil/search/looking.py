"""What must hold where staff look inside and take out at the terminal, under a badge (rule 26)."""

from typing import Final

from lockerd.domain.draft import Decision
from lockerd.domain.model.attempts import BadgeRole
from lockerd.domain.model.compartments import Compartment, Condition, Leaf
from lockerd.domain.model.directions import Direction
from lockerd.domain.model.events import Accepted, Event, Refused, Say
from lockerd.domain.model.facts import Fact, FactType
from lockerd.domain.model.ids import CompartmentId
from lockerd.domain.model.parts import Part, PartState, RightState
from lockerd.domain.model.readings import Item
from lockerd.domain.model.receipts import Grade
from lockerd.domain.model.refusals import Refusal
from lockerd.domain.model.staff import StartRetrieval
from lockerd.domain.model.words import Word
from search.broken import BrokenRuleError
from search.daemon import Daemon
from search.rules import AT_DOOR, GOOD, reports
from search.two_people import check_emergency

LOOKED_INTO: Final = frozenset({Condition.TO_CHECK, Condition.JAMMED, Condition.QUARANTINED})
"""Where only staff can say what lies there."""
TO_FETCH: Final = frozenset({PartState.HANDED_IN, PartState.EXPIRED, PartState.RECALLED})
"""What only staff take out."""
NOT_LOADED: Final = frozenset({RightState.NONE, RightState.SPENT})
"""Under a right in one of these nothing of the office has to lie there: it was never put in, or is fetched."""
STAYS: Final = frozenset({Condition.OCCUPIED, Condition.QUARANTINED})
"""What a door is behind which staff leave something on a round, or would."""
FOUND: Final = frozenset({Word.FOUND, Word.FOUND_OLD, Word.FOUND_NEW, Word.FOUND_BOTH})
"""By which staff have taken something out; of an exchange they say of two documents which (rule 23)."""


def check_looking(before: Daemon, after: Daemon, event: Event, decision: Decision) -> None:
    """All checks of rule 26 that look at a decision."""
    if isinstance(event, StartRetrieval):
        _begun(before, event, decision)
    if after is before:
        return
    for name in after.doors:
        known, row = before.state.compartments[name], after.state.compartments[name]
        if row.condition is Condition.RETRIEVAL:
            _looked_into(after, row)
        if known.condition is Condition.RETRIEVAL and row.condition is not Condition.RETRIEVAL:
            _over(before, after, known, event)
    for fact in decision.facts:
        if fact.type is FactType.RETRIEVAL_REPORTED:
            _reported(before, after, fact, decision.facts)


def waits(daemon: Daemon, row: Compartment) -> bool:
    """Whether staff have something to look for behind this door."""
    part = None if row.part is None else daemon.state.parts[row.part]
    if row.condition in LOOKED_INTO:
        return True
    if part is None:
        return False
    held = row.condition is Condition.HANDING_OVER and part.grace_left_ms is not None
    return held or (row.condition is Condition.OCCUPIED and part.state in TO_FETCH)


def _begun(before: Daemon, event: StartRetrieval, decision: Decision) -> None:
    """Under a badge that may, where somebody has to look and nobody else is; there, and at once."""
    assert event.compartment is not None
    if event.emergency is not None:
        check_emergency(before, event, decision)
        if isinstance(decision.answer, Accepted) and _visited(before, event.compartment):
            raise BrokenRuleError(f"rule 26: staff look into {event.compartment}, and somebody stands there")
        return
    row, staff = before.state.compartments[event.compartment], event.staff
    part = None if row.part is None else before.state.parts[row.part]
    ours = staff.authority in before.policy.authorities and (part is None or part.authority == staff.authority)
    may = BadgeRole.RETRIEVAL in staff.roles and ours
    free = waits(before, row) and not _visited(before, row.id)
    match decision.answer:
        case Accepted() if not may:
            raise BrokenRuleError(f"rule 26: {staff.badge} looks into {row.id}, and may not")
        case Accepted() if not free:
            raise BrokenRuleError(f"rule 26: staff look into {row.id}, which is {row.condition}")
        case Refused(reason=reason) if may and free and reason is not Refusal.SUPERVISOR_NEEDED:
            if nothing_in_the_way(before, row.id):
                raise BrokenRuleError(f"rule 26: staff do not get into {row.id} ({reason}), and nothing is in the way")
        case _:
            pass


def _visited(daemon: Daemon, name: CompartmentId) -> bool:
    return any(visit.door == name and visit.phase in AT_DOOR for visit in daemon.state.visits.values())


def nothing_in_the_way(daemon: Daemon, name: CompartmentId) -> bool:
    """Nobody stands anywhere, nothing is on its way, and this door is shut as far as is known."""
    state = daemon.state
    quiet = not any(visit.phase in AT_DOOR for visit in state.visits.values()) and not len(state.standing)
    idle = all(row.attempt is None for row in state.compartments.values()) and daemon.idle
    rested = all(daemon.mono_ms - pulsed_ms >= 5_000 for pulsed_ms in state.pulsed.values())
    shut = daemon.seen[daemon.doors.index(name)] is Leaf.SHUT
    return quiet and idle and rested and state.site.halted is None and shut


def _looked_into(after: Daemon, row: Compartment) -> None:
    """Staff stand there and say in a moment what lies there; meanwhile no code opens it."""
    here = (visit for visit in after.state.visits.values() if visit.door == row.id and visit.phase in AT_DOOR)
    if after.up and not any(reports(visit.role) for visit in here):
        raise BrokenRuleError(f"rule 26: nobody looks into {row.id} any more, and it is {row.condition}")
    part = None if row.part is None else after.state.parts[row.part]
    if part is not None and part.right in GOOD:
        raise BrokenRuleError(f"rule 26: staff look into {row.id}, and the right of {part.id} is {part.right}")


def _over(before: Daemon, after: Daemon, known: Compartment, event: Event) -> None:
    """Free on a report alone, which no sensor speaks against; whatever else comes: quarantined, named, suspended."""
    row = after.state.compartments[known.id]
    word = event.word if isinstance(event, Say) else None
    if word is Word.AS_EXPECTED and row.part == known.part and row.condition in STAYS:
        return
    reported = word in FOUND or word is Word.NOTHING
    seen = before.heard[before.doors.index(row.id)].item is Item.PRESENT
    if row.condition is not Condition.QUARANTINED and (not reported or seen or row.condition is not Condition.FREE):
        raise BrokenRuleError(f"rule 26: nobody knows what lies in {row.id} ({word}), and it is {row.condition}")
    if row.condition is not Condition.QUARANTINED:
        return
    if row.part != known.part:
        raise BrokenRuleError(f"rule 26: {row.id} was looked into for {known.part}, and names {row.part}")
    part = None if row.part is None else after.state.parts[row.part]
    if part is not None and part.direction is not Direction.OUT and not reported:
        earlier = before.state.parts[part.id]
        if part.receipt != earlier.receipt or (part.receipt is not None and part.state is not PartState.HANDED_IN):
            raise BrokenRuleError(f"rule 26: nobody has said that {part.id} is found, and it is {part.state}")


def _reported(before: Daemon, after: Daemon, fact: Fact, told: tuple[Fact, ...]) -> None:
    """What should have lain there and was not found is an incident that names its receipt; so is something else."""
    assert fact.compartment is not None
    name = before.state.compartments[fact.compartment].part
    incidents = [each for each in told if each.type is FactType.INCIDENT_NOTED]
    row = after.state.compartments[fact.compartment]
    if fact.data["report"] == Word.OTHER:
        if not incidents or row.condition is not Condition.QUARANTINED or row.part != name:
            raise BrokenRuleError(f"rule 26: something else lies in {row.id}, and it is {row.condition}")
    elif fact.data["report"] == Word.NOTHING and name is not None and _missing(before, before.state.parts[name]):
        receipt = before.state.parts[name].receipt or 0
        if not any(each.data["receipt"] == receipt for each in incidents):
            raise BrokenRuleError(f"rule 26: {name} is not in {row.id}, and nobody is told")


def _missing(before: Daemon, part: Part) -> bool:
    if part.direction is Direction.OUT:
        return part.right not in NOT_LOADED
    if part.direction is Direction.BOTH:
        return part.right is not RightState.NONE  # two documents, and one of them at least lay there
    receipt = None if part.receipt is None else before.state.receipts[part.receipt]
    return receipt is not None and receipt.grade in {Grade.SENSOR, Grade.CLAIM}
