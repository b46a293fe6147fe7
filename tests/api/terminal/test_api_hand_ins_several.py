"""A hand-in of several parts through the terminal's API: one code, door after door, a paper for each (rule 24)."""

from api_site import Site
from giving import DOOR, ENGLISH, proven_empty, say, view_of

from lockerd.domain.model.readings import Item
from lockerd.domain.model.visits import Phase


async def in_by_word(site: Site, visit: str, door: str) -> None:
    """What is put in behind this door is said to be in, and looked at once more."""
    await site.until(lambda s: any((v.door, v.phase) == (door, Phase.DOOR_OPEN) for v in s.visits.values()))
    site.hands.see(door, open_=False, item=Item.PRESENT)
    shut = await site.phase(visit, "door_shut")
    assert ("next door" in (await view_of(site, visit))["text"]) is (shut["parts_left"] > 0)
    await say(site, visit, "all-in")
    for _ in range(6):
        site.hands.see(door, open_=False, item=Item.PRESENT)
        await site.wait_ms(1_000)


async def test_several_parts_are_led_from_door_to_door_with_a_paper_for_each(claims: Site) -> None:
    code = await claims.awaited(parts=2)
    for door in ("A01", "A02"):
        await proven_empty(claims, door)
    view = (await claims.api.post("/v1/visits", {"code": code.token}, **ENGLISH)).json()
    visit = view["id"]
    assert (view["part"], view["parts"], view["parts_left"]) == (1, 2, 1)
    assert "Each part of what you hand in has a compartment of its own." in view["text"]
    await in_by_word(claims, visit, "A01")
    await in_by_word(claims, visit, "A02")
    await claims.phase(visit, "paper_ready")
    view = await view_of(claims, visit)
    assert (view["part"], view["parts_left"], view["papers"], view["trouble"]) == (2, 0, [1, 2], None)
    assert view["text"].startswith("Door 2 of 2.")
    assert "There is a paper for each compartment" in view["text"]
    papers = []
    for _ in range(2):
        papers.append((await claims.api.get(f"/v1/visits/{visit}/paper", **ENGLISH)).json())
        await say(claims, visit, "paper")
    assert [each["paper"] for each in papers] == ["receipt", "receipt"]
    assert [door in each["text"] for each, door in zip(papers, ("A02", "A01"), strict=True)] == [True, True]
    assert papers[0]["fetch_number"] != papers[1]["fetch_number"]


async def test_without_a_door_for_the_next_part_it_is_said_what_is_left(claims: Site) -> None:
    code = await claims.awaited(parts=2)
    await proven_empty(claims)
    visit = (await claims.api.post("/v1/visits", {"code": code.token}, **ENGLISH)).json()["id"]
    await in_by_word(claims, visit, DOOR)
    await claims.phase(visit, "paper_ready")
    view = await view_of(claims, visit)
    assert (view["parts_left"], view["papers"], view["trouble"]["code"]) == (1, [1], "no_compartment")
    assert view["trouble"]["text"].startswith("The next door cannot be opened"), "one was, and that is not denied"
    assert "your receipt is ready" in view["text"]
    assert "Your code stays valid for it" in view["text"]
