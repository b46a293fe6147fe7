"""What waits for staff, told to whoever shows a badge: behind the doors to be taken out, and to be put in."""

from lockerd.api.http.frame import POST, SpeakerDep, problems
from lockerd.api.http.routes import Router
from lockerd.api.terminal.access import MemoDep, TerminalDep
from lockerd.api.terminal.load_views import ToLoadView, to_load_view
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


@router.post("/v1/to-load", responses=problems(*POST, 403))
async def to_load(body: WaitingRequest, memo: MemoDep, terminal: TerminalDep, speaker: SpeakerDep) -> list[ToLoadView]:
    """What the staff of the badge's office have to put in: first what somebody asks for who stands here, whoever asked
    last before all; then what was announced first. At most 64; `loading` takes them in any order. Nothing changes."""
    state = terminal.controller.state
    return [to_load_view(state, order, speaker) for order in terminal.desk.to_load(body, memo)]
