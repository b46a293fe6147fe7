"""QR codes of a visit as pictures, each in three forms: on paper, on a screen, in a terminal window."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Annotated, Any, Final, TypeVar

from pydantic import Field
from starlette.responses import Response

from lockerd.api.http.frame import SpeakerDep, problems
from lockerd.api.http.routes import In, Responses, Router
from lockerd.api.http.wording import Speaker
from lockerd.api.terminal.access import TerminalDep, VisitDep
from lockerd.api.terminal.terminal import Terminal
from lockerd.codes import qr
from lockerd.domain.model.ids import VisitId

_Picture = TypeVar("_Picture", str, bytes)

PROBLEMS: Final = problems(404, 409, 410)
WIDTH_MAX: Final = 2_120
"""Pixels; no printer of receipts has more."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """What can be drawn of a visit."""

    name: str
    """As its paths end; also of the operations."""
    owner: str
    """In the descriptions: whose QR code it is."""
    width_min: int
    """Two pixels a module of the largest."""
    text: Callable[[Terminal, VisitId], str]
    """What stands in the QR code; raises ``RefusalError`` where there is none, or none any more."""
    words: Callable[[Terminal, VisitId, Speaker], str]
    """What stands beside it for people."""
    beside: str
    """The same, in the description."""


def add_pictures(router: Router, drawn: Drawn) -> None:
    """Declare the three of them."""

    async def draw(terminal: Terminal, visit: VisitId, how: Callable[[str], _Picture]) -> _Picture:
        picture = await asyncio.to_thread(how, drawn.text(terminal, visit))
        drawn.text(terminal, visit)  # of one that died while it was drawn there is none
        return picture

    async def svg(visit: VisitDep, terminal: TerminalDep) -> Response:
        return Response(await draw(terminal, visit, qr.svg), media_type="image/svg+xml")

    width_of = Field(ge=drawn.width_min, le=WIDTH_MAX, description="Pixels; 384 on paper of 58 mm")

    async def png(
        visit: VisitDep, terminal: TerminalDep, width: Annotated[int | None, In.QUERY, width_of] = None
    ) -> Response:
        return Response(await draw(terminal, visit, partial(qr.png, width=width)), media_type="image/png")

    async def txt(visit: VisitDep, terminal: TerminalDep, speaker: SpeakerDep) -> Response:
        picture = await draw(terminal, visit, qr.terminal)
        return Response(f"{picture}\n\n{drawn.words(terminal, visit, speaker)}\n", media_type="text/plain")

    def picture(media_type: str, schema: dict[str, Any]) -> Responses:
        said = {"description": f"The {drawn.name} as QR picture", "content": {media_type: {"schema": schema}}}
        return {200: said, **PROBLEMS}

    def add(form: str, call: Callable[..., Any], said: str, responses: Responses) -> None:
        path, name = f"/v1/visits/{{visit}}/{drawn.name}.{form}", f"{drawn.name}_{form}"
        router.add("GET", path, call, name=name, description=said, responses=responses)

    add(
        "svg",
        svg,
        f"{drawn.owner} QR code for paper; one module is a millimetre.",
        picture("image/svg+xml", {"type": "string"}),
    )
    add(
        "png",
        png,
        f"{drawn.owner} QR code for screens; with ``width`` exactly so wide, for a printer.",
        {**picture("image/png", {"type": "string", "contentMediaType": "image/png"}), **problems(422)},
    )
    add(
        "txt",
        txt,
        f"{drawn.owner} QR code in half blocks for a dark terminal window, and {drawn.beside}.",
        picture("text/plain", {"type": "string"}),
    )
