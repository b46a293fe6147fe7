"""The page's server: only for its own pages, and honest about what cannot be done."""

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from lockersim import qr
from lockersim.bench import Bench
from lockersim.server.app import make_app
from lockersim.server.desk import Desk
from lockersim.server.show import Show
from lockersim.wall.demo import demo_wall

pytestmark = pytest.mark.broker


@pytest.fixture
async def client(tmp_path: Path) -> AsyncIterator[httpx.AsyncClient]:
    """A page without lockerd: it is off."""
    async with Bench(tmp_path, demo_wall(), power=False) as bench:
        desk = Desk(bench)
        transport = httpx.ASGITransport(make_app(desk, Show(desk)))
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8470") as client:
            yield client


async def test_other_pages_and_other_names_are_refused(client: httpx.AsyncClient) -> None:
    body = {"action": "force", "compartment": "A01"}
    foreign = {"Origin": "http://evil.example"}
    assert (await client.post("/api/hands", json=body, headers=foreign)).status_code == 403
    assert (await client.get("/", headers={"Host": "evil.example:8470"})).status_code == 403
    own = {"Origin": "http://127.0.0.1:8470"}
    assert (await client.post("/api/hands", json=body, headers=own)).status_code == 200


async def test_pages_load_nothing_from_outside(client: httpx.AsyncClient) -> None:
    for path in ("/", "/terminal"):
        answer = await client.get(path)
        assert answer.headers["content-security-policy"].startswith("default-src 'self'")
        assert "http://" not in answer.text
        assert "https://" not in answer.text


async def test_what_nobody_can_do_is_said(client: httpx.AsyncClient) -> None:
    answer = await client.post("/api/hands", json={"action": "take_out", "compartment": "A01"})
    assert (answer.status_code, answer.json()["detail"]) == (409, "the door of A01 is shut")
    answer = await client.post("/api/faults/flood", json={"target": "A01", "on": True})
    assert (answer.status_code, answer.json()["detail"]) == (409, "there is no fault flood")
    answer = await client.post("/api/show", json={"what": "collect"})
    assert (answer.status_code, answer.json()["detail"]) == (409, "off")
    assert (await client.post("/api/show", json={"what": "reset"})).status_code == 422
    answer = await client.post("/api/technician/resume", json={"reason": "looked"})
    assert answer.status_code == 503
    assert (await client.get("/api/letters/nobody/qr.png")).status_code == 404


async def test_a_terminal_without_lockerd_is_told_so(client: httpx.AsyncClient) -> None:
    answer = await client.get("/api/terminal/v1/status")
    assert (answer.status_code, answer.json()["code"]) == (503, "unreachable")


async def test_the_scanner_reads_grey_pictures(client: httpx.AsyncClient) -> None:
    width = height = 40
    headers = {"X-Width": str(width), "X-Height": str(height)}
    answer = await client.post("/api/scan", content=bytes(width * height), headers=headers)
    assert answer.status_code == 422
    answer = await client.post("/api/scan", content=b"short", headers=headers)
    assert answer.status_code == 422
    assert qr.scan_png(qr.draw_png("LK1:ABC")) == "LK1:ABC"
