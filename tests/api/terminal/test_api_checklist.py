"""A checklist at the terminal: what is expected is shown, what is missing is said; and what else is sent instead."""

from typing import Any

import pytest
from api_site import Site, badge_text, words
from giving import DOOR, ENGLISH, begun, checked, say, shut, view_of

LIST = ("form_b", "photo", "plates")


async def opened(site: Site, checklist: tuple[str, ...] = LIST) -> str:
    """The door is open for somebody who is expected to bring these."""
    return await begun(site, (await site.awaited(checklist=checklist)).token)


async def lacks(site: Site, visit: str, missing: Any, **headers: str) -> tuple[int, dict[str, Any]]:
    answer = await site.api.post(f"/v1/visits/{visit}/missing", {"missing": missing}, **ENGLISH, **headers)
    body: dict[str, Any] = answer.json()
    return answer.status_code, body


async def test_what_is_expected_is_shown_and_what_is_missing_is_said_and_corrected(site: Site) -> None:
    visit = await opened(site)
    view = await view_of(site, visit)
    assert (view["checklist"], view["missing"]) == (list(LIST), None)
    assert "missing" in words(view)
    status, view = await lacks(site, visit, ["photo"])
    assert (status, view["missing"], view["phase"]) == (200, ["photo"], "door_open")
    view = await shut(site, visit)
    assert words(view)[:3] == ["missing", "all_in", "nothing_in"]
    assert (await lacks(site, visit, ["plates", "form_b"]))[1]["missing"] == ["form_b", "plates"]
    await say(site, visit, "all-in")
    status, problem = await lacks(site, visit, ["photo"])
    assert (status, problem["code"]) == (409, "not_now")
    view = await checked(site, visit)
    assert (view["next_step"], view["missing"], "missing" in words(view)) == (
        "print_paper",
        ["form_b", "plates"],
        False,
    )
    paper = (await site.api.get(f"/v1/visits/{visit}/paper", **ENGLISH)).json()
    assert not any(code in str(paper) for code in LIST), "a receipt never says what was inside"


async def test_the_question_is_asked_until_it_is_answered(site: Site) -> None:
    visit = await opened(site)
    assert "list" not in (await view_of(site, visit))["text"]
    assert (await shut(site, visit))["text"].startswith("Is anything on the list missing?")
    assert "list" not in (await lacks(site, visit, []))[1]["text"]


async def test_without_a_list_nothing_is_asked(site: Site) -> None:
    visit = await opened(site, ())
    view = await shut(site, visit)
    assert (view["checklist"], view["missing"], "missing" in words(view)) == ([], None, False)
    assert "list" not in view["text"]
    assert (await lacks(site, visit, []))[1]["code"] == "not_now"


@pytest.mark.parametrize(
    "missing",
    [
        ["photo", "photo"],
        ["photo"] * 1000,
        ["Photo"],
        ["photo "],
        ["_photo"],
        ["photo\n"],
        ["f\u043eto"],
        [""],
        ["a" * 33],
        [f"code_{number}" for number in range(13)],
        [["photo"]],
        [None],
        [1],
        "photo",
        {"photo": True},
        None,
    ],
    ids=lambda value: str(value)[:24],
)
async def test_what_is_no_list_of_codes_is_refused_and_not_repeated(site: Site, missing: Any) -> None:
    visit = await opened(site)
    await lacks(site, visit, ["plates"])
    status, problem = await lacks(site, visit, missing)
    assert (status, problem["code"]) == (422, "invalid_request")
    assert "photo" not in str(problem).lower()
    assert (await view_of(site, visit))["missing"] == ["plates"]


async def test_a_code_that_is_not_on_the_list_is_refused_whole_and_not_repeated(site: Site) -> None:
    visit = await opened(site)
    status, problem = await lacks(site, visit, ["photo", "meier_anna"])
    assert (status, problem["code"]) == (409, "not_on_checklist")
    assert "meier" not in str(problem)
    assert "look at the list again" in problem["detail"]
    assert (await view_of(site, visit))["missing"] is None


async def test_a_list_of_a_megabyte_is_not_read(site: Site) -> None:
    visit = await opened(site)
    status, problem = await lacks(site, visit, ["photo" * 20] * 10_000)
    assert (status, problem["code"]) == (413, "body_too_large")


async def test_who_does_not_know_the_visit_says_nothing(site: Site) -> None:
    visit = await opened(site)
    stranger = "0" * 32
    assert (await lacks(site, stranger, ["photo"]))[0] in {404, 410}
    assert (await view_of(site, visit))["missing"] is None


async def test_staff_see_it_in_their_list_and_at_the_door_and_technicians_in_theirs(site: Site) -> None:
    visit = await opened(site)
    await shut(site, visit)
    await lacks(site, visit, ["photo"])
    await say(site, visit, "all-in")
    await checked(site, visit)
    await say(site, visit, "done")
    site.clock.mono_ms += 10_000
    badge = {"badge": badge_text()}
    doors = (await site.api.post("/v1/waiting", badge)).json()
    assert {door["compartment"]["id"]: door["missing"] for door in doors}[DOOR] == ["photo"]
    waiting = (await site.admin_api.get("/v1/waiting")).json()
    assert {door["compartment"]: door["missing"] for door in waiting}[DOOR] == ["photo"]
    (order,) = (await site.admin_api.get("/v1/orders")).json()
    assert [(part["checklist"], part["missing"]) for part in order["parts"]] == [(list(LIST), ["photo"])]
    wanted = badge | {"want": "retrieval", "compartment": DOOR}
    begun_by_staff = (await site.api.post("/v1/visits", wanted)).json()
    assert begun_by_staff["missing"] == ["photo"]
    assert "missing" not in words(begun_by_staff)
