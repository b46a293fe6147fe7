"""What the tests of the pages share: the station behind them, pictures of them, and who needs help to see."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import BrowserContext, Page

from lockersim.bench import Bench
from lockersim.server.app import listen, serve
from lockersim.server.desk import Desk
from lockersim.server.stock import documents
from lockersim.site.walk_ins import OF_THE_DEMO
from lockersim.wall.demo import demo_wall

PATIENCE_MS = 60_000
EVENTUALLY_S = 30.0
"""Both only end a test that fails: how late a busy machine is must fail none."""
LARGEST_PICTURE = 300_000


@dataclass
class Station:
    bench: Bench
    desk: Desk
    address: str
    used: set[str] = field(default_factory=set)
    """Documents whose letters a test has."""


@asynccontextmanager
async def started(root: Path, *, announced: int, loaded: int) -> AsyncIterator[Station]:
    """A demo with its page."""
    async with Bench(root, demo_wall(hand_ins=True), walk_ins=OF_THE_DEMO) as bench:
        desk = Desk(bench)
        await documents(bench, desk, announced=announced, loaded=loaded)
        page, ready = listen(0), asyncio.Event()
        serving = asyncio.create_task(serve(desk, page, ready=ready))
        await ready.wait()
        yield Station(bench, desk, f"http://127.0.0.1:{page.getsockname()[1]}")
        serving.cancel()
        await asyncio.wait({serving})


async def open_page(browser: BrowserContext, address: str) -> Page:
    """A page of its own; an error in it fails the test."""
    page = await browser.new_page()
    page.set_default_timeout(PATIENCE_MS)
    page.on("pageerror", lambda error: pytest.fail(f"error in the page: {error}"))
    await page.goto(address)
    return page


@dataclass
class Pictures:
    """Where screenshots go: beside the test's other files, or with SAVE_PICTURES=1 into the documentation."""

    folder: Path

    async def take(self, page: Page, name: str) -> Path:
        path = self.folder / f"{name}.jpg"
        await page.screenshot(path=path, type="jpeg", quality=68, animations="disabled")
        assert path.stat().st_size < LARGEST_PICTURE
        return path


async def serious(page: Page, within: str | None = None) -> list[str]:
    """What axe-core finds serious or worse on a page as it is now, or in the part of it that a selector names."""
    found = await Axe().run(page, context=within)
    return [
        f"{violation['id']}: {node['html'][:200]} {node.get('failureSummary', '')[:300]}"
        for violation in found.response["violations"]
        if violation["impact"] in {"serious", "critical"}
        for node in violation["nodes"][:1]
    ]
