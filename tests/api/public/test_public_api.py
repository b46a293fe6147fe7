"""What displays are told over a socket of their own, and what whoever is at it can do: nothing but read."""

import asyncio
from contextlib import ExitStack
from pathlib import Path

import pytest
from api_site import SITE, Site
from served_app import events, served
from starlette.applications import Starlette

from lockerd.api.http.protocol import CONNECTIONS_MAX
from lockerd.api.public.app import WATCHERS_MAX, PublicSite, public_app
from lockerd.controller import public
from lockerd.controller.public import PublicFeed


@pytest.fixture
def told(site: Site) -> PublicSite:
    return PublicSite(PublicFeed(site.controller), SITE, "Rathaus Musterstadt")


@pytest.fixture
def app(site: Site, told: PublicSite) -> Starlette:
    return public_app(told, site.terminal.speaker, site.stop)


async def test_it_tells_that_it_starts_and_then_that_it_serves(
    site: Site, told: PublicSite, app: Starlette, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with served(app, tmp_path, site.stop) as (client, _):
        first = (await client.get("/v1/public")).json()
        assert first == {
            "site": SITE,
            "name": "Rathaus Musterstadt",
            "in_service": False,
            "why": "starting",
            "room": {},
            "as_of_s": first["as_of_s"],
        }
        monkeypatch.setattr(public, "LOOK_S", 0.01)
        looking = asyncio.create_task(told.feed.run())
        async with client.stream("GET", "/v1/public/events") as response:
            found = events(response)
            while (event := await anext(found))["data"]["why"] is not None:
                pass
            assert (event["event"], event["data"]["in_service"]) == ("public", True)
            for door in ("A01", "A02"):
                site.hands.see(door, open_=True)
                site.hands.see(door, open_=False)
            async with asyncio.timeout(10):
                assert (await anext(found))["data"]["why"] == "fault"
        looking.cancel()
        async with asyncio.timeout(10):
            while told.watchers.taken:
                await client.get("/v1/public")


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/v1/public"),
        ("POST", "/v1/visits"),
        ("GET", "/v1/status"),
        ("GET", "/v1/wall"),
        ("GET", "/v1/orders"),
        ("GET", "/v1/custody"),
        ("POST", "/v1/resume"),
    ],
)
async def test_nothing_of_the_other_apis_is_there(
    site: Site, app: Starlette, tmp_path: Path, method: str, path: str
) -> None:
    async with served(app, tmp_path, site.stop) as (client, _):
        answer = await client.request(method, path, json={})
        assert answer.status_code == (405 if path == "/v1/public" else 404)


async def test_more_streams_than_there_are_seats_are_refused_and_asking_goes_on(
    site: Site, told: PublicSite, app: Starlette, tmp_path: Path
) -> None:
    async with served(app, tmp_path, site.stop) as (client, _):
        with ExitStack() as watching:
            for _ in range(WATCHERS_MAX):
                watching.enter_context(told.watchers.one())
            refused = await client.get("/v1/public/events")
            assert (refused.status_code, refused.json()["code"]) == (503, "busy")
            assert (await client.get("/v1/public")).status_code == 200


async def test_whoever_only_holds_connections_or_reads_no_stream_keeps_nobody_out(
    site: Site, app: Starlette, tmp_path: Path
) -> None:
    """Silent ones, streams that nobody reads, and requests sent ahead whose answers nobody reads."""
    ahead = 100 * b"GET /v1/public HTTP/1.1\r\nHost: x\r\n\r\n"
    stream = b"GET /v1/public/events HTTP/1.1\r\nHost: x\r\n\r\n"
    async with served(app, tmp_path, site.stop) as (client, path):
        held = []
        for number in range(2 * CONNECTIONS_MAX):
            reader, writer = await asyncio.open_unix_connection(str(path))
            reader._transport.pause_reading()  # type: ignore[attr-defined]
            writer.write((b"", ahead, stream)[number % 3])
            held.append(writer)
            await asyncio.sleep(0)
        async with asyncio.timeout(5):
            assert (await client.get("/v1/public")).status_code == 200
        for writer in held:
            writer.transport.abort()


async def test_what_is_told_of_room_does_not_follow_single_looks(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """The doors are looked at each quarter of an hour; whether the station serves, each ten seconds."""
    looked: list[int] = []
    feed = PublicFeed(site.controller)
    monkeypatch.setattr(public, "look", lambda board, _state, _policy: (looked.append(1), board)[1])
    monkeypatch.setattr(public, "LOOK_S", 0)
    task = asyncio.create_task(feed.run())
    for _ in range(public.ROOM_LOOKS * 2 + 1):
        await asyncio.sleep(0)
    task.cancel()
    assert 1 <= len(looked) <= 2
