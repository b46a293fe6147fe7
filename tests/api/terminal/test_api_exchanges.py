"""Exchanging through the terminal's API: one code, one door, two documents, and words for every way it can end."""

from typing import Any

import pytest
from api_site import Site, badge_text, words
from httpx import Response

from lockerd.domain.model.compartments import Condition
from lockerd.domain.model.ids import CompartmentId
from lockerd.domain.model.orders import Kind
from lockerd.domain.model.parts import PartState
from lockerd.domain.model.readings import Item, Reading
from lockerd.domain.model.receipts import Grade, Paper
from lockerd.domain.model.reports import Readings

ENGLISH = {"Accept-Language": "en"}
DOOR = "A02"
"""The one with door contact and item sensor: nothing is exchanged behind another."""


async def ready(site: Site, number: int = 1) -> dict[str, str]:
    """The new document lies behind its door: its codes."""
    codes = await site.ready(number, kind=Kind.SWAP)
    site.hands.fired.clear()
    site.clock.mono_ms += 10_000
    return codes


async def say(site: Site, visit: str, word: str) -> dict[str, Any]:
    answer = await site.api.post(f"/v1/visits/{visit}/{word}", **ENGLISH)
    assert answer.status_code == 200, answer.text
    view: dict[str, Any] = answer.json()
    return view


async def begun(site: Site, code: str) -> str:
    """The code is shown, and the door springs open."""
    answer = await site.api.post("/v1/visits", {"code": code}, **ENGLISH)
    assert answer.status_code == 201, answer.text
    assert answer.json()["compartment"]["id"] == DOOR
    visit: str = answer.json()["id"]
    await site.phase(visit, "door_open")
    return visit


async def shut(site: Site, visit: str, *, after: Item = Item.PRESENT, between: Item = Item.ABSENT) -> dict[str, Any]:
    """What lies inside goes, or not, and comes, or not, and the door is shut."""
    site.hands.see(DOOR, open_=True, item=between)
    site.hands.see(DOOR, open_=False, item=after)
    await site.phase(visit, "door_shut")
    view: dict[str, Any] = (await site.api.get(f"/v1/visits/{visit}", **ENGLISH)).json()
    return view


async def checked(site: Site, visit: str, item: Item = Item.PRESENT) -> dict[str, Any]:
    """The sensors are read once more after the word, for as long as the rules want."""
    for _ in range(6):
        site.hands.see(DOOR, open_=False, item=item)
        await site.wait_ms(1_000)
    await site.phase(visit, "paper_ready")
    view: dict[str, Any] = (await site.api.get(f"/v1/visits/{visit}", **ENGLISH)).json()
    return view


def condition(site: Site) -> Condition:
    return site.controller.state.compartments[CompartmentId(DOOR)].condition


def grades(site: Site) -> list[Grade | None]:
    """Of the receipts that there are."""
    return [each.grade for each in site.controller.state.receipts.values() if each.paper is Paper.RECEIPT]


async def exchanged(site: Site) -> None:
    """From the code to the receipt."""
    visit = await begun(site, (await ready(site))["code"])
    await shut(site, visit)
    await say(site, visit, "exchanged")
    await checked(site, visit)
    await say(site, visit, "done")


async def looked(site: Site) -> str:
    """Staff show a badge, the door opens, they take out what lies there and shut it."""
    site.clock.mono_ms += 20_000
    answer = await site.api.post(
        "/v1/visits", {"want": "retrieval", "badge": badge_text(), "compartment": DOOR}, **ENGLISH
    )
    assert answer.status_code == 201, answer.text
    visit: str = answer.json()["id"]
    await site.phase(visit, "door_open")
    site.hands.see(DOOR, open_=False, item=Item.ABSENT)
    await site.phase(visit, "door_shut")
    return visit


async def test_a_person_exchanges_says_so_and_is_given_a_receipt(site: Site) -> None:
    visit = await begun(site, (await ready(site))["code"])
    view = (await site.api.get(f"/v1/visits/{visit}", **ENGLISH)).json()
    assert (view["kind"], view["next_step"]) == ("exchange", "exchange")
    view = await shut(site, visit)
    assert view["next_step"] == "confirm_exchanged"
    assert {"exchanged", "nothing_in", "open_again"} <= set(words(view))
    view = await say(site, visit, "exchanged")
    assert (view["next_step"], "exchanged" in words(view)) == ("wait", False)
    view = await checked(site, visit)
    assert (view["next_step"], view["trouble"]) == ("print_paper", None)
    assert "receipt is ready" in view["text"]
    paper = await site.api.get(f"/v1/visits/{visit}/paper", **ENGLISH)
    assert paper.status_code == 200, paper.text
    assert (paper.json()["paper"], grades(site)) == ("receipt", [Grade.SENSOR])
    assert (await say(site, visit, "done"))["phase"] == "over"


async def test_nothing_left_there_is_a_record_and_no_receipt(site: Site) -> None:
    visit = await begun(site, (await ready(site))["code"])
    await shut(site, visit, after=Item.ABSENT)
    view = await say(site, visit, "nothing-in")
    assert (view["phase"], condition(site), grades(site)) == ("paper_ready", Condition.QUARANTINED, [])
    assert "Staff will look" in view["text"]
    assert (await site.api.get(f"/v1/visits/{visit}/paper")).json()["paper"] == "record"


async def test_what_no_sensor_saw_is_asked_for_once_more_and_then_staff_look(site: Site) -> None:
    visit = await begun(site, (await ready(site))["code"])
    await shut(site, visit, between=Item.PRESENT)
    view = await say(site, visit, "exchanged")
    assert (view["trouble"]["code"], view["next_step"]) == ("item_not_seen", "confirm_exchanged")
    assert "open_again" in words(view)
    await say(site, visit, "exchanged")
    view = await checked(site, visit)
    assert (condition(site), grades(site)) == (Condition.QUARANTINED, [])


@pytest.mark.parametrize(
    ("word", "graded", "state"),
    [
        ("found-old", [Grade.FOUND], PartState.RETRIEVED),
        ("found-new", [], PartState.RETRIEVED),
        ("found-both", [Grade.FOUND], PartState.RETRIEVED),
        ("nothing", [], PartState.CLOSED),
    ],
)
async def test_staff_say_of_each_of_the_two_whether_it_lay_there(
    site: Site, word: str, graded: list[Grade], state: PartState
) -> None:
    visit = await begun(site, (await ready(site))["code"])
    await shut(site, visit, between=Item.PRESENT)
    await say(site, visit, "nothing-in")
    await say(site, visit, "done")
    staff = await looked(site)
    view = (await site.api.get(f"/v1/visits/{staff}", **ENGLISH)).json()
    assert {"found_old", "found_new", "found_both", "nothing", "other"} <= set(words(view))
    assert "found" not in words(view)
    one = await site.api.post(f"/v1/visits/{staff}/found", {"item_count": 1})
    assert (one.status_code, one.json()["code"]) == (409, "not_now")
    assert (await say(site, staff, word))["phase"] == "over"
    (part,) = site.controller.state.parts.values()
    assert (condition(site), grades(site), part.state) == (Condition.FREE, graded, state)


async def test_a_technician_says_it_too(site: Site) -> None:
    await exchanged(site)
    site.clock.mono_ms += 20_000
    await site.admin_api.post(f"/v1/compartments/{DOOR}/open", {"reason": "look inside"})
    await site.until(lambda s: s.compartments[CompartmentId(DOOR)].evidence.opened)
    site.hands.see(DOOR, open_=False, item=Item.ABSENT)
    await site.until(lambda s: s.compartments[CompartmentId(DOOR)].evidence.closed)
    path = f"/v1/compartments/{DOOR}/found"
    assert (await site.admin_api.post(path, {"reason": "looked"})).json()["code"] == "not_now"
    assert (await site.admin_api.post(path, {"reason": "looked", "which": "none"})).status_code == 422
    said = await site.admin_api.post(path, {"reason": "looked", "which": "old"})
    assert said.status_code == 200, said.text
    assert (said.json()["condition"], grades(site)) == ("free", [Grade.SENSOR])


async def test_a_repeated_call_gives_what_it_gave_and_no_second_pulse(site: Site) -> None:
    codes = await ready(site)

    async def shown(code: str) -> Response:
        return await site.api.post("/v1/visits", {"code": code}, key="shown-once")

    first, again = await shown(codes["code"]), await shown(codes["code"])
    assert (first.status_code, first.json()["id"]) == (201, again.json()["id"])
    await site.phase(first.json()["id"], "door_open")
    assert len(site.hands.fired) == 1
    assert (await shown(codes["typed_code"])).status_code == 422
    visit = first.json()["id"]
    await shut(site, visit)
    for _ in range(2):
        said = await site.api.post(f"/v1/visits/{visit}/exchanged", key="said-once")
        assert said.status_code == 200
    await checked(site, visit)
    assert grades(site) == [Grade.SENSOR]


async def test_its_code_is_good_for_one_opening(site: Site) -> None:
    codes = await ready(site)
    visit = await begun(site, codes["code"])
    await shut(site, visit)
    await say(site, visit, "exchanged")
    await checked(site, visit)
    await say(site, visit, "done")
    site.clock.mono_ms += 20_000
    for code in codes["code"], codes["typed_code"]:
        refused = await site.api.post("/v1/visits", {"code": code}, **ENGLISH)
        assert (refused.status_code, refused.json()["code"]) == (409, "code_not_valid")


@pytest.mark.parametrize("word", ["all-in", "taken-out", "found-old", "nothing"])
async def test_words_of_others_are_refused_at_the_shut_door(site: Site, word: str) -> None:
    visit = await begun(site, (await ready(site))["code"])
    early = await site.api.post(f"/v1/visits/{visit}/exchanged")
    assert early.json()["code"] == "not_now"
    await shut(site, visit)
    refused = await site.api.post(f"/v1/visits/{visit}/{word}", **ENGLISH)
    assert (refused.status_code, refused.json()["code"]) == (409, "not_now")


async def test_what_cannot_be_checked_now_is_checked_later_and_no_code_is_promised(site: Site) -> None:
    """Its board falls silent after the word: unlike a hand-in's, the code has done what it was for (F36)."""
    visit = await begun(site, (await ready(site))["code"])
    await shut(site, visit)
    await say(site, visit, "exchanged")
    site.controller.report(Readings((Reading(CompartmentId(DOOR), site.clock.monotonic_ms()),)))
    for _ in range(12):
        await site.wait_ms(1_000)
    view = (await site.api.get(f"/v1/visits/{visit}", **ENGLISH)).json()
    assert (view["phase"], view["next_step"]) == ("paper_ready", "print_paper")
    assert f"compartment {DOOR} does not answer" in view["text"]
    assert "As soon as it answers it is checked, and we keep your receipt for you." in view["text"]
    told = f"{view['text']} {view['trouble']['text']}"
    assert "code" not in told, told
    assert (await site.api.get(f"/v1/visits/{visit}/paper")).json()["paper"] == "record"
    await say(site, visit, "done")
    assert grades(site) == []
    for _ in range(2):
        site.hands.see(DOOR, open_=False, item=Item.PRESENT)
        await site.wait_ms(15 * 60_000)
    assert grades(site) == [Grade.SENSOR]
