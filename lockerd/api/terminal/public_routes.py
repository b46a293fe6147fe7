"""What everybody in front of the wall may know."""

from lockerd.api.http.routes import Router
from lockerd.api.terminal.access import SpeakerDep, TerminalDep
from lockerd.api.terminal.render import status_view, wall_view
from lockerd.api.terminal.views import Door, StatusView

router = Router(tags=["public"])


@router.get("/v1/status")
async def status(terminal: TerminalDep, speaker: SpeakerDep) -> StatusView:
    """Whether the station serves, what is free, what is taken in without a code, and whom to call."""
    return status_view(terminal.controller.state, speaker, terminal.walk_ins.offered(speaker))


@router.get("/v1/wall")
async def wall(terminal: TerminalDep) -> list[Door]:
    """All doors as built, for a picture of the wall."""
    return wall_view(terminal.controller.state)
