"""The fresh code: readable while its visit lasts, gone afterwards."""

import struct
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
import zxingcpp
from api_site import Site, badge_text, order_id, running_site

from lockerd.api.terminal import picture_routes
from lockerd.domain.model.codes import FreshCode
from lockerd.domain.model.events import Cancel
from lockerd.domain.model.grants import CodeRecord
from lockerd.domain.model.ids import GrantId, OrderId
from lockerd.domain.model.staff import Reissue

FRESH = FreshCode(GrantId("e" * 32), CodeRecord(bytes(16), bytes(32), "4711"), "")


async def test_every_form_shows_the_same_code(site: Site) -> None:
    visit = await site.load()
    path = f"/v1/visits/{visit['id']}/code"
    codes = (await site.api.get(path)).json()
    assert codes["code"].startswith("LK1:")
    png = await site.api.get(f"{path}.png")
    assert png.headers["Content-Type"] == "image/png"
    assert png.headers["Cache-Control"] == "no-store"
    assert read_qr(png.content) == codes["code"]
    svg = await site.api.get(f"{path}.svg")
    assert svg.headers["Content-Type"] == "image/svg+xml"
    assert svg.text.startswith("<svg")
    text = await site.api.get(f"{path}.txt")
    assert text.headers["Content-Type"] == "text/plain; charset=utf-8"
    typed = codes["typed_code"]
    assert text.text.endswith(f"Code: {typed[:3]} {typed[3:6]} {typed[6:]}, Abholnummer: {codes['pickup_number']}\n")


@pytest.mark.parametrize("form", ["", ".svg", ".png", ".txt"])
async def test_before_the_confirmation_there_is_no_code(site: Site, form: str) -> None:
    order = await site.announce()
    visit = (await site.api.post("/v1/visits", {"want": "loading", "order": order, "badge": badge_text()})).json()
    answer = await site.api.get(f"/v1/visits/{visit['id']}/code{form}")
    assert (answer.status_code, answer.json()["code"]) == (409, "not_now")


@pytest.mark.parametrize("form", ["", ".svg", ".png", ".txt"])
async def test_after_the_visit_the_code_is_gone(site: Site, form: str) -> None:
    visit = await site.load()
    await site.api.post(f"/v1/visits/{visit['id']}/done")
    answer = await site.api.get(f"/v1/visits/{visit['id']}/code{form}")
    assert (answer.status_code, answer.json()["code"]) == (410, "visit_over")


async def test_the_code_leaves_the_memory_with_its_visit(site: Site) -> None:
    visit = await site.load()
    assert list(site.terminal.codes.kept) == [visit["id"]]
    await site.api.post(f"/v1/visits/{visit['id']}/done")
    await site.wait_ms(1)
    await site.api.get("/v1/status")
    assert site.terminal.codes.kept == {}


async def test_the_code_leaves_the_memory_when_nobody_ends_the_visit(site: Site) -> None:
    await site.load()
    await site.wait_ms(400_000)
    await site.until(lambda s: all(v.phase == "over" for v in s.visits.values()))
    await site.wait_ms(1)
    assert site.terminal.codes.kept == {}


@pytest.mark.parametrize("form", ["", ".svg", ".png", ".txt"])
@pytest.mark.parametrize(
    ("order", "trouble"),
    [
        (Reissue(OrderId(order_id(1)), FRESH), "code_void"),
        (Cancel(OrderId(order_id(1)), "withdrawn"), "cancelled"),
    ],
    ids=["replaced", "taken back"],
)
async def test_a_code_that_central_ends_is_gone_at_once_and_staff_are_told(
    site: Site, order: Reissue | Cancel, trouble: str, form: str
) -> None:
    visit = await site.load()
    await site.controller.submit(order)
    answer = await site.api.get(f"/v1/visits/{visit['id']}/code{form}")
    assert (answer.status_code, answer.json()["code"]) == (410, "visit_over")
    view = (await site.api.get(f"/v1/visits/{visit['id']}")).json()
    assert (view["phase"], view["trouble"]["code"], view["next_step"]) == ("over", trouble, "call_staff")
    await site.wait_ms(1)
    assert site.terminal.codes.kept == {}


async def test_a_code_that_dies_while_it_is_drawn_is_not_handed_out(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    visit = await site.load()

    async def drawn_meanwhile(draw: Callable[[str], str], text: str) -> str:
        await site.controller.submit(Cancel(OrderId(order_id(1)), "withdrawn"))
        return draw(text)

    monkeypatch.setattr(picture_routes.asyncio, "to_thread", drawn_meanwhile)
    answer = await site.api.get(f"/v1/visits/{visit['id']}/code.svg")
    assert (answer.status_code, answer.json()["code"]) == (410, "visit_over")


async def test_a_code_lost_in_a_crash_is_made_anew(tmp_path: Path) -> None:
    async with running_site(tmp_path) as site:
        visit = await site.load()
        old = (await site.api.get(f"/v1/visits/{visit['id']}/code")).json()
    async with running_site(tmp_path) as site:
        answer = await site.api.get(f"/v1/visits/{visit['id']}/code")
        assert (answer.status_code, answer.json()["code"]) == (410, "visit_over")
        again = await site.api.post(
            "/v1/visits", {"want": "reissue", "order": order_id(1), "badge": badge_text()}, key="after-crash"
        )
        new = (await site.api.get(f"/v1/visits/{again.json()['id']}/code")).json()
        assert new["code"] != old["code"]
        assert (await site.api.post("/v1/visits", {"code": old["code"]}, key="old-code-1")).status_code == 409
        assert (await site.api.post("/v1/visits", {"code": new["code"]}, key="new-code-1")).status_code == 201


def read_qr(png: bytes) -> str:
    """Decode a 1-bit grey PNG without further libraries, then its QR code."""
    at, data, width, height = 8, b"", 0, 0
    while at < len(png):
        (length,) = struct.unpack(">I", png[at : at + 4])
        kind, chunk = png[at + 4 : at + 8], png[at + 8 : at + 8 + length]
        if kind == b"IHDR":
            width, height = struct.unpack(">II", chunk[:8])
        data += chunk if kind == b"IDAT" else b""
        at += 12 + length
    raw, stride = zlib.decompress(data), (width + 7) // 8 + 1
    grey = bytearray()
    for row in range(height):
        line = raw[row * stride : (row + 1) * stride]
        assert line[0] == 0
        grey += bytes(255 * (line[1 + x // 8] >> (7 - x % 8) & 1) for x in range(width))
    (found,) = zxingcpp.read_barcodes(memoryview(grey).cast("B", (height, width)))
    return str(found.text)
