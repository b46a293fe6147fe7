"""What a person takes along who handed over, or could not: to print or to show while the visit lasts."""

from lockerd.api.http.routes import Router
from lockerd.api.http.wording import Speaker
from lockerd.api.terminal.access import SpeakerDep, TerminalDep, VisitDep
from lockerd.api.terminal.paper_text import paper_text
from lockerd.api.terminal.picture_routes import PROBLEMS, Drawn, add_pictures
from lockerd.api.terminal.terminal import Terminal
from lockerd.api.terminal.views import PaperView
from lockerd.domain.model.ids import VisitId

router = Router(tags=["paper"])


@router.get("/v1/visits/{visit}/paper", responses=PROBLEMS)
async def paper(visit: VisitDep, terminal: TerminalDep, speaker: SpeakerDep) -> PaperView:
    """The receipt, or the record of the attempt, which is no receipt."""
    row = terminal.paper(visit)
    return PaperView(
        paper=row.paper,
        number=row.id,
        part=row.part.number,
        text=paper_text(row, speaker),
        direction=row.direction,
        lo_s=row.lo_s,
        hi_s=row.hi_s,
        grade=row.grade,
        code=terminal.signed(row),
    )


def _signed(terminal: Terminal, visit: VisitId) -> str:
    return terminal.signed(terminal.paper(visit))


def _text(terminal: Terminal, visit: VisitId, speaker: Speaker) -> str:
    return paper_text(terminal.paper(visit), speaker)


add_pictures(router, Drawn(name="paper", owner="Its", width_min=170, text=_signed, words=_text, beside="its text"))
