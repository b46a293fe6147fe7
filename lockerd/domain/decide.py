"""The one door to the rules: what is known, what happened, what time it is - and what shall be."""

from collections.abc import Sequence
from typing import assert_never

from lockerd.domain.doors.auxiliary import hear_auxiliary
from lockerd.domain.doors.read import read
from lockerd.domain.doors.wiring import hear_board, hear_bus
from lockerd.domain.draft import Decision, Draft, InconsistentError
from lockerd.domain.hand_over.finish import follow_up
from lockerd.domain.hand_over.isolate import isolate
from lockerd.domain.hand_over.waiting import date_waiting
from lockerd.domain.model.called_back import CallBack
from lockerd.domain.model.consistency import breaches
from lockerd.domain.model.derived import in_order
from lockerd.domain.model.events import (
    Accepted,
    Answer,
    Boot,
    Clear,
    CorrectTime,
    EraseOrder,
    Event,
    FetchReceipt,
    Found,
    Happening,
    InService,
    Note,
    OutOfService,
    Rate,
    Refused,
    Request,
    Resume,
    Say,
    Sent,
    StartCollection,
    TechnicianOpen,
    TechnicianRequest,
    Tick,
    Touched,
)
from lockerd.domain.model.facts import Fact, FactType
from lockerd.domain.model.kept import CutLog
from lockerd.domain.model.key_list import TakeKeyList
from lockerd.domain.model.reasons import HaltReason
from lockerd.domain.model.refusals import Refusal
from lockerd.domain.model.reports import (
    AuxiliaryReport,
    BoardReport,
    BusReport,
    CertificatesReport,
    Fired,
    NotFired,
    PulseFailed,
    ReachReport,
    Readings,
    Report,
    RoomReport,
)
from lockerd.domain.model.staff import (
    ConfirmLoaded,
    EndRound,
    LoadNext,
    Reissue,
    StartLoading,
    StartRetrieval,
    StartRound,
)
from lockerd.domain.model.state import Now, Policy, State
from lockerd.domain.model.walk_ins import StartWalkIn
from lockerd.domain.openings import recovery
from lockerd.domain.openings.attempting import fired
from lockerd.domain.openings.certificates import hear_certificates
from lockerd.domain.openings.halting import halt, withdraw
from lockerd.domain.openings.machine import hear_room
from lockerd.domain.openings.pulses import failed, not_fired
from lockerd.domain.openings.reaching import hear_reach
from lockerd.domain.requests.another_code import show_another
from lockerd.domain.requests.blocking import service
from lockerd.domain.requests.collecting import start_collection
from lockerd.domain.requests.erasing import erase_order
from lockerd.domain.requests.fetching import fetch_receipt
from lockerd.domain.requests.keeping_log import cut_log
from lockerd.domain.requests.listing_keys import drop_key_list
from lockerd.domain.requests.of_central import of_central
from lockerd.domain.requests.of_staff import of_staff
from lockerd.domain.requests.rating import rate
from lockerd.domain.requests.saying import say
from lockerd.domain.requests.sent import sent, take_numbers
from lockerd.domain.requests.technician import clear, resume, technician_open, touched
from lockerd.domain.requests.timekeeping import correct_time
from lockerd.domain.requests.walking_in import start_walk_in
from lockerd.domain.ticking import tick


def decide(state: State, event: Event, now: Now, policy: Policy) -> Decision:
    """Decide on one event. Pure: the same arguments give the same decision, and nothing is done yet.

    Every bad request is answered by ``Refused``. A decision whose rows would contradict each other is a defect of ours
    and is not made: of a request nothing is done; what has happened anyhow is judged with the compartments concerned in
    quarantine, so that no restart and no redelivery meets it again.
    """
    defects = _found_at_start(state) if isinstance(event, Boot) else []
    while True:
        draft = Draft(state, now, policy)
        for defect in defects:
            _set_apart(draft, event, defect)
        try:
            return _decide(draft, event, state)
        except InconsistentError as defect:
            if not isinstance(event, Happening):
                return _refuse(Draft(state, now, policy), event, defect)
            known = {each for earlier in defects for each in earlier.compartments}
            defects.append(defect)
            if defect.compartments <= known:
                return _leave_undone(Draft(state, now, policy), event, defects)


def _found_at_start(state: State) -> list[InconsistentError]:
    """What a file that was torn, or written by a defect, says of its compartments."""
    return [InconsistentError(what, {name}) for name, what in breaches({}, state, in_order(state.compartments)).items()]


def _set_apart(draft: Draft, event: Event, defect: InconsistentError) -> None:
    _tell(draft, event, defect)
    for compartment in sorted(defect.compartments):
        isolate(draft, compartment)
    for attempt in in_order(draft.state.attempts):
        if attempt.outcome is None and attempt.compartment in defect.compartments:
            withdraw(draft, attempt)


def _refuse(draft: Draft, event: Request, defect: InconsistentError) -> Decision:
    if isinstance(event, Sent):
        take_numbers(draft, event)  # it is answered, whatever it was
    _name_who_asks(draft, event)
    _tell(draft, event, defect)
    return draft.decision(Refused(Refusal.INTERNAL))


def _leave_undone(draft: Draft, event: Happening, defects: Sequence[InconsistentError]) -> Decision:
    """Quarantine has not helped. What judges the whole wall and cannot stops it until a technician has looked."""
    before = draft.state
    for defect in defects:
        _set_apart(draft, event, defect)
    if isinstance(event, Tick | Boot):
        halt(draft, HaltReason.DEFECT)
    date_waiting(draft, before)
    return draft.decision(Accepted())


def _tell(draft: Draft, event: Event, defect: InconsistentError) -> None:
    draft.tell(FactType.SITE_DEFECT, what=defect.what, event=type(event).__name__, count=1)


def _decide(draft: Draft, event: Event, before: State) -> Decision:
    answer = _answer(draft, event)
    follow_up(draft, before)
    date_waiting(draft, before)
    return draft.decision(answer)


def _answer(draft: Draft, event: Event) -> Answer:
    match event:
        case Readings() | Fired() | NotFired() | PulseFailed():
            _hear(draft, event)
        case BoardReport() | BusReport() | AuxiliaryReport() | RoomReport() | CertificatesReport() | ReachReport():
            _hear(draft, event)
        case CutLog():
            cut_log(draft, event)
        case Tick():
            tick(draft)
        case Boot():
            if event.keys_foreign:
                drop_key_list(draft)
            recovery.boot(draft, event)
        case Note():
            draft.write(Fact(event.type, None, None, dict(event.data)))
        case _:
            return _request(draft, event)
    return Accepted()


def _request(draft: Draft, event: Request) -> Answer:
    _name_who_asks(draft, event)
    match event:
        case FetchReceipt():
            return fetch_receipt(draft, event)
        case StartCollection():
            return show_another(draft, event) if event.within is not None else start_collection(draft, event)
        case StartWalkIn():
            return start_walk_in(draft, event)
        case Say():
            return say(draft, event)
        case Rate():
            return rate(draft, event)
        case StartLoading() | LoadNext() | ConfirmLoaded() | StartRetrieval() | StartRound() | EndRound() | Reissue():
            return of_staff(draft, event)
        case TechnicianOpen() | Touched() | Clear() | Found() | OutOfService() | InService() | Resume() | CorrectTime():
            return _technician(draft, event)
        case EraseOrder():
            return _technician(draft, event)
        case Sent():
            found = sent(draft, event)
            return found if isinstance(found, Answer) else _request(draft, found)
        case _:
            return of_central(draft, event)


def _name_who_asks(draft: Draft, event: Request) -> None:
    """Have the facts of this decision carry the badge, or the technician's name; a person with a code has neither."""
    match event:
        case StartLoading() | StartRetrieval():
            draft.act(badge=event.staff.badge)
        case StartRound() | EndRound():
            draft.act(**({"who": event.who} if event.staff is None else {"badge": event.staff.badge}))
        case Reissue() if event.staff is not None:
            draft.act(badge=event.staff.badge)
        case LoadNext() | ConfirmLoaded() | Say():
            visit = draft.state.visits.get(event.visit)
            if visit is not None and visit.badge is not None:
                second = {"second_badge": visit.second} if visit.second else {}
                draft.act(badge=visit.badge, **second)
            elif visit is not None and visit.technician:
                draft.act(who=visit.technician)
        case TechnicianOpen() | Touched() | Clear() | Found() | Resume() | CorrectTime() | EraseOrder():
            draft.act(who=event.who)
        case CallBack() | TakeKeyList() if event.who:
            draft.act(who=event.who)
        case _:
            pass


def _technician(draft: Draft, event: TechnicianRequest) -> Answer:
    match event:
        case TechnicianOpen():
            return technician_open(draft, event)
        case Touched():
            return touched(draft, event)
        case Clear() | Found():
            return clear(draft, event)
        case OutOfService() | InService():
            return service(draft, event)
        case Resume():
            return resume(draft, event)
        case CorrectTime():
            return correct_time(draft, event)
        case EraseOrder():
            return erase_order(draft, event)
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
        case RoomReport():
            hear_room(draft, report)
        case CertificatesReport():
            hear_certificates(draft, report)
        case ReachReport():
            hear_reach(draft, report)
        case never:
            assert_never(never)
