"""The admin API's routes for the time."""

from typing import Annotated

from starlette.requests import Request

from lockerd.api.admin.access import MemoDep, WhoDep
from lockerd.api.admin.timekeeping import BeliefView, Timekeeping, TimeRequest
from lockerd.api.http.frame import POST, SpeakerDep, problems
from lockerd.api.http.routes import Depends, Router

router = Router()


async def _timekeeping(request: Request, speaker: SpeakerDep) -> Timekeeping:  # noqa: ARG001 - sets Content-Language
    timekeeping = request.app.state.timekeeping
    assert isinstance(timekeeping, Timekeeping)
    return timekeeping


TimekeepingDep = Annotated[Timekeeping, Depends(_timekeeping)]


@router.get("/v1/time")
async def time(timekeeping: TimekeepingDep) -> BeliefView:
    """What is believed of the time, and why."""
    return timekeeping.view()


@router.post("/v1/time/correct", responses=problems(*POST, 403))
async def correct_time(body: TimeRequest, memo: MemoDep, who: WhoDep, timekeeping: TimekeepingDep) -> BeliefView:
    """Say what time it is, with a reason: the one way in which time that was believed may go back."""
    return await timekeeping.correct(body.time_s, body.reason, who=who, memo=memo)
