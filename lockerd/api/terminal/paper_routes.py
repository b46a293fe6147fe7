"""What a person takes along who handed over, or could not: to print or to show while the visit lasts."""

from lockerd.api.http.frame import POST, problems
from lockerd.api.http.routes import Router
from lockerd.api.http.wording import Speaker
from lockerd.api.terminal.access import MemoDep, SpeakerDep, TerminalDep, VisitDep
from lockerd.api.terminal.bodies import ReceiptRequest
from lockerd.api.terminal.picture_routes import PROBLEMS, Drawn, add_pictures
from lockerd.api.terminal.terminal import Terminal
from lockerd.api.terminal.views import PaperView
from lockerd.api.terminal.visit_routes import AnyVisit, shown
from lockerd.domain.model.ids import VisitId

router = Router(tags=["paper"])


@router.get("/v1/visits/{visit}/paper", responses=PROBLEMS)
async def paper(visit: VisitDep, terminal: TerminalDep, speaker: SpeakerDep) -> PaperView:
    """The receipt, or the record of the attempt, which is no receipt."""
    row = terminal.papers.of(visit)
    return PaperView(
        paper=row.paper,
        number=row.id,
        part=row.part.number,
        text=terminal.papers.text(row, speaker),
        direction=row.direction,
        lo_s=row.lo_s,
        hi_s=row.hi_s,
        grade=row.grade,
        fetch_number=terminal.papers.number(row),
        code=terminal.papers.signed(row),
    )


@router.post("/v1/papers", status=201, responses=problems(*POST, 429))
async def fetch_paper(body: ReceiptRequest, memo: MemoDep, terminal: TerminalDep, speaker: SpeakerDep) -> AnyVisit:
    """A copy of a receipt, by the twelve digits that stand on it: a visit in the phase `paper_ready`, in which nothing
    is opened. A mistyped check digit is `number_slip` and does not count as a try. Wrong numbers are counted as wrong
    codes are, but by themselves: they keep nobody from a door. After too many (`receipt_no_needed`) send the counter
    that stands on the receipt as well."""
    return shown(terminal, await terminal.papers.fetch(body, memo), speaker)


def _signed(terminal: Terminal, visit: VisitId) -> str:
    return terminal.papers.signed(terminal.papers.of(visit))


def _text(terminal: Terminal, visit: VisitId, speaker: Speaker) -> str:
    return terminal.papers.text(terminal.papers.of(visit), speaker)


add_pictures(router, Drawn(name="paper", owner="Its", width_min=170, text=_signed, words=_text, beside="its text"))
