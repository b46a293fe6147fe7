"""Staff go round at the terminal, and a technician on the bench: door after door, each a request of its own."""

from pathlib import Path
from typing import Any

from api_site import Site, badge_text, running_site

from lockerd.domain.model.attempts import BadgeRole
from lockerd.domain.model.compartments import Condition
from lockerd.domain.model.ids import CompartmentId
from lockerd.domain.model.readings import Item

DOOR = "A02"
"""The one with door contact and item sensor."""
FIRST = badge_text(BadgeRole.RETRIEVAL, BadgeRole.SUPERVISOR, badge_id="b-1")
SECOND = badge_text(BadgeRole.RETRIEVAL, badge_id="b-2")


def asked(text: str, want: str = "stocktake", **more: str) -> dict[str, Any]:
    return {"want": want, "badge": text, **more}


async def waits(site: Site) -> str:
    """Something lies there for its person: the code."""
    code: str = (await site.ready(size="A4"))["code"]
    site.hands.fired.clear()
    site.clock.mono_ms += 10_000
    return code


async def at_the_door(site: Site) -> str:
    """Two show their badges until the door of that order is open."""
    first = await site.api.post("/v1/visits", asked(FIRST, scope="all"))
    assert first.json()["code"] == "second_badge_needed"
    begun = await site.api.post("/v1/visits", asked(SECOND, scope="all"))
    assert begun.status_code == 201, begun.text
    visit: str = begun.json()["id"]
    while begun.json()["compartment"]["id"] != DOOR:
        await report(site, visit, begun.json()["compartment"]["id"])
        begun = await site.api.post("/v1/visits", asked(SECOND))
        assert begun.status_code == 201, begun.text
        visit = begun.json()["id"]
    await site.phase(visit, "door_open")
    return visit


async def report(site: Site, visit: str, door: str) -> None:
    """A door that is empty."""
    await site.phase(visit, "door_open")
    site.hands.see(door, open_=False)
    said = await site.api.post(f"/v1/visits/{visit}/nothing", {})
    assert said.status_code == 200, said.text
    site.clock.mono_ms += 10_000


async def test_what_belongs_there_stays_and_its_code_is_good_again(tmp_path: Path) -> None:
    async with running_site(tmp_path) as site:
        code = await waits(site)
        visit = await at_the_door(site)
        assert (await site.api.post("/v1/visits", {"code": code})).is_error
        site.hands.see(DOOR, open_=False, item=Item.PRESENT)
        shown = await site.phase(visit, "door_shut")
        assert (shown["kind"], shown["next_step"]) == ("stocktake", "report")
        said = [choice["word"] for choice in shown["may"]]
        assert said[:4] == ["as_expected", "found", "nothing", "other"]
        done = await site.api.post(f"/v1/visits/{visit}/as-expected", {"item_count": 1})
        assert done.status_code == 200, done.text
        assert done.json()["round"]["as_expected"] == 1
        site.clock.mono_ms += 10_000
        assert site.controller.state.compartments[CompartmentId(DOOR)].condition is Condition.OCCUPIED
        again = await site.api.post("/v1/visits", {"code": code})
        assert again.status_code == 201, again.text


async def test_how_far_it_is_and_its_end(tmp_path: Path) -> None:
    async with running_site(tmp_path) as site:
        assert (await site.api.post("/v1/round", {"badge": SECOND})).json()["code"] == "no_round"
        assert (await site.api.post("/v1/visits", asked(SECOND))).json()["code"] == "no_round"
        begun = await site.api.post("/v1/visits", asked(SECOND, scope="all"))
        doors = begun.json()["round"]["doors"]
        far = (await site.api.post("/v1/round", {"badge": SECOND})).json()
        assert (far["doors"], far["left"]) == (doors, doors)
        stranger = badge_text(BadgeRole.LOADING, badge_id="b-9")
        assert (await site.api.post("/v1/round", {"badge": stranger})).json()["code"] == "badge_not_valid"
        assert (await site.api.post("/v1/round/end", {"badge": stranger})).json()["code"] == "badge_not_valid"
        ended = await site.api.post("/v1/round/end", {"badge": SECOND}, key="end-it-once")
        assert ended.json()["left"] == doors
        assert (await site.api.post("/v1/round/end", {"badge": SECOND}, key="end-it-once")).json() is None
        assert (await site.api.post("/v1/round", {"badge": SECOND})).json()["code"] == "no_round"


async def test_no_request_names_a_door_of_a_round(tmp_path: Path) -> None:
    async with running_site(tmp_path) as site:
        for more in ({"scope": "A02"}, {"compartment": DOOR}, {"doors": [DOOR]}, {"scope": ["all"]}):
            answer = await site.api.post("/v1/visits", asked(SECOND) | more)
            assert answer.status_code == 422, more
        assert not site.hands.fired


async def test_a_technician_goes_round_on_the_bench(tmp_path: Path) -> None:
    async with running_site(tmp_path) as site:
        await waits(site)
        body = {"kind": "stocktake", "reason": "mechanical key", "scope": "all"}
        seen = (await site.admin_api.post("/v1/round", body, key="the-first-door")).json()
        assert (await site.admin_api.post("/v1/round", body, key="the-first-door")).json() == seen
        del body["scope"]
        while seen["compartment"] != DOOR:
            site.hands.see(seen["compartment"], open_=False)
            said = await site.admin_api.post("/v1/round/report", {"report": "nothing"})
            assert said.status_code == 200, said.text
            site.clock.mono_ms += 10_000
            seen = (await site.admin_api.post("/v1/round", body)).json()
        early = await site.admin_api.post("/v1/round/report", {"report": "nothing"})
        assert early.json()["code"] in {"door_not_shut", "not_now", "wait", "not_looked_inside"}
        [going] = (await site.admin_api.get("/v1/visits")).json()
        assert (going["kind"], going["badge"]) == ("stocktake", None)
        site.hands.see(DOOR, open_=False, item=Item.PRESENT)
        asks = (await site.admin_api.post("/v1/round/report", {"report": "as_expected", "item_count": 2})).json()
        assert (asks["trouble"], asks["phase"]) == ("count_differs", "door_shut")
        done = (await site.admin_api.post("/v1/round/report", {"report": "as_expected", "item_count": 1})).json()
        assert (done["phase"], done["round"]["as_expected"], done["round"]["differences"]) == ("over", 1, 0)
        over = await site.admin_api.post("/v1/round/report", {"report": "nothing"})
        assert over.json()["code"] == "visit_over"
        rows = (await site.admin_api.get("/v1/custody?limit=1000")).json()["rows"]
        reported = [row for row in rows if row["type"] == "retrieval.reported"]
        assert reported[-1]["data"]["who"] == "anna"
        await site.admin_api.post("/v1/round/end", {})
        assert (await site.admin_api.post("/v1/round/end", {})).json()["code"] == "no_round"
