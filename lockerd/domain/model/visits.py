"""Visits: what one person does at the terminal, from start to shut door; in memory only."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from lockerd.domain.model.codes import CodeForm
from lockerd.domain.model.ids import AttemptId, CompartmentId, GrantId, OrderId, PartId, ReceiptId, VisitId
from lockerd.domain.model.refusals import Refusal
from lockerd.domain.model.rounds import Round
from lockerd.domain.model.said_needs import NOTHING_SAID, SaidNeeds


class Role(StrEnum):
    """What somebody came for; what that means stands in ``business.py``. On the wire it is the visit's ``kind``."""

    TAKER = "collection"
    GIVER = "hand_in"
    WALK_IN = "walk_in"
    """Hands in without a code: the right is the visit, and ends with it (rule 21)."""
    EXCHANGER = "exchange"
    """Takes the new document out and leaves the old one, behind one door."""
    LOADER = "loading"
    RETRIEVER = "retrieval"
    STOCKTAKER = "stocktake"
    """Looks at each door of a round, and leaves there what should lie there."""
    UNDOER = "undo"
    """Takes out again what was put in a moment ago, within the visit of its loading."""


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
    PAPER_READY = "paper_ready"
    """The turn at the door is over; a receipt, or the record of the attempt, can be printed."""
    BETWEEN = "between"
    """The turn of one code is over; the next of those that were shown waits for the person's word."""
    OVER = "over"


class NextStep(StrEnum):
    """What the person should do now; the texts hang on these words."""

    WAIT = "wait"
    PULL_DOOR = "pull_door"
    CHECK_EMPTY = "check_empty"
    PUT_IN = "put_in"
    TAKE_OUT = "take_out"
    EXCHANGE = "exchange"
    PUT_BACK = "put_back"
    CLOSE_DOOR = "close_door"
    CONFIRM_LOADED = "confirm_loaded"
    CONFIRM_TAKEN = "confirm_taken"
    CONFIRM_IN = "confirm_in"
    CONFIRM_EXCHANGED = "confirm_exchanged"
    LOOK = "look"
    REPORT = "report"
    PRINT_CODE = "print_code"
    CODE_SENT = "code_sent"
    PRINT_PAPER = "print_paper"
    OPEN_NEXT = "open_next"
    CALL_STAFF = "call_staff"
    GOODBYE = "goodbye"


class Claim(StrEnum):
    """What the person said about the inside; recorded as claimed, never taken as proof."""

    NONE = "none"
    EMPTY = "empty"
    TAKEN_OUT = "taken_out"
    ALL_IN = "all_in"
    NOTHING_IN = "nothing_in"
    EXCHANGED = "exchanged"
    WRONG_ITEM = "wrong_item"
    NOTHING_INSIDE = "nothing_inside"


DISPUTES: Final = frozenset({Claim.WRONG_ITEM, Claim.NOTHING_INSIDE})
"""Whoever came to collect says that what lies there is not theirs, or that nothing does: it passes to nobody."""


CODES_PER_VISIT: Final = 6
"""So many codes are shown in one visit; whoever has more begins anew with the rest."""


@dataclass(frozen=True, slots=True)
class Presented:
    """One of several codes of a visit, but for the one whose turn it is: found good when it was shown."""

    grant: GrantId
    order: OrderId
    form: CodeForm = CodeForm.QR
    number: str | None = None
    """The pick-up number that was typed as well."""
    terminal: str = ""
    said: SaidNeeds = NOTHING_SAID


@dataclass(frozen=True, slots=True)
class Visit:
    """One person's session at the terminal: who it is, what they may have opened, and the door they stand at.

    In memory only: what must survive a crash is kept with the parts.
    """

    id: VisitId
    role: Role
    part: PartId | None
    """The one being served; None: staff look behind a door that carries nobody's name."""
    door: CompartmentId | None
    """Where its person stands; None: a code is shown for what somebody shall bring, and its door is not chosen yet."""
    grant: GrantId | None
    """Of a collection the right it is made under; of a loading the code that came of it."""
    badge: str | None
    authority: str
    """Whose orders are served: the office of the code, or of the badge."""
    turn_ms: int
    """Monotonic; when this part's turn began."""
    queue: tuple[PartId, ...] = ()
    """Whose turn is still to come."""
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
    """How often it was asked for at this door."""
    held_ms: int = 0
    """For how long its door stood open before this phase, all openings together."""
    reminded: bool = False
    alarmed: bool = False
    slow_hands: bool = False
    said: SaidNeeds = NOTHING_SAID
    """What its person needs of the doors that are still to be chosen; kept nowhere else."""
    help_called: bool = False
    begun_lo_s: int = 0
    """Unix seconds, not before which this turn began: what a record of it says."""
    second: str = ""
    """The other badge, where two people are needed."""
    claim_ms: int | None = None
    """Monotonic; when it was said that all is in, or exchanged: custody needs readings sampled after that (rule 17). Of
    whoever goes on to another door, staff who put in too, since when they wait for its lock."""
    rated: bool = False
    """Its person has said how it went; what they said stands nowhere beside it."""
    papers: tuple[ReceiptId, ...] = ()
    """What can be printed, the one shown last: of a collection at several doors, one for each."""
    listed: tuple[PartId, ...] = ()
    """Of a loading: what lies behind the doors before this one, shut and not confirmed; nobody's code opens it."""
    doors: tuple[CompartmentId, ...] = ()
    """Those that were opened in it."""
    codes: tuple[GrantId, ...] = ()
    """The codes that came of a loading and can be shown, the one that is shown first."""
    waiting: tuple[Presented, ...] = ()
    """Of whoever has several codes: those whose turn is still to come; once the visit is over, those never used."""
    before: tuple[Presented, ...] = ()
    """Those whose turn is over, the first one first."""
    technician: str = ""
    """Who goes round on the bench, without a badge; empty: nobody does."""
    reason: str = ""
    """Why, in their words."""
    loads: bool = False
    """On a round: the badge is for putting in, too, so that what was put in and not confirmed can be confirmed."""
    round: Round | None = None
    """As this door left it; None: it is no door of a round."""

    @property
    def compartment(self) -> CompartmentId:
        """The door of whoever stands at one."""
        assert self.door is not None, "it only shows a code"
        return self.door

    @property
    def paper(self) -> ReceiptId | None:
        """The one that is shown."""
        return self.papers[-1] if self.papers else None

    @property
    def shown(self) -> tuple[GrantId, ...]:
        """The codes that a person has shown in it, in this order; none of staff, or of whoever has no code."""
        if self.grant is None or self.badge is not None:
            return ()
        return (*(each.grant for each in self.before), self.grant, *(each.grant for each in self.waiting))

    @property
    def order(self) -> OrderId | None:
        """Whose part is served."""
        return None if self.part is None else self.part.order


def had_its_turn(visit: Visit) -> tuple[Presented, ...]:
    """The codes whose turn is over, with the one that was served last."""
    if visit.grant is None or visit.part is None:
        return visit.before
    return (*visit.before, Presented(visit.grant, visit.part.order))


def at_next_door(visit: Visit, part: PartId, compartment: CompartmentId, now_ms: int, *, must_check: bool) -> Visit:
    """The same session at the door of the next part: nothing that was said or tried at the last one counts here,
    but that somebody was called."""
    return Visit(
        id=visit.id,
        role=visit.role,
        part=part,
        door=compartment,
        grant=visit.grant,
        badge=visit.badge,
        authority=visit.authority,
        turn_ms=now_ms,
        queue=tuple(waiting for waiting in visit.queue if waiting != part),
        phase_since_ms=now_ms,
        must_check=must_check,
        slow_hands=visit.slow_hands,
        said=visit.said,
        help_called=visit.help_called,
        second=visit.second,
        papers=visit.papers,
        listed=visit.listed,
        doors=visit.doors,
        rated=visit.rated,
        codes=visit.codes,
        waiting=visit.waiting,
        before=visit.before,
    )


def must_say_empty(visit: Visit) -> bool:
    """Whether staff have to say first that the compartment is empty."""
    return visit.must_check and visit.claim is not Claim.EMPTY
