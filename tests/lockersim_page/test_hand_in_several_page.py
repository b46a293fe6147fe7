"""Handing in several parts at the terminal page: door to door, a word at each, and a receipt for each of them."""

import pytest
from errands import to_bring
from page_kit import Pictures, Station
from playwright.async_api import BrowserContext, Page, expect
from sizes import holds
from terminal import HAND_IN, door_at_rest, letter, marked, open_terminal

from lockersim import qr

pytestmark = [pytest.mark.station, pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

PARTS = 2


async def test_two_parts_are_handed_in_door_by_door_and_each_has_its_receipt(
    browser: BrowserContext, station: Station, pictures: Pictures
) -> None:
    name = await to_bring(station, parts=PARTS)
    page = await open_terminal(browser, station)
    await page.get_by_role("button", name=HAND_IN).click()
    await page.keyboard.type(letter(station, name).typed_code)
    await page.keyboard.press("Enter")
    doors = []
    for number in range(1, PARTS + 1):
        await expect(page.locator(".say")).to_contain_text(f"Tür {number} von {PARTS}.")
        where = await marked(page)
        await put_in(page, station, where, f"{name}.{number}")
        doors.append(where)
        if number == 1:  # nobody shall put everything behind the first door
            await expect(page.locator(".say")).to_contain_text("Jeder Teil Ihrer Abgabe bekommt ein eigenes Fach")
            await expect(page.locator(".say")).to_contain_text("Danach wird die nächste Tür geöffnet")
            await pictures.take(page, "terminal-first-of-two")
            assert await holds(page, "first of two") == []
        await page.get_by_role("button", name="Es ist alles drin").click()
    await expect(page.get_by_role("heading", name="Ihre Empfangsbestätigung")).to_be_visible()
    await expect(page.locator(".say")).to_contain_text("Für jedes Fach gibt es ein eigenes Papier")
    codes = [await receipt(page, doors[1])]
    await pictures.take(page, "terminal-two-receipts")
    assert await holds(page, "one of two receipts") == []
    await page.get_by_role("button", name="Das andere Papier zeigen").click()
    codes.append(await receipt(page, doors[0]))
    assert len({*doors}) == len({*codes}) == PARTS
    await page.get_by_role("button", name="Fertig").click()
    await expect(page.get_by_role("heading", name="Fertig")).to_be_visible()
    view = station.bench.papers.view(name)
    assert view is not None
    assert [(part.state, part.grade) for part in view.parts] == [("handed_in", "sensor")] * PARTS


async def receipt(page: Page, where: str) -> str:
    """What the picture beside the lines about this door says, read off the screen."""
    await expect(page.locator(".receipt .lines")).to_contain_text(f"Fach {where}")
    picture = page.locator(".receipt img")
    await expect(picture).to_have_js_property("complete", value=True)
    code = qr.scan_png(await picture.screenshot())
    assert code.startswith("LR1:")
    return code


async def put_in(page: Page, station: Station, where: str, thing: str) -> None:
    """At the open door, once lockerd has seen it open."""
    await expect(page.locator(".say")).to_contain_text("legen Sie")
    await door_at_rest(station, where)
    station.bench.wall.hands.put_in(where, thing)
    station.bench.wall.hands.push_shut(where)
    await expect(page.get_by_role("button", name="Es ist alles drin")).to_be_visible()
