"""One tap at the end: counted for the day, once a visit, and found nowhere beside an order."""

import json
import sqlite3
from typing import Any

import pytest
from api_site import Site

from lockerd.domain.model.readings import Item

ENGLISH = {"Accept-Language": "en"}


async def ended(site: Site, number: int = 1) -> str:
    """Somebody has collected what waited for them."""
    codes = await site.ready(number)
    site.clock.mono_ms += 10_000
    begun = (await site.api.post("/v1/visits", {"code": codes["code"]})).json()
    visit: str = begun["id"]
    await site.phase(visit, "door_open")
    site.hands.see(begun["compartment"]["id"], open_=False, item=Item.ABSENT)
    view = await site.phase(visit, "door_shut")
    assert view["feedback"] is False
    await site.api.post(f"/v1/visits/{visit}/taken-out")
    await site.phase(visit, "over")
    return visit


async def marks(site: Site) -> dict[str, int]:
    _, rows = await site.store.usage(0, 1 << 20)
    return {row.item: row.often for row in rows if row.figure == "feedback"}


async def rate(site: Site, visit: str, mark: Any, *, key: str | None = None) -> Any:
    return await site.api.post(f"/v1/visits/{visit}/feedback", {"mark": mark}, key=key, **ENGLISH)


async def test_it_is_counted_once_whatever_is_sent_again(site: Site) -> None:
    visit = await ended(site)
    assert (await site.api.get(f"/v1/visits/{visit}")).json()["feedback"] is True
    for _ in range(3):
        answer = await rate(site, visit, "good", key="feedback-key-1")
        assert (answer.status_code, answer.json()["feedback"]) == (200, False)
    again = await rate(site, visit, "poor")
    assert (again.status_code, again.json()["code"]) == (409, "not_now")
    other = await rate(site, visit, "poor", key="feedback-key-1")
    assert other.status_code == 422
    assert await marks(site) == {"good": 1}


@pytest.mark.parametrize("mark", ["excellent", "", 5, None, "GOOD", ["good"]])
async def test_nonsense_is_refused_and_counted_nowhere(site: Site, mark: Any) -> None:
    visit = await ended(site)
    assert (await rate(site, visit, mark)).status_code == 422
    assert await marks(site) == {}
    assert (await rate(site, visit, "fair")).status_code == 200
    assert await marks(site) == {"fair": 1}


async def test_a_visit_that_is_nobodys_rates_nothing(site: Site) -> None:
    answer = await rate(site, "0" * 32, "good")
    assert answer.status_code in {404, 410}
    assert await marks(site) == {}


async def test_no_row_but_the_count_holds_what_was_said(site: Site) -> None:
    visit = await ended(site)
    with sqlite3.connect(site.database) as db:
        before = _rows(db)
    await rate(site, visit, "poor")
    with sqlite3.connect(site.database) as db:
        changed = {table: rows for table, rows in _rows(db).items() if rows != before[table]}
    assert changed.keys() == {"usage", "memos", "head"}, "the count, the memory of the key, the time"
    assert "poor" not in json.dumps([changed["memos"], changed["head"]], default=str)
    assert not any(visit in str(row) for row in changed["usage"])


def _rows(db: sqlite3.Connection) -> dict[str, list[Any]]:
    tables = [name for (name,) in db.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
    return {table: db.execute(f"SELECT * FROM {table}").fetchall() for table in tables}
