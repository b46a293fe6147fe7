"""Visits: what one person does at the terminal, from start to shut door; in memory only."""

from dataclasses import dataclass
from enum import StrEnum

from lockerd.domain.model.ids import AttemptId, CompartmentId, GrantId, OrderId, VisitId
from lockerd.domain.model.refusals import Refusal


class VisitKind(StrEnum):
    """What the person came for."""

    LOADING = "loading"
    COLLECTION = "collection"
    HAND_IN = "hand_in"
    SWAP = "swap"
    RETRIEVAL = "retrieval"


class Phase(StrEnum):
    """How far the visit is."""

    OPENING = "opening"
    RETRYING = "retrying"
    """The lock was fired and the door stayed shut, or it could not be fired; it is tried again after a pause."""
    DOOR_OPEN = "door_open"
    DOOR_SHUT = "door_shut"
    """Asks: taken out? put in? open again?"""
    CODE_READY = "code_ready"
    """Loading confirmed; the code can be printed and the loading undone."""
    OVER = "over"


class NextStep(StrEnum):
    """What the person should do now; the texts hang on these words."""

    WAIT = "wait"
    PULL_DOOR = "pull_door"
    CHECK_EMPTY = "check_empty"
    PUT_IN = "put_in"
    TAKE_OUT = "take_out"
    CLOSE_DOOR = "close_door"
    CONFIRM_LOADED = "confirm_loaded"
    CONFIRM_TAKEN = "confirm_taken"
    PRINT_CODE = "print_code"
    CALL_STAFF = "call_staff"
    GOODBYE = "goodbye"


class Claim(StrEnum):
    """What the person said about the inside; recorded as claimed, never taken as proof."""

    NONE = "none"
    EMPTY = "empty"
    TAKEN_OUT = "taken_out"


@dataclass(frozen=True, slots=True)
class Visit:
    """One person's business at one door."""

    id: VisitId
    kind: VisitKind
    order: OrderId
    compartment: CompartmentId
    grant: GrantId | None
    """Of a collection the right it is made under; of a loading the code that came of it."""
    badge: str | None
    started_ms: int
    phase: Phase = Phase.OPENING
    phase_since_ms: int = 0
    claim: Claim = Claim.NONE
    trouble: Refusal | None = None
    """Why it did not go as wished; the person's text is built from it."""
    must_check: bool = False
    """The compartment was not proven empty: staff look and say so before they put in."""
    opened: bool = False
    attempts: int = 0
    last_attempt: AttemptId | None = None
    reopenings: int = 0
    extra_ms: int = 0
    """More time that was asked for in this phase."""
    more_times: int = 0
    """How often it was asked for in all."""
    held_ms: int = 0
    """For how long its door stood open before this phase, all openings together."""
    reminded: bool = False
    alarmed: bool = False
    slow_hands: bool = False


def must_say_empty(visit: Visit) -> bool:
    """Whether staff have to say first that the compartment is empty."""
    return visit.kind is VisitKind.LOADING and visit.must_check and visit.claim is not Claim.EMPTY
