"""Staff at the terminal page put two envelopes in, one after the other, and get both codes at the end."""

import re

import pytest
from errands import slip_ready
from page_kit import Pictures, Station, serious
from playwright.async_api import BrowserContext, Page, expect
from terminal import door_at_rest, hold, open_terminal, patiently

pytestmark = [pytest.mark.station, pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

BADGE = {"kind": "badge", "authority": "stadt", "holder": "staff-1"}


async def put_in(page: Page, station: Station, name: str) -> str:
    """The door that is named opens, is looked into where that is asked, filled and shut."""
    where = (await page.locator(".where h1").inner_text()).removeprefix("Fach ")
    await door_at_rest(station, where)
    empty = page.get_by_role("button", name="Das Fach ist leer")
    await expect(empty.or_(page.locator(".say", has_text=re.compile("legen Sie"))).first).to_be_visible()
    if await empty.is_visible():
        await empty.click()
    station.bench.wall.hands.put_in(where, name)
    station.bench.wall.hands.push_shut(where)
    await expect(page.get_by_role("button", name="Alles eingelegt, Tür ist zu")).to_be_visible()
    return where


async def test_two_envelopes_are_put_in_and_both_codes_come_at_the_end(
    browser: BrowserContext, station: Station, pictures: Pictures
) -> None:
    bench = station.bench
    first, second = await slip_ready(station, "passport"), await slip_ready(station, "passport")
    page = await open_terminal(browser, station)
    await hold(page, **BADGE)
    await expect(page.get_by_role("heading", name="Bitte Laufzettel scannen")).to_be_visible()
    await patiently(page, lambda: hold(page, kind="slip", name=first, authority="stadt"), page.locator(".map .marked"))
    door = await put_in(page, station, first)
    await hold(page, kind="slip", name="no-such-case", authority="stadt")
    await expect(page.locator("#screen").get_by_text("keinen Auftrag")).to_be_visible()
    await hold(page, kind="slip", name=second, authority="stadt")
    await expect(page.get_by_text(f"Eingelegt, noch nicht bestätigt: {door}")).to_be_visible()
    other = await put_in(page, station, second)
    await pictures.take(page, "terminal-load-list")
    assert await serious(page) == []
    assert bench.papers.letter(first) is None, "nobody has a code yet"
    await page.get_by_role("button", name="Alles eingelegt, Tür ist zu").click()
    await expect(page.get_by_role("heading", name=f"Fach {door}")).to_be_visible()
    shown = page.locator(".letter .big")
    await expect(shown).to_be_visible()
    code = await shown.inner_text()
    await page.get_by_role("button", name="Nächsten Code zeigen").click()
    await expect(page.get_by_role("heading", name=f"Fach {other}")).to_be_visible()
    await expect(shown).not_to_have_text(code)
    await page.get_by_role("button", name="Fertig").click()
    await expect(page.get_by_role("heading", name="Fertig")).to_be_visible()
