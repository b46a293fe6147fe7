"""Exchanging at the terminal page: from the first screen through the open door to the receipt, with real texts."""

import re

import pytest
from errands import to_exchange
from page_kit import Pictures, Station, open_page, serious
from playwright.async_api import BrowserContext, Locator, expect
from sizes import holds
from terminal import door_at_rest, letter, marked, open_terminal, seen_inside

from lockersim.world.model import Door

pytestmark = [pytest.mark.station, pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

SAY = "Neues entnommen, altes hineingelegt"
RECEIPT = "Ihre Empfangsbestätigung für das alte Dokument"


async def test_exchanging_from_the_first_screen_to_the_receipt(
    browser: BrowserContext, station: Station, pictures: Pictures
) -> None:
    bench, new = station.bench, await to_exchange(station)
    page = await open_terminal(browser, station)
    await page.get_by_role("button", name="Tauschen").click()
    await page.keyboard.type(letter(station, new).typed_code)
    await page.keyboard.press("Enter")
    where = await marked(page)
    await expect(page.locator(".say")).to_contain_text("zuerst das neue Dokument")
    await door_at_rest(station, where)
    await pictures.take(page, "terminal-exchange")
    assert await serious(page) == []
    bench.watcher.take(where, new, by=None)
    await seen_inside(station, where, "absent")
    bench.wall.hands.put_in(where, f"{new}.old")
    await seen_inside(station, where, "present")
    bench.wall.hands.push_shut(where)
    said = page.get_by_role("button", name=SAY)
    await expect(said).to_be_visible()
    nothing = page.get_by_role("button", name="Nichts abgegeben")
    await expect(page.locator(".say")).to_contain_text(f"„{await nothing.inner_text()}“")
    await pictures.take(page, "terminal-exchanged")
    assert await holds(page, "exchanged?") == []
    await said.click()
    await expect(page.get_by_role("heading", name=RECEIPT)).to_be_visible()
    await expect(page.locator(".receipt .lines")).to_contain_text(where)
    await page.get_by_role("button", name="Fertig").click()
    await expect(page.get_by_role("heading", name="Fertig")).to_be_visible()
    view = bench.papers.view(new)
    assert view is not None
    assert (view.state, view.parts[0].grade) == ("handed_in", "sensor")


async def test_a_technician_at_the_wall_says_which_of_the_two_was_found(
    browser: BrowserContext, station: Station
) -> None:
    new = await to_exchange(station)
    where = station.bench.wall.world.where(new)
    assert where is not None
    page = await open_page(browser, f"{station.address}/?theme=light&lang=de")
    await page.locator(f'.bay[data-id="{where}"] .face').click()
    sheet = page.locator("#sheet")
    await _until_open(sheet.get_by_role("button", name="Öffnen lassen"), station, where)
    await door_at_rest(station, where)
    await seen_inside(station, where, "present")
    await sheet.get_by_role("button", name=re.compile(r"Reisepass \d+ herausnehmen")).click()
    await expect(sheet.get_by_role("combobox")).to_contain_text("(altes Dokument)")
    await seen_inside(station, where, "absent")
    await sheet.get_by_role("button", name="Tür zudrücken").click()
    await expect(sheet.get_by_role("button", name="Gefunden und entnommen")).to_have_count(0)
    for found in ("Altes Dokument", "Neues Dokument", "Beide Dokumente"):
        await expect(sheet.get_by_role("button", name=f"{found} gefunden")).to_be_visible()
    await _until_taken(sheet.get_by_role("button", name="Neues Dokument gefunden"), station, new)


async def _until_open(button: Locator, station: Station, where: str) -> None:
    """A lock that was fired a moment ago, to put something in, rests for some seconds."""
    bay = station.bench.wall.world.compartments[where]
    for _ in range(10):
        await button.click()
        await button.page.wait_for_timeout(1_000)
        if bay.door is Door.OPEN:
            return
    raise AssertionError(f"{where} stays shut")


async def _until_taken(button: Locator, station: Station, name: str) -> None:
    """The report counts once lockerd has read the door shut again."""
    for _ in range(10):
        await button.click()
        await button.page.wait_for_timeout(500)
        view = station.bench.papers.view(name)
        if view is not None and view.state == "retrieved":
            return
    raise AssertionError(f"{name} is not retrieved: {view}")
