"""The admin API's route for watching a line."""

from collections.abc import AsyncIterator
from typing import Annotated, Final

from pydantic import Field
from starlette.requests import Request

from lockerd.api.admin.line_watch import Lines, follow
from lockerd.api.http.events import Event
from lockerd.api.http.frame import SpeakerDep, problems
from lockerd.api.http.routes import Depends, In, Responses, Router
from lockerd.bus.line.owner import BusOwner

router = Router()

EVENTS: Final[Responses] = {
    200: {
        "description": "Server-sent events. `bus` comes first (WatchedBusView), then `frame` for every frame "
        "(FrameView), `counts` once a second (CountsView), and `lost` where the reader was slower than the line "
        "(LostView). The stream ends with the daemon.",
        "content": {
            "text/event-stream": {
                "schema": {"type": "string"},
                "example": 'event: frame\ndata: {"number": 1, "direction": "sent", "hex": "02 00 00 50 03 55"}\n\n',
            }
        },
    }
}


async def _lines(request: Request, speaker: SpeakerDep) -> Lines:  # noqa: ARG001 - sets Content-Language
    lines = request.app.state.lines
    assert isinstance(lines, Lines)
    return lines


async def _watched(
    bus: Annotated[str, In.PATH, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,31}$", examples=["left"])],
    lines: Annotated[Lines, Depends(_lines)],
) -> AsyncIterator[BusOwner]:
    owner = lines.line(bus)
    lines.take_place()
    try:
        yield owner
    finally:
        lines.give_place_back()


@router.get("/v1/buses/{bus}/frames", responses={**EVENTS, **problems(404, 422, 503)})
async def frames(
    request: Request,
    line: Annotated[BusOwner, Depends(_watched)],
    *,
    unchanged: Annotated[
        bool, In.QUERY, Field(description="Show also exchanges that say what they said before")
    ] = False,
) -> AsyncIterator[Event]:
    """What goes over a line, as it comes. Watching changes nothing: the line waits for no reader."""
    async for event in follow(line, request.app.state.stop, unchanged=unchanged):
        yield event
