"""An exchange behind two doors through the terminal's API: first the old one, then the new one, in one visit."""

from dataclasses import replace
from typing import Any

from api_site import Site, badge_text, order_id
from giving import DOOR, ENGLISH, proven_empty, say, view_of

from lockerd.domain.model.compartments import Condition
from lockerd.domain.model.directions import Direction
from lockerd.domain.model.events import Accepted, Announce
from lockerd.domain.model.ids import CompartmentId, OrderId, PartId
from lockerd.domain.model.orders import Kind, Order
from lockerd.domain.model.parts import Needs, Part, PartState, RightState
from lockerd.domain.model.readings import Item

NEW = "A01"
"""Where the new one lies: the other door is the only one that takes anything in."""


async def announced(site: Site) -> str:
    order = Order(OrderId(order_id(1)), "stadt", Kind.SWAP, "passport", "case-1", 2, 3_600_000)
    new = Part(PartId(order.id, 2), Direction.OUT, "stadt", Needs(), 1)
    waits = {"state": PartState.AWAITED, "right": RightState.ACTIVE}
    old = replace(new, id=PartId(order.id, 1), direction=Direction.IN, **waits)
    assert isinstance(await site.controller.submit(Announce(order, (old, new))), Accepted)
    return order.id


async def begin_loading(site: Site, order: str) -> Any:
    return await site.api.post("/v1/visits", {"want": "loading", "order": order, "badge": badge_text()}, **ENGLISH)


async def ready(site: Site) -> str:
    """The new one lies behind its door: its code."""
    order = await announced(site)
    await proven_empty(site)
    visit = (await begin_loading(site, order)).json()
    assert (visit["part"], visit["compartment"]["id"]) == (2, NEW)
    await site.phase(visit["id"], "door_open")
    await say(site, visit["id"], "empty")
    site.hands.see(NEW, open_=False)
    await site.phase(visit["id"], "door_shut")
    await say(site, visit["id"], "loaded")
    codes: dict[str, str] = (await site.api.get(f"/v1/visits/{visit['id']}/code")).json()
    await say(site, visit["id"], "done")
    site.hands.fired.clear()
    site.clock.mono_ms += 10_000
    return codes["code"]


async def shown(site: Site, code: str) -> dict[str, Any]:
    answer = await site.api.post("/v1/visits", {"code": code}, **ENGLISH)
    assert answer.status_code == 201, answer.text
    view: dict[str, Any] = answer.json()
    return view


async def shut(site: Site, visit: str, item: Item) -> dict[str, Any]:
    await site.phase(visit, "door_open")
    site.hands.see(DOOR, open_=False, item=item)
    await site.phase(visit, "door_shut")
    return await view_of(site, visit)


async def looked_at(site: Site, item: Item) -> None:
    """The sensors are read once more after the word, for as long as the rules want."""
    for _ in range(6):
        site.hands.see(DOOR, open_=False, item=item)
        await site.wait_ms(1_000)


async def test_one_visit_leads_from_the_old_one_to_the_new_one(site: Site) -> None:
    view = await shown(site, await ready(site))
    visit = view["id"]
    assert (view["kind"], view["part"], view["parts"], view["parts_left"]) == ("hand_in", 1, 2, 1)
    assert view["privacy"] == "private", "that something is exchanged is nobody else's business"
    assert view["text"].startswith("Door 1 of 2. First you hand in the old one.")
    view = await shut(site, visit, Item.PRESENT)
    assert view["text"].endswith("The next door is opened after that.")
    assert site.hands.fired == [DOOR], "not before"
    await say(site, visit, "all-in")
    await looked_at(site, Item.PRESENT)
    await site.phase(visit, "door_open")
    view = await view_of(site, visit)
    assert (view["kind"], view["part"], view["parts_left"], view["papers"]) == ("collection", 2, 0, [1])
    assert view["text"].startswith("Door 2 of 2. The old one is accepted. Now you get the new one.")
    site.hands.see(NEW, open_=False)
    await site.phase(visit, "door_shut")
    view = await say(site, visit, "taken-out")
    assert (view["phase"], view["papers"], view["trouble"], view["parts_left"]) == ("over", [1, 2], None, 0)
    assert site.hands.fired == [DOOR, NEW]


async def test_whoever_brings_nothing_is_told_that_the_new_one_waits(site: Site) -> None:
    code = await ready(site)
    visit = (await shown(site, code))["id"]
    await shut(site, visit, Item.ABSENT)
    view = await say(site, visit, "nothing-in")
    assert view["phase"] == "paper_ready"
    assert "You get it as soon as the old one is handed in." in view["text"]
    assert site.hands.fired == [DOOR]


async def test_whose_old_one_is_unclear_is_told_that_the_new_one_waits_for_that(site: Site) -> None:
    code = await ready(site)
    visit = (await shown(site, code))["id"]
    await shut(site, visit, Item.ABSENT)
    for _ in range(2):
        await say(site, visit, "all-in")
    await looked_at(site, Item.ABSENT)
    await site.phase(visit, "paper_ready")
    view = await view_of(site, visit)
    assert "You get it when it is clear what became of the old one." in view["text"]
    site.clock.mono_ms += 10_000
    refused = await site.api.post("/v1/visits", {"code": code}, **ENGLISH)
    assert refused.json()["code"] == "ask_staff"


async def test_where_the_new_ones_door_sticks_the_receipt_of_the_old_one_is_at_hand(site: Site) -> None:
    code = await ready(site)
    site.hands.stuck.add(NEW)
    visit = (await shown(site, code))["id"]
    await shut(site, visit, Item.PRESENT)
    await say(site, visit, "all-in")
    await looked_at(site, Item.PRESENT)
    for _ in range(40):
        await site.wait_ms(1_000)
    view = await site.phase(visit, "over")
    assert (view["trouble"]["code"], view["papers"]) == ("door_stuck", [1, 2])


async def test_whose_new_one_was_locked_for_staff_meanwhile_is_promised_nothing(site: Site) -> None:
    code = await ready(site)
    visit = (await shown(site, code))["id"]
    await shut(site, visit, Item.ABSENT)
    site.hands.see(NEW, open_=True)  # by force
    await site.until(lambda s: s.compartments[CompartmentId(NEW)].condition is Condition.QUARANTINED)
    view = await say(site, visit, "nothing-in")
    assert view["phase"] == "paper_ready"
    assert "Your code stays valid" not in view["text"]
    assert "Staff will look" in view["text"]


async def test_staff_are_told_why_it_is_not_put_in_now(site: Site) -> None:
    order = await announced(site)
    refused = await begin_loading(site, order)
    assert refused.json()["code"] == "no_door_to_bring"
    assert "would come in vain" in refused.json()["detail"]
