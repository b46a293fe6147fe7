"""What the station holds of one case, told to whom it is about, and forgotten when they ask (GDPR, 15 and 17).

On the bench alone: nothing that comes by a network reaches this.
"""

from typing import Annotated, Final

from pydantic import Field

from lockerd.api.admin.access import AdminDep, MemoDep, WhoDep
from lockerd.api.admin.views import Reason
from lockerd.api.http.asking import ask, recall
from lockerd.api.http.frame import POST, problems
from lockerd.api.http.models import View
from lockerd.api.http.problems import RefusalError
from lockerd.api.http.routes import In, Router
from lockerd.domain.model.events import EraseOrder, Refused
from lockerd.domain.model.fact_words import ABOUT_SOMEBODY
from lockerd.domain.model.facts import Scalar
from lockerd.domain.model.ids import OrderId
from lockerd.domain.model.refusals import Refusal
from lockerd.store import CustodyRow

router = Router()

OrderPath = Annotated[str, In.PATH, Field(pattern=r"^[0-9a-f-]{36}$", description="The order's UUIDv7")]
OF_A_CODE: Final = "grant"
"""What the holder of a right is that no member of staff has."""


class CaseRowView(View):
    """One row of the log, without who of the staff it was."""

    epoch: int
    number: int
    lo_s: int = Field(description="Unix seconds: not before")
    hi_s: int | None = Field(description="Not after; null: not known")
    type: str
    compartment: str | None
    data: dict[str, Scalar]


class CaseView(View):
    """All that is held of one order, and of nobody else."""

    order: str
    keep_ended_ms: int = Field(description="It is erased by itself after so much powered time from its end on")
    tables: dict[str, list[dict[str, Scalar]]] = Field(
        description="Rows by table. Left out: salts and hashes, by which a code could be found out, and who of the "
        "staff did something"
    )
    log: list[CaseRowView]


class ErasedView(View):
    """What has become of it."""

    log_emptied: bool = Field(
        description="Nothing of it is left in SQLite's write-ahead log; false: a reader was at work, within the hour"
    )


@router.get("/v1/orders/{order}/case", responses=problems(404))
async def answer_case(order: OrderPath, admin: AdminDep) -> CaseView:
    """Everything that the station holds of one order. No code is in it: the station has none, only what it is known by;
    nor who of the staff did something."""
    held = await admin.store.held(OrderId(order))
    if held is None:
        raise RefusalError(Refused(Refusal.ORDER_UNKNOWN))
    return CaseView(
        order=order,
        keep_ended_ms=admin.controller.policy.keep_ended_ms,
        tables={name: [dict(row) for row in rows] for name, rows in held.tables.items()},
        log=[_row(row) for row in held.log],
    )


def _row(row: CustodyRow) -> CaseRowView:
    left_out = ABOUT_SOMEBODY - {"holder"} if row.data.get("right") == OF_A_CODE else ABOUT_SOMEBODY
    return CaseRowView(
        epoch=row.epoch,
        number=row.number,
        lo_s=row.lo_s,
        hi_s=row.hi_s,
        type=row.type,
        compartment=row.compartment,
        data={name: value for name, value in row.data.items() if name not in left_out},
    )


@router.post("/v1/orders/{order}/erase", responses=problems(*POST, 403, 404))
async def erase_case(order: OrderPath, body: Reason, memo: MemoDep, who: WhoDep, admin: AdminDep) -> ErasedView:
    """Forget an order that is over: its case, codes, papers, and what was written about it. The log keeps its rows,
    which name no order any more, and one more that says who has erased something and why.

    `not_now` while it goes on, while a door names it, and while central lacks one of its events: they would come to it
    without their order.
    """
    if recall(admin.controller, memo) is None:
        if admin.parts().central is not None and await admin.store.undelivered(OrderId(order)):
            raise RefusalError(Refused(Refusal.NOT_NOW))
        await ask(admin.controller, EraseOrder(who=who, order=OrderId(order), reason=body.reason), memo)
    return ErasedView(log_emptied=await admin.store.empty_log())
