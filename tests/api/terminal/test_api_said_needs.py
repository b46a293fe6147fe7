"""Needs that are said beside a code: the door for what is brought is chosen by them, and they are kept nowhere."""

from typing import Any

import pytest
from api_site import Site
from giving import DOOR, ENGLISH, proven_empty


@pytest.mark.parametrize("form", ["code", "typed_code"])
async def test_the_size_that_is_said_counts_and_one_that_nobody_has_is_refused(site: Site, form: str) -> None:
    issued = await site.awaited()
    shown = {form: issued.token if form == "code" else issued.typed_code}
    refused = await site.api.post("/v1/visits", shown | {"needs": {"size": "barn"}}, **ENGLISH)
    assert (refused.status_code, refused.json()["code"]) == (409, "size_unknown")
    await proven_empty(site)
    view = (await site.api.post("/v1/visits", shown | {"needs": {"size": "A4", "slow_hands": True}})).json()
    assert view["kind"] == "hand_in", view
    (visit,) = site.controller.state.visits.values()
    assert visit.slow_hands
    assert view["compartment"]["id"] == DOOR


async def test_whom_no_door_suits_is_sent_away_and_their_code_stays_good_without(site: Site) -> None:
    issued = await site.awaited()
    await proven_empty(site)
    answer = await site.api.post("/v1/visits", {"code": issued.token, "needs": {"within_reach": True}}, **ENGLISH)
    assert (answer.status_code, answer.json()["code"]) == (409, "no_compartment"), "its shelf is at 140 cm"
    answer = await site.api.post("/v1/visits", {"code": issued.token})
    assert (answer.status_code, answer.json()["kind"]) == (201, "hand_in")


@pytest.mark.parametrize(
    "needs", [{"why": "a wheelchair"}, {"size": 4}, {"size": "x" * 33}, {"within_reach": "yes"}, [], None, "low"]
)
async def test_nobody_is_asked_why_and_nothing_else_is_taken(site: Site, needs: Any) -> None:
    issued = await site.awaited()
    answer = await site.api.post("/v1/visits", {"code": issued.token, "needs": needs})
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid_request")
    assert not site.hands.fired


async def test_what_was_said_is_in_no_file(site: Site) -> None:
    issued = await site.awaited()
    await proven_empty(site)
    before = (await site.admin_api.get("/v1/custody?limit=1000")).json()["rows"]
    await site.api.post("/v1/visits", {"code": issued.token, "needs": {"slow_hands": True}})
    rows = (await site.admin_api.get("/v1/custody?limit=1000")).json()["rows"][len(before) :]
    assert rows
    assert not any("needs" in str(row) or "slow" in str(row) for row in rows)
    assert not any(part.needs.slow_hands for part in site.controller.state.parts.values())
