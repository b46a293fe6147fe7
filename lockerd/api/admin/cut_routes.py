"""The admin API's route for rows of the custody log of which only the hash is left."""

from typing import Annotated

from pydantic import Field

from lockerd.api.admin.access import AdminDep
from lockerd.api.admin.views import CutPage, CutRowView
from lockerd.api.http.frame import problems
from lockerd.api.http.routes import In, Router

router = Router()


@router.get("/v1/custody/cut", responses=problems(422))
async def cut_rows(
    admin: AdminDep,
    *,
    after: Annotated[int, In.QUERY, Field(ge=0, lt=1 << 53, description="Position to begin after")] = 0,
    limit: Annotated[int, In.QUERY, Field(ge=1, le=1_000)] = 100,
) -> CutPage:
    """A page of the rows whose content was cut from the custody log: their hashes, which stay for ever."""
    rows = await admin.store.cut_rows(after, limit)
    return CutPage(rows=[CutRowView(**row._asdict()) for row in rows])
