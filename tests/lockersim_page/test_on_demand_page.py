"""At the terminal page somebody asks for what is not in; staff see it first, put it in, and the same letter opens."""

import re

import pytest
from errands import on_demand
from page_kit import Pictures, Station, serious
from playwright.async_api import BrowserContext, Page, expect
from terminal import door_at_rest, hold, open_terminal, patiently

pytestmark = [pytest.mark.station, pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

BADGE = {"kind": "badge", "authority": "stadt", "holder": "staff-1"}


async def asks(page: Page, name: str) -> None:
    """Its person shows the letter, and is told that it is not in."""
    await hold(page, kind="letter", name=name)
    await expect(page.locator("#screen").get_by_text(re.compile("liegt noch nicht in der Station"))).to_be_visible()


async def test_what_somebody_asks_for_is_put_in_first_and_the_same_letter_opens_it(
    browser: BrowserContext, station: Station, pictures: Pictures
) -> None:
    bench = station.bench
    name = await on_demand(station, "passport")
    page = await open_terminal(browser, station)
    await asks(page, name)
    assert await serious(page) == []
    await page.get_by_role("button", name="Zum Anfang").click()
    await hold(page, **BADGE)
    await page.get_by_role("button", name="Einzulegen").click()
    await expect(page.get_by_role("heading", name="Was einzulegen ist")).to_be_visible()
    first = page.locator(".waits button").first
    await expect(first).to_contain_text(name)
    await expect(first).to_contain_text("Jemand fragt an der Station danach")
    await pictures.take(page, "terminal-to-load")
    assert await serious(page) == []
    await patiently(page, first.click, page.locator(".map .marked"))
    where = (await page.locator(".where h1").inner_text()).removeprefix("Fach ")
    await door_at_rest(station, where)
    empty = page.get_by_role("button", name="Das Fach ist leer")
    await expect(empty.or_(page.locator(".say", has_text=re.compile("legen Sie"))).first).to_be_visible()
    if await empty.is_visible():
        await empty.click()
    bench.wall.hands.put_in(where, name)
    bench.wall.hands.push_shut(where)
    await page.get_by_role("button", name="Alles eingelegt, Tür ist zu").click()
    await expect(page.locator(".say", has_text="hat den Code schon")).to_be_visible()
    await page.get_by_role("button", name="Fertig").click()
    await expect(page.get_by_role("heading", name="Fertig")).to_be_visible()
