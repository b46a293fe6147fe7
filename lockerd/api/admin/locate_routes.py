"""The admin API's route for finding a door."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from lockerd.api.admin.access import AdminDep, CompartmentDep, MemoDep
from lockerd.api.http.frame import POST, problems
from lockerd.api.http.routes import Router
from lockerd.controller.locating import LONGEST_S, Located

router = Router()


class LocateRequest(BaseModel):
    """How long its light shall burn."""

    model_config = ConfigDict(extra="forbid")

    for_s: Annotated[int, Field(ge=1, le=LONGEST_S)] = 60


class LocatedView(BaseModel):
    """What came of it."""

    compartment: str
    outcome: Located = Field(description="`lit`; `no_light`: none is fitted; `somebody_there`: a person is served")
    for_s: int = Field(description="Seconds; 0 where nothing was lit")


@router.post("/v1/compartments/{compartment}/locate", responses=problems(*POST, 403))
async def locate(
    compartment: CompartmentDep,
    body: LocateRequest,
    memo: MemoDep,  # noqa: ARG001 - asked of every POST; the same again lights the same light
    admin: AdminDep,
) -> LocatedView:
    """Light the light at a door for a while. It ends by itself, and when a person begins to be served."""
    outcome = admin.locate(compartment, body.for_s)
    return LocatedView(compartment=compartment, outcome=outcome, for_s=body.for_s if outcome is Located.LIT else 0)
