"""The status is told again after every change, to so many screens at once."""

import asyncio
from contextlib import ExitStack
from pathlib import Path

from api_site import Site
from served_app import events, served

from lockerd.api.terminal.app import terminal_app
from lockerd.api.terminal.terminal import WATCHERS_MAX


async def test_the_status_is_told_again_when_it_changes_and_takes_no_seat_from_visits(
    site: Site, tmp_path: Path
) -> None:
    async with served(terminal_app(site.terminal, site.stop), tmp_path, site.stop) as (client, _):
        async with client.stream("GET", "/v1/status/events", headers={"Accept-Language": "en"}) as response:
            found = events(response)
            first = await anext(found)
            assert (first["event"], first["data"]["in_service"], first["data"]["why"]) == ("status", True, None)
            assert first["data"]["text"] == "This station is in service."
            assert (site.terminal.watchers.taken, site.terminal.streams.taken) == (1, 0)
            for door in ("A01", "A02"):
                site.hands.see(door, open_=True)
                site.hands.see(door, open_=False)
            async with asyncio.timeout(10):
                while (data := (await anext(found))["data"])["in_service"]:
                    pass
            assert (data["why"], data["halted"]) == ("halted", True)
            assert "out of service" in data["text"]
        async with asyncio.timeout(10):
            while site.terminal.watchers.taken:
                await client.get("/v1/status")


async def test_more_watchers_of_the_status_than_there_are_seats_are_refused(site: Site) -> None:
    with ExitStack() as watching:
        for _ in range(WATCHERS_MAX):
            watching.enter_context(site.terminal.watchers.one())
        refused = await site.api.get("/v1/status/events")
        assert (refused.status_code, refused.json()["code"]) == (503, "busy")
        assert (await site.api.get("/v1/status")).status_code == 200
