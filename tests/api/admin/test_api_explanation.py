"""Why a door is as it is and what would free it: told by the rules themselves, and nothing is done."""

from typing import Any

from api_site import Site

from lockerd.domain.model.ids import CompartmentId
from lockerd.domain.model.readings import Item


async def told(site: Site, door: str = "A01") -> dict[str, Any]:
    answer = await site.admin_api.get(f"/v1/compartments/{door}/explanation")
    assert answer.status_code == 200
    return dict(answer.json())


def refusals(explained: dict[str, Any]) -> dict[str, str | None]:
    return {each["act"]: each["refused"] for each in explained["acts"]}


async def test_each_step_that_it_names_as_possible_is_taken_and_leads_to_free(site: Site) -> None:
    """A technician who does what is said, and nothing else, gets a quarantined door free."""
    await site.ready()
    door = CompartmentId("A01")
    assert refusals(await told(site))["clear"] == "not_looked_inside"
    await site.admin_api.post("/v1/compartments/A01/touched", {"reason": "found ajar"})
    explained = await told(site)
    assert (explained["condition"], explained["reason"]) == ("quarantined", "touched")
    assert refusals(explained) | {"open": None, "clear": "not_looked_inside"} == refusals(explained)
    answer = await site.admin_api.post("/v1/compartments/A01/open", {"reason": "to look inside"})
    assert answer.status_code == 200
    await site.until(lambda s: s.compartments[door].evidence.opened)
    assert refusals(await told(site))["clear"] == "door_not_shut"
    site.hands.see("A01", open_=False, item=Item.ABSENT)
    await site.until(lambda s: s.compartments[door].evidence.closed)
    explained = await told(site)
    outcomes = {each["act"]: (each["refused"], each["condition"]) for each in explained["acts"]}
    assert outcomes["clear"] == (None, "free")
    assert (explained["evidence"]["opened"], explained["evidence"]["closed"]) == (True, True)
    cleared = await site.admin_api.post("/v1/compartments/A01/clear", {"reason": "looked inside"})
    assert (cleared.status_code, cleared.json()["condition"]) == (200, "free")


async def test_to_ask_changes_nothing(site: Site) -> None:
    await site.ready()
    before, head = site.controller.state, site.controller.head
    fired = list(site.hands.fired)
    for row in site.controller.state.compartments:
        await told(site, row)
    assert site.controller.state.compartments == before.compartments
    assert (site.controller.head, site.hands.fired) == (head, fired)


async def test_a_person_at_the_door_is_told_of_with_what_each_word_would_come_to(site: Site) -> None:
    codes = await site.ready()
    await site.api.post("/v1/visits", {"code": codes["code"]})
    await site.until(lambda s: s.compartments[CompartmentId("A01")].evidence.opened)
    explained = await told(site)
    assert explained["condition"] == "handing_over"
    verdicts = {each["claim"]: each["verdict"] for each in explained["said"]}
    assert verdicts == {"none": "quarantined", "empty": "to_check", "taken_out": "to_check"}, "A01 has no item sensor"
    assert {act for act, refused in refusals(explained).items() if refused != "busy"} == {"in_service"}


async def test_a_door_that_is_none_is_refused(site: Site) -> None:
    answer = await site.admin_api.get("/v1/compartments/Z9/explanation")
    assert (answer.status_code, answer.json()["code"]) == (404, "compartment_unknown")


async def test_why_not_is_said_in_the_language_asked_for(site: Site) -> None:
    await site.ready()
    german = await site.admin_api.get("/v1/compartments/A01/explanation", **{"Accept-Language": "de"})
    english = await site.admin_api.get("/v1/compartments/A01/explanation", **{"Accept-Language": "en"})
    (one,), (other,) = (
        [each["text"] for each in answer.json()["acts"] if each["act"] == "clear"] for answer in (german, english)
    )
    assert one != other
