"""A whole running station with its page, and a headless browser in front of it."""

import asyncio
import os
import shutil
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, Page, async_playwright

from lockersim.bench import Bench
from lockersim.broker import free_port
from lockersim.demo import stock
from lockersim.server.app import serve
from lockersim.server.desk import Desk
from lockersim.spec import demo_wall

PICTURES = Path(__file__).parents[2] / "docs" / "pictures"


@dataclass
class Station:
    bench: Bench
    address: str


@dataclass
class Pictures:
    """Where screenshots go: beside the test's other files, or with SAVE_PICTURES=1 into the documentation."""

    folder: Path

    async def take(self, page: Page, name: str) -> Path:
        path = self.folder / f"{name}.png"
        await page.screenshot(path=path, animations="disabled")
        return path


async def serious(page: Page) -> list[str]:
    """What axe-core finds serious or worse on a page as it is now."""
    found = await Axe().run(page)
    return [
        f"{violation['id']}: {node['html'][:200]} {node.get('failureSummary', '')[:300]}"
        for violation in found.response["violations"]
        if violation["impact"] in {"serious", "critical"}
        for node in violation["nodes"][:1]
    ]


@pytest.fixture
def pictures(tmp_path: Path) -> Pictures:
    return Pictures(PICTURES if os.environ.get("SAVE_PICTURES") else tmp_path)


@pytest.fixture
async def station(tmp_path: Path) -> AsyncIterator[Station]:
    root = tmp_path / "site"
    root.mkdir()
    async with Bench(root, demo_wall()) as bench:
        desk = Desk(bench)
        await stock(bench, desk, announced=9, loaded=5)
        port, ready = free_port(), asyncio.Event()
        serving = asyncio.create_task(serve(desk, port=port, ready=ready))
        await ready.wait()
        yield Station(bench, f"http://127.0.0.1:{port}")
        serving.cancel()
        await asyncio.wait({serving})


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    chromium = shutil.which("chromium")
    assert chromium is not None, "chromium is not installed (apt-get install chromium)"
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield browser
        await browser.close()
