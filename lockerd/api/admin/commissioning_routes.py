"""The admin API's routes of a commissioning walk."""

from typing import Annotated

from starlette.requests import Request

from lockerd.api.admin.access import MemoDep, WhoDep
from lockerd.api.admin.commissioning import Commissioning
from lockerd.api.admin.commissioning_views import (
    BoardView,
    CommissionedView,
    CommissioningRequest,
    CommissioningView,
)
from lockerd.api.http.frame import POST, SpeakerDep, problems
from lockerd.api.http.routes import Depends, Router

router = Router()


async def _commissioning(request: Request, speaker: SpeakerDep) -> Commissioning:  # noqa: ARG001 - sets Content-Language
    commissioning = request.app.state.commissioning
    assert isinstance(commissioning, Commissioning)
    return commissioning


CommissioningDep = Annotated[Commissioning, Depends(_commissioning)]


@router.get("/v1/boards")
async def boards(commissioning: CommissioningDep) -> list[BoardView]:
    """All lock boards with all their inputs as they stand, those included that no compartment uses."""
    return commissioning.boards()


@router.get("/v1/commissioning/newest")
async def commissioned(commissioning: CommissioningDep) -> CommissionedView:
    """What the newest walk along the wall has found."""
    return await commissioning.newest()


@router.post("/v1/commissioning", responses=problems(*POST, 403))
async def commission(
    body: CommissioningRequest, memo: MemoDep, who: WhoDep, commissioning: CommissioningDep
) -> CommissioningView:
    """Write into the log what a walk along the wall has found, and sign it with the site's key."""
    return await commissioning.sign(body, who=who, memo=memo)
