"""An order that lies in several compartments, through the terminal's API: one code, door after door (rule 24)."""

from typing import Any

from api_site import Site, badge_text

from lockerd.domain.model.readings import Item

ENGLISH = {"Accept-Language": "en"}
DOORS = ["A01", "A02", "B01"]


async def at_open_door(site: Site, visit: str, door: str) -> dict[str, Any]:
    """Wait until a visit has gone on to this door and it stands open."""
    await site.until(
        lambda s: any(
            (each.id, each.compartment, each.phase) == (visit, door, "door_open") for each in s.visits.values()
        )
    )
    return await view_of(site, visit)


async def view_of(site: Site, visit: str) -> dict[str, Any]:
    view: dict[str, Any] = (await site.api.get(f"/v1/visits/{visit}", **ENGLISH)).json()
    return view


async def put_in(site: Site, visit: str, door: str) -> dict[str, Any]:
    """Look, put in, shut and say so."""
    await at_open_door(site, visit, door)
    await site.api.post(f"/v1/visits/{visit}/empty")
    site.hands.see(door, open_=False, item=Item.PRESENT)
    shut = await site.phase(visit, "door_shut")
    assert ("nächste Tür" in shut["text"]) is (shut["parts_left"] > 0)
    view: dict[str, Any] = (await site.api.post(f"/v1/visits/{visit}/loaded", **ENGLISH)).json()
    return view


async def take_out(site: Site, visit: str, door: str) -> dict[str, Any]:
    """Take out, say so and shut."""
    view = await at_open_door(site, visit, door)
    await site.api.post(f"/v1/visits/{visit}/taken-out")
    site.hands.see(door, open_=False, item=Item.ABSENT)
    return view


async def loaded(site: Site) -> dict[str, str]:
    """An order of three parts is loaded; the code for all of them."""
    order = await site.announce(parts=3, items=2)
    visit = (await site.api.post("/v1/visits", {"want": "loading", "order": order, "badge": badge_text()})).json()["id"]
    for door in DOORS:
        view = await put_in(site, visit, door)
    assert (view["phase"], view["parts_left"]) == ("code_ready", 0)
    codes: dict[str, str] = (await site.api.get(f"/v1/visits/{visit}/code")).json()
    await site.api.post(f"/v1/visits/{visit}/done")
    return codes


async def test_staff_load_door_after_door_and_get_one_code(site: Site) -> None:
    order = await site.announce(parts=3, items=2)
    visit = (await site.api.post("/v1/visits", {"want": "loading", "order": order, "badge": badge_text()})).json()["id"]
    seen = []
    for door in DOORS:
        view = await at_open_door(site, visit, door)
        seen.append((view["part"], view["parts"], view["parts_left"], view["item_count"]))
        assert view["text"].startswith(f"Door {view['part']} of 3.")
        assert (await site.api.get(f"/v1/visits/{visit}/code")).status_code == 409
        await put_in(site, visit, door)
    assert seen == [(1, 3, 2, 2), (2, 3, 1, 2), (3, 3, 0, 2)]
    assert (await site.api.get(f"/v1/visits/{visit}/code")).status_code == 200
    [row] = (await site.admin_api.get("/v1/orders")).json()
    assert (row["state"], row["item_count"], row["compartments"]) == ("ready", 6, DOORS)
    assert [(part["number"], part["state"], part["right"]) for part in row["parts"]] == [
        (number, "ready", "active") for number in (1, 2, 3)
    ]


async def test_one_code_opens_all_doors_one_after_the_other(site: Site) -> None:
    codes = await loaded(site)
    visit = (await site.api.post("/v1/visits", {"code": codes["code"]})).json()["id"]
    seen = []
    for door in DOORS:
        view = await take_out(site, visit, door)
        seen.append((view["part"], view["parts_left"], view["text"].split(".")[0]))
    assert seen == [(1, 2, "Door 1 of 3"), (2, 1, "Door 2 of 3"), (3, 0, "Door 3 of 3")]
    over = await site.phase(visit, "over")
    assert (over["next_step"], over["trouble"], over["parts_left"]) == ("goodbye", None, 0)
    assert site.hands.fired == DOORS * 2
    again = await site.api.post("/v1/visits", {"code": codes["code"]})
    assert (again.status_code, again.json()["code"]) == (409, "code_not_valid")


async def test_f20_behind_a_door_that_sticks_the_rest_is_still_to_be_had_with_the_same_code(site: Site) -> None:
    codes = await loaded(site)
    site.hands.stuck.add("A01")
    visit = (await site.api.post("/v1/visits", {"code": codes["code"]})).json()["id"]
    await site.until(lambda s: any(each.phase == "opening" for each in s.visits.values()))
    for _ in range(120):
        if (over := await view_of(site, visit))["phase"] == "over":
            break
        await site.wait_ms(1_000)
    assert over["trouble"]["code"] == "door_stuck"
    assert over["parts_left"] == 2
    assert "behind 2 doors" in over["text"]
    assert "show your code again" in over["text"]
    visit = (await site.api.post("/v1/visits", {"code": codes["code"]})).json()["id"]
    for door in DOORS[1:]:
        await take_out(site, visit, door)
    assert (await site.phase(visit, "over"))["trouble"] is None
    [row] = (await site.admin_api.get("/v1/orders")).json()
    assert [part["state"] for part in row["parts"]] == ["ready", "closed", "closed"]
    assert row["parts"][0]["right"] == "jammed"
