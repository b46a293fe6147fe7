"""A technician asks for a proof of one row, of a hand-over, and that the log only grew."""

import json
from collections.abc import Mapping
from typing import Any

import pytest
from api_site import SITE, SITE_KEY, Site, order_id
from giving import begun, checked, say, shut

from lockerd.codes import proof_file
from lockerd.codes.proof_file import Grown, Proven

KEY = SITE_KEY.public_key()


async def asked(site: Site, path: str) -> dict[str, Any]:
    answer = await site.admin_api.get(path)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def proven(answer: Mapping[str, Any]) -> Proven | Grown:
    text = json.dumps(answer, sort_keys=True, separators=(",", ":"), ensure_ascii=False) + "\n"
    return proof_file.check(text.encode(), key=KEY)


async def rows(site: Site) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (await asked(site, "/v1/custody?limit=1000"))["rows"]
    return found


async def test_every_row_can_be_proven_without_any_other(site: Site) -> None:
    order = await site.announce()
    await site.admin_api.post("/v1/compartments/A01/open", {"reason": "Müller wollte es sehen"})
    log = await rows(site)
    for row in log:
        found = proven(await asked(site, f"/v1/custody/rows/{row['number']}/proof?epoch=1"))
        assert isinstance(found, Proven)
        assert found.row["fact"] == row["data"], "opened, not salted"
        assert found.row["order"] == row["order"]
        assert found.checkpoint.origin == f"lockerd/v1/{SITE}/log/1"
        assert found.checkpoint.size >= log[-1]["number"], "no checkpoint yet: all rows"
    assert any(row["order"] == order for row in log)
    assert any(row["salts"] for row in log)


async def test_the_row_of_a_hand_over_is_found_by_its_order(site: Site) -> None:
    visit = await begun(site, (await site.awaited()).token)
    await shut(site, visit)
    await say(site, visit, "all-in")
    await checked(site, visit)
    found = proven(await asked(site, f"/v1/orders/{order_id(1)}/proof"))
    assert isinstance(found, Proven)
    assert (found.row["type"], found.row["order"]) == ("part.handed_in", order_id(1))
    assert found.row["fact"]["grade"] == "sensor"


async def test_an_order_of_which_nothing_changed_hands_has_no_proof(site: Site) -> None:
    order = await site.announce()
    for path in (f"/v1/orders/{order}/proof", "/v1/orders/none/proof", "/v1/custody/rows/99999/proof"):
        answer = await site.admin_api.get(path)
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found"), path


async def test_the_log_only_grew(site: Site) -> None:
    await site.announce()
    size = len(await rows(site))
    await site.admin_api.post("/v1/compartments/A01/open", {"reason": "a look"})
    found = proven(await asked(site, f"/v1/custody/growth?since={size}"))
    assert isinstance(found, Grown)
    assert found.since.size == size < found.checkpoint.size


@pytest.mark.parametrize("query", ["", "?since=0", "?since=x", "?since=9007199254740992", "?since=1&epoch=0"])
async def test_a_size_is_needed(site: Site, query: str) -> None:
    assert (await site.admin_api.get(f"/v1/custody/growth{query}")).status_code == 422


@pytest.mark.parametrize("number", ["0", "x", "-1", "9007199254740992"])
async def test_what_is_no_number_names_no_row(site: Site, number: str) -> None:
    assert (await site.admin_api.get(f"/v1/custody/rows/{number}/proof")).status_code == 404


async def test_of_more_rows_than_there_are_or_another_epoch_nothing_is_proven(site: Site) -> None:
    for query in ("since=99999", "since=1&epoch=2"):
        assert (await site.admin_api.get(f"/v1/custody/growth?{query}")).status_code == 404
