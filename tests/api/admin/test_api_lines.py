"""Watching a line over a real socket: what is told, what is left out, and that the line waits for nobody."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
from api_site import Site
from board_setups import board_setup
from in_process import MemoryPort
from served_app import events, served

from lockerd.api.admin.app import admin_app
from lockerd.api.admin.line_watch import WATCHERS_MAX, Lines, _Story
from lockerd.boards import CODECS
from lockerd.bus.arbiter import PowerArbiter, Pulse
from lockerd.bus.doors import Doors
from lockerd.bus.line.owner import BusOwner
from lockerd.bus.line.wire import Direction
from lockerd.bus.setup import BusSetup
from lockerd.bus.watch.exchanges import Exchanges
from lockerd.bus.watch.watcher import Chunk
from lockerd.domain.model.ids import AttemptId, CompartmentId
from lockerd.domain.model.readings import DoorSensor
from lockerd.domain.model.reports import Unlock
from lockersim.line.frames import HOST
from lockersim.line.line import Line
from lockersim.wall.families import every_family_wall
from lockersim.wall.wall import Wall
from lockersim.world.clock import LoopClock

STATUS = "02 01 00 50 03 56"


class Watched:
    """A simulated line with one board, in real time, and a client that may watch it."""

    def __init__(
        self, client: httpx.AsyncClient, lines: Lines, owner: BusOwner, line: Line, stop: asyncio.Event
    ) -> None:
        self.client, self.lines, self.owner, self.line, self.stop = client, lines, owner, line, stop

    @asynccontextmanager
    async def watch(self, query: str = "") -> AsyncIterator[AsyncIterator[dict[str, Any]]]:
        async with self.client.stream("GET", f"/v1/buses/left/frames{query}") as response:
            assert response.headers["Content-Type"].startswith("text/event-stream")
            yield events(response)

    @property
    def asked(self) -> int:
        return len(self.line.frames.sent_by(HOST))

    def unlock(self) -> None:
        now_ms = int(asyncio.get_running_loop().time() * 1000)
        self.owner.submit(Unlock(AttemptId(1), CompartmentId("B01"), now_ms + 2_000))


@asynccontextmanager
async def watched(site: Site, folder: Path) -> AsyncIterator[Watched]:
    loop = asyncio.get_running_loop()
    wall = Wall(every_family_wall(["cu48"], doors=1), LoopClock(loop), folder=folder)
    line, port = wall.lines["cu48"], MemoryPort()
    port.on_bytes = line.port.on_bytes
    line.port = port  # type: ignore[assignment]  # same shape, other medium
    board = board_setup(
        codec=CODECS["cu48"],
        address=1,
        compartments={1: CompartmentId("B01")},
        feedback=DoorSensor.HOOK,
        pulse=Pulse(500),
    )

    def monotonic_ms() -> int:
        return int(loop.time() * 1000)

    owner = BusOwner(
        BusSetup(bus="left", speed_baud=19_200, boards=(board,), scan_period_ms=30),
        open_link=port.open,
        power=PowerArbiter(monotonic_ms=monotonic_ms),
        monotonic_ms=monotonic_ms,
        doors=Doors(lambda _report: None),
        report=lambda _report: None,
        progress=lambda: None,
    )
    lines, stop = Lines({"left": owner}), asyncio.Event()
    running = asyncio.create_task(owner.run())
    app = admin_app(
        site.admin,
        site.commissioning,
        lines,
        site.timekeeping,
        stop,
        badge_lists=site.badge_lists,
        key_lists=site.key_lists,
        proofs=site.proofs,
    )
    async with served(app, folder, stop) as (
        client,
        _,
    ):
        yield Watched(client, lines, owner, line, stop)
    running.cancel()


async def test_frames_are_told_with_their_meaning_and_unchanged_ones_are_not(site: Site, tmp_path: Path) -> None:
    async with watched(site, tmp_path) as line, line.watch() as stream:
        first = await anext(stream)
        assert first["event"] == "bus"
        assert first["data"] == {"bus": "left", "speed_baud": 19_200, "echo": False, "boards": {"1": "cu48"}}
        frames: list[dict[str, Any]] = []
        counts: dict[str, Any] = {}
        async for event in stream:
            if event["event"] == "frame":
                frames.append(event["data"])
            elif (counts := event["data"])["folded"] > 5:  # a busy machine needs more than one second
                break
        # On a busy machine an answer may be late and be told as unasked: then more than one exchange is new.
        at = next(n for n, frame in enumerate(frames) if frame["answered"])
        request, reply = frames[at : at + 2]
        assert (request["kind"], request["direction"], request["hex"]) == ("request", "sent", STATUS)
        assert (reply["kind"], reply["direction"]) == ("reply", "heard")
        assert reply["meaning"][0]["channels"]["1"] == {"bit": 1, "latch": "latched"}
        assert reply["reply_ms"] > 0
        assert len(frames) < 20
        assert counts["boards"]["1"]["exchanges"] > 5
        assert counts["over_ms"] >= 1_000


async def test_an_unlock_is_always_told_and_so_is_what_it_changed(site: Site, tmp_path: Path) -> None:
    async with watched(site, tmp_path) as line, line.watch() as stream:
        assert (await anext(stream))["event"] == "bus"
        assert (await anext(stream))["data"]["hex"] == STATUS
        line.unlock()
        told: list[dict[str, Any]] = []
        async for event in stream:
            if event["event"] == "frame":
                told.append(event["data"])
                if event["data"]["kind"] == "reply":
                    (meaning,) = event["data"]["meaning"]
                    if meaning["channels"]["1"]["latch"] == "unlatched":
                        break
        unlocks = [frame["hex"] for frame in told if frame.get("unlock")]
        assert unlocks == ["02 01 00 51 03 57"]


async def test_an_unlock_is_told_also_if_it_says_what_the_last_one_said(site: Site, tmp_path: Path) -> None:
    async with watched(site, tmp_path) as line:
        story = _Story(Exchanges(line.owner.setup), began_s=0, unchanged=False)
        for text, told in (("02 01 00 51 03 57", True), (STATUS, False)):
            sent = [Chunk(float(n), Direction.SENT, bytes.fromhex(text)) for n in range(4)]
            exchanges = list(Exchanges(line.owner.setup).feed(sent))
            assert [bool(list(story._tell(each))) for each in exchanges] == [True, told, told]


async def test_everything_is_told_to_who_asks_for_it(site: Site, tmp_path: Path) -> None:
    async with watched(site, tmp_path) as line, line.watch("?unchanged=true") as stream:
        numbers = []
        async for event in stream:
            if event["event"] == "frame":
                numbers.append(event["data"]["number"])
                assert event["data"]["folded"] == 0
            if len(numbers) == 12:
                break
        assert numbers == list(range(1, 13))


async def test_a_line_that_nobody_watches_any_more_is_not_listened_to(site: Site, tmp_path: Path) -> None:
    async with watched(site, tmp_path) as line:
        async with line.watch() as stream:
            await anext(stream)
            assert line.lines.watchers == 1
        for _ in range(300):
            if line.lines.watchers == 0 and line.owner.taps._taps == ():
                break
            await asyncio.sleep(0.01)
        assert line.lines.watchers == 0
        assert line.owner.taps._taps == ()


async def test_only_so_many_watch_and_unknown_lines_are_named(site: Site, tmp_path: Path) -> None:
    async with watched(site, tmp_path) as line:
        for _ in range(WATCHERS_MAX):
            line.lines.take_place()
        busy = await line.client.get("/v1/buses/left/frames")
        assert (busy.status_code, busy.json()["code"]) == (503, "busy")
        for name in ("right", "pins"):
            unknown = await line.client.get(f"/v1/buses/{name}/frames")
            assert (unknown.status_code, unknown.json()["code"]) == (404, "bus_unknown")
        strange = await line.client.get("/v1/buses/..%2Fleft/frames")
        assert strange.status_code == 404
        for _ in range(WATCHERS_MAX):
            line.lines.give_place_back()
        odd = await line.client.get("/v1/buses/left/frames?unchanged=perhaps")
        assert (odd.status_code, odd.json()["code"]) == (422, "invalid_request")


async def test_a_reader_that_stops_reading_stops_nobody_else(site: Site, tmp_path: Path) -> None:
    async with watched(site, tmp_path) as line, line.watch("?unchanged=true"):
        before = line.asked
        await asyncio.sleep(0.5)  # nothing is read from the stream
        assert line.asked - before > 5


async def test_the_stream_ends_with_the_daemon(site: Site, tmp_path: Path) -> None:
    async with watched(site, tmp_path) as line, line.watch() as stream:
        await anext(stream)
        line.stop.set()
        async with asyncio.timeout(5):
            assert {event["event"] async for event in stream} <= {"frame", "counts"}
        assert line.owner.taps._taps == ()
