"""What a person takes along who handed over, or could not: to print or to show while the visit lasts."""

from typing import Annotated, Any, Final

from pydantic import Field
from starlette.responses import Response

from lockerd.api.http.frame import POST, SpeakerDep, problems
from lockerd.api.http.german import in_german
from lockerd.api.http.routes import In, Responses, Router
from lockerd.api.http.wording import Speaker
from lockerd.api.terminal.access import MemoDep, TerminalDep, VisitDep
from lockerd.api.terminal.bodies import ReceiptRequest
from lockerd.api.terminal.picture_routes import PROBLEMS, Drawn, add_pictures
from lockerd.api.terminal.privacy import Privacy
from lockerd.api.terminal.terminal import Terminal
from lockerd.api.terminal.views import PaperView
from lockerd.api.terminal.visit_routes import AnyVisit, shown
from lockerd.domain.model.ids import VisitId

router = Router(tags=["paper"])
COLUMNS_MIN: Final = 24
COLUMNS_MAX: Final = 80


@router.get("/v1/visits/{visit}/paper", responses=PROBLEMS)
async def paper(visit: VisitDep, terminal: TerminalDep, speaker: SpeakerDep) -> PaperView:
    """The receipt, or the record of the attempt, which is no receipt."""
    row = terminal.papers.of(visit)
    return PaperView(
        paper=row.paper,
        number=row.id,
        part=row.part.number,
        of_code=terminal.papers.of_code(visit, row),
        text=terminal.papers.text(row, speaker),
        spoken=terminal.papers.spoken(row, speaker),
        german=in_german(speaker, lambda it: terminal.papers.text(row, it)),
        privacy=Privacy.PRIVATE,
        direction=row.direction,
        lo_s=row.lo_s,
        hi_s=row.hi_s,
        grade=row.grade,
        fetch_number=terminal.papers.number(row),
        code=terminal.papers.signed(row),
    )


def _file(what: str, media_type: str, schema: dict[str, Any]) -> Responses:
    return {200: {"description": what, "content": {media_type: {"schema": schema}}}, **PROBLEMS, **problems(422)}


@router.get("/v1/visits/{visit}/paper.lines", responses=_file("Its lines", "text/plain", {"type": "string"}))
async def paper_lines(
    visit: VisitDep,
    terminal: TerminalDep,
    speaker: SpeakerDep,
    columns: Annotated[
        int, In.QUERY, Field(ge=COLUMNS_MIN, le=COLUMNS_MAX, description="32 on paper of 58 mm, 48 on paper of 80 mm")
    ] = 32,
) -> Response:
    """Its text in lines for a printer, without the QR code: that is `paper.png`. Below a draft the same in German."""
    row = terminal.papers.of(visit)
    lines = terminal.papers.lines(row, speaker, columns)
    if (german := in_german(speaker, lambda it: terminal.papers.lines(row, it, columns))) is not None:
        lines = f"{lines}\n\n{german}"
    return Response(f"{lines}\n", media_type="text/plain")


@router.get(
    "/v1/visits/{visit}/paper.pdf",
    responses=_file("The paper as file", "application/pdf", {"type": "string", "contentMediaType": "application/pdf"}),
)
async def paper_pdf(visit: VisitDep, terminal: TerminalDep, speaker: SpeakerDep) -> Response:
    """Text and QR code on a page, as PDF/A-3 with the signed message embedded (`receipt.cose`), for an e-file. Below a
    draft stands the same in German."""
    page = await terminal.papers.pdf(terminal.papers.of(visit), speaker)
    return Response(page, media_type="application/pdf")


@router.post("/v1/papers", status=201, responses=problems(*POST, 429))
async def fetch_paper(body: ReceiptRequest, memo: MemoDep, terminal: TerminalDep, speaker: SpeakerDep) -> AnyVisit:
    """A copy of a receipt, by the twelve digits that stand on it: a visit in the phase `paper_ready`, in which nothing
    is opened. A mistyped check digit is `number_slip` and does not count as a try. Wrong numbers are counted as wrong
    codes are, but by themselves: they keep nobody from a door. After too many (`receipt_no_needed`) send the counter
    that stands on the receipt as well."""
    return shown(terminal, terminal.begun(await terminal.papers.fetch(body, memo)), speaker)


def _signed(terminal: Terminal, visit: VisitId) -> str:
    return terminal.papers.signed(terminal.papers.of(visit))


def _text(terminal: Terminal, visit: VisitId, speaker: Speaker) -> str:
    return terminal.papers.text(terminal.papers.of(visit), speaker)


add_pictures(router, Drawn(name="paper", owner="Its", width_min=170, text=_signed, words=_text, beside="its text"))
