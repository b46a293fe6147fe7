"""The one door to the rules: what is known, what happened, what time it is - and what shall be."""

from typing import assert_never

from lockerd.domain.doors.auxiliary import hear_auxiliary
from lockerd.domain.doors.read import read
from lockerd.domain.doors.wiring import hear_board, hear_bus
from lockerd.domain.draft import Decision, Draft
from lockerd.domain.hand_over.dead_codes import end_dead_codes
from lockerd.domain.hand_over.recall import settle
from lockerd.domain.hand_over.reserve import reserve_waiting
from lockerd.domain.model.events import (
    Accepted,
    Announce,
    Answer,
    Boot,
    Cancel,
    Clear,
    ConfirmLoaded,
    CorrectTime,
    Event,
    InService,
    Note,
    OutOfService,
    Reissue,
    Request,
    Resume,
    Say,
    StartCollection,
    StartLoading,
    TechnicianOpen,
    TechnicianRequest,
    Tick,
    Touched,
)
from lockerd.domain.model.facts import Fact
from lockerd.domain.model.ids import order_of
from lockerd.domain.model.reports import (
    AuxiliaryReport,
    BoardReport,
    BusReport,
    Fired,
    NotFired,
    PulseFailed,
    Readings,
    Report,
)
from lockerd.domain.model.state import Now, Policy, State
from lockerd.domain.openings import recovery
from lockerd.domain.openings.pulses import failed, fired, not_fired
from lockerd.domain.requests.acting import name_who_asks
from lockerd.domain.requests.announcing import announce, cancel
from lockerd.domain.requests.collecting import start_collection
from lockerd.domain.requests.issuing import confirm_loaded, reissue
from lockerd.domain.requests.loading import start_loading
from lockerd.domain.requests.saying import say
from lockerd.domain.requests.technician import clear, resume, service, technician_open, touched
from lockerd.domain.requests.timekeeping import correct_time
from lockerd.domain.ticking import tick


def decide(state: State, event: Event, now: Now, policy: Policy) -> Decision:
    """Decide on one event. Pure: the same arguments give the same decision, and nothing is done yet.

    Raises ``IllegalMove`` only for a defect of ours; every bad request is answered by ``Refused``.
    """
    draft = Draft(state, now, policy)
    answer = _answer(draft, event)
    end_dead_codes(draft)
    for part in sorted(draft.began_to_wait):
        settle(draft, order_of(part))
    reserve_waiting(draft)
    return draft.decision(answer)


def _answer(draft: Draft, event: Event) -> Answer:
    match event:
        case Readings() | Fired() | NotFired() | PulseFailed() | BoardReport() | BusReport() | AuxiliaryReport():
            _hear(draft, event)
        case Tick():
            tick(draft)
        case Boot():
            recovery.boot(draft, event)
        case Note():
            draft.write(Fact(event.type, None, None, dict(event.data)))
        case _:
            return _request(draft, event)
    return Accepted()


def _request(draft: Draft, event: Request) -> Answer:
    name_who_asks(draft, event)
    match event:
        case StartCollection():
            return start_collection(draft, event)
        case StartLoading():
            return start_loading(draft, event)
        case Say():
            return say(draft, event)
        case ConfirmLoaded():
            return confirm_loaded(draft, event)
        case Reissue():
            return reissue(draft, event)
        case Announce():
            return announce(draft, event)
        case Cancel():
            return cancel(draft, event)
        case TechnicianOpen() | Touched() | Clear() | OutOfService() | InService() | Resume() | CorrectTime():
            return _technician(draft, event)
        case never:
            assert_never(never)


def _technician(draft: Draft, event: TechnicianRequest) -> Answer:
    match event:
        case TechnicianOpen():
            return technician_open(draft, event)
        case Touched():
            return touched(draft, event)
        case Clear():
            return clear(draft, event)
        case OutOfService() | InService():
            return service(draft, event)
        case Resume():
            return resume(draft, event)
        case CorrectTime():
            return correct_time(draft, event)
        case never:
            assert_never(never)


def _hear(draft: Draft, report: Report) -> None:
    match report:
        case Readings():
            for reading in report.readings:
                read(draft, reading)
        case Fired():
            fired(draft, report)
        case NotFired():
            not_fired(draft, report)
        case PulseFailed():
            failed(draft, report)
        case BoardReport():
            hear_board(draft, report)
        case BusReport():
            hear_bus(draft, report)
        case AuxiliaryReport():
            hear_auxiliary(draft, report)
        case never:
            assert_never(never)
