"""The technicians' HTTP API: who asks is the user at the other end of the unix socket."""

import asyncio
from typing import Annotated, Final

from pydantic import Field
from starlette.applications import Starlette

from lockerd.api.admin.access import AdminDep, CompartmentDep, MemoDep, WhoDep
from lockerd.api.admin.admin import Admin
from lockerd.api.admin.badge_lists import BadgeLists
from lockerd.api.admin.badge_lists import router as badge_router
from lockerd.api.admin.bench_rounds import router as round_router
from lockerd.api.admin.cases import router as case_router
from lockerd.api.admin.commissioning import Commissioning
from lockerd.api.admin.commissioning_routes import router as commissioning_router
from lockerd.api.admin.commissioning_views import OpenRequest
from lockerd.api.admin.cut_routes import router as cut_router
from lockerd.api.admin.explaining import explain
from lockerd.api.admin.explanation_views import ExplanationView
from lockerd.api.admin.key_lists import KeyLists
from lockerd.api.admin.key_lists import router as key_router
from lockerd.api.admin.line_routes import router as line_router
from lockerd.api.admin.line_watch import Lines
from lockerd.api.admin.locate_routes import router as locate_router
from lockerd.api.admin.metrics import router as metrics_router
from lockerd.api.admin.proof_routes import Proofs
from lockerd.api.admin.proof_routes import router as proof_router
from lockerd.api.admin.status_views import AdminStatus
from lockerd.api.admin.support_routes import router as support_router
from lockerd.api.admin.time_routes import router as time_router
from lockerd.api.admin.timekeeping import Timekeeping
from lockerd.api.admin.usage_routes import router as usage_router
from lockerd.api.admin.views import (
    CompartmentView,
    CustodyPage,
    FoundRequest,
    GoingVisitView,
    OrderView,
    Reason,
    ResumedView,
    VerifiedView,
)
from lockerd.api.admin.waiting import WaitingDoorView, waiting_doors
from lockerd.api.http.frame import POST, SpeakerDep, frame, problems
from lockerd.api.http.routes import Depends, In, Router
from lockerd.domain.model.ids import CompartmentId, OrderId
from lockerd.store import Wanted

TITLE: Final = "lockerd admin API"
DESCRIPTION: Final = """\
For technicians and `lockerctl`; served on a unix socket that only its group may connect to. Whoever acts is written
into the custody log by the name of the user at the other end. There is no way to open more than one compartment with
one request. Every POST carries an `Idempotency-Key`; errors are problem details (RFC 9457).
"""
PAGE_MAX: Final = 1_000

router = Router()


@router.get("/v1/status")
async def status(admin: AdminDep) -> AdminStatus:
    """Everything in one look."""
    return admin.status()


@router.get("/v1/compartments")
async def compartments(admin: AdminDep) -> list[CompartmentView]:
    """All compartments as lockerd believes them to be."""
    return admin.compartments()


@router.get("/v1/compartments/{compartment}/explanation", responses=problems(404))
async def explanation(compartment: CompartmentDep, admin: AdminDep, speaker: SpeakerDep) -> ExplanationView:
    """Why a compartment is as it is: what was observed, what each word at its door would come to, and what each act of
    technicians and staff would come to now. Nothing is done."""
    return explain(admin.controller, compartment, speaker)


@router.get("/v1/orders")
async def orders(admin: AdminDep) -> list[OrderView]:
    """All orders that are not erased."""
    return admin.orders()


@router.post("/v1/compartments/{compartment}/open", responses=problems(*POST, 403, 429))
async def open_compartment(
    compartment: CompartmentDep, body: OpenRequest, memo: MemoDep, who: WhoDep, admin: AdminDep
) -> CompartmentView:
    """Open one compartment. What was inside counts as touched: an occupied one is quarantined."""
    return await admin.open(compartment, body, who=who, memo=memo)


@router.post("/v1/compartments/{compartment}/touched", responses=problems(*POST, 403))
async def touched_compartment(
    compartment: CompartmentDep, body: Reason, memo: MemoDep, who: WhoDep, admin: AdminDep
) -> CompartmentView:
    """Report that a door was open under nobody's right, where no sensor told: judged as if one had."""
    return await admin.touched(compartment, body.reason, who=who, memo=memo)


@router.post("/v1/compartments/{compartment}/clear", responses=problems(*POST, 403))
async def clear_compartment(
    compartment: CompartmentDep, body: Reason, memo: MemoDep, who: WhoDep, admin: AdminDep
) -> CompartmentView:
    """Report, after having looked, that a compartment is empty; ends every order and grant that names it.

    Of what a person was to hand in: that nothing was found, or that what the office has a receipt for was taken out.
    """
    return await admin.clear(compartment, body.reason, who=who, memo=memo)


@router.post("/v1/compartments/{compartment}/found", responses=problems(*POST, 403))
async def found_in_compartment(
    compartment: CompartmentDep, body: FoundRequest, memo: MemoDep, who: WhoDep, admin: AdminDep
) -> CompartmentView:
    """Report, after having looked, that what a person had put in without a receipt was found and taken out.

    That is custody, with a receipt of the grade `found`, also where the order was cancelled or has expired meanwhile.
    `not_now` where no hand-in waits for it: of what was handed in already, report the compartment empty. Of an exchange
    `which` says which of the two documents lay there: the old one is custody, the new one is taken back.
    """
    return await admin.found(compartment, body, who=who, memo=memo)


@router.post("/v1/compartments/{compartment}/out_of_service", responses=problems(*POST, 403))
async def take_out_of_service(
    compartment: CompartmentDep, body: Reason, memo: MemoDep, who: WhoDep, admin: AdminDep
) -> CompartmentView:
    """Have nothing new put in; what lies inside can still be collected."""
    return await admin.out_of_service(compartment, body.reason, who=who, memo=memo)


@router.post("/v1/compartments/{compartment}/in_service", responses=problems(*POST, 403))
async def put_in_service(
    compartment: CompartmentDep, body: Reason, memo: MemoDep, who: WhoDep, admin: AdminDep
) -> CompartmentView:
    """Give a compartment back to use."""
    return await admin.in_service(compartment, body.reason, who=who, memo=memo)


@router.post("/v1/resume", responses=problems(*POST, 403))
async def resume(body: Reason, memo: MemoDep, who: WhoDep, admin: AdminDep) -> ResumedView:
    """End a halt after having looked for its cause."""
    return ResumedView(halted=await admin.resume(body.reason, who=who, memo=memo))


@router.get("/v1/visits")
async def visits(admin: AdminDep) -> list[GoingVisitView]:
    """The visits that are going on."""
    return admin.visits()


@router.get("/v1/waiting")
async def waiting(admin: AdminDep) -> list[WaitingDoorView]:
    """The doors that wait for staff, who take out under a badge at the terminal: why, and since when."""
    return waiting_doors(admin.controller.state)


async def _wanted(
    compartment: Annotated[str | None, In.QUERY, Field(pattern=r"^[!-.0-~]{1,16}$", examples=["A07"])] = None,
    order: Annotated[str | None, In.QUERY, Field(min_length=1, max_length=64, description="The order's UUIDv7")] = None,
    since_s: Annotated[int | None, In.QUERY, Field(ge=0, lt=1 << 53, description="Unix seconds")] = None,
    until_s: Annotated[int | None, In.QUERY, Field(ge=0, lt=1 << 53, description="Unix seconds")] = None,
) -> Wanted:
    return Wanted(
        compartment=None if compartment is None else CompartmentId(compartment),
        order=None if order is None else OrderId(order),
        since_s=since_s,
        until_s=until_s,
    )


@router.get("/v1/custody", responses=problems(422))
async def custody(
    admin: AdminDep,
    wanted: Annotated[Wanted, Depends(_wanted)],
    *,
    after: Annotated[int, In.QUERY, Field(ge=0, lt=1 << 53, description="Position to begin after")] = 0,
    limit: Annotated[int, In.QUERY, Field(ge=1, le=PAGE_MAX)] = 100,
    newest: Annotated[
        bool, In.QUERY, Field(description="The last rows instead of the first; oldest first all the same")
    ] = False,
) -> CustodyPage:
    """A page of the custody log: of one compartment, one order, one time, or all of it."""
    return await admin.custody(after, limit, wanted=wanted, newest=newest)


@router.get("/v1/custody/verify", responses=problems(503))
async def verify_custody(admin: AdminDep) -> VerifiedView:
    """Check the hash of every row and the chain from the first to the last."""
    return await admin.verify()


ROUTERS: Final = (
    router,
    commissioning_router,
    line_router,
    locate_router,
    support_router,
    time_router,
    round_router,
    badge_router,
    key_router,
    case_router,
    cut_router,
    metrics_router,
    proof_router,
    usage_router,
)


def admin_app(
    admin: Admin,
    commissioning: Commissioning,
    lines: Lines,
    timekeeping: Timekeeping,
    stop: asyncio.Event,
    *,
    badge_lists: BadgeLists,
    key_lists: KeyLists,
    proofs: Proofs,
) -> Starlette:
    """The app; ``lockerd.api.http.serve`` tells it its peers. Setting ``stop`` ends its streams."""
    app = frame(ROUTERS, admin.speaker)
    app.state.admin = admin
    app.state.commissioning = commissioning
    app.state.lines = lines
    app.state.timekeeping = timekeeping
    app.state.badge_lists = badge_lists
    app.state.key_lists = key_lists
    app.state.proofs = proofs
    app.state.stop = stop
    return app
