"""Who acts: every fact of a decision that a badge or a technician asked for says so."""

from lockerd.domain.draft import Draft
from lockerd.domain.model.events import (
    Clear,
    ConfirmLoaded,
    CorrectTime,
    Found,
    Reissue,
    Request,
    Resume,
    Say,
    StartLoading,
    StartRetrieval,
    TechnicianOpen,
    Touched,
)


def name_who_asks(draft: Draft, event: Request) -> None:
    """Have the facts of this decision carry the badge, or the technician's name; a person with a code has neither."""
    match event:
        case StartLoading() | StartRetrieval():
            draft.act(badge=event.staff.badge)
        case Reissue() if event.staff is not None:
            draft.act(badge=event.staff.badge)
        case ConfirmLoaded() | Say():
            visit = draft.state.visits.get(event.visit)
            if visit is not None and visit.badge is not None:
                second = {"second_badge": visit.second} if visit.second else {}
                draft.act(badge=visit.badge, **second)
        case TechnicianOpen() | Touched() | Clear() | Found() | Resume() | CorrectTime():
            draft.act(who=event.who)
        case _:
            pass
