"""The counts of days as the technicians' socket tells them: what may be published, of days that are over."""

from datetime import date, timedelta

from api_site import Site

from lockerd.domain.shown.usage import Counted, Figure
from lockerd.store import DAY_S, Commit, Stamp

EPOCH = date(1970, 1, 1)


async def count(site: Site, days_ago: int, often: int, item: str = "passport") -> date:
    lo_s = site.clock.now().lo_s - days_ago * DAY_S
    stamp = Stamp(boot="boot-1", mono_ms=1, powered_ms=1, lo_s=lo_s, hi_s=None)
    await site.store.commit(Commit(stamp=stamp, usage=((Counted(Figure.OFFERED, item), often),)))
    return EPOCH + timedelta(days=lo_s // DAY_S)


async def test_days_that_are_over_are_told_and_small_counts_are_not(site: Site) -> None:
    day = await count(site, 1, 4)
    await count(site, 1, 23, "plates")
    await count(site, 0, 70)
    told = (await site.admin_api.get(f"/v1/usage?since={day}")).json()
    assert (told["first"], told["last"]) == (day.isoformat(), day.isoformat())
    offered = {each["item"]: each["count"] for each in told["cells"] if each["figure"] == "offered"}
    assert offered == {"passport": None, "plates": 23, "total": None}
    assert {each["day"] for each in told["cells"]} == {day.isoformat()}


async def test_what_people_do_is_counted_with_what_is_written_down(site: Site) -> None:
    await site.ready()
    _, rows = await site.store.usage(0, 1 << 20)
    assert {(row.figure, row.item, row.often) for row in rows} == {
        ("offered", "passport", 1),
        ("loaded", "passport", 1),
        ("told", "passport", 1),
        ("shown", "badge", 1),
    }


async def test_a_month_at_most_is_told_at_once_and_nonsense_is_refused(site: Site) -> None:
    first = await count(site, 60, 9)
    for days in (45, 29, 1):
        await count(site, days, 9)
    told = (await site.admin_api.get(f"/v1/usage?since={first}")).json()
    days = {date.fromisoformat(each["day"]) for each in told["cells"]}
    assert days == {first, first + timedelta(days=15)} | {first + timedelta(days=31)} & days
    assert all(day < first + timedelta(days=31) for day in days)
    for wrong in ("yesterday", "2026-13-01", ""):
        assert (await site.admin_api.get(f"/v1/usage?since={wrong}")).status_code == 422
    assert (await site.admin_api.get("/v1/usage?since=9999-12-31")).json()["cells"] == []
