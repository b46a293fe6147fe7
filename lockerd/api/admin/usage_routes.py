"""How the station is used, as it may be published: exact counts do not leave the daemon."""

from datetime import date, timedelta
from typing import Annotated, Final

from pydantic import Field

from lockerd.api.admin.access import AdminDep
from lockerd.api.http.frame import problems
from lockerd.api.http.models import View
from lockerd.api.http.problems import Mistake, UnfitError
from lockerd.api.http.routes import In, Router
from lockerd.domain.shown.publishing import published
from lockerd.domain.shown.usage import Figure
from lockerd.store import DAY_S

DAYS_MAX: Final = 31
_EPOCH: Final = date(1970, 1, 1)

router = Router()


class UsageCellView(View):
    """One count of one day."""

    day: date
    figure: Figure
    item: str = Field(description="Document class, way of showing a right, or phase; `total`", examples=["total"])
    count: int | None = Field(description="Null: below five, or a total that would tell of one")


class UsageView(View):
    """The counts of some days that are over, as they may be published."""

    first: date | None = Field(description="The first day of which there are counts; null: there are none")
    last: date = Field(description="The last day that is over, of UTC")
    cells: list[UsageCellView]


@router.get("/v1/usage", responses=problems(422))
async def usage(
    admin: AdminDep,
    since: Annotated[
        str,
        In.QUERY,
        Field(
            pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$",
            description="At most 31 days from here are told",
            examples=["2026-11-01"],
        ),
    ],
) -> UsageView:
    """How the station was used, day by day: what may be published, with small counts hidden (docs/open-data.md)."""
    over = admin.controller.now().lo_s // DAY_S - 1
    try:
        begin = (date.fromisoformat(since) - _EPOCH).days
    except ValueError:  # the 31st of a month that has none
        raise UnfitError([Mistake(("query", "since"), "date_parsing")]) from None
    first, rows = await admin.store.usage(begin, min(over, begin + DAYS_MAX - 1))
    return UsageView(
        first=None if first is None or first > over else _date(first),
        last=_date(over),
        cells=[
            UsageCellView(day=_date(cell.day), figure=cell.figure, item=cell.item, count=cell.count)
            for cell in published(rows)
        ],
    )


def _date(day: int) -> date:
    return _EPOCH + timedelta(days=day)
