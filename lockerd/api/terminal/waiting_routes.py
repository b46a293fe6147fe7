"""What waits for staff behind the doors: told to whoever shows a badge that may take it out."""

from lockerd.api.http.frame import POST, SpeakerDep, problems
from lockerd.api.http.routes import Router
from lockerd.api.terminal.access import MemoDep, TerminalDep
from lockerd.api.terminal.render import waiting_view
from lockerd.api.terminal.staff_bodies import WaitingRequest
from lockerd.api.terminal.views import WaitingView

router = Router(tags=["visits"])


@router.post("/v1/waiting", responses=problems(*POST, 403))
async def waiting(body: WaitingRequest, memo: MemoDep, terminal: TerminalDep, speaker: SpeakerDep) -> list[WaitingView]:
    """The doors that wait for the staff of the badge's office, in the order in which a `retrieval` takes them: those
    with something of the office first. A POST, so that the badge stands in no URL; nothing changes and nothing is
    recorded, not even under the key: ask again with the same one or another."""
    return [waiting_view(terminal.controller.state, row, speaker) for row in terminal.desk.waiting(body, memo)]
