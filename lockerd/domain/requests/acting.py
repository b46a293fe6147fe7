"""Who asks: the facts of a decision carry it."""

from lockerd.domain.draft import Draft
from lockerd.domain.model.called_back import CallBack
from lockerd.domain.model.events import (
    Clear,
    CorrectTime,
    EraseOrder,
    Found,
    Request,
    Resume,
    Say,
    TechnicianOpen,
    Touched,
)
from lockerd.domain.model.key_list import TakeKeyList
from lockerd.domain.model.staff import (
    ConfirmLoaded,
    EndRound,
    LoadNext,
    Reissue,
    StartLoading,
    StartRetrieval,
    StartRound,
)


def name_who_asks(draft: Draft, event: Request) -> None:
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
