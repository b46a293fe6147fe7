"""What staff ask for under a badge, handed to where it is decided."""

from typing import assert_never

from lockerd.domain.draft import Draft
from lockerd.domain.model.events import Answer
from lockerd.domain.model.staff import (
    ConfirmLoaded,
    EndRound,
    LoadNext,
    Reissue,
    StaffRequest,
    StartLoading,
    StartRetrieval,
    StartRound,
)
from lockerd.domain.requests.confirming import confirm_loaded
from lockerd.domain.requests.emergency import start_emergency
from lockerd.domain.requests.issuing import reissue
from lockerd.domain.requests.listing import list_next
from lockerd.domain.requests.loading import start_loading
from lockerd.domain.requests.retrieving import start_retrieval
from lockerd.domain.requests.rounds import end_round, start_round


def of_staff(draft: Draft, event: StaffRequest) -> Answer:
    """Decide on it."""
    match event:
        case StartLoading():
            return start_loading(draft, event)
        case LoadNext():
            return list_next(draft, event)
        case ConfirmLoaded():
            return confirm_loaded(draft, event)
        case StartRetrieval():
            return start_retrieval(draft, event) if event.emergency is None else start_emergency(draft, event)
        case StartRound():
            return start_round(draft, event)
        case EndRound():
            return end_round(draft, event)
        case Reissue():
            return reissue(draft, event)
        case never:
            assert_never(never)
