"""What a person takes along who handed something in, or could not: to print or to show while the visit lasts."""

import asyncio
from collections.abc import Callable
from functools import partial
from typing import Annotated, Any, Final, TypeVar

from pydantic import Field
from starlette.responses import Response

from lockerd.api.http.frame import problems
from lockerd.api.http.routes import In, Responses, Router
from lockerd.api.terminal.access import SpeakerDep, TerminalDep, VisitDep
from lockerd.api.terminal.paper_text import paper_text
from lockerd.api.terminal.terminal import Terminal
from lockerd.api.terminal.views import PaperView
from lockerd.codes import qr
from lockerd.domain.model.ids import VisitId

_Picture = TypeVar("_Picture", str, bytes)

router = Router(tags=["paper"])
PROBLEMS: Final = problems(404, 409, 410)
WIDTH_MIN: Final = 170
"""Two pixels a module of the largest."""
WIDTH_MAX: Final = 2_120


def _picture(media_type: str, schema: dict[str, Any]) -> Responses:
    return {200: {"description": "The paper as QR picture", "content": {media_type: {"schema": schema}}}, **PROBLEMS}


async def _drawn(terminal: Terminal, visit: VisitId, draw: Callable[[str], _Picture]) -> _Picture:
    return await asyncio.to_thread(draw, terminal.signed(terminal.paper(visit)))


@router.get("/v1/visits/{visit}/paper", responses=PROBLEMS)
async def paper(visit: VisitDep, terminal: TerminalDep, speaker: SpeakerDep) -> PaperView:
    """The receipt, or the record of the attempt, which is no receipt."""
    row = terminal.paper(visit)
    return PaperView(
        paper=row.paper,
        number=row.id,
        text=paper_text(row, speaker),
        lo_s=row.lo_s,
        hi_s=row.hi_s,
        grade=row.grade,
        code=terminal.signed(row),
    )


@router.get("/v1/visits/{visit}/paper.svg", responses=_picture("image/svg+xml", {"type": "string"}))
async def paper_svg(visit: VisitDep, terminal: TerminalDep) -> Response:
    """Its QR code for paper; one module is a millimetre."""
    picture = await _drawn(terminal, visit, qr.svg)
    return Response(picture, media_type="image/svg+xml")


@router.get(
    "/v1/visits/{visit}/paper.png",
    responses={**_picture("image/png", {"type": "string", "contentMediaType": "image/png"}), **problems(422)},
)
async def paper_png(
    visit: VisitDep,
    terminal: TerminalDep,
    width: Annotated[
        int | None, In.QUERY, Field(ge=WIDTH_MIN, le=WIDTH_MAX, description="Pixels; 384 on paper of 58 mm")
    ] = None,
) -> Response:
    """Its QR code for screens; with ``width`` exactly so wide, for a printer."""
    picture = await _drawn(terminal, visit, partial(qr.png, width=width))
    return Response(picture, media_type="image/png")


@router.get("/v1/visits/{visit}/paper.txt", responses=_picture("text/plain", {"type": "string"}))
async def paper_txt(visit: VisitDep, terminal: TerminalDep, speaker: SpeakerDep) -> Response:
    """Its QR code in half blocks for a dark terminal window, and its text."""
    picture = await _drawn(terminal, visit, qr.terminal)
    text = paper_text(terminal.paper(visit), speaker)
    return Response(f"{picture}\n\n{text}\n", media_type="text/plain")
