"""The custody log by compartment, order and time, and the visits that are going on."""

import asyncio
from typing import Any

import pytest
from api_site import Site, order_id

from lockerd.api.admin import admin as admin_api


async def rows(site: Site, query: str) -> list[dict[str, Any]]:
    answer = await site.admin_api.get(f"/v1/custody?{query}")
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["rows"]
    return found


async def test_the_log_of_one_compartment_one_order_one_time(site: Site) -> None:
    await site.ready(1)
    await site.announce(2)
    whole = await rows(site, "limit=1000")
    assert await rows(site, "limit=1000&compartment=A01") == [row for row in whole if row["compartment"] == "A01"]
    of_order = await rows(site, f"limit=1000&order={order_id(2)}")
    assert of_order == [row for row in whole if row["order"] == order_id(2)]
    assert of_order
    middle_s = whole[len(whole) // 2]["lo_s"]
    later = await rows(site, f"limit=1000&since_s={middle_s}")
    assert later == [row for row in whole if row["hi_s"] >= middle_s]
    assert await rows(site, f"limit=1000&until_s={whole[0]['lo_s'] - 1}") == []
    assert await rows(site, "limit=1000&order=no-such-order") == []


async def test_the_newest_rows_come_oldest_first(site: Site) -> None:
    await site.ready(1)
    whole = await rows(site, "limit=1000")
    assert await rows(site, "limit=3&newest=true") == whole[-3:]
    of_door = [row for row in whole if row["compartment"] == "A01"]
    assert await rows(site, "limit=2&newest=true&compartment=A01") == of_door[-2:]


async def test_visits_that_go_on_are_listed_without_their_ids(site: Site) -> None:
    assert (await site.admin_api.get("/v1/visits")).json() == []
    codes = await site.ready(1)
    visit = (await site.api.post("/v1/visits", {"code": codes["code"]})).json()["id"]
    answer = await site.admin_api.get("/v1/visits")
    (going,) = answer.json()
    assert (going["compartment"], going["kind"], going["order"]) == ("A01", "collection", order_id(1))
    assert going["since_ms"] >= 0
    assert visit not in answer.text


async def test_a_compartment_is_taken_out_of_service_and_given_back_by_name(site: Site) -> None:
    answer = await site.admin_api.post("/v1/compartments/A01/out_of_service", {"reason": "hinge is loose"})
    assert (answer.status_code, answer.json()["out_of_service"]) == (200, "hinge is loose")
    assert (await site.admin_api.post("/v1/compartments/A01/out_of_service")).status_code == 422, "no reason"
    answer = await site.admin_api.post("/v1/compartments/A01/in_service", {"reason": "mended"})
    assert (answer.status_code, answer.json()["out_of_service"]) == (200, "")
    told = {row["type"]: row["data"] for row in await rows(site, "limit=1000&compartment=A01")}
    assert told["compartment.out_of_service"] == {"who": "anna", "reason": "hinge is loose"}
    assert told["compartment.in_service"] == {"who": "anna", "reason": "mended"}


async def test_the_log_is_verified_once_at_a_time(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    began, may_end = asyncio.Event(), asyncio.Event()
    loop = asyncio.get_running_loop()
    verify = admin_api.verify

    def slow(*arguments: Any) -> Any:
        loop.call_soon_threadsafe(began.set)
        asyncio.run_coroutine_threadsafe(may_end.wait(), loop).result()
        return verify(*arguments)

    monkeypatch.setattr(admin_api, "verify", slow)
    first = asyncio.create_task(site.admin_api.get("/v1/custody/verify"))
    await began.wait()
    for _ in range(3):
        second = await site.admin_api.get("/v1/custody/verify")
        assert (second.status_code, second.json()["code"]) == (503, "busy")
    may_end.set()
    assert (await first).status_code == 200
    assert (await site.admin_api.get("/v1/custody/verify")).status_code == 200
