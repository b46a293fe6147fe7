"""The snapshot's head is never more than a minute behind the newest event, and nothing is told twice a second."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from central_kit import SITE, TOPICS, Site, site
from virtual_loop import virtual_loop, virtual_time

from lockerd.central.link import Broker, Post, Received
from lockerd.central.packing import NO_LIMIT
from lockerd.domain.model.reports import AuxiliaryInput, AuxiliaryReport


class Wire:
    """A broker that takes everything at once; remembers what was posted, and when."""

    max_packet_bytes = NO_LIMIT
    broker_end_s = None

    def __init__(self) -> None:
        self.posted: list[tuple[float, Post]] = []

    @asynccontextmanager
    async def connect(self, *_: object, **__: object) -> AsyncIterator["Wire"]:
        yield self

    async def subscribe(self, _pattern: str) -> None:
        pass

    def post(self, post: Post) -> "asyncio.Future[None]":
        self.posted.append((virtual_loop().time(), post))
        done = asyncio.get_running_loop().create_future()
        done.set_result(None)
        return done

    async def messages(self) -> AsyncIterator[Received]:
        await asyncio.Event().wait()
        yield  # type: ignore[misc]

    def reported(self) -> list[tuple[float, dict[str, Any]]]:
        return [(at_s, json.loads(post.payload)) for at_s, post in self.posted if post.topic == TOPICS.reported]


@asynccontextmanager
async def connected(here: Site, wire: Wire) -> AsyncIterator[None]:
    task = asyncio.ensure_future(here.session(Broker("nowhere", 1, SITE), connect=wire.connect).run())
    await asyncio.sleep(1)
    yield
    assert not task.done()
    task.cancel()
    await asyncio.wait({task})


def test_the_head_is_told_within_a_minute_of_every_event(tmp_path: Path) -> None:
    wire = Wire()
    happened: list[tuple[float, int]] = []

    @virtual_time
    async def run() -> None:
        async with site(tmp_path / "site") as here, connected(here, wire):
            for pause_s in (1, 5, 44, 46, 59, 61, 200, 1, 1, 1):
                await asyncio.sleep(pause_s)
                await here.happen(1)
                happened.append((virtual_loop().time(), here.controller.head.number))
            await asyncio.sleep(60)

    run()
    told = [(at_s, content["head"]["number"]) for at_s, content in wire.reported()]
    for at_s, number in happened:
        assert any(at_s <= when_s <= at_s + 60 and head >= number for when_s, head in told), (at_s, number, told)


def test_a_busy_site_does_not_repeat_itself_more_often_than_every_few_seconds(tmp_path: Path) -> None:
    wire = Wire()
    changed_s: list[float] = []

    @virtual_time
    async def run() -> None:
        async with site(tmp_path / "site") as here, connected(here, wire):
            for second in range(300):
                await asyncio.sleep(1)
                await here.happen(1)
                if second == 100:
                    changed_s.append(virtual_loop().time())
                    here.controller.report(AuxiliaryReport(AuxiliaryInput.MAINS_LOST, active=True))

    run()
    at_s = [when_s for when_s, _ in wire.reported()]
    assert len(at_s) <= 9
    assert any(changed_s[0] <= when_s <= changed_s[0] + 6 for when_s in at_s)  # what changed is told at once


def test_a_site_where_nothing_happens_tells_nothing(tmp_path: Path) -> None:
    wire = Wire()

    @virtual_time
    async def run() -> None:
        async with site(tmp_path / "site") as here, connected(here, wire):
            await asyncio.sleep(3600)

    run()
    assert len(wire.reported()) == 1
