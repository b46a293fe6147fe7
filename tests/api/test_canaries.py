"""What names a case or a person, pushed through every interface: when its time is over, it is in no file and no log.

Codes, what stands on a document and the text of a badge are in none from the beginning (design rule 12).
"""

import logging
from pathlib import Path
from typing import Final

import pytest
from api_site import Site, badge_text, running_site
from canaries import forgotten, technician

from lockerd.domain.model.blocks import BlockCompartment, UnblockCompartment
from lockerd.domain.model.events import Cancel
from lockerd.domain.model.holds import EndHold, PutOnHold
from lockerd.domain.model.ids import CompartmentId, OrderId
from lockerd.domain.model.readings import Item
from lockerd.domain.model.terms import ChangeOrder

A02: Final = CompartmentId("A02")
B01: Final = CompartmentId("B01")
CASE: Final = "canary-case-0815"
BADGE: Final = "canary-badge-7"
LOGIN: Final = "canary.login"
REASON: Final = "canary: her sister rang"
CANCELLED: Final = "canary-cancel"
HELD: Final = "canary-hold"
BLOCKED: Final = "canary-block"
KEPT: Final = (CASE, BADGE, LOGIN, REASON, CANCELLED, HELD, BLOCKED)
"""What is known for its time."""
DOCUMENT: Final = "IDD<<LCANARY0X"
"""What a scanner reads from a document held before it by mistake."""
LANGUAGE: Final = "x-canary-language"
NAME: Final = "Erika Canary"


async def loaded(site: Site, order: str) -> dict[str, str]:
    """Staff put it in under the badge that is looked for: its codes."""
    badge = badge_text(badge_id=BADGE)
    visit = (await site.api.post("/v1/visits", {"want": "loading", "order": order, "badge": badge})).json()
    await site.phase(visit["id"], "door_open")
    await site.api.post(f"/v1/visits/{visit['id']}/empty")
    site.hands.see(visit["compartment"]["id"], open_=False, item=Item.PRESENT)
    await site.phase(visit["id"], "door_shut")
    await site.api.post(f"/v1/visits/{visit['id']}/loaded")
    codes: dict[str, str] = (await site.api.get(f"/v1/visits/{visit['id']}/code")).json()
    await site.api.post(f"/v1/visits/{visit['id']}/done")
    return codes


async def collected(site: Site, code: str) -> None:
    visit = (await site.api.post("/v1/visits", {"code": code})).json()
    view = await site.phase(visit["id"], "door_open")
    site.hands.see(view["compartment"]["id"], open_=False, item=Item.ABSENT)
    await site.phase(visit["id"], "door_shut")
    await site.api.post(f"/v1/visits/{visit['id']}/taken-out")


async def strangers(site: Site) -> None:
    """What people hold before the scanner, type, and send instead of what is asked for."""
    for body in (
        {"code": DOCUMENT},
        {"typed_code": DOCUMENT},
        {"badge": f"{NAME}.{DOCUMENT}.x", "want": "retrieval"},
        {"want": "loading", "order": NAME, "badge": DOCUMENT},
        {"code": "LK1:x", "name": NAME},
    ):
        await site.api.post("/v1/visits", body, **{"Accept-Language": LANGUAGE})
    await site.api.post("/v1/papers", {"fetch_number": DOCUMENT})
    await site.api.get(f"/v1/visits/{NAME}")


async def everything(site: Site) -> list[str]:
    """A day at the wall: returns what must never be written anywhere."""
    order = await site.announce(1)
    await site.controller.submit(ChangeOrder("stadt", OrderId(order), case_reference=CASE))
    codes = await loaded(site, order)
    await site.controller.submit(PutOnHold(OrderId(order), HELD))
    await site.controller.submit(EndHold(OrderId(order)))
    await strangers(site)
    await site.wait_ms(20_000)
    await collected(site, codes["code"])
    other = await site.announce(2)
    await site.controller.submit(Cancel(OrderId(other), CANCELLED))
    await site.controller.submit(BlockCompartment("stadt", A02, BLOCKED))
    await site.controller.submit(UnblockCompartment("stadt", A02))
    await site.wait_ms(20_000)
    async with technician(site, LOGIN) as admin:
        for act in ("touched", "open", "out_of_service", "in_service"):
            answer = await admin.post(f"/v1/compartments/{B01}/{act}", {"reason": REASON})
            assert answer.status_code == 200, answer.text
        await site.until(lambda s: s.compartments[B01].evidence.opened)
        site.hands.see(B01, open_=False)
        await site.until(lambda s: s.compartments[B01].evidence.closed)
        assert (await admin.post(f"/v1/compartments/{B01}/clear", {"reason": REASON})).status_code == 200
    return [codes["code"], codes["typed_code"].replace(" ", ""), badge_text(badge_id=BADGE), DOCUMENT, LANGUAGE, NAME]


async def test_no_canary_outlives_its_time(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    async with running_site(tmp_path) as site:
        never = await everything(site)
        await forgotten(site, never, KEPT, caplog)
