"""Something else lies there, or nothing: said at the terminal, and what the person reads (F54)."""

from typing import Any

import pytest
from api_site import Site, words

from lockerd.domain.model.compartments import Condition


async def at_the_open_door(site: Site) -> dict[str, Any]:
    """Somebody has shown their code and opened their door."""
    codes = await site.ready()
    visit = (await site.api.post("/v1/visits", {"code": codes["code"]})).json()
    view = await site.phase(visit["id"], "door_open")
    assert {"wrong_item", "nothing_inside"} <= set(words(view))
    return view


async def test_what_is_not_theirs_goes_back_behind_the_same_door(site: Site) -> None:
    view = await at_the_open_door(site)
    door = view["compartment"]["id"]
    view = (await site.api.post(f"/v1/visits/{view['id']}/wrong-item")).json()
    assert (view["next_step"], view["trouble"]["code"]) == ("put_back", "disputed")
    assert "zurück" in view["text"]
    assert not {"wrong_item", "nothing_inside", "taken_out", "open_again"} & set(words(view))
    site.hands.see(door, open_=False)
    view = await site.phase(view["id"], "over")
    assert (view["next_step"], view["trouble"]["code"]) == ("call_staff", "disputed")
    assert "Nichts gilt als abgeholt" in view["trouble"]["text"]
    assert "Bescheinigung" in view["text"]
    assert [each["label"] for each in view["may"] if each["word"] == "paper"] == ["Bescheinigung bekommen"]
    row = site.controller.state.compartments[door]
    assert (row.condition, row.reason) == (Condition.QUARANTINED, "wrong_item")
    papers = (await site.api.post(f"/v1/visits/{view['id']}/paper")).json()
    assert papers["phase"] == "paper_ready"


@pytest.mark.parametrize("shut", [False, True])
async def test_nothing_inside_is_said_at_the_open_and_at_the_shut_door(site: Site, shut: bool) -> None:
    view = await at_the_open_door(site)
    door = view["compartment"]["id"]
    if shut:
        site.hands.see(door, open_=False)
        await site.phase(view["id"], "door_shut")
    view = (await site.api.post(f"/v1/visits/{view['id']}/nothing-inside")).json()
    assert view["trouble"]["code"] == "disputed"
    assert (view["phase"], view["next_step"]) == (("over", "call_staff") if shut else ("door_open", "close_door"))
    again = await site.api.post(f"/v1/visits/{view['id']}/nothing-inside")
    assert (again.status_code, again.json()["code"]) == ((410, "visit_over") if shut else (409, "not_now"))
