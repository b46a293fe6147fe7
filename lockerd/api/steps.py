"""What a person should do now and may say now, as far as the visit and the sensors tell."""

from typing import Final, assert_never

from lockerd.domain.cabinet import Condition, Leaf, item_gone, leaf
from lockerd.domain.events import Word
from lockerd.domain.readings import Item
from lockerd.domain.saying import REOPENINGS, may_contradict, more_time_left
from lockerd.domain.state import State
from lockerd.domain.visits import Claim, NextStep, Phase, Visit, VisitKind

LOADED: Final = "loaded"
"""Said like a word, but with data of its own (``POST .../loaded``)."""


def next_step(state: State, visit: Visit) -> NextStep:
    """The one thing to do now."""
    match visit.phase:
        case Phase.OPENING:
            return NextStep.PULL_DOOR if _fired(state, visit) else NextStep.WAIT
        case Phase.RETRYING:
            return NextStep.PULL_DOOR
        case Phase.DOOR_OPEN:
            return _at_the_open_door(state, visit)
        case Phase.DOOR_SHUT if visit.kind is VisitKind.LOADING:
            return NextStep.CHECK_EMPTY if must_say_empty(visit) else NextStep.CONFIRM_LOADED
        case Phase.DOOR_SHUT:
            return NextStep.CONFIRM_TAKEN
        case Phase.CODE_READY:
            return NextStep.PRINT_CODE
        case Phase.OVER:
            return NextStep.GOODBYE if visit.trouble is None else NextStep.CALL_STAFF
        case _:
            assert_never(visit.phase)


def may(state: State, visit: Visit) -> tuple[str, ...]:
    """The words the domain accepts now, in the order in which a page would show them."""
    loading = visit.kind is VisitKind.LOADING
    always = (*((Word.MORE_TIME,) if more_time_left(visit) else ()), Word.HELP)
    again = (Word.OPEN_AGAIN,) if _may_open_again(state, visit) else ()
    match visit.phase:
        case Phase.OPENING | Phase.RETRYING:
            return (*((Word.TAKEN_OUT,) if may_contradict(state, visit) else ()), Word.HELP)
        case Phase.DOOR_OPEN if unsensed(state, visit):
            return (*_finishing(visit), *always)
        case Phase.DOOR_OPEN if loading:
            return (*((Word.EMPTY,) if must_say_empty(visit) else ()), *always)
        case Phase.DOOR_OPEN:
            return (Word.TAKEN_OUT, *always)
        case Phase.DOOR_SHUT:
            return (*_finishing(visit), *again, *always)
        case Phase.CODE_READY:
            return (Word.DONE, *((Word.UNDO,) if visit.opened else ()), *always)
        case Phase.OVER:
            return ()
        case _:
            assert_never(visit.phase)


def unsensed(state: State, visit: Visit) -> bool:
    """Whether nothing tells if this door is open."""
    return leaf(state.compartments[visit.compartment].place, state.reading(visit.compartment)) is Leaf.UNSENSED


def must_say_empty(visit: Visit) -> bool:
    """Whether staff have to say first that the compartment is empty."""
    return visit.kind is VisitKind.LOADING and visit.must_check and visit.claim is not Claim.EMPTY


def _may_open_again(state: State, visit: Visit) -> bool:
    usable = state.compartments[visit.compartment].condition is not Condition.QUARANTINED
    return usable and visit.opened and visit.reopenings < REOPENINGS


def _finishing(visit: Visit) -> tuple[str, ...]:
    if visit.kind is not VisitKind.LOADING:
        return (Word.TAKEN_OUT, Word.DONE)
    return (Word.EMPTY,) if must_say_empty(visit) else (LOADED,)


def _at_the_open_door(state: State, visit: Visit) -> NextStep:
    reading, row = state.reading(visit.compartment), state.compartments[visit.compartment]
    if leaf(row.place, reading) is Leaf.UNLATCHED:
        return NextStep.CLOSE_DOOR  # F25: pushed to, and it has not caught
    if visit.kind is VisitKind.LOADING:
        if must_say_empty(visit):
            return NextStep.CHECK_EMPTY
        return NextStep.CLOSE_DOOR if reading.item is Item.PRESENT else NextStep.PUT_IN
    done = visit.claim is Claim.TAKEN_OUT or item_gone(row.place, row.evidence, reading)
    return NextStep.CLOSE_DOOR if done else NextStep.TAKE_OUT


def _fired(state: State, visit: Visit) -> bool:
    number = state.compartments[visit.compartment].attempt
    attempt = None if number is None else state.attempts.get(number)
    return attempt is not None and attempt.visit == visit.id and attempt.began_ms is not None
