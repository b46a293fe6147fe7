"""A load list and the envelopes of it, through the terminal's API: read, put in, read the next, confirm at the end."""

import sqlite3
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from api_site import Site, badge_text, order_id, running_site, words

from lockerd.domain.model.document_classes import EVERY_OFFICE, ClassPolicy, Nature
from lockerd.domain.model.ids import OrderId
from lockerd.domain.model.readings import Item
from lockerd.domain.model.state import Policy
from lockerd.domain.model.terms import ChangeOrder

ENGLISH = {"Accept-Language": "en"}
TWO_TOGETHER = Policy(
    authorities=frozenset({"stadt"}),
    sizes=("A5", "A4"),
    handles=frozenset(Nature),
    classes={(EVERY_OFFICE, "passport"): ClassPolicy(nature=Nature.IDENTITY, item_count=2)},
)
SERIAL = "L0123456789X"
"""What stands on a document itself."""


async def begin(site: Site, **named: Any) -> dict[str, Any]:
    """Staff show a badge and an envelope; the visit, or the problem."""
    body = {"want": "loading", "badge": badge_text(), **named}
    answer: dict[str, Any] = (await site.api.post("/v1/visits", body, **ENGLISH)).json()
    return answer


async def fill(site: Site, visit: str, door: str) -> dict[str, Any]:
    """The door that opens is looked into, filled and shut."""
    await site.until(lambda s: any((v.id, v.door, v.phase) == (visit, door, "door_open") for v in s.visits.values()))
    await site.api.post(f"/v1/visits/{visit}/empty")
    site.hands.see(door, open_=False, item=Item.PRESENT)
    await site.phase(visit, "door_shut")
    view: dict[str, Any] = (await site.api.get(f"/v1/visits/{visit}", **ENGLISH)).json()
    return view


async def say(site: Site, visit: str, word: str, **body: Any) -> tuple[int, dict[str, Any]]:
    answer = await site.api.post(f"/v1/visits/{visit}/{word}", body, **ENGLISH)
    return answer.status_code, answer.json()


async def test_three_envelopes_are_read_and_their_codes_come_at_the_end(site: Site) -> None:
    for number in (1, 2, 3):
        await site.announce(number)
    visit = (await begin(site, scan="case-1"))["id"]
    for at, envelope in (("A01", "case-2"), ("A02", f"]Q1{order_id(3)}\r\n")):
        view = await fill(site, visit, at)
        assert words(view)[:2] == ["loaded", "next"]
        status, view = await say(site, visit, "next", scan=envelope)
        assert (status, view["codes"]) == (200, 0)
    view = await fill(site, visit, "B01")
    assert [each["compartment"] for each in view["listed"]] == ["A01", "A02"]
    assert "for all 3 orders" in view["text"]
    assert not len(site.controller.state.grants)
    assert (await site.api.get(f"/v1/visits/{visit}/code")).status_code == 409
    _, view = await say(site, visit, "loaded")
    assert (view["phase"], view["codes"], view["listed"], view["compartment"]["id"]) == ("code_ready", 3, [], "A01")
    codes = set()
    for door in ("A01", "A02", "B01"):
        view = (await site.api.get(f"/v1/visits/{visit}", **ENGLISH)).json()
        assert view["compartment"]["id"] == door
        codes.add((await site.api.get(f"/v1/visits/{visit}/code")).json()["code"])
        assert (await site.api.get(f"/v1/visits/{visit}/code.png")).status_code == 200
        await say(site, visit, "next-code")
    assert len(codes) == 3
    assert len(site.terminal.codes.kept[visit]) == 3
    await say(site, visit, "done")
    await site.wait_ms(1)
    await site.api.get("/v1/status")
    assert site.terminal.codes.kept == {}


async def test_an_envelope_that_is_not_the_orders_opens_nothing(site: Site) -> None:
    first, second = await site.announce(1), await site.announce(2)
    problem = await begin(site, order=first, scan="case-2")
    assert (problem["code"], problem["status"]) == ("case_differs", 409)
    assert "another order" in problem["detail"]
    assert not len(site.controller.state.attempts)
    visit = (await begin(site, order=first, scan="case-1"))["id"]
    await fill(site, visit, "A01")
    status, problem = await say(site, visit, "next", order=second, scan="case-1")
    assert (status, problem["code"]) == (409, "case_differs")
    assert len(site.controller.state.visits[visit].listed) == 0


async def test_a_documents_own_number_finds_nothing_and_is_kept_nowhere(
    site: Site, caplog: pytest.LogCaptureFixture
) -> None:
    await site.announce(1)
    problem = await begin(site, scan=SERIAL)
    assert (problem["code"], problem["status"]) == ("case_unknown", 404)
    assert SERIAL not in str(problem)
    assert "not the number of the document" in problem["detail"]
    visit = (await begin(site, scan="case-1"))["id"]
    await fill(site, visit, "A01")
    await say(site, visit, "next", scan=SERIAL)
    await say(site, visit, "loaded")
    assert SERIAL not in caplog.text
    site.store.close()
    for file in site.database.parent.iterdir():
        assert SERIAL.encode() not in file.read_bytes(), file.name


async def test_another_offices_case_is_none_of_theirs(site: Site) -> None:
    await site.announce(1)
    body = {"want": "loading", "badge": badge_text(authority="kreis"), "scan": "case-1"}
    assert (await site.api.post("/v1/visits", body)).json()["code"] == "case_unknown"


async def test_two_orders_of_one_case_are_told_apart_by_their_numbers(site: Site) -> None:
    await site.announce(1)
    order = await site.announce(2)
    for number in (1, 2):
        await site.controller.submit(ChangeOrder("stadt", OrderId(order_id(number)), case_reference="case-twin"))
    assert (await begin(site, scan="case-twin"))["code"] == "case_ambiguous"
    visit = await begin(site, scan="case-twin", order=order)
    assert visit["compartment"]["id"]
    assert site.controller.state.visits[visit["id"]].order == order


@pytest.mark.parametrize("body", [{}, {"order": None}, {"scan": ""}, {"scan": "x" * 201}, {"scan": "x", "order": None}])
async def test_what_names_no_order_is_refused(site: Site, body: dict[str, Any]) -> None:
    await site.announce(1)
    assert (await begin(site, **body))["code"] == "invalid_request"


async def test_a_class_says_how_many_belong_together_and_staff_count_them(tmp_path: Path) -> None:
    async with running_site(tmp_path, policy=TWO_TOGETHER) as site:
        await site.announce(1, items=1)
        assert not len(site.controller.state.orders), "a card without its letter is not announced"
        await site.announce(1, items=2)
        visit = (await begin(site, scan="case-1"))["id"]
        view = await fill(site, visit, "A01")
        assert view["item_count"] == 2
        (offered,) = [each for each in view["may"] if each["word"] == "loaded"]
        assert (await say(site, visit, "loaded", **offered["body"]))[1]["code"] == "count_needed", "nobody counted"
        assert (await say(site, visit, "loaded", item_count=1))[1]["code"] == "wrong_count"
        assert (await say(site, visit, "next", scan="case-1", item_count=3))[1]["code"] == "wrong_count"
        assert not len(site.controller.state.grants)
        status, view = await say(site, visit, "loaded", item_count=2)
        assert (status, view["phase"]) == (200, "code_ready")


async def test_a_repeated_request_puts_nothing_in_twice(site: Site) -> None:
    for number in (1, 2):
        await site.announce(number)
    visit = (await begin(site, scan="case-1"))["id"]
    await fill(site, visit, "A01")
    for _ in range(2):
        answer = await site.api.post(f"/v1/visits/{visit}/next", {"scan": "case-2"}, key="the-same-key")
        assert answer.status_code == 200
    assert len(site.controller.state.visits[visit].listed) == 1
    with sqlite3.connect(site.database) as database:
        (fired,) = database.execute("select count(*) from attempts").fetchone()
    assert fired == 2


async def test_a_class_may_want_every_envelope_read(site: Site) -> None:
    read = ClassPolicy(nature=Nature.IDENTITY, scan_needed=True)
    site.controller.policy = replace(site.controller.policy, classes={(EVERY_OFFICE, "passport"): read})
    first, second = await site.announce(1), await site.announce(2)
    problem = await begin(site, order=first)
    assert (problem["code"], problem["status"]) == ("scan_needed", 409)
    assert not len(site.controller.state.attempts)
    visit = (await begin(site, order=first, scan="case-1"))["id"]
    await fill(site, visit, "A01")
    status, problem = await say(site, visit, "next", order=second)
    assert (status, problem["code"]) == (409, "scan_needed")
    status, _ = await say(site, visit, "next", order=second, scan="case-2")
    assert status == 200
