"""What everybody in front of the wall may know."""

from collections.abc import AsyncIterator
from typing import Annotated, Final

from starlette.requests import Request

from lockerd.api.http.events import Event
from lockerd.api.http.frame import SpeakerDep, problems
from lockerd.api.http.routes import Depends, Responses, Router
from lockerd.api.terminal.access import TerminalDep
from lockerd.api.terminal.progress import follow_status
from lockerd.api.terminal.render import status_view, wall_view
from lockerd.api.terminal.terminal import Terminal
from lockerd.api.terminal.views import Door, StatusView

router = Router(tags=["public"])

EVENTS: Final[Responses] = {
    200: {
        "description": "Server-sent events named `status`; the data of each is a StatusView. The first comes at once.",
        "content": {"text/event-stream": {"schema": {"type": "string"}}},
    }
}


@router.get("/v1/status")
async def status(terminal: TerminalDep, speaker: SpeakerDep) -> StatusView:
    """Whether the station serves, what is free, what is taken in without a code, and whom to call."""
    return status_view(terminal.controller.state, speaker, terminal.walk_ins.offered(speaker))


async def _watching(terminal: TerminalDep) -> AsyncIterator[Terminal]:
    with terminal.watchers.one():
        yield terminal


@router.get("/v1/status/events", responses={**EVENTS, **problems(503)})
async def status_events(
    request: Request, terminal: Annotated[Terminal, Depends(_watching)], speaker: SpeakerDep
) -> AsyncIterator[Event]:
    """The same, and again after every change: what a screen shows while nobody stands before it."""

    def now() -> StatusView:
        return status_view(terminal.controller.state, speaker, terminal.walk_ins.offered(speaker))

    number = 0
    async for view in follow_status(terminal.controller, now, request.app.state.stop):
        number += 1
        yield Event("status", view, str(number))


@router.get("/v1/wall")
async def wall(terminal: TerminalDep) -> list[Door]:
    """All doors as built, for a picture of the wall."""
    return wall_view(terminal.controller.state)
