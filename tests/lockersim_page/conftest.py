"""A whole running station with its page, and a headless browser in front of it."""

import asyncio
import contextlib
import os
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from page_kit import EVENTUALLY_S, PATIENCE_MS, Pictures, Station, started
from playwright.async_api import Browser, BrowserContext, async_playwright, expect

from lockersim.bench import Bench
from lockersim.site.terminal import UnreachableError
from lockersim.world.model import Door

QUIET_MS = 1500.0
AT_AN_OPEN_DOOR = {"opening", "retrying", "door_open"}
STOCK = 12
"""Letters that lie ready; when they are used up, staff put in one more each time."""
PICTURES = Path(__file__).parents[2] / "docs" / "pictures"


@pytest.fixture
def pictures(tmp_path: Path) -> Pictures:
    return Pictures(PICTURES if os.environ.get("SAVE_PICTURES") else tmp_path)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def shared(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Station]:
    """One station for all pages: starting and stocking it takes seconds."""
    async with started(tmp_path_factory.mktemp("site"), announced=STOCK, loaded=STOCK) as station:
        yield station


@pytest_asyncio.fixture(loop_scope="session")
async def station(shared: Station) -> AsyncIterator[Station]:
    """The station as the next person finds it: powered, mended, every door shut, nobody's visit under way."""
    yield shared
    bench = shared.bench
    bench.faults.clear_all()
    await bench.power_on()
    if await _staff_stand_there(bench):
        await bench.daemon.kill()  # whoever puts in or takes out keeps the wall from everybody for two minutes
        await bench.power_on()
    halted = (await bench.admin.status())["halted"]
    if halted is not None:
        await bench.admin.resume("the test is over")
    await _nobody_stands_there(bench)
    await bench.online()  # whoever lost the network looks for it again after a while
    assert halted is None, "the test left the station halted"


async def _staff_stand_there(bench: Bench) -> bool:
    """Asked until lockerd answers: a test that kept this loop busy has let the question run out of time."""
    async with asyncio.timeout(EVENTUALLY_S):
        while True:
            with contextlib.suppress(UnreachableError):
                return any(visit["badge"] for visit in await bench.admin.visits())


async def _nobody_stands_there(bench: Bench) -> None:
    """Every door is shut and read, and lockerd has nobody at one, or it says who keeps the wall from the next test."""
    standing: list[object] = ["not asked yet"]
    try:
        async with asyncio.timeout(EVENTUALLY_S):
            while not (_quiet(bench) and await bench.admin.all_read()) or standing:
                await asyncio.sleep(0.1)
                standing = [visit for visit in await bench.admin.visits() if visit["phase"] in AT_AN_OPEN_DOOR]
    except TimeoutError:
        bays = [bay for bay in bench.wall.world.compartments.values() if bay.door is Door.OPEN]
        pytest.fail(f"somebody still stands there: {standing}, open are {bays}, {await bench.admin.compartments()}")


def _quiet(bench: Bench) -> bool:
    """Push every open door shut; tell whether none was open and none was fired for a while."""
    world, now_ms = bench.wall.world, bench.wall.clock.now_ms()
    opened = [c.id for c in world.compartments.values() if c.door is Door.OPEN]
    for compartment in opened:
        bench.wall.hands.push_shut(compartment)
    fired_ms = max((pulse.start_ms for pulse in world.pulses), default=0.0)
    return not opened and now_ms - fired_ms > QUIET_MS


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def chromium() -> AsyncIterator[Browser]:
    path = shutil.which("chromium")
    assert path is not None, "chromium is not installed (apt-get install chromium)"
    expect.set_options(timeout=PATIENCE_MS)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        await browser.close()


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def profile(chromium: Browser) -> AsyncIterator[BrowserContext]:
    """One for all tests, with a page that stays: a process of the browser for each test takes a second to start."""
    context = await chromium.new_context()
    await context.new_page()
    yield context
    await context.close()


@pytest_asyncio.fixture(loop_scope="session")
async def browser(profile: BrowserContext, station: Station) -> AsyncIterator[BrowserContext]:
    """As for the first visitor: no other page, and nothing kept of those before."""
    stays = profile.pages[0]
    await stays.goto(f"{station.address}/static/icon.svg")
    yield profile
    for page in profile.pages[1:]:
        await page.close()
    await stays.evaluate("localStorage.clear()")
