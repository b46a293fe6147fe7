"""Every request ends in a definite answer in bounded time (design rule 15)."""

import asyncio
from typing import Any

import pytest
from api_site import Site, badge_text, order_id

from lockerd.api.http import asking
from lockerd.controller import loop

ORDER = order_id(1)


@pytest.fixture
def full(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """More is waiting than the controller takes."""
    monkeypatch.setattr(loop, "QUEUE", 0)


@pytest.mark.usefixtures("full")
@pytest.mark.parametrize("want", ["", "loading", "reissue", "retrieval"])
async def test_a_full_queue_is_busy(site: Site, want: str) -> None:
    order = {} if want == "retrieval" else {"order": ORDER}
    with_badge = {"want": want, "badge": badge_text(), **order}
    answer = await site.api.post("/v1/visits", with_badge if want else {"typed_code": "572412340"})
    assert (answer.status_code, answer.json()["code"]) == (503, "busy")
    assert answer.headers["Retry-After"] == "2"


@pytest.mark.usefixtures("full")
async def test_technicians_are_told_too(site: Site) -> None:
    answer = await site.admin_api.post("/v1/compartments/A01/open", {"reason": "a look"})
    assert (answer.status_code, answer.json()["code"]) == (503, "busy")


async def test_what_takes_too_long_is_busy_and_a_repeat_tells_what_became_of_it(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    order = await site.announce()
    commit, may_commit = site.store.commit, asyncio.Event()

    async def slow(batch: Any) -> Any:
        await may_commit.wait()
        return await commit(batch)

    monkeypatch.setattr(site.store, "commit", slow)
    monkeypatch.setattr(asking, "ANSWER_WITHIN_S", 0.05)
    body = {"want": "loading", "order": order, "badge": badge_text()}
    answer = await site.api.post("/v1/visits", body, key="slow-loading-1")
    assert (answer.status_code, answer.json()["code"]) == (503, "busy")
    assert site.hands.fired == []
    may_commit.set()
    await site.until(lambda s: any(v.phase == "door_open" for v in s.visits.values()))
    answer = await site.api.post("/v1/visits", body, key="slow-loading-1")
    assert (answer.status_code, answer.json()["phase"]) == (201, "door_open")
    assert site.hands.fired == ["A01"]
