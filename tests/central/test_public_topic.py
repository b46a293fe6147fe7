"""What everybody may know is told to the broker, retained, and seldom; a broker that refuses it loses nothing else."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import pairwise
from pathlib import Path
from typing import Any

from central_kit import SITE, TOPICS, Site, site
from virtual_loop import virtual_loop, virtual_time

from lockerd.central.announcer import PAUSE_S
from lockerd.central.link import Broker, LinkLostError, Post, PublishRefusedError, Received
from lockerd.central.packing import NO_LIMIT
from lockerd.domain.model.reports import AuxiliaryInput, AuxiliaryReport

HOUR_S = 3600


class Wire:
    """A broker that takes everything at once, or refuses the public topic and hangs up."""

    max_packet_bytes = NO_LIMIT
    broker_end_s = None

    def __init__(self, *, refuses: bool = False) -> None:
        self.posted: list[tuple[float, Post]] = []
        self._refuses = refuses
        self._hung_up = asyncio.Event()

    @asynccontextmanager
    async def connect(self, *_: object, **__: object) -> AsyncIterator["Wire"]:
        self._hung_up.clear()
        yield self

    async def subscribe(self, _pattern: str) -> None:
        pass

    def post(self, post: Post) -> "asyncio.Future[None]":
        self.posted.append((virtual_loop().time(), post))
        done = asyncio.get_running_loop().create_future()
        if self._refuses and post.topic == TOPICS.public:
            done.set_exception(PublishRefusedError("not authorized"))
            self._hung_up.set()
        else:
            done.set_result(None)
        return done

    async def messages(self) -> AsyncIterator[Received]:
        await self._hung_up.wait()
        raise LinkLostError("hung up")
        yield  # type: ignore[unreachable]

    def told(self) -> list[tuple[float, dict[str, Any]]]:
        return [(at_s, json.loads(post.payload)) for at_s, post in self.posted if post.topic == TOPICS.public]


@asynccontextmanager
async def connected(here: Site, wire: Wire) -> AsyncIterator[None]:
    tasks = [
        asyncio.ensure_future(here.feed.run()),
        asyncio.ensure_future(here.session(Broker("nowhere", 1, SITE), connect=wire.connect).run()),
    ]
    await asyncio.sleep(1)
    yield
    assert not any(task.done() for task in tasks)
    for task in tasks:
        task.cancel()
    await asyncio.wait(tasks)


def test_it_is_retained_and_says_nothing_before_the_station_was_looked_at(tmp_path: Path) -> None:
    wire = Wire()
    began_s: list[float] = []

    @virtual_time
    async def run() -> None:
        began_s.append(virtual_loop().time())
        async with site(tmp_path / "site") as here, connected(here, wire):
            await asyncio.sleep(5)
            assert wire.told() == []
            await asyncio.sleep(30)

    run()
    ((at_s, content),) = wire.told()
    assert content == {
        "site": SITE,
        "name": "Rathaus",
        "in_service": False,
        "why": "fault",
        "room": {},
        "as_of_s": content["as_of_s"],
    }
    assert at_s - began_s[0] <= 11
    assert [post.retain for _, post in wire.posted if post.topic == TOPICS.public] == [True]


def test_a_change_is_told_within_minutes_and_a_flapping_line_no_oftener_than_each_minute(tmp_path: Path) -> None:
    wire = Wire()
    changed_s: list[float] = []

    @virtual_time
    async def run() -> None:
        async with site(tmp_path / "site") as here, connected(here, wire):
            await asyncio.sleep(120)
            changed_s.append(virtual_loop().time())
            for number in range(100):
                here.controller.report(AuxiliaryReport(AuxiliaryInput.MAINS_LOST, active=number % 2 == 0))
                await asyncio.sleep(11)

    run()
    told = wire.told()
    power = [at_s for at_s, content in told if content["why"] == "power"]
    assert power
    assert power[0] <= changed_s[0] + PAUSE_S + 11
    times = [at_s for at_s, _ in told]
    assert all(later - sooner >= PAUSE_S for sooner, later in pairwise(times))


def test_it_is_told_anew_each_hour_so_that_what_is_old_can_be_known(tmp_path: Path) -> None:
    wire = Wire()

    @virtual_time
    async def run() -> None:
        async with site(tmp_path / "site") as here, connected(here, wire):
            for _ in range(6):
                await asyncio.sleep(HOUR_S)
                here.clock.lo_s += HOUR_S

    run()
    assert 5 <= len(wire.told()) <= 7
    stamps = [content["as_of_s"] for _, content in wire.told()]
    assert stamps == sorted(set(stamps))


def test_a_broker_that_refuses_it_and_hangs_up_is_not_asked_again(tmp_path: Path) -> None:
    wire = Wire(refuses=True)

    @virtual_time
    async def run() -> None:
        async with site(tmp_path / "site") as here, connected(here, wire):
            await asyncio.sleep(HOUR_S)
            await here.happen(1)
            await asyncio.sleep(60)
            assert await here.unsent() == 0

    run()
    assert len(wire.told()) == 1
    assert len([post for _, post in wire.posted if post.topic == TOPICS.state]) == 2
