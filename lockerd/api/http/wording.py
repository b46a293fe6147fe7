"""Which sentence of the catalogue says what: ids are made here and nowhere else."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from lockerd.api.http.offered import Offered
from lockerd.api.http.texts import Texts
from lockerd.domain.model.business import BRINGS, business
from lockerd.domain.model.compartments import Place
from lockerd.domain.model.document_classes import Precondition
from lockerd.domain.model.refusals import Refusal
from lockerd.domain.model.visits import NextStep, Phase, Role, Visit
from lockerd.domain.model.words import Word
from lockerd.languages import Language

ORDINALS_IN_WORDS: Final = range(2, 7)
"""Second to sixth have a word in the catalogue; further away than that, people count better with a figure."""

COUNTED: Final = frozenset(
    f"step.{step}{seen}" for step in ("take_out", "put_in", "put_in.hand_in") for seen in ("", ".unseen")
)
"""Sentences that depend on the number of items."""

OF_HAND_INS: Final = frozenset(
    {
        Refusal.EXPIRED,
        Refusal.ASK_STAFF,
        Refusal.NO_COMPARTMENT,
        Refusal.DOOR_STUCK,
        Refusal.OUT_OF_SERVICE,
        Refusal.ITEM_NOT_SEEN,
        Refusal.NO_MORE_OPENINGS,
        Refusal.CANCELLED,
        Refusal.ORDER_ON_HOLD,
    }
)
"""What is said in other words to whoever brings something: nothing of theirs waits behind a door."""

OF_WALK_INS: Final = frozenset(
    {Refusal.NO_COMPARTMENT, Refusal.OUT_OF_SERVICE, Refusal.COUNT_NEEDED, Refusal.WRONG_COUNT}
)
"""What is said in other words to whoever brings something without a code: there is none that stays valid."""

OF_EXCHANGES: Final = frozenset(
    {Refusal.DOOR_STUCK, Refusal.ITEM_NOT_SEEN, Refusal.NO_MORE_OPENINGS, Refusal.CANCELLED}
)
"""What is said in other words to whoever exchanges documents: one waits for them, and one they have brought."""

OF_RETRIEVALS: Final = frozenset(
    {Refusal.ASK_STAFF, Refusal.DOOR_STUCK, Refusal.ITEM_STILL_SEEN, Refusal.ITEM_NOT_SEEN, Refusal.NO_MORE_OPENINGS}
)
"""What is said in other words to staff who take out: they are whom others are sent to."""

AT_THE_DOOR: Final = {
    **{(role, NextStep.PUT_IN): "step.put_in.hand_in" for role in BRINGS},
    (Role.RETRIEVER, NextStep.TAKE_OUT): "step.take_out.retrieval",
    (Role.STOCKTAKER, NextStep.LOOK): "step.look",
}
"""What is said at the open door to those whose things, or whose business, are others."""


class HandInEnd(StrEnum):
    """How a hand-in has ended, as far as the person's next step depends on it."""

    RECEIPT = "receipt"
    """What was put in is with the office."""
    CODE_GOOD = "code_good"
    """Nothing is, and the same code works again."""
    OTHER_DOOR = "other_door"
    """The door did not open; the same code opens another one, where one is free."""
    HELD = "held"
    """The door cannot be read; the same code works at it for some minutes, then it is judged (rule 17)."""
    NOTHING = "nothing"
    """Nothing was opened, and nobody came with a code that could work again."""
    STAFF = "staff"
    """Nothing is, as far as is known, and staff look first."""


ELSEWHERE: Final = frozenset({Refusal.WRONG_SITE, Refusal.NO_COMPARTMENT, Refusal.WALK_INS_USED_UP})
"""Refusals that name another site: where a genuine code belongs (F49), or where to go with what one has brought."""


@dataclass(frozen=True, slots=True)
class Station:
    """What the configuration says about the site, as far as it is told to everybody in front of it."""

    id: str
    name: str
    hours: Mapping[Language, str]
    """When the office answers the telephone, in its own words."""
    phone: str
    others: Mapping[str, str] = field(default_factory=dict)
    """Other sites by id: what people call them; the first is where people are sent when this one is full."""
    walk_ins: Mapping[str, Offered] = field(default_factory=dict)
    """By document class: what is taken in without a code."""


@dataclass(frozen=True, slots=True)
class Speaker:
    """A language and everything sentences need besides their own values."""

    texts: Texts
    station: Station
    language: Language
    said: set[str] | None = None
    """Where not None, the ids of all sentences that are asked for go in here."""

    def say(self, text_id: str, **values: str | int) -> str:
        """A sentence; ``{help}`` in it becomes office hours and telephone number."""
        return self._noted(text_id, self.texts.say(text_id, self.language, help=self._help(), **values))

    def say_number(self, text_id: str, count: int, **values: str | int) -> str:
        """A sentence that depends on a number."""
        return self._noted(text_id, self.texts.say_number(text_id, self.language, count, help=self._help(), **values))

    def refusal(self, reason: Refusal, role: Role | None = None) -> str:
        """What happened, that nothing is lost, what to do next."""
        return self.say(refusal_id(reason, role))

    def onward(self, reason: Refusal, ways: tuple[Precondition, ...]) -> str:
        """The same, where something is still to be shown: with what else one can go on is said, too."""
        others = [self.say(onward_id(way)) for way in ways if not reason.startswith(way)]
        return " ".join((self.refusal(reason), *others))

    def place(self, place: Place, wall: Iterable[Place]) -> str:
        """Where a door is, counted from the nearer edge: "zweite Reihe von unten, ganz links"."""
        wall = tuple(wall)
        rows = sorted({p.row for p in wall})
        columns = sorted({p.column for p in wall if p.row == place.row})
        column = self._rank("column", columns.index(place.column) + 1, len(columns))
        if len(rows) == 1:
            return column
        return self.say("place", row=self._rank("row", rows.index(place.row) + 1, len(rows)), column=column)

    def _rank(self, axis: str, number: int, total: int) -> str:
        """One of ``place.row.*`` or ``place.column.*``; rows count from the top, columns from the left."""
        back = total + 1 - number
        side, near = ("start", number) if number <= back else ("end", back)
        if total == 1:
            return self.say(f"place.{axis}.only")
        if near == 1:
            return self.say(f"place.{axis}.{side}.first")
        if near in ORDINALS_IN_WORDS:
            return self.say(f"place.{axis}.{side}", ordinal=self.say(f"ordinal.{axis}.{near}"))
        return self.say(f"place.{axis}.{side}.far", number=near)

    def _noted(self, text_id: str, text: str) -> str:
        if self.said is not None:
            self.said.update({text_id, "help"} if self._help() in text else {text_id})
        return text

    def _help(self) -> str:
        return self.texts.say("help", self.language, hours=self.station.hours[self.language], phone=self.station.phone)


def refusal_id(reason: Refusal, role: Role | None = None) -> str:
    """The text of a refusal, for whoever came to do this; visits in trouble use the same."""
    if role in {Role.RETRIEVER, Role.STOCKTAKER} and reason in OF_RETRIEVALS:
        return f"refusal.{reason}.retrieval"
    if role is Role.EXCHANGER and reason in OF_EXCHANGES:
        return f"refusal.{reason}.exchange"
    if role is Role.WALK_IN and reason in OF_WALK_INS:
        return f"refusal.{reason}.walk_in"
    return f"refusal.{reason}.hand_in" if role in BRINGS and reason in OF_HAND_INS else f"refusal.{reason}"


def elsewhere_id(reason: Refusal) -> str:
    """The text of a refusal that names another site; ``reason`` is one of ``ELSEWHERE``."""
    return f"refusal.{reason}.named"


def onward_id(way: Precondition) -> str:
    """The sentence that offers another way."""
    return f"onward.{way}"


def api_id(code: str) -> str:
    """The text of a problem that the API finds before the domain is asked."""
    return f"api.{code}"


def trouble_id(visit: Visit, trouble: Refusal, end: HandInEnd) -> str:
    """The text of what went wrong in a visit; while it goes on, or where nothing lies inside yet, a door that stuck
    is another thing than at the end. Whoever brought something and has its receipt was to be led to the next door;
    where staff look at this one first, the code is good for the others. To whoever exchanges no code is promised that
    the opening has spent (rule 2)."""
    if end is HandInEnd.RECEIPT and visit.role in BRINGS and visit.phase in {Phase.PAPER_READY, Phase.BETWEEN}:
        return "trouble.next_door"
    if trouble is Refusal.DOOR_STUCK and visit.phase not in {Phase.OVER, Phase.PAPER_READY, Phase.BETWEEN}:
        return "trouble.door_stuck"
    if trouble is Refusal.DOOR_STUCK and visit.role is Role.LOADER:
        return "trouble.door_stuck.loading"
    if trouble is Refusal.ASK_STAFF and visit.role in {*BRINGS, Role.EXCHANGER} and visit.alarmed:
        return "trouble.left_open"
    if trouble is Refusal.ASK_STAFF and visit.role in BRINGS and visit.queue:
        return "trouble.this_door"
    if trouble is Refusal.OUT_OF_SERVICE and visit.role is Role.EXCHANGER and visit.opened:
        return "trouble.out_of_service.exchange"
    return refusal_id(trouble, visit.role)


def waiting_id(why: str) -> str:
    """The sentence for a door that waits for staff."""
    return f"waiting.{why}"


def since_id(lo: str, hi: str | None) -> str:
    """The sentence that says since when; one time only where both ends read alike."""
    if hi is None:
        return "waiting.since.not_before"
    return "waiting.since" if lo == hi else "waiting.since.between"


def left_id(visit: Visit) -> str:
    """The sentence about doors of the order that were not opened in a visit that is over."""
    return f"step.left.{visit.role}"


def old_first_id(*, brought: bool, end: HandInEnd | None = None) -> str:
    """The sentence about both documents of an exchange behind two doors, where the old one is with the office or not;
    at its door, and with the ``end`` of a visit where the new one is still to come."""
    if end is None:
        return f"step.door_of.{'new' if brought else 'old'}"
    if brought:
        return "step.still.new"
    return "step.still.old.staff" if end is HandInEnd.STAFF else "step.still.old"


def offered_id(visit: Visit, end: HandInEnd) -> str:
    """The sentence that offers a paper, or another one: of what was collected or not, or of each door of a hand-in."""
    if not business(visit).takes:
        return "step.paper_offered.hand_in"
    return "step.paper_offered" if end is HandInEnd.RECEIPT else "step.paper_offered.record"


def ending_id(*, may: frozenset[str]) -> str:
    """The sentence that announces the end of a visit in which nobody says anything (WCAG 2.2.1)."""
    return "step.ends_soon" if Word.MORE_TIME in may else "step.ends_soon.last"


def _which_paper(visit: Visit, end: HandInEnd) -> str:
    if visit.door is None:
        return "copy"
    if visit.role is Role.EXCHANGER and end is HandInEnd.HELD:
        return f"{end}.exchange"
    if visit.role is Role.WALK_IN and end in {HandInEnd.HELD, HandInEnd.STAFF}:
        return f"{end}.walk_in"
    if business(visit).takes:
        return "out" if end is HandInEnd.RECEIPT else "out.record"
    return end


def step_id(visit: Visit, step: NextStep, *, opened: bool, may: frozenset[str], left: int, end: HandInEnd) -> str:
    """The sentence for what the person should do now; speaks of an open door only where a contact saw it (rule 7).

    ``end`` counts only where a hand-in has ended.
    """
    match step:
        case _ if (own := AT_THE_DOOR.get((visit.role, step))) is not None:
            return own if opened else f"{own}.unseen"
        case NextStep.WAIT if visit.claim_ms is not None:
            return "step.wait.next" if visit.trouble is Refusal.WAIT else "step.wait.checking"
        case NextStep.PRINT_PAPER:
            return f"step.print_paper.{_which_paper(visit, end)}"
        case NextStep.PULL_DOOR if visit.phase is Phase.RETRYING:
            return "step.pull_door.retrying"
        case NextStep.CHECK_EMPTY if visit.phase is Phase.DOOR_SHUT:
            return "step.check_empty.shut"
        case NextStep.CLOSE_DOOR if visit.reminded and Word.MORE_TIME in may:
            return "step.close_door.reminder"
        case NextStep.TAKE_OUT | NextStep.PUT_IN | NextStep.EXCHANGE | NextStep.CHECK_EMPTY if not opened:
            return f"step.{step}.unseen"
        case NextStep.CONFIRM_LOADED | NextStep.PRINT_CODE:
            return _of_loading(visit, step, may, left)
        case NextStep.CONFIRM_TAKEN | NextStep.CONFIRM_IN | NextStep.CONFIRM_EXCHANGED | NextStep.REPORT:
            return _at_shut_door_id(step, may)
        case NextStep.GOODBYE if not business(visit).takes:
            return "step.goodbye.loading"
        case _:
            return f"step.{step}"


def _of_loading(visit: Visit, step: NextStep, may: frozenset[str], left: int) -> str:
    """What is said to staff who put in: of a list, of one thing, of an order that lies behind several doors."""
    if step is NextStep.PRINT_CODE:
        several = "step.print_code.list" if Word.NEXT_CODE in may else "step.print_code.undo"
        return several if Word.UNDO in may or Word.NEXT_CODE in may else "step.print_code"
    if left > 0:
        return "step.confirm_loaded.next"
    return "step.confirm_loaded.list" if visit.listed else "step.confirm_loaded"


def _at_shut_door_id(step: NextStep, may: frozenset[str]) -> str:
    if step is NextStep.REPORT and Word.AS_EXPECTED in may:
        return "step.report.stocktake"
    if step is NextStep.REPORT and Word.FOUND_OLD in may:
        return "step.report.exchange"
    return f"step.{step}.again" if Word.OPEN_AGAIN in may else f"step.{step}"
