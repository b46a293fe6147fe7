"""A visit as the terminal shows it: built from the state each time, so that it can never be out of date."""

from collections.abc import Collection
from typing import Final

from lockerd.api.http.doors import door_word
from lockerd.api.http.german import in_german
from lockerd.api.http.rounds import round_view
from lockerd.api.http.wording import Speaker, trouble_id, waiting_id
from lockerd.api.terminal.aloud import aloud, spelled
from lockerd.api.terminal.choices import acknowledged, choices
from lockerd.api.terminal.moments import since
from lockerd.api.terminal.privacy import TROUBLES
from lockerd.api.terminal.sentences import privacy_of, sentence
from lockerd.api.terminal.several import as_shown
from lockerd.api.terminal.steps import BADGE_GONE, badge_is_gone, hand_in_end, next_step, parts_left
from lockerd.api.terminal.views import Door as DoorView
from lockerd.api.terminal.views import (
    Draft,
    HelpView,
    ListedView,
    StatusView,
    Trouble,
    VisitView,
    WaitingView,
    WalkInView,
    WherePlace,
)
from lockerd.controller import Controller
from lockerd.domain.model.compartments import Compartment, Condition, Place
from lockerd.domain.model.derived import asked_for, papers_of
from lockerd.domain.model.ids import CompartmentId
from lockerd.domain.model.looks import reading_of
from lockerd.domain.model.readings import Reading
from lockerd.domain.model.refusals import Refusal
from lockerd.domain.model.retrievals import expected, said_missing
from lockerd.domain.model.state import State
from lockerd.domain.model.visits import Phase, Visit
from lockerd.domain.requests.rating import may_rate
from lockerd.domain.shown.serving import NotServed, why_not_served
from lockerd.domain.shown.waiting import why_it_waits


def view_now(
    controller: Controller, visit: Visit, speaker: Speaker, words: Collection[str], fetch_number: str | None = None
) -> VisitView:
    """A visit as it is at this moment, in which ``words`` may be said; ``fetch_number`` is of one without a code."""
    ends_ms = controller.ends_ms(visit)
    left_ms = None if ends_ms is None else max(0, ends_ms - controller.now().mono_ms)
    return visit_view(controller.state, visit, speaker, words, left_ms=left_ms, fetch_number=fetch_number)


def visit_view(
    state: State,
    visit: Visit,
    speaker: Speaker,
    words: Collection[str],
    *,
    left_ms: int | None = None,
    fetch_number: str | None = None,
) -> VisitView:
    """Everything the person at the terminal may see of a visit; ``words`` are what may be said now."""
    may = frozenset(words)
    trouble, feedback = _trouble(state, visit, speaker), may_rate(visit)
    visit = as_shown(state, visit)
    row = None if visit.door is None else state.compartments[visit.door]
    reading = Reading(CompartmentId(""), 0) if row is None else reading_of(state, row.id)
    where = None if row is None else _where(state, row.place, speaker)
    order = None if visit.order is None else state.orders.get(visit.order)
    part = None if visit.part is None else state.parts.get(visit.part)
    heard = {} if where is None else {"compartment": spelled(where.id), "place": where.place}

    def said(it: Speaker) -> str:
        door = None if row is None else _where(state, row.place, it)
        return sentence(state, visit, it, may, {} if door is None else {"compartment": door.id, "place": door.place})

    return VisitView(
        id=visit.id,
        kind=visit.role,
        phase=visit.phase,
        compartment=where,
        door=door_word(row, reading),
        next_step=next_step(state, visit),
        text=said(speaker),
        spoken=aloud(sentence(state, visit, speaker, may, heard)),
        german=in_german(speaker, said),
        privacy=privacy_of(state, visit, may),
        trouble=trouble,
        acknowledged=acknowledged(visit, speaker),
        item_count=None if part is None else part.item_count,
        checklist=[] if part is None else list(part.checklist),
        missing=None if part is None or part.missing is None else list(part.missing),
        part=None if visit.part is None else visit.part.number,
        parts=None if order is None else asked_for(state, order.id),
        parts_left=parts_left(state, visit),
        may=choices(state, visit, speaker, words),
        opened=visit.opened,
        feedback=feedback,
        left_ms=left_ms,
        reminder=visit.reminded,
        listed=_listed(state, visit),
        codes=len(visit.codes) if visit.phase is Phase.CODE_READY else 0,
        codes_shown=len(visit.shown),
        codes_left=len(visit.waiting),
        fetch_number=fetch_number,
        round=None if visit.round is None else round_view(visit.round, speaker),
        papers=[each.part.number for each in papers_of(state, visit)],
    )


def _listed(state: State, visit: Visit) -> list[ListedView]:
    """What staff have put in and not confirmed, but for what lies at their door."""
    parts = [state.parts[name] for name in visit.listed if name in state.parts]
    return [ListedView(compartment=part.compartment, item_count=part.item_count) for part in parts if part.compartment]


def _where(state: State, place: Place, speaker: Speaker) -> WherePlace:
    """A door by its number, and in words."""
    words = speaker.place(place, (c.place for c in state.compartments.values()))
    return WherePlace(id=place.compartment, row=place.row, column=place.column, place=words)


def _trouble(state: State, visit: Visit, speaker: Speaker) -> Trouble | None:
    gone = badge_is_gone(state, visit)
    code = Refusal.BADGE_NOT_VALID if gone else visit.trouble
    if code is None:
        return None
    text_id = BADGE_GONE if gone else trouble_id(visit, code, hand_in_end(state, visit))
    text = speaker.say(text_id)
    german = in_german(speaker, lambda it: it.say(text_id))
    return Trouble(code=code, text=text, spoken=aloud(text), german=german, privacy=TROUBLES[code])


def waiting_view(state: State, row: Compartment, speaker: Speaker) -> WaitingView:
    """A door that waits for staff; no order, no person."""
    where, why = _where(state, row.place, speaker), why_it_waits(state, row)

    def said(it: Speaker) -> str:
        door = _where(state, row.place, it)
        text = it.say(waiting_id(why), compartment=door.id, place=door.place)
        return text if row.waits is None else f"{text} {since(row.waits, it)}"

    return WaitingView(
        compartment=where,
        why=why,
        reason=row.reason,
        item_count=expected(state, row),
        missing=list(said_missing(state, row)),
        since_lo_s=None if row.waits is None else row.waits.lo_s,
        since_hi_s=None if row.waits is None else row.waits.hi_s,
        text=said(speaker),
        german=in_german(speaker, said),
    )


STANDS_STILL: Final = {
    NotServed.HALTED: Refusal.OUT_OF_SERVICE,
    NotServed.ON_BATTERY: Refusal.ON_BATTERY,
    NotServed.NO_READING: Refusal.OUT_OF_SERVICE,
}
"""What somebody would be told who came now."""


def status_view(state: State, speaker: Speaker, walk_ins: list[WalkInView]) -> StatusView:
    """What everybody in front of the wall may know; no order, no visit, no code."""
    compartments = list(state.compartments.values())
    free: dict[str, int] = {}
    for compartment in compartments:
        size = compartment.place.size
        kept_out = any(not block.own_use for block in compartment.blocks)
        free[size] = free.get(size, 0) + (compartment.condition is Condition.FREE and not kept_out)
    station, why = speaker.station, why_not_served(state)

    def said(it: Speaker) -> str:
        return it.say("status.in_service") if why is None else it.refusal(STANDS_STILL[why])

    text, texts = said(speaker), speaker.texts
    draft = None
    if texts.has_drafts(speaker.language):
        note = speaker.say("draft.note")
        draft = Draft(text=note, spoken=aloud(note))
    return StatusView(
        site=station.id,
        name=station.name,
        in_service=why is None,
        halted=state.site.halted is not None,
        why=why,
        text=text,
        spoken=aloud(text),
        german=in_german(speaker, said),
        free=dict(sorted(free.items())),
        walk_ins=walk_ins,
        languages=[language.value for language in texts.offered],
        drafts=[language.value for language in texts.offered if texts.has_drafts(language)],
        draft=draft,
        help=HelpView(hours=station.hours[speaker.language], phone=station.phone),
    )


def wall_view(state: State) -> list[DoorView]:
    """All doors as built, from the top left."""
    places = sorted((c.place for c in state.compartments.values()), key=lambda p: (p.row, p.column))
    return [DoorView(id=p.compartment, row=p.row, column=p.column, size=p.size, height_cm=p.height_cm) for p in places]
