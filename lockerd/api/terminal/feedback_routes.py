"""How it went, in one tap at the end: optional, and kept as a count of the day alone."""

from typing import Annotated

from pydantic import Field

from lockerd.api.http.asking import ask, kept
from lockerd.api.http.frame import POST, SpeakerDep, problems
from lockerd.api.http.models import Body
from lockerd.api.http.routes import Router
from lockerd.api.terminal.access import MemoDep, TerminalDep, VisitDep
from lockerd.api.terminal.visit_routes import AnyVisit, shown
from lockerd.controller import Kept
from lockerd.domain.model.events import Accepted, Answer, Rate
from lockerd.domain.shown.usage import Counted, Figure, Mark

router = Router(tags=["visits"])


class FeedbackRequest(Body):
    """How it went."""

    mark: Annotated[Mark, Field(strict=False)]


@router.post("/v1/visits/{visit}/feedback", responses=problems(*POST))
async def feedback(
    visit: VisitDep, body: FeedbackRequest, memo: MemoDep, terminal: TerminalDep, speaker: SpeakerDep
) -> AnyVisit:
    """The person says how it went, where `feedback` of the visit is true: at the end, once, and only where something
    was done. Never ask twice, and let them go without. It is counted for the day, and kept with nothing else."""

    def keep(answer: Answer, changed: bool) -> Kept:  # noqa: FBT001 - the shape of ``Keep``
        counted = (Counted(Figure.FEEDBACK, body.mark.value),) if isinstance(answer, Accepted) else ()
        return Kept(kept(answer, changed).text, usage=counted)

    await ask(terminal.controller, Rate(visit), memo, keep)
    return shown(terminal, visit, speaker)
