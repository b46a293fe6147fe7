"""The fresh code of a loading: to print or to show while its visit lasts, from memory, never again."""

import asyncio
from collections.abc import Callable
from functools import partial
from typing import Annotated, Any, Final, TypeVar

from pydantic import Field
from starlette.responses import Response

from lockerd.api.http.frame import problems
from lockerd.api.http.routes import In, Responses, Router
from lockerd.api.terminal.access import SpeakerDep, TerminalDep, VisitDep
from lockerd.api.terminal.terminal import Terminal
from lockerd.api.terminal.views import CodeView
from lockerd.codes import qr, typed
from lockerd.domain.model.ids import VisitId

_Picture = TypeVar("_Picture", str, bytes)

router = Router(tags=["code"])
PROBLEMS: Final = problems(404, 409, 410)
WIDTH_MIN: Final = 106
"""Two pixels a module."""
WIDTH_MAX: Final = 2_120


def _picture(media_type: str, schema: dict[str, Any]) -> Responses:
    return {200: {"description": "The code as QR picture", "content": {media_type: {"schema": schema}}}, **PROBLEMS}


async def _drawn(terminal: Terminal, visit: VisitId, draw: Callable[[str], _Picture]) -> _Picture:
    """The picture of a visit's code; of one that died while it was drawn there is none."""
    picture = await asyncio.to_thread(draw, terminal.code(visit).token)
    terminal.code(visit)
    return picture


@router.get("/v1/visits/{visit}/code", responses=PROBLEMS)
async def code(visit: VisitDep, terminal: TerminalDep) -> CodeView:
    """The code as text."""
    issued = terminal.code(visit)
    return CodeView(code=issued.token, typed_code=issued.typed_code, pickup_number=issued.pickup_number)


@router.get("/v1/visits/{visit}/code.svg", responses=_picture("image/svg+xml", {"type": "string"}))
async def code_svg(visit: VisitDep, terminal: TerminalDep) -> Response:
    """The QR code for paper; one module is a millimetre."""
    picture = await _drawn(terminal, visit, qr.svg)
    return Response(picture, media_type="image/svg+xml")


@router.get(
    "/v1/visits/{visit}/code.png",
    responses={**_picture("image/png", {"type": "string", "contentMediaType": "image/png"}), **problems(422)},
)
async def code_png(
    visit: VisitDep,
    terminal: TerminalDep,
    width: Annotated[
        int | None, In.QUERY, Field(ge=WIDTH_MIN, le=WIDTH_MAX, description="Pixels; 384 on paper of 58 mm")
    ] = None,
) -> Response:
    """The QR code for screens; with ``width`` exactly so wide, for a printer."""
    picture = await _drawn(terminal, visit, partial(qr.png, width=width))
    return Response(picture, media_type="image/png")


@router.get("/v1/visits/{visit}/code.txt", responses=_picture("text/plain", {"type": "string"}))
async def code_txt(visit: VisitDep, terminal: TerminalDep, speaker: SpeakerDep) -> Response:
    """The QR code in half blocks for a dark terminal window, and the digits."""
    picture = await _drawn(terminal, visit, qr.terminal)
    issued = terminal.code(visit)
    digits = speaker.say("code.digits", code=typed.shown(issued.typed_code), number=issued.pickup_number)
    return Response(f"{picture}\n\n{digits}\n", media_type="text/plain")
