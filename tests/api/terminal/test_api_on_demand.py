"""Somebody waits for what is not in: asked for at the terminal, seen by staff, put in, fetched with the same code."""

from typing import Any

from api_site import HASH_KEY, SITE, SITE_KEY, Site, badge_text, order_id, running_site
from api_wall import Seeded

from lockerd.codes.issue import IssuedCode, Issuer, outer_bound_s
from lockerd.domain.model.attempts import BadgeRole
from lockerd.domain.model.directions import Direction
from lockerd.domain.model.events import Accepted, Announce
from lockerd.domain.model.facts import FactType
from lockerd.domain.model.ids import OrderId, PartId
from lockerd.domain.model.orders import Kind, Order
from lockerd.domain.model.parts import Needs, Part
from lockerd.domain.model.readings import Item

ENGLISH = {"Accept-Language": "en"}


async def announced(site: Site, number: int = 1) -> IssuedCode:
    """An order on demand: its codes, which its person has already."""
    name = OrderId(order_id(number))
    order = Order(name, "stadt", Kind.COLLECTION, "passport", f"case-{number}", 1, 3_600_000, on_demand=True)
    issuer = Issuer(site_id=SITE, site_key=SITE_KEY, code_hash_key=HASH_KEY, recipient=None)
    issued = issuer.issue(name, outer_bound_s(site.clock.now()), Seeded(number))
    part = Part(PartId(name, 1), Direction.OUT, "stadt", Needs(), 1)
    assert isinstance(await site.controller.submit(Announce(order, (part,), issued.fresh)), Accepted)
    return issued


async def show(site: Site, **body: str) -> tuple[int, dict[str, Any]]:
    answer = await site.api.post("/v1/visits", body, **ENGLISH)
    return answer.status_code, answer.json()


async def listed(site: Site, badge: str = "") -> list[dict[str, Any]]:
    answer = await site.api.post("/v1/to-load", {"badge": badge or badge_text(*BadgeRole)}, **ENGLISH)
    rows: list[dict[str, Any]] = answer.json()
    assert answer.status_code == 200, rows
    return rows


async def test_what_was_asked_for_comes_first_and_the_same_code_opens_it(site: Site) -> None:
    await announced(site, 1)
    issued = await announced(site, 2)
    assert [(row["case_reference"], row["asked_for"]) for row in await listed(site)] == [
        ("case-1", False),
        ("case-2", False),
    ]
    status, problem = await show(site, code=issued.token)
    assert (status, problem["code"]) == (409, "not_put_in_yet")
    assert "not in the station yet" in problem["detail"]
    assert "Nobody can say here when" in problem["detail"]
    status, problem = await show(site, typed_code=issued.typed_code)
    assert (status, problem["code"]) == (409, "not_put_in_yet")
    assert not site.hands.fired
    first, second = await listed(site)
    assert (first["case_reference"], first["asked_for"], first["doors"], first["item_count"]) == ("case-2", True, 1, 1)
    assert first["asked_lo_s"] is not None
    assert first["text"].startswith("Somebody asks for it at the station.")
    assert (second["asked_for"], second["text"]) == (False, "Waits to be put in.")
    attention = (await site.admin_api.get("/v1/status")).json()["attention"]
    assert [(each["call"], each["order"]) for each in attention if each["call"] == "asked_for"] == [
        ("asked_for", order_id(2))
    ]

    body = {"want": "loading", "badge": badge_text(), "order": first["order"]}
    visit = (await site.api.post("/v1/visits", body)).json()
    status, problem = await show(site, code=issued.token)
    assert (status, problem["code"]) == (409, "staff_are_here")
    await site.phase(visit["id"], "door_open")
    await site.api.post(f"/v1/visits/{visit['id']}/empty")
    site.hands.see(visit["compartment"]["id"], open_=False, item=Item.PRESENT)
    await site.phase(visit["id"], "door_shut")
    view = (await site.api.post(f"/v1/visits/{visit['id']}/loaded", **ENGLISH)).json()
    assert (view["phase"], view["next_step"]) == ("code_ready", "code_sent")
    assert "has the code already" in view["text"]
    assert {"undo", "done"} <= {each["word"] for each in view["may"]}
    none = await site.api.get(f"/v1/visits/{visit['id']}/code")
    assert (none.status_code, none.json()["code"]) == (409, "not_now")
    await site.api.post(f"/v1/visits/{visit['id']}/done")
    assert [row["case_reference"] for row in await listed(site)] == ["case-1"]
    await site.wait_ms(10_000)
    status, view = await show(site, code=issued.token)
    assert (status, view["kind"]) == (201, "collection")


async def test_a_wrong_code_and_a_wrong_badge_learn_and_call_nothing(site: Site) -> None:
    issued = await announced(site)
    assert (await show(site, code=issued.token[:-6] + "AAAAAA"))[0] in {403, 404, 409, 422}
    assert site.controller.state.orders[OrderId(order_id(1))].asked_ms is None
    for text in ("x", badge_text(BadgeRole.RETRIEVAL), badge_text(*BadgeRole, authority="gemeinde")):
        answer = await site.api.post("/v1/to-load", {"badge": text})
        assert (answer.status_code, answer.json()["code"]) == (403, "badge_not_valid")
        assert "case-1" not in answer.text
    assert await listed(site, badge_text(*BadgeRole, authority="kreis")) == []
    assert (await site.api.get(f"/v1/to-load?badge={badge_text()}")).status_code == 405


async def test_it_was_told_once_however_often_it_is_shown_and_over_a_restart(tmp_path: Any) -> None:
    async with running_site(tmp_path) as site:
        issued = await announced(site)
        for _ in range(30):
            status, problem = await show(site, code=issued.token)
            assert (status, problem["code"]) == (409, "not_put_in_yet")
        was = site.controller.state.orders[OrderId(order_id(1))]
        assert was.asked_ms is not None
    async with running_site(tmp_path) as site:
        assert site.controller.state.orders[OrderId(order_id(1))] == was, "durable"
        assert (await show(site, code=issued.token))[1]["code"] == "not_put_in_yet"
        assert site.controller.state.orders[OrderId(order_id(1))] == was, "and not told again"
        rows = (await site.admin_api.get("/v1/custody?limit=1000")).json()["rows"]
        told = [row["type"] for row in rows if row["type"] == FactType.ORDER_ASKED_FOR]
        assert len(told) == 1
