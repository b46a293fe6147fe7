"""What a person should do now, as far as the visit and the sensors tell, and in which order words are offered."""

from collections.abc import Collection
from typing import Final, assert_never

from lockerd.api.http.wording import HandInEnd
from lockerd.domain.hand_over.evidence import as_expected
from lockerd.domain.hand_over.handing_in import may_open_again
from lockerd.domain.model.business import business, role_for
from lockerd.domain.model.compartments import Leaf
from lockerd.domain.model.derived import parts_of, worth
from lockerd.domain.model.grants import LIVE
from lockerd.domain.model.looks import leaf, looks, reading_of
from lockerd.domain.model.parts import Part, PartState, RightState, is_held, is_remainder
from lockerd.domain.model.readings import Item, ItemSensor
from lockerd.domain.model.receipts import Paper
from lockerd.domain.model.refusals import Refusal
from lockerd.domain.model.state import State
from lockerd.domain.model.visits import DISPUTES, Claim, NextStep, Phase, Role, Visit, must_say_empty
from lockerd.domain.model.words import Word
from lockerd.domain.openings.attempting import right_of
from lockerd.domain.openings.refusing import is_gone, may_collect
from lockerd.domain.shown.speech import ANOTHER_CODE, LOADED, NEXT

SHOWN: Final = (
    Word.EMPTY,
    LOADED,
    NEXT,
    Word.MISSING,
    Word.ALL_IN,
    Word.EXCHANGED,
    Word.NOTHING_IN,
    Word.AS_EXPECTED,
    Word.FOUND,
    Word.FOUND_OLD,
    Word.FOUND_NEW,
    Word.FOUND_BOTH,
    Word.NOTHING,
    Word.OTHER,
    Word.TAKEN_OUT,
    Word.NEXT_DOOR,
    ANOTHER_CODE,
    Word.DONE,
    Word.WRONG_ITEM,
    Word.NOTHING_INSIDE,
    Word.DOES_NOT_OPEN,
    Word.OPEN_AGAIN,
    Word.NEXT_CODE,
    Word.UNDO,
    Word.UNDO_ALL,
    Word.PAPER,
    Word.MORE_TIME,
    Word.HELP,
)


BADGE_GONE: Final = "trouble.badge_gone"
"""What they are told whose visit goes on under a badge that was called back meanwhile (rule 26)."""


def next_step(state: State, visit: Visit) -> NextStep:
    """The one thing to do now."""
    match visit.phase:
        case Phase.OPENING:
            return NextStep.PULL_DOOR if _fired(state, visit) else NextStep.WAIT
        case Phase.RETRYING:
            return NextStep.WAIT if visit.trouble is Refusal.WAIT else NextStep.PULL_DOOR
        case Phase.DOOR_OPEN if visit.claim_ms is not None:
            return NextStep.WAIT
        case Phase.DOOR_OPEN:
            return _at_the_open_door(state, visit)
        case Phase.DOOR_SHUT if badge_is_gone(state, visit):
            return NextStep.CALL_STAFF  # nothing that is said counts any more
        case Phase.DOOR_SHUT if visit.claim_ms is not None or visit.claim in DISPUTES:
            return NextStep.WAIT
        case Phase.DOOR_SHUT:
            return NextStep.CHECK_EMPTY if must_say_empty(visit) else business(visit).at_shut
        case Phase.CODE_READY:
            return NextStep.CODE_SENT if _came_before(state, visit) else NextStep.PRINT_CODE
        case Phase.PAPER_READY:
            return NextStep.PRINT_PAPER
        case Phase.BETWEEN:
            return NextStep.OPEN_NEXT
        case Phase.OVER:
            return NextStep.GOODBYE if visit.trouble is None else NextStep.CALL_STAFF
        case _:
            assert_never(visit.phase)


def _came_before(state: State, visit: Visit) -> bool:
    """Whether the person of what was put in has its code already: on demand it came with the announcement."""
    order = None if visit.order is None else state.orders.get(visit.order)
    return visit.opened and order is not None and order.on_demand


def badge_is_gone(state: State, visit: Visit) -> bool:
    """Whether a badge under which it goes on was called back meanwhile (rule 26)."""
    return visit.phase is not Phase.OVER and is_gone(state, right_of(visit))


def hand_in_end(state: State, visit: Visit) -> HandInEnd:
    """How a hand-in has ended, as far as anybody knows; of a collection whether the paper shown is a receipt."""
    shown = None if visit.paper is None else state.receipts.get(visit.paper)
    if business(visit).takes and shown is not None and shown.paper is Paper.RECEIPT:
        return HandInEnd.RECEIPT
    part = _served(state, visit)
    if part is not None and part.receipt in visit.papers and not business(visit).takes:
        return HandInEnd.RECEIPT
    if part is not None and is_held(part):
        return HandInEnd.HELD
    if part is not None and visit.role is Role.WALK_IN and part.state is PartState.CLOSED:
        return HandInEnd.NOTHING
    here = None if visit.door is None else state.compartments[visit.door].part
    if here is not None and here != visit.part and is_remainder(state.parts[here]):
        return HandInEnd.OTHER_DOOR
    grant = None if visit.grant is None else state.grants.get(visit.grant)
    live = grant is None or worth(state, grant) in LIVE  # rule 22: not where what it is for cannot be fetched
    waits = live and part is not None and part.state is PartState.AWAITED and part.right is RightState.ACTIVE
    good = part is not None and (may_collect(part) or (waits and may_open_again(part)))
    return HandInEnd.CODE_GOOD if good else HandInEnd.STAFF


def ends_soon(state: State, visit: Visit) -> bool:
    """Whether the visit is about to end because nobody says anything."""
    door = None if visit.door is None else state.compartments[visit.door]
    unsensed = door is not None and looks(state, door.id) is Leaf.UNSENSED
    waits = visit.claim_ms is None and visit.phase in {
        Phase.DOOR_SHUT,
        Phase.CODE_READY,
        Phase.PAPER_READY,
        Phase.BETWEEN,
    }
    return visit.reminded and (unsensed or waits)


def in_order(words: Collection[str]) -> tuple[str, ...]:
    """What may be said, in the order in which a page would show it."""
    return tuple(word for word in SHOWN if word in words)


def _at_the_open_door(state: State, visit: Visit) -> NextStep:
    reading, row = reading_of(state, visit.compartment), state.compartments[visit.compartment]
    if leaf(row.place, reading) is Leaf.UNLATCHED:
        return NextStep.CLOSE_DOOR  # F25: pushed to, and it has not caught
    if must_say_empty(visit):
        return NextStep.CHECK_EMPTY
    if visit.claim is Claim.WRONG_ITEM and reading.item is not Item.PRESENT:
        return NextStep.PUT_BACK
    if visit.reminded or visit.claim in DISPUTES:
        return NextStep.CLOSE_DOOR
    part, fitted = _served(state, visit), row.place.item_sensor is ItemSensor.FITTED
    proven = part is not None and as_expected(part, row.place, reading)
    if business(visit).takes:
        done = proven or visit.claim is Claim.TAKEN_OUT
    elif visit.role is Role.EXCHANGER:
        done = proven  # the new one, still untouched, looks like the old one left
    elif business(visit).reports:
        done = fitted and reading.item is Item.ABSENT
    else:
        done = reading.item is Item.PRESENT
    return NextStep.CLOSE_DOOR if done else business(visit).at_open


def parts_left(state: State, visit: Visit) -> int:
    """How many doors of the order are still to come; of a visit that is over, how many another one is needed for."""
    order = None if visit.order is None else state.orders.get(visit.order)
    if order is None or order.cancel_wanted:
        return 0
    over = visit.phase is Phase.OVER
    parts = (part for part in parts_of(state, order.id) if over or part.id != visit.part)
    return sum(_is_to_come(_stands_as(state, visit, part), part) for part in parts)


def _stands_as(state: State, visit: Visit, part: Part) -> Role:
    """As what whoever came with a code is at the door of this part; with a badge they are what they are."""
    return visit.role if business(visit).badge is not None else role_for(state.orders[part.id.order], part)


def _is_to_come(role: Role, part: Part) -> bool:
    match role:
        case Role.TAKER | Role.EXCHANGER:
            return may_collect(part)
        case Role.GIVER:
            return part.state is PartState.AWAITED
        case Role.LOADER:
            return part.state in {PartState.ANNOUNCED, PartState.RESERVED}
        case Role.RETRIEVER | Role.STOCKTAKER | Role.WALK_IN:
            return False  # each door of the staff's list is a visit of its own, and a hand-in without a code has one
        case Role.UNDOER:
            return part.state in {PartState.RECALLED, PartState.EXPIRED}
        case _:
            assert_never(role)


def _served(state: State, visit: Visit) -> Part | None:
    """The part of whoever came for one, as long as it is known."""
    return None if visit.part is None else state.parts.get(visit.part)


def _fired(state: State, visit: Visit) -> bool:
    number = state.compartments[visit.compartment].attempt
    attempt = None if number is None else state.attempts.get(number)
    return attempt is not None and attempt.visit == visit.id and attempt.began_ms is not None
