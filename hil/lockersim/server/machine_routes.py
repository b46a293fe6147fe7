"""What the wall page can do to machines and people: power, orders, the show, a technician."""

from collections.abc import Awaitable, Callable
from typing import Any, Literal

from fastapi import APIRouter, HTTPException

from lockersim.errors import SimError
from lockersim.people.papers import needs_of
from lockersim.server.bodies import AnnounceBody, FoundBody, ReasonBody, ResumeBody, ShowBody, SwitchBody
from lockersim.server.desk import Desk
from lockersim.server.show import NoShowError, Show
from lockersim.site.terminal import RefusedError


def routes(desk: Desk, show: Show) -> APIRouter:
    """Return what concerns machines and people."""
    router = APIRouter(prefix="/api")
    bench = desk.bench

    @router.post("/machines/{machine}")
    async def machine(machine: Literal["lockerd", "broker"], body: SwitchBody) -> dict[str, bool]:
        desk.feed.add_sim(f"{machine}_{'on' if body.on else 'off'}")
        try:
            if machine == "lockerd":
                await (bench.power_on() if body.on else bench.daemon.kill())
            else:
                await (bench.broker_on() if body.on else bench.broker.kill())
        except SimError as error:
            raise HTTPException(503, str(error)) from None
        desk.refresh()
        return {"done": True}

    @router.post("/orders")
    async def announce(body: AnnounceBody) -> dict[str, Any]:
        name = desk.next_name(body.document_class)
        try:
            needs = needs_of(body.document_class)
            reply = await bench.papers.announce(
                name, authority=body.authority, document_class=body.document_class, needs=(needs,), kind=body.kind
            )
        except SimError as error:
            raise HTTPException(503, str(error)) from None
        desk.refresh()
        return {"name": name, "status": reply.status, "reason": reply.reason}

    @router.post("/show")
    async def start_show(body: ShowBody) -> dict[str, bool]:
        return _begun(lambda: show.start(body.what))

    @router.post("/reset")
    async def reset() -> dict[str, bool]:
        return _begun(show.reset)

    @router.post("/technician/resume")
    async def resume(body: ResumeBody) -> dict[str, bool]:
        return await _done(bench.admin.resume(body.reason))

    @router.post("/technician/found/{compartment}")
    async def found(compartment: str, body: FoundBody) -> dict[str, bool]:
        return await _done(bench.admin.found(compartment, body.reason, which=body.which))

    @router.post("/technician/{what}/{compartment}")
    async def technician(what: Literal["open", "clear"], compartment: str, body: ReasonBody) -> dict[str, bool]:
        asked = {"open": bench.admin.open, "clear": bench.admin.clear}
        return await _done(asked[what](compartment, body.reason))

    return router


def _begun(begin: Callable[[], None]) -> dict[str, bool]:
    try:
        begin()
    except NoShowError as error:
        raise HTTPException(409, error.why) from None
    return {"done": True}


async def _done(asked: Awaitable[Any]) -> dict[str, bool]:
    """What a technician asked for; a refusal is said in lockerd's words."""
    try:
        await asked
    except RefusedError as refusal:
        raise HTTPException(409, refusal.text) from None
    except SimError as error:
        raise HTTPException(503, str(error)) from None
    return {"done": True}
