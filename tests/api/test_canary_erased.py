"""One case told to whom it is about, and forgotten when they ask: in no file, message or later copy (rule 12)."""

import logging
from pathlib import Path
from typing import Final

import pytest
from api_site import Site, running_site
from canaries import files_with, technician
from test_canaries import BADGE, collected, loaded

from lockerd.domain.model.holds import EndHold, PutOnHold
from lockerd.domain.model.ids import OrderId
from lockerd.domain.model.terms import ChangeOrder
from lockerd.store import verify
from lockerd.store.backup import back_up

CASE: Final = "canary-erased-0815"
HELD: Final = "canary-held: her sister rang"
OTHERS: Final = "canary-of-somebody-else"
LOGIN: Final = "canary.login"
WHY: Final = "canary-why: asked for by letter"


async def over(site: Site, number: int, case: str) -> tuple[str, dict[str, str]]:
    """An order that somebody has fetched; its id and codes."""
    order = await site.announce(number)
    await site.controller.submit(ChangeOrder("stadt", OrderId(order), case_reference=case))
    codes = await loaded(site, order)
    await site.controller.submit(PutOnHold(OrderId(order), f"{HELD} {number}"))
    await site.controller.submit(EndHold(OrderId(order)))
    await site.wait_ms(20_000)
    await collected(site, codes["code"])
    for _ in range(10):
        await site.wait_ms(60_000)
    return order, codes


async def test_what_is_held_is_told_and_then_it_is_nowhere(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    copies = tmp_path / "copies"
    copies.mkdir(mode=0o700)
    async with running_site(tmp_path) as site:
        order, codes = await over(site, 1, CASE)
        other, _ = await over(site, 2, OTHERS)
        async with technician(site, LOGIN) as admin:
            told = (await admin.get(f"/v1/orders/{order}/case")).json()
            assert told["tables"]["orders"][0]["case_reference"] == CASE
            assert {"order.ready", "attempt.fired", "order.closed"} <= {row["type"] for row in told["log"]}
            text = str(told)
            assert HELD in text
            secret = (BADGE, OTHERS, other, codes["code"], codes["typed_code"].replace(" ", ""), "keyed_hash", "salt'")
            assert [each for each in secret if each in text] == [], "of nobody else, and nothing to open a door with"

            refused = await admin.post(f"/v1/orders/{order}/erase", {"reason": WHY})
            assert (refused.status_code, refused.json()["code"]) == (409, "not_now"), "central lacks some of it"
            await site.store.acknowledged([out.id for out in await site.store.unsent(0, 1_000)])
            before, _ = back_up(site.database, copies, 9)
            answer = await admin.post(f"/v1/orders/{order}/erase", {"reason": WHY})
            assert (answer.status_code, answer.json()) == (200, {"log_emptied": True})
            assert (await admin.get(f"/v1/orders/{order}/case")).json()["code"] == "order_unknown"
            assert (await admin.get(f"/v1/orders/{other}/case")).status_code == 200
        back_up(site.database, copies, 9)
        said = "".join(record.getMessage() for record in caplog.records if record.name != "httpx")
        for gone in (CASE, order):
            assert gone.encode() in before.read_bytes(), "a copy of before holds it for its time"
            assert files_with(tmp_path, gone) == [before.name]
            assert gone not in said
        rows = await site.store.custody(0, 1_000)
        (erased,) = [row for row in rows if row.type == "order.erased"]
        assert (erased.order, erased.data["who"], erased.data["reason"]) == (None, LOGIN, WHY)
        words = [row.data["hold_reason"] for row in rows if "hold_reason" in row.data]
        assert [word.startswith("salted:") for word in words] == [True, False], "what was written about it is forgotten"
        await site.store.replay(1)
        assert not [gone for gone in (CASE, order) if gone in repr(await site.store.unsent(0, 1_000))]
        assert verify(site.database).fault is None
