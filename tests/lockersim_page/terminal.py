"""What a person at the terminal does, for tests: show, wait, take out, shut."""

import asyncio
import json
import re
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from page_kit import EVENTUALLY_S, Station, open_page
from playwright.async_api import BrowserContext, Locator, Page, expect

from lockercentral.keys import OpenedCode
from lockersim.world.model import Door

KIOSK = (1080, 1920)
LANDSCAPE = (1920, 1080)
TRIES = 8
HAND_IN = re.compile("^Abgeben(?! ohne Code)")
"""With a code; the way in without one stands below it."""
TEXTS = Path(__file__).parents[2] / "hil" / "lockersim" / "static" / "texts"


async def open_terminal(
    browser: BrowserContext, station: Station, size: tuple[int, int] = KIOSK, query: str = ""
) -> Page:
    page = await open_page(browser, f"{station.address}/terminal?embedded=1{query}")
    await page.set_viewport_size({"width": size[0], "height": size[1]})
    await expect(page.locator(".choices button").first).to_be_visible()
    return page


def label(language: str, key: str) -> str:
    """What the page calls something in a language."""
    text: str = json.loads((TEXTS / f"{language}.json").read_text())[key]
    return text


def letter(station: Station, name: str) -> OpenedCode:
    code = station.bench.papers.letter(name)
    assert code is not None
    return code


async def marked(page: Page) -> str:
    """The door that the page shows."""
    heading = page.get_by_role("heading", name=re.compile(r"^Fach [AB]\d\d$"))
    await expect(heading).to_be_visible()
    return (await heading.inner_text()).removeprefix("Fach ")


async def hold(page: Page, **message: str) -> None:
    await page.evaluate("message => new BroadcastChannel('lockersim').postMessage(message)", message)


async def patiently(page: Page, begin: Callable[[], Awaitable[None]], wanted: Locator) -> None:
    """Begin anew when the station asks to wait, as a person would: a busy machine can make a board late."""
    home = page.get_by_role("button", name="Zum Anfang")
    for _ in range(TRIES):
        await begin()
        await expect(wanted.or_(home).first).to_be_visible()
        if await wanted.is_visible():
            return
        await home.click()
        await expect(page.get_by_role("button", name="Abholen")).to_be_visible()
    await expect(wanted).to_be_visible()


async def show_letter(page: Page, name: str) -> None:
    """Hold a letter before the scanner until its door is marked."""
    await patiently(page, lambda: hold(page, kind="letter", name=name), page.locator(".map .marked"))


async def door_at_rest(station: Station, where: str) -> None:
    """Pushed shut while the coil still pulls, the door would spring open again; shut before lockerd has read it open,
    which on a busy machine takes a while, it would not have opened at all."""
    bay = station.bench.wall.world.compartments[where]
    await station.bench.wait(lambda: bay.door is Door.OPEN and not bay.pulling, within_s=EVENTUALLY_S, what="it opens")
    await _believed(station, where, lambda row: row["door"] == "open" or row["latch"] == "unlatched")


async def seen_inside(station: Station, where: str, item: str) -> None:
    """Hands are slower than two equal readings of a sensor."""
    await _believed(station, where, lambda row: row["item"] == item)


async def _believed(station: Station, where: str, wanted: Callable[[dict[str, Any]], bool]) -> None:
    async with asyncio.timeout(EVENTUALLY_S):
        while not wanted((await station.bench.admin.compartments())[where]):  # noqa: ASYNC110 - another process
            await asyncio.sleep(0.05)


async def take_out_and_shut(page: Page, station: Station, name: str) -> str:
    world, hands = station.bench.wall.world, station.bench.wall.hands
    where = world.where(name)
    assert where is not None
    await expect(page.locator(".where h1")).to_contain_text(where)
    await expect(page.locator(".say")).to_contain_text(re.compile("nehmen Sie|take", re.IGNORECASE))
    await door_at_rest(station, where)
    hands.take_out(where, name)
    hands.push_shut(where)
    return where
