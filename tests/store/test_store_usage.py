"""The counts of days: durable with what they count, bounded, and gone when their time is over."""

from dataclasses import replace
from pathlib import Path

import pytest
from store_samples import KEEP, STAMP, counting_salts

from lockerd.domain.shown.usage import Counted, Figure
from lockerd.store import DAY_S, Commit, CommitFailed, Store
from lockerd.store.usage import OTHER, SERVICES_MAX

DAY = STAMP.lo_s // DAY_S
OFFERED = Counted(Figure.OFFERED, "passport")


async def counts(store: Store) -> dict[tuple[int, str, str], int]:
    _, rows = await store.usage(0, DAY + 1_000)
    return {(row.day, row.figure, row.item): row.often for row in rows}


async def test_counts_add_up_by_day_and_survive(store: Store, path: Path) -> None:
    for days in (0, 0, 1):
        stamp = replace(STAMP, lo_s=STAMP.lo_s + days * DAY_S)
        await store.commit(Commit(stamp=stamp, usage=((OFFERED, 2), (Counted(Figure.SHOWN, "qr"), 1))))
    expected = {
        (DAY, "offered", "passport"): 4,
        (DAY, "shown", "qr"): 2,
        (DAY + 1, "offered", "passport"): 2,
        (DAY + 1, "shown", "qr"): 1,
    }
    assert await counts(store) == expected
    store.close()
    again = Store.open(path, new_salt=counting_salts())
    assert await counts(again) == expected
    assert (await again.usage(DAY + 1, DAY + 1))[0] == DAY
    again.close()


async def test_what_is_not_committed_is_not_counted(store: Store) -> None:
    from lockerd.domain.model.facts import Fact, FactType

    bad = Fact(FactType.SITE_RESUMED, None, None, {"reason": object(), "who": "x"})  # type: ignore[dict-item]
    with pytest.raises(CommitFailed):
        await store.commit(Commit(stamp=STAMP, facts=(bad,), usage=((OFFERED, 1),)))
    assert await counts(store) == {}


async def test_so_many_services_are_told_apart_in_a_day_and_no_more(store: Store) -> None:
    for number in range(SERVICES_MAX + 10):
        await store.commit(Commit(stamp=STAMP, usage=((Counted(Figure.OFFERED, f"class-{number}"), 1),)))
    await store.commit(Commit(stamp=STAMP, usage=((Counted(Figure.OFFERED, "class-3"), 1),)))
    found = await counts(store)
    assert len(found) == SERVICES_MAX + 1
    assert found[DAY, "offered", OTHER] == 10
    assert found[DAY, "offered", "class-3"] == 2


async def test_days_are_forgotten_when_their_time_is_over(store: Store) -> None:
    for days in range(4):
        stamp = replace(STAMP, lo_s=STAMP.lo_s + days * DAY_S)
        await store.commit(Commit(stamp=stamp, usage=((OFFERED, 1),)))
    gone = await store.prune(lo_s=STAMP.lo_s, keep=replace(KEEP, usage_lo_s=STAMP.lo_s + 2 * DAY_S))
    assert gone == 2
    assert {day for day, _, _ in await counts(store)} == {DAY + 2, DAY + 3}
