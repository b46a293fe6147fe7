"""Two people have a door opened that does not wait for staff: each shows a badge at the terminal, and both say why."""

from pathlib import Path
from typing import Any

import pytest
from api_site import BADGE_KEY, SITE, Site, badge_text, running_site

from lockerd.codes import badge_list
from lockerd.codes.badge_list import BadgeListClaims
from lockerd.codes.keys import key_id_hex
from lockerd.domain.model.attempts import BadgeRole
from lockerd.domain.model.compartments import Condition
from lockerd.domain.model.ids import CompartmentId
from lockerd.domain.model.readings import Item

DOOR = "A02"
"""The one with door contact and item sensor."""
FIRST = badge_text(BadgeRole.RETRIEVAL, BadgeRole.SUPERVISOR, badge_id="b-1")
SECOND = badge_text(BadgeRole.LOADING, badge_id="b-2")


def asked(text: str, reason: str = "water", door: str = DOOR) -> dict[str, Any]:
    return {"want": "emergency", "badge": text, "compartment": door, "reason": reason}


async def waits(site: Site) -> str:
    """Something lies there for its person: the code."""
    code: str = (await site.ready(size="A4"))["code"]
    site.hands.fired.clear()
    site.clock.mono_ms += 10_000
    return code


def condition(site: Site) -> Condition:
    return site.controller.state.compartments[CompartmentId(DOOR)].condition


async def test_the_door_opens_at_the_second_badge_and_the_log_names_both(tmp_path: Path) -> None:
    async with running_site(tmp_path) as site:
        code = await waits(site)
        for key in ("key-of-the-first", "key-of-the-first", "key-of-another"):
            answer = await site.api.post("/v1/visits", asked(FIRST), key=key)
            assert (answer.status_code, answer.json()["code"]) == (409, "second_badge_needed")
        assert not site.hands.fired
        begun = await site.api.post("/v1/visits", asked(SECOND), key="key-of-the-other")
        assert (begun.status_code, begun.json()["kind"]) == (201, "retrieval"), begun.text
        visit = begun.json()["id"]
        again = await site.api.post("/v1/visits", asked(SECOND), key="key-of-the-other")
        assert again.json()["id"] == visit, "delivered twice, it is one visit"
        await site.phase(visit, "door_open")
        assert (await site.api.post("/v1/visits", {"code": code})).is_error
        rows = await site.store.custody(0, 1_000)
        [incident] = [row for row in rows if row.type == "incident.noted"]
        assert (incident.data["reason"], incident.data["why"]) == ("emergency", "water")
        assert (incident.data["badge"], incident.data["second_badge"]) == ("b-1", "b-2")
        assert {"badge", "second_badge"} <= incident.salts.keys(), "who it was is kept for its time only"
        assert "why" not in incident.salts
        [going] = (await site.admin_api.get("/v1/visits")).json()
        assert (going["badge"], going["second_badge"]) == ("b-1", "b-2")
        site.hands.see(DOOR, open_=False, item=Item.ABSENT)
        await site.phase(visit, "door_shut")
        done = await site.api.post(f"/v1/visits/{visit}/found", {"item_count": 1})
        assert (done.json()["phase"], condition(site)) == ("over", Condition.FREE)
        assert site.hands.fired == [DOOR]


async def test_under_a_badge_that_is_called_back_they_are_told_so_and_asked_for_nothing_more(site: Site) -> None:
    await waits(site)
    await site.api.post("/v1/visits", asked(FIRST))
    visit = (await site.api.post("/v1/visits", asked(SECOND))).json()["id"]
    await site.phase(visit, "door_open")
    issued = badge_list.issue(
        BadgeListClaims(site=SITE, version=1, badges=("b-2",)), key=BADGE_KEY, kid=key_id_hex(BADGE_KEY.public_key())
    )
    await site.admin_api.post("/v1/badges/list", {"list": issued})
    at_open = (await site.api.get(f"/v1/visits/{visit}")).json()
    assert (at_open["trouble"]["code"], at_open["next_step"]) == ("badge_not_valid", "take_out"), (
        "the door is to be shut"
    )
    assert "gilt nicht mehr" in at_open["trouble"]["text"]
    site.hands.see(DOOR, open_=False, item=Item.ABSENT)
    at_shut = await site.phase(visit, "door_shut")
    assert (at_shut["trouble"]["code"], at_shut["next_step"]) == ("badge_not_valid", "call_staff")
    assert {each["word"] for each in at_shut["may"]} <= {"help"}
    refused = await site.api.post(f"/v1/visits/{visit}/found", {"item_count": 1})
    assert (refused.status_code, refused.json()["code"]) == (403, "badge_not_valid")
    assert site.hands.fired == [DOOR]


@pytest.mark.parametrize(
    ("first", "second", "code"),
    [
        (FIRST, FIRST, "second_badge_needed"),
        (SECOND, SECOND, "badge_not_valid"),
        (badge_text(), badge_text(badge_id="b-18"), "supervisor_needed"),
        (FIRST, badge_text(badge_id="b-18", authority="kreis"), "wrong_authority"),
        (FIRST, "x", "badge_not_valid"),
    ],
    ids=["the_same", "no_retrieval", "no_supervisor", "another_office", "nonsense"],
)
async def test_who_opens_nothing(site: Site, first: str, second: str, code: str) -> None:
    await waits(site)
    await site.api.post("/v1/visits", asked(first))
    answer = await site.api.post("/v1/visits", asked(second))
    assert (answer.is_error, answer.json()["code"]) == (True, code)
    assert (site.hands.fired, condition(site)) == ([], Condition.OCCUPIED)


async def test_both_say_the_same_door_and_the_same_reason(site: Site) -> None:
    await waits(site)
    await site.api.post("/v1/visits", asked(FIRST))
    other = badge_text(badge_id="b-3")
    for body in (asked(other, reason="fire_damage"), asked(other, door="A01")):
        answer = await site.api.post("/v1/visits", body)
        assert (answer.status_code, answer.json()["code"]) == (403, "supervisor_needed")
    assert not site.hands.fired
