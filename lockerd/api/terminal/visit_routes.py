"""Beginning a visit, following it, and what the person says in it."""

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Annotated, Final, assert_never

from starlette.requests import Request

from lockerd.api.http.events import Event
from lockerd.api.http.frame import POST, SpeakerDep, problems
from lockerd.api.http.german import in_german
from lockerd.api.http.routes import Depends, Responses, Router
from lockerd.api.http.wording import Speaker, refusal_id
from lockerd.api.terminal import example_texts
from lockerd.api.terminal.access import MemoDep, TerminalDep, VisitDep
from lockerd.api.terminal.aloud import aloud
from lockerd.api.terminal.bodies import (
    AnotherCode,
    MissingRequest,
    Nothing,
    ScannedCode,
    TypedCode,
    VisitRequest,
    WalkInRequest,
)
from lockerd.api.terminal.privacy import Privacy
from lockerd.api.terminal.progress import follow
from lockerd.api.terminal.render import view_now
from lockerd.api.terminal.staff_bodies import (
    EmergencyRequest,
    EmptyingRequest,
    FoundRequest,
    LoadedRequest,
    LoadingRequest,
    NextRequest,
    ReissueRequest,
    RetrievalRequest,
    StocktakeRequest,
)
from lockerd.api.terminal.terminal import Terminal
from lockerd.api.terminal.views import VisitGone, VisitView
from lockerd.domain.model.events import Say
from lockerd.domain.model.ids import VisitId
from lockerd.domain.model.refusals import Refusal
from lockerd.domain.model.visits import Visit
from lockerd.domain.model.words import Word

router = Router(tags=["visits"])

AnyVisit = VisitView | VisitGone
EVENTS: Final[Responses] = {
    200: {
        "description": "Server-sent events named `visit`; the data of each is a VisitView. The first comes at once, "
        "the last when the visit is over. `Last-Event-ID` is not needed: a new stream begins with how things are.",
        "content": {
            "text/event-stream": {
                "schema": {"type": "string"},
                "example": f"event: visit\nid: 1\ndata: {example_texts.VISIT}\n\n",
            }
        },
    }
}


@router.post("/v1/visits", status=201, responses=problems(*POST, 403, 429))
async def begin(body: VisitRequest, memo: MemoDep, terminal: TerminalDep, speaker: SpeakerDep) -> AnyVisit:
    """Something is shown, and a visit begins. A code says itself what it is for: what waits for its person is
    collected, what they bring is handed in behind a door that was proven empty (or the one that was opened for the same
    hand-in before), and of an exchange one door opens, behind which the new document waits and the old one stays. A
    mistyped check digit is `code_slip` and does not count as a try.

    With a badge staff say what they `want`. `loading`: to put in what belongs to an order. `retrieval`: to take out
    what waits for them behind one door; its code opens nothing any more, until they report `found` (of an exchange
    `found_old`, `found_new` or `found_both`), `nothing` or `other` the compartment is nobody's, and a visit that ends
    without a report locks it. `emergency`: the same behind a door that does not wait for them,
    with a reason and under two badges, the first a supervisor's (`second_badge_needed`: the other within a minute).
    `stocktake` and `emptying`: the next door of a round through all doors of the office; who looks into what waits for
    people shows two badges, as in an emergency, and from then on one of them goes on alone. At a door of a stocktake
    `as_expected` leaves there what lies there, and its code is good again.
    `reissue`: a new code for an order that is ready or awaited; the old one dies.

    Without either somebody who `want`s to `hand_in` brings something of a class that the site takes so (`walk_ins` in
    the status). The kind is `walk_in`: the right is the visit and ends with it. `no_compartment` and `walk_ins_used_up`
    name the next site where one is known; `busy` while anybody stands at a door, and for a moment after the last."""
    match body:
        case ScannedCode() | TypedCode():
            visit = await terminal.show(body, memo)
        case LoadingRequest():
            visit = await terminal.desk.load(body, memo)
        case RetrievalRequest():
            visit = await terminal.desk.retrieve(body, memo)
        case EmergencyRequest():
            visit = await terminal.desk.emergency(body, memo)
        case StocktakeRequest() | EmptyingRequest():
            visit = await terminal.rounds.next_door(body, memo)
        case ReissueRequest():
            visit = await terminal.desk.reissue(body, memo)
        case WalkInRequest():
            visit = await terminal.walk_ins.begin(body, memo)
        case never:
            assert_never(never)
    return shown(terminal, terminal.begun(visit), speaker)


@router.get("/v1/visits/{visit}", responses=problems(404, 410))
async def visit(visit: VisitDep, terminal: TerminalDep, speaker: SpeakerDep) -> VisitView:
    """How things are now."""
    return view_of(terminal, terminal.visit(visit), speaker)


async def _watched(visit: VisitDep, terminal: TerminalDep) -> AsyncIterator[VisitId]:
    terminal.visit(visit)
    with terminal.streams.one():
        yield visit


@router.get(
    "/v1/visits/{visit}/events",
    responses={**EVENTS, **problems(404, 410, 503)},
)
async def events(
    request: Request,
    visit: Annotated[VisitId, Depends(_watched)],
    terminal: TerminalDep,
    speaker: SpeakerDep,
) -> AsyncIterator[Event]:
    """How things are now, and again after every change, until the visit is over."""
    count, number = 0, terminal.walk_ins.number(terminal.visit(visit))
    async for view in follow(terminal.controller, visit, speaker, request.app.state.stop, number):
        count += 1
        yield Event("visit", view, str(count))


@router.post("/v1/visits/{visit}/loaded", responses=problems(*POST))
async def loaded(
    visit: VisitDep, body: LoadedRequest, memo: MemoDep, terminal: TerminalDep, speaker: SpeakerDep
) -> AnyVisit:
    """Staff confirm that everything is in and the doors are shut, of all that they have put in in this visit; the codes
    come into being. With the trouble `not_all_confirmed` something in `listed` was not as they had left it: it gets no
    code, and waits for staff."""
    await terminal.desk.confirm_loaded(visit, body, memo)
    return shown(terminal, visit, speaker)


@router.post("/v1/visits/{visit}/next", responses=problems(*POST, 403, 404, 429))
async def put_next(
    visit: VisitDep, body: NextRequest, memo: MemoDep, terminal: TerminalDep, speaker: SpeakerDep
) -> AnyVisit:
    """Staff have put in what belongs behind this door, shut it, and read the next envelope: its door opens. What lies
    behind the doors before stands in `listed` and waits for `loaded`, which confirms all of it at once; nobody's code
    opens it until then. A refusal changes nothing: choose another one, wait, or confirm."""
    await terminal.desk.load_next(visit, body, memo)
    return shown(terminal, visit, speaker)


@router.post("/v1/visits/{visit}/found", responses=problems(*POST))
async def found(
    visit: VisitDep, body: FoundRequest, memo: MemoDep, terminal: TerminalDep, speaker: SpeakerDep
) -> AnyVisit:
    """Staff say how many things they found, and have taken out. Counts only after an opening and a closing seen in this
    visit. With the trouble `item_still_seen` the sensor sees something all the same: said a second time, it stands, and
    the compartment stays locked and on the list. With the trouble `count_differs` the order speaks of another number:
    said a second time, it stands, and is an incident."""
    await terminal.say(Say(visit, Word.FOUND, body.item_count), memo)
    return shown(terminal, visit, speaker)


@router.post("/v1/visits/{visit}/as-expected", responses=problems(*POST))
async def as_expected(
    visit: VisitDep, body: FoundRequest, memo: MemoDep, terminal: TerminalDep, speaker: SpeakerDep
) -> AnyVisit:
    """On a stocktake staff say that all lies there as it should, and how many things, and have left it there: its order
    goes on. What was put in and not confirmed, as after a power cut, is confirmed with that, and its code goes to the
    office. With the trouble `item_not_seen` or `count_differs`, sensor or order say otherwise: said a second time, the
    compartment is locked for staff."""
    await terminal.say(terminal.rounds.stays(visit, body), memo)
    return shown(terminal, visit, speaker)


@router.post("/v1/visits/{visit}/missing", responses=problems(*POST))
async def missing(
    visit: VisitDep, body: MissingRequest, memo: MemoDep, terminal: TerminalDep, speaker: SpeakerDep
) -> AnyVisit:
    """The person says what of the `checklist` is not there: at the open door or at the shut one, before `all_in`. Said
    again, it replaces what was said before. A code that is not on the list is `not_on_checklist`."""
    await terminal.say(Say(visit, Word.MISSING, missing=tuple(body.missing)), memo)
    return shown(terminal, visit, speaker)


@router.post("/v1/visits/{visit}/another-code", responses=problems(*POST, 429))
async def another_code(
    visit: VisitDep, body: AnotherCode, memo: MemoDep, terminal: TerminalDep, speaker: SpeakerDep
) -> AnyVisit:
    """Whoever came with a code has another one: it is checked as in `POST /v1/visits` and waits for its turn, which
    comes with the word `next_door`; with the phase `paper_ready` its door is opened at once. Each code is a right of
    its own: what goes wrong with one ends nothing of the others. Send it only where the person has asked for it: what
    somebody shows who comes next begins a visit of theirs. `visit_full` after six."""
    return shown(terminal, terminal.begun(await terminal.show(body, memo, visit)), speaker)


def _saying(word: Word) -> Callable[..., Awaitable[AnyVisit]]:
    async def say(
        visit: VisitDep,
        body: Nothing,  # noqa: ARG001 - its type is what is checked
        memo: MemoDep,
        terminal: TerminalDep,
        speaker: SpeakerDep,
    ) -> AnyVisit:
        await terminal.say(Say(visit, word), memo)
        return shown(terminal, visit, speaker)

    return say


SAID: Final = {
    Word.EMPTY: "Staff looked inside: the compartment is empty.",
    Word.TAKEN_OUT: "The person says that everything is taken out; recorded as a claim, not as a proof.",
    Word.ALL_IN: "The person says that everything is put in. The answer is `wait` for some seconds: the sensors are "
    "read once more, then the receipt is ready. With the trouble `item_not_seen` the sensors do not bear it out: the "
    "door can be opened again; said a second time, it stands, and staff look where the word alone is not enough.",
    Word.NOTHING_IN: "The person goes away with what they brought: no receipt. Of a hand-in the code stays good, for "
    "this door; after an exchange staff look.",
    Word.EXCHANGED: "The person says that the new document is taken out and the old one lies there; answered and "
    "checked as `all_in` is. Where the sensor saw the compartment empty in between, the receipt rests on that.",
    Word.FOUND_OLD: "Of an exchange: staff say that they found the old document there, and not the new one. Counts as "
    "`found` does; where custody had not passed before, it does now.",
    Word.FOUND_NEW: "Of an exchange: staff say that they found the new document there, and not the old one.",
    Word.FOUND_BOTH: "Of an exchange: staff say that they found both documents there.",
    Word.NOTHING: "Staff say that nothing lies there; counts as `found` does. What was in custody, or was put in and "
    "never collected, is an incident then.",
    Word.OTHER: "Staff say that something else lies there: an incident with a number of its own, no receipt; only a "
    "supervisor's badge opens it again.",
    Word.WRONG_ITEM: "Whoever came to collect says that what lies there is not theirs: they put it back behind the "
    "same door, which is opened once more where it is shut. Nothing passes to them, what else waits under the code is "
    "kept, staff look, and the office is told at once.",
    Word.NOTHING_INSIDE: "Whoever came to collect says that nothing lies there: a record, no receipt; staff look, and "
    "the office is told at once.",
    Word.MORE_TIME: "The person needs a minute more for what is to be done now; ten times for each compartment. "
    "An open door keeps others waiting for ten minutes in all, for slow hands fifteen.",
    Word.OPEN_AGAIN: "The door shut too early: open it once more, at most twice and within two minutes of closing.",
    Word.DOES_NOT_OPEN: "The door does not open although its lock was fired: staff are called, nothing more is tried.",
    Word.HELP: "The person asks for staff.",
    Word.UNDO: "Staff take a confirmed loading back, within two minutes; its code dies. Of several codes it is the one "
    "that is shown, and the others are shown again afterwards. On a list that is not confirmed it takes out what was "
    "put in last.",
    Word.UNDO_ALL: "The same for everything that was put in in this visit, one door after the other.",
    Word.NEXT_CODE: "Of several codes the next is shown; the two minutes go on.",
    Word.NEXT_DOOR: "Of several codes that were shown the turn of one is over: the first door of the next is opened. "
    "One that opens nothing any more is told as `trouble` and passed by; what is over in a moment (`busy`, `wait`) is "
    "refused, and it keeps its turn.",
    Word.PAPER: "Whoever has collected wants the receipt: in the minute after the end, where `papers` names one. The "
    "phase is `paper_ready` then, as after a hand-in. Of several doors it is said again, for the next.",
    Word.DONE: "The person has finished.",
}

for _word in SAID:
    router.add(
        "POST",
        f"/v1/visits/{{visit}}/{_word.replace('_', '-')}",
        _saying(_word),
        name=f"say_{_word}",
        description=SAID[_word],
        responses=problems(*POST, 429),
    )


def view_of(terminal: Terminal, visit: Visit, speaker: Speaker) -> VisitView:
    """A visit as it is now, with the number of one that began without a code."""
    may = terminal.controller.may(visit.id)
    return view_now(terminal.controller, visit, speaker, may, terminal.walk_ins.number(visit))


def shown(terminal: Terminal, visit: VisitId, speaker: Speaker) -> AnyVisit:
    """The visit as it is now; to a repeated request it may be over and forgotten."""
    found = terminal.controller.state.visits.get(visit)
    if found is None:
        text_id = refusal_id(Refusal.VISIT_OVER)
        text, german = speaker.say(text_id), in_german(speaker, lambda it: it.say(text_id))
        return VisitGone(id=visit, text=text, spoken=aloud(text), german=german, privacy=Privacy.PUBLIC)
    return view_of(terminal, found, speaker)
