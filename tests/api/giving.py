"""People who hand something in through the terminal's API."""

from typing import Any

from api_site import Site

from lockerd.domain.model.document_classes import EVERY_OFFICE, ClassPolicy, Nature
from lockerd.domain.model.ids import CompartmentId
from lockerd.domain.model.readings import Item
from lockerd.domain.model.state import Policy

ENGLISH = {"Accept-Language": "en"}
DOOR = "A02"
"""The one with door contact and item sensor."""
CLAIMS = Policy(
    authorities=frozenset({"stadt"}),
    sizes=("A5", "A4"),
    handles=frozenset(Nature),
    classes={(EVERY_OFFICE, "plates"): ClassPolicy(takes_claims=True)},
)


async def view_of(site: Site, visit: str) -> dict[str, Any]:
    view: dict[str, Any] = (await site.api.get(f"/v1/visits/{visit}", **ENGLISH)).json()
    return view


async def say(site: Site, visit: str, word: str) -> dict[str, Any]:
    answer = await site.api.post(f"/v1/visits/{visit}/{word}", **ENGLISH)
    assert answer.status_code == 200, answer.text
    view: dict[str, Any] = answer.json()
    return view


async def proven_empty(site: Site, door: str = DOOR) -> None:
    """A technician has looked inside, and reported it empty; the sensor sees nothing."""
    await site.admin_api.post(f"/v1/compartments/{door}/open", {"reason": "look inside"})
    await site.until(lambda s: s.compartments[CompartmentId(door)].evidence.opened)
    site.hands.see(door, open_=False, item=Item.ABSENT if door == DOOR else Item.UNKNOWN)
    await site.until(lambda s: s.compartments[CompartmentId(door)].evidence.closed)
    assert (await site.admin_api.post(f"/v1/compartments/{door}/clear", {"reason": "empty"})).status_code == 200
    site.hands.fired.clear()
    site.clock.mono_ms += 10_000


async def begun(site: Site, code: str) -> str:
    """The code is shown, and the door springs open."""
    await proven_empty(site)
    answer = await site.api.post("/v1/visits", {"code": code}, **ENGLISH)
    assert answer.status_code == 201, answer.text
    visit: str = answer.json()["id"]
    await site.phase(visit, "door_open")
    return visit


async def shut(site: Site, visit: str, item: Item = Item.PRESENT) -> dict[str, Any]:
    site.hands.see(DOOR, open_=False, item=item)
    await site.phase(visit, "door_shut")
    return await view_of(site, visit)


async def checked(site: Site, visit: str, item: Item = Item.PRESENT) -> dict[str, Any]:
    """The sensors are read once more after the word, for as long as the rules want."""
    for _ in range(6):
        site.hands.see(DOOR, open_=False, item=item)
        await site.wait_ms(1_000)
    await site.phase(visit, "paper_ready")
    return await view_of(site, visit)
