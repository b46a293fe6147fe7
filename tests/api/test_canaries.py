"""What names a case or a person, pushed through every interface: when its time is over, it is in no file and no log.

Codes, what stands on a document and the text of a badge are in none from the beginning (design rule 12).
"""

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

import pytest
from api_site import Api, Site, as_peer, badge_text, client_of, order_id, running_site

from lockerd.api.admin.app import admin_app
from lockerd.api.admin.line_watch import Lines
from lockerd.api.http.peer import Peer
from lockerd.domain.model.blocks import BlockCompartment, UnblockCompartment
from lockerd.domain.model.events import Cancel
from lockerd.domain.model.holds import EndHold, PutOnHold
from lockerd.domain.model.ids import CompartmentId, OrderId
from lockerd.domain.model.readings import Item
from lockerd.domain.model.state import DAY_MS
from lockerd.domain.model.terms import ChangeOrder
from lockerd.store import DAY_S, Keep, verify

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


def files_with(folder: Path, text: str) -> list[str]:
    return [file.name for file in folder.rglob("*") if file.is_file() and text.encode() in file.read_bytes()]


@asynccontextmanager
async def technician(site: Site) -> AsyncIterator[Api]:
    lines, lists = Lines({}), site.badge_lists
    app = admin_app(site.admin, site.commissioning, lines, site.timekeeping, site.stop, badge_lists=lists)
    async with client_of(as_peer(app, Peer(1000, LOGIN))) as http:
        yield Api(http, "canary")


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
    async with technician(site) as admin:
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
        assert not {text: found for text in never if (found := files_with(tmp_path, text))}
        assert [text for text in KEPT if not files_with(tmp_path, text)] == [], "known, as long as it may be asked for"
        await site.store.acknowledged([out.id for out in await site.store.unsent(0, 1_000)])
        for _ in range(32):
            await site.wait_ms(DAY_MS)
        now = site.controller.now()
        keep = Keep(now.lo_s - 30 * DAY_S, now.powered_ms - 30 * DAY_MS)
        await site.store.prune(lo_s=now.lo_s, keep=keep)
        assert OrderId(order_id(1)) not in site.controller.state.orders
        assert not {text: found for text in KEPT if (found := files_with(tmp_path, text))}
        assert not [text for text in (*KEPT, *never) if text in repr(site.controller.state)]
        await site.store.replay(1)
        sent = repr(await site.store.unsent(0, 1_000))
        assert not [text for text in (*KEPT, *never) if text in sent]
        assert verify(site.database).fault is None
    assert not [text for text in (*KEPT, *never) if text in caplog.text]
