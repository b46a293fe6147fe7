"""What waits for somebody: derived from the state and kept nowhere, so that nothing is called for that is mended."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from lockerd.domain.draft import Draft
from lockerd.domain.hand_over.reserve import is_kept_out, unproven_for_hand_in, why_never
from lockerd.domain.model.compartments import Condition, Leaf
from lockerd.domain.model.derived import active_visit, in_order, live_grant, parts_of, waiting_parts, worth
from lockerd.domain.model.directions import Direction
from lockerd.domain.model.grants import Worth
from lockerd.domain.model.ids import CompartmentId, OrderId
from lockerd.domain.model.looks import looks
from lockerd.domain.model.orders import Hold
from lockerd.domain.model.parts import Needs, Part, PartState, is_tied
from lockerd.domain.model.reasons import DoorReason
from lockerd.domain.model.refusals import Refusal
from lockerd.domain.model.reports import AuxiliaryInput, Reach
from lockerd.domain.model.state import Now, Policy, State
from lockerd.domain.model.visits import Phase
from lockerd.domain.openings.recovery import FIRST_READING_MS
from lockerd.domain.openings.refusing import on_battery
from lockerd.domain.shown.to_load import asked_for


class Call(StrEnum):
    """What somebody is called for."""

    HALTED = "halted"
    """Nothing is fired until a technician has looked."""
    MAINS_LOST = "mains_lost"
    """The station runs on its battery and opens nothing new (F8)."""
    STORAGE_LOW = "storage_low"
    """The disk is nearly full: nothing more is put in, what lies inside can still be fetched (F14)."""
    CERTIFICATE_ENDING = "certificate_ending"
    """A certificate (`reason`) ends in thirty days or less: it is renewed before the network is lost with it (F67)."""
    LOG_DIFFERS = "log_differs"
    """Central holds another log than this station's: one of the two was altered, and the database is evidence (F71)."""
    CENTRAL_AWAY = "central_away"
    """Nothing has reached central for minutes; everything local goes on (F59)."""
    CENTRAL_UNSTEADY = "central_unsteady"
    """The connection to central was lost again and again within the hour; what has to go out does."""
    FIRE = "fire"
    """The building's fire alarm has gone off: whoever is called knows that nothing opens by itself (F73)."""
    TIME_DISPUTED = "time_disputed"
    """A clock contradicts what was believed before: a technician says what is right (F56)."""
    ISSUER_BEHIND = "issuer_behind"
    """A central (`reason`: which) does not know any more what it has sent, or something sends in its name: until it
    begins a new epoch its commands are refused (F65)."""
    STOCKTAKE_NEEDED = "stocktake_needed"
    """An older database was put back: a round, or whoever opens it otherwise, says what lies there (F70)."""
    QUARANTINED = "quarantined"
    """Staff open the compartment, look, shut it, and report it empty."""
    JAMMED = "jammed"
    """The door stuck; what lies inside is kept for its person, and staff get at it (F20)."""
    LEFT_OPEN = "left_open"
    """The door is not shut, or not caught, and nobody stands there (F22, F24, F25)."""
    NO_READING = "no_reading"
    """Nothing is known of the door: its board does not answer (F41)."""
    TO_RETRIEVE = "to_retrieve"
    """What lies inside is not to be collected any more, or was handed in: staff take it out."""
    TO_LOOK = "to_look"
    """Something may lie inside that a person was to hand in, and nothing says so: staff look, and report found or
    nothing found. Until then the compartment carries the name of its part (rule 20)."""
    TO_CHECK = "to_check"
    """Nothing is free for what somebody is to hand in; this door would do, once staff found it empty (rule 16)."""
    BLOCKED = "blocked"
    """Blocks leave an office (`reason`) no door within everybody's reach: whoever needs one waits, until one of them is
    taken back."""
    UNFINISHED = "unfinished"
    """It lies inside, and other parts of its order do not: there is no code before they are put in as well."""
    KEPT_BACK = "kept_back"
    """It lies inside, and its time does not run: its office holds it back, and gives it free or takes it back."""
    ASKED_FOR = "asked_for"
    """Somebody stood here with its code, and it is not in: staff put it in before anything else (ADR 49)."""
    NO_DOOR = "no_door"
    """An order waits that no door of this site can ever serve."""


@dataclass(frozen=True, slots=True)
class Attention:
    """One thing that waits for somebody."""

    call: Call
    reason: str
    """Why, in the words of the facts, or whose; empty where the call says it all."""
    compartment: CompartmentId | None = None
    order: OrderId | None = None


CONDITIONS: Final = {Condition.QUARANTINED: Call.QUARANTINED, Condition.JAMMED: Call.JAMMED}
ASKED_SHOWN: Final = 20
"""So many orders that somebody asks for are named; staff see more in their list."""
NO_DOOR_SHOWN: Final = 20
"""So many orders that wait in vain are named; each of them was told to central by itself."""
REACHED_BADLY: Final = {Reach.AWAY: Call.CENTRAL_AWAY, Reach.UNSTEADY: Call.CENTRAL_UNSTEADY}
RETRIEVE: Final = frozenset({PartState.RECALLED, PartState.EXPIRED, PartState.HANDED_IN})
LOOK: Final = frozenset({PartState.AWAITED, PartState.EXPIRED, PartState.CANCELLED, PartState.REMAINDER})
"""Where an ``in`` part is while its compartment carries its name and nobody is at the door."""


def attention(state: State, now: Now, policy: Policy) -> tuple[Attention, ...]:
    """Everything that waits for somebody: the site first, then what people ask for who stand here, then door by door,
    then orders that wait in vain."""
    waits = (*_asked_for(state), *_kept_out(state, policy), *_doors(state, now), *_orders(state, now, policy))
    return (*_site(state, now), *waits)


def _site(state: State, now: Now) -> Iterator[Attention]:
    if state.site.halted is not None:
        yield Attention(Call.HALTED, state.site.halted)
    if on_battery(state):
        yield Attention(Call.MAINS_LOST, "")
    if state.auxiliary.get(AuxiliaryInput.FIRE, False):
        yield Attention(Call.FIRE, "")
    if state.storage_low:
        yield Attention(Call.STORAGE_LOW, "")
    if state.site.kept.differs is not None:
        yield Attention(Call.LOG_DIFFERS, "")
    if state.reach in REACHED_BADLY:
        yield Attention(REACHED_BADLY[state.reach], "")
    for name in sorted(state.ending):
        yield Attention(Call.CERTIFICATE_ENDING, name)
    for each in sorted(state.site.issuers, key=lambda each: each.issuer):
        if each.behind:
            yield Attention(Call.ISSUER_BEHIND, each.issuer)
    if now.doubt is not None:
        yield Attention(Call.TIME_DISPUTED, now.doubt)


def _asked_for(state: State) -> Iterator[Attention]:
    for each in asked_for(state)[:ASKED_SHOWN]:
        yield Attention(Call.ASKED_FOR, "", None, each.id)


def _kept_out(state: State, policy: Policy) -> Iterator[Attention]:
    for authority in sorted(policy.authorities):
        if is_kept_out(state, policy, authority):
            yield Attention(Call.BLOCKED, authority)


def _doors(state: State, now: Now) -> Iterator[Attention]:
    started = now.powered_ms - state.site.boot_ms < FIRST_READING_MS
    for row in in_order(state.compartments):
        part = None if row.part is None else state.parts[row.part]
        order = None if part is None else part.id.order
        if row.reason == DoorReason.RESTORED and row.condition in {Condition.QUARANTINED, Condition.TO_CHECK}:
            yield Attention(Call.STOCKTAKE_NEEDED, row.reason, row.id, order)
        elif (call := CONDITIONS.get(row.condition)) is not None:
            yield Attention(call, row.reason, row.id, order)
        elif row.condition is Condition.RETRIEVAL:
            pass  # staff stand there, and say in a moment what lies there
        elif part is not None and is_tied(part) and part.state in LOOK:
            yield Attention(Call.TO_LOOK, row.reason if part.state is PartState.AWAITED else part.state, row.id, order)
        elif part is not None and part.state in RETRIEVE:
            yield Attention(Call.TO_RETRIEVE, part.state, row.id, order)
        elif part is not None and part.state is PartState.READY and _lacks_its_code(state, part):
            yield Attention(Call.UNFINISHED, "", row.id, order)
        elif part is not None and part.state is PartState.READY and state.orders[part.id.order].hold is Hold.ON:
            yield Attention(Call.KEPT_BACK, state.orders[part.id.order].hold_reason, row.id, order)
        if _left_open(state, row.id):
            yield Attention(Call.LEFT_OPEN, "", row.id, order)
        if looks(state, row.id) is Leaf.UNKNOWN and not started:
            yield Attention(Call.NO_READING, "", row.id, order)


def _lacks_its_code(state: State, part: Part) -> bool:
    """Nobody puts the rest in at this moment."""
    loading = any(other.state is PartState.LOADING for other in parts_of(state, part.id.order))
    grant = live_grant(state, part.id.order)
    return (grant is None or worth(state, grant) is Worth.NOT_YET) and not loading


def _left_open(state: State, compartment: CompartmentId) -> bool:
    """Its alarm has gone out, in a visit or with nobody there."""
    standing, visit = state.standing.get(compartment), active_visit(state, compartment)
    in_visit = visit is not None and visit.phase is Phase.DOOR_OPEN and visit.alarmed
    return in_visit or (standing is not None and standing.told)


def _orders(state: State, now: Now, policy: Policy) -> Iterator[Attention]:
    """Of orders that ask for the same, what is true of one is true of all: the list of those that wait is long."""
    judged: dict[tuple[str, Needs, Direction, str], Refusal | None] = {}
    to_check: set[CompartmentId] = set()
    shown = 0
    for part in waiting_parts(state):
        document_class = state.orders[part.id.order].document_class
        asked = (part.authority, part.needs, part.direction, document_class)
        if asked not in judged:
            judged[asked] = why_never(state, policy, part, document_class)
            door = unproven_for_hand_in(Draft(state, now, policy), part)
            if door is not None and door not in to_check:
                to_check.add(door)
                yield Attention(Call.TO_CHECK, "", door)
        if (why := judged[asked]) is not None and shown < NO_DOOR_SHOWN:
            shown += 1
            yield Attention(Call.NO_DOOR, why, None, part.id.order)
