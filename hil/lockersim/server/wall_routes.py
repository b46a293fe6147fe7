"""What the wall page can see, and do to doors and wires."""

import asyncio
from collections.abc import AsyncIterator

from fastapi import APIRouter, HTTPException
from fastapi.responses import StreamingResponse

from lockersim.faults.targets import FaultError
from lockersim.line.frames import Frame
from lockersim.server.bodies import FaultBody, HandsBody
from lockersim.server.desk import Desk
from lockersim.server.hub import sse
from lockersim.world.hands import HandError

FRAMES_AHEAD = 400


def routes(desk: Desk) -> APIRouter:
    """Return what concerns doors and wires."""
    router = APIRouter(prefix="/api")
    bench = desk.bench

    @router.get("/live")
    async def live() -> StreamingResponse:
        return _stream(desk.hub.follow(desk.picture()))

    @router.get("/frames/{bus}")
    async def frames(bus: str) -> StreamingResponse:
        if bus not in bench.wall.lines:
            raise HTTPException(404, f"there is no bus {bus}")
        return _stream(_frames(desk, bus))

    @router.post("/hands")
    async def hands(body: HandsBody) -> dict[str, bool]:
        try:
            bench.wall.hands.act(body.action, body.compartment, item=body.item)
        except HandError as error:
            raise HTTPException(409, str(error)) from None
        desk.refresh()
        return {"done": True}

    @router.post("/faults/{name}")
    async def fault(name: str, body: FaultBody) -> dict[str, bool]:
        try:
            if body.on:
                bench.faults.apply(name, body.target, amount=body.amount)
            else:
                bench.faults.clear(name, body.target)
        except FaultError as error:
            raise HTTPException(409, str(error)) from None
        if body.target in bench.wall.world.compartments:
            desk.hub.tell("truth", bench.wall.world.compartments[body.target].as_json())
        desk.refresh()
        return {"done": True}

    return router


def _stream(events: AsyncIterator[str]) -> StreamingResponse:
    return StreamingResponse(events, media_type="text/event-stream", headers={"Cache-Control": "no-store"})


async def _frames(desk: Desk, bus: str) -> AsyncIterator[str]:
    log = desk.bench.wall.lines[bus].frames
    queue: asyncio.Queue[Frame] = asyncio.Queue(FRAMES_AHEAD)
    stop = log.subscribe(lambda frame: None if queue.full() else queue.put_nowait(frame))
    try:
        while not desk.hub.stop.is_set():
            try:
                async with asyncio.timeout(1):
                    frame = await queue.get()
            except TimeoutError:
                yield ": quiet\n\n"
                continue
            yield sse("frame", frame.as_json())
    finally:
        stop()
