"""Handing in without a code through the terminal's API: said before, bounded, and with a number for the receipt."""

import logging
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from api_site import Site, running_site
from giving import CLAIMS, DOOR, ENGLISH, checked, proven_empty, say, shut, view_of
from httpx import Response
from test_api_copies import holding

from lockerd.controller.bucket import BURST
from lockerd.domain.model.ids import CompartmentId
from lockerd.domain.model.readings import Item
from lockerd.domain.model.reports import AuxiliaryInput, AuxiliaryReport
from lockerd.domain.model.walk_ins import APART_MS, WalkIn

OFFERED = WalkIn(authority="stadt", doors=1, per_hour=2, per_day=4, item_count=1)
POLICY = replace(CLAIMS, classes={}, walk_ins={"found_things": OFFERED})
WANTS = {"want": "hand_in", "document_class": "found_things"}


@pytest.fixture
async def offering(tmp_path: Path) -> AsyncIterator[Site]:
    async with running_site(tmp_path, policy=POLICY) as site:
        yield site


async def begin(site: Site, **more: Any) -> Response:
    return await site.api.post("/v1/visits", WANTS | more, **ENGLISH)


async def at_open_door(site: Site) -> dict[str, Any]:
    await proven_empty(site)
    answer = await begin(site)
    assert answer.status_code == 201, answer.text
    await site.phase(answer.json()["id"], "door_open")
    return await view_of(site, answer.json()["id"])


async def offered(site: Site) -> dict[str, Any]:
    [found] = (await site.api.get("/v1/status", **ENGLISH)).json()["walk_ins"]
    assert isinstance(found, dict)
    return found


async def test_what_is_taken_in_is_said_before_somebody_starts(offering: Site) -> None:
    found = await offered(offering)
    assert (found["document_class"], found["label"], found["not_accepted"]) == (
        "found_things",
        "Found things",
        "No food.",
    )
    assert (found["item_count"], found["counts_until"]) == (1, None)
    assert found["spoken"] == "Found things. Keys, bags. No food."
    assert found["trouble"]["code"] == "no_compartment", "no door is proven empty yet"
    assert "The next place to hand it in is: Bürgeramt Süd, Marktplatz 3" in found["trouble"]["text"]
    await proven_empty(offering)
    assert (await offered(offering))["trouble"] is None


async def test_without_a_table_there_is_nothing_to_press(site: Site) -> None:
    assert (await site.api.get("/v1/status")).json()["walk_ins"] == []
    answer = await begin(site)
    assert (answer.status_code, answer.json()["code"]) == (404, "walk_in_not_offered")


async def test_a_person_puts_in_and_has_a_receipt(offering: Site) -> None:
    view = await at_open_door(offering)
    assert (view["kind"], view["next_step"], view["compartment"]["id"]) == ("walk_in", "put_in", DOOR)
    assert "what you want to hand in" in view["text"]
    await shut(offering, view["id"])
    await say(offering, view["id"], "all-in")
    view = await checked(offering, view["id"])
    assert (view["next_step"], view["trouble"]) == ("print_paper", None)
    assert "your receipt is ready" in view["text"]


async def test_with_the_number_of_the_visit_the_receipt_is_had_later(offering: Site) -> None:
    view = await at_open_door(offering)
    number = view["fetch_number"]
    assert len(number) == 12
    early = await offering.api.post("/v1/papers", {"fetch_number": number})
    assert early.json()["code"] == "receipt_unknown", "nothing has passed to the office yet"
    await shut(offering, view["id"])
    await say(offering, view["id"], "all-in")
    await checked(offering, view["id"])
    paper = (await offering.api.get(f"/v1/visits/{view['id']}/paper")).json()
    await say(offering, view["id"], "done")
    later = await offering.api.post("/v1/papers", {"fetch_number": number})
    assert later.status_code == 201
    copy = (await offering.api.get(f"/v1/visits/{later.json()['id']}/paper")).json()
    assert copy["code"] == paper["code"]
    assert copy["fetch_number"] != number, "the receipt has its own as well"


async def test_who_came_with_a_code_has_no_such_number(offering: Site) -> None:
    code = await offering.awaited()
    await proven_empty(offering)
    view = (await offering.api.post("/v1/visits", {"code": code.token})).json()
    assert (view["kind"], view["fetch_number"]) == ("hand_in", None)


async def test_nothing_put_in_promises_no_code_and_a_record_speaks_of_none(offering: Site) -> None:
    view = await at_open_door(offering)
    await shut(offering, view["id"], Item.ABSENT)
    view = await say(offering, view["id"], "nothing-in")
    assert (view["phase"], view["next_step"]) == ("paper_ready", "print_paper")
    assert "code stays valid" not in view["text"]
    paper = (await offering.api.get(f"/v1/visits/{view['id']}/paper", **ENGLISH)).json()
    assert paper["paper"] == "record"
    assert "Somebody without a code wanted to hand something in here" in paper["text"]


async def test_needs_are_said_at_the_terminal(offering: Site) -> None:
    await proven_empty(offering)
    low = await begin(offering, needs={"within_reach": True})
    assert (low.status_code, low.json()["code"]) == (409, "no_compartment"), "its shelf is at 140 cm"
    large = await begin(offering, needs={"size": "barn"})
    assert large.json()["code"] == "size_unknown"
    assert (await begin(offering, item_count=2)).json()["code"] == "wrong_count"
    view = (await begin(offering, needs={"size": "A4", "slow_hands": True}, item_count=1)).json()
    assert view["item_count"] == 1


@pytest.mark.parametrize(
    "body",
    [
        {"want": "hand_in"},
        WANTS | {"needs": {"why": "a wheelchair"}},
        WANTS | {"badge": "x"},
        WANTS | {"item_count": 0},
        WANTS | {"item_count": "2"},
        WANTS | {"document_class": ""},
    ],
)
async def test_what_does_not_fit_is_refused(offering: Site, body: dict[str, Any]) -> None:
    answer = await offering.api.post("/v1/visits", body)
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid_request")
    assert not offering.hands.fired


async def test_full_is_said_with_the_next_site(offering: Site) -> None:
    view = await at_open_door(offering)
    await shut(offering, view["id"])
    await say(offering, view["id"], "all-in")
    await checked(offering, view["id"])
    await say(offering, view["id"], "done")
    await offering.wait_ms(APART_MS)
    answer = await begin(offering)
    assert (answer.status_code, answer.json()["code"]) == (409, "no_compartment")
    assert "Bürgeramt Süd" in answer.json()["detail"]


async def test_on_battery_it_is_not_offered(offering: Site) -> None:
    await proven_empty(offering)
    await offering.controller.submit(AuxiliaryReport(AuxiliaryInput.MAINS_LOST, True))
    assert (await offered(offering))["trouble"]["code"] == "on_battery"
    answer = await begin(offering)
    assert (answer.status_code, answer.json()["code"]) == (503, "on_battery")
    assert answer.headers["Retry-After"] == "60"


async def test_the_same_request_again_is_the_same_visit(offering: Site) -> None:
    await proven_empty(offering)
    first = await offering.api.post("/v1/visits", WANTS, key="twice-the-same")
    again = await offering.api.post("/v1/visits", WANTS, key="twice-the-same")
    assert first.json()["id"] == again.json()["id"]
    assert offering.hands.fired == [DOOR]


async def test_whoever_asks_on_and_on_is_held_back_and_nobody_with_a_code_is(offering: Site) -> None:
    code = await offering.awaited()
    for _ in range(BURST + 2):
        answer = await begin(offering, needs={"size": "barn"})
    assert (answer.status_code, answer.json()["code"]) == (503, "busy")
    await proven_empty(offering)
    assert (await offering.api.post("/v1/visits", {"code": code.token})).status_code == 201


async def test_no_digits_open_what_has_no_code(offering: Site) -> None:
    await at_open_door(offering)
    offering.hands.see(DOOR, open_=False, item=Item.ABSENT)
    assert offering.controller.state.compartments[CompartmentId(DOOR)].part is not None
    for body in ({"typed_code": "000000000"}, {"typed_code": "000000000", "pickup_number": "0000"}):
        answer = await offering.api.post("/v1/visits", body)
        assert answer.json()["code"] in {"code_not_valid", "code_slip"}


async def test_the_number_stands_in_no_row_and_no_log(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    async with running_site(tmp_path, policy=POLICY) as site:
        number = (await at_open_door(site))["fetch_number"]
        assert not holding(tmp_path, number[:11])
        assert number[:11] not in caplog.text
