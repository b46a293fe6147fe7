"""Handing in at the terminal page: the door, the words, the receipt and the record, with the texts of the real API."""

import re

import pytest
from errands import letter_ready, to_bring
from page_kit import Pictures, Station, serious
from playwright.async_api import BrowserContext, Locator, Page, expect
from sizes import ALL, LANGUAGES, holds
from terminal import (
    HAND_IN,
    LANDSCAPE,
    door_at_rest,
    hold,
    label,
    letter,
    open_terminal,
    show_letter,
    take_out_and_shut,
)

from lockersim import qr

pytestmark = [pytest.mark.station, pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

PUT_IN = re.compile("legen Sie|put")
RECEIPT, RECORD = "Ihre Empfangsbestätigung", "Ihre Bescheinigung – keine Empfangsbestätigung"


async def put_in_and_shut(page: Page, station: Station, name: str | None) -> str:
    """At the open door; None: nothing is put in."""
    heading = page.locator(".where h1")
    await expect(heading).to_be_visible()
    where = (await heading.inner_text())[-3:]
    await expect(page.locator(".say")).to_contain_text(PUT_IN)
    await door_at_rest(station, where)
    if name is not None:
        station.bench.wall.hands.put_in(where, name)
    station.bench.wall.hands.push_shut(where)
    await expect(page.locator("[data-word=all_in]")).to_be_visible()
    return where


def word(page: Page, name: str) -> Locator:
    return page.get_by_role("button", name=name)


async def test_handing_in_by_keyboard_alone(browser: BrowserContext, station: Station, pictures: Pictures) -> None:
    name = await to_bring(station)
    page = await open_terminal(browser, station)
    await page.keyboard.press("Tab")
    await page.keyboard.press("Tab")
    await expect(page.get_by_role("button", name=HAND_IN)).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", name="Bitte zeigen Sie Ihren Code")).to_be_visible()
    await page.keyboard.type(letter(station, name).typed_code)
    await page.keyboard.press("Enter")
    await expect(page.locator(".say")).to_contain_text("legen Sie")
    await pictures.take(page, "terminal-hand-in")
    assert await holds(page, "put in") == []
    where = await put_in_and_shut(page, station, name)
    await pictures.take(page, "terminal-all-in")
    assert await holds(page, "all in?") == []
    await page.keyboard.press("Tab")
    await expect(word(page, "Es ist alles drin")).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", name=RECEIPT)).to_be_visible()
    picture = page.locator(".receipt img")
    await expect(picture).to_have_js_property("complete", value=True)
    await expect(page.locator(".receipt .lines")).to_contain_text(where)
    assert qr.scan_png(await picture.screenshot()).startswith("LR1:"), "it can be read off the screen"
    await pictures.take(page, "terminal-receipt")
    assert await holds(page, "receipt") == []
    await page.keyboard.press("Tab")
    await expect(word(page, "Fertig")).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", name="Fertig")).to_be_visible()
    view = station.bench.papers.view(name)
    assert view is not None
    assert (view.state, view.parts[0].grade) == ("handed_in", "sensor")
    assert station.bench.wall.world.where(name) == where


async def test_who_puts_nothing_in_gets_a_record_that_says_it_is_no_receipt(
    browser: BrowserContext, station: Station, pictures: Pictures
) -> None:
    name = await to_bring(station)
    page = await open_terminal(browser, station, LANDSCAPE)
    await show_letter(page, name)
    await put_in_and_shut(page, station, None)
    nothing = word(page, "Nichts abgegeben")
    await expect(page.locator(".say")).to_contain_text(f"„{await nothing.inner_text()}“")
    await nothing.click()
    await expect(page.get_by_role("heading", name=RECORD)).to_be_visible()
    await expect(page.locator(".receipt img")).to_have_js_property("complete", value=True)
    await pictures.take(page, "terminal-record")
    assert await serious(page) == []
    await word(page, "Fertig").click()
    await expect(page.get_by_role("heading", name="Fertig")).to_be_visible()
    assert letter(station, name) is not None, "the code stays good"


async def test_what_is_said_and_not_seen_is_asked_once_more_and_the_door_opens_again(
    browser: BrowserContext, station: Station
) -> None:
    name = await to_bring(station)
    page = await open_terminal(browser, station)
    await show_letter(page, name)
    where = await put_in_and_shut(page, station, None)
    await word(page, "Es ist alles drin").click()
    await expect(page.locator(".note")).to_be_visible()
    assert await serious(page) == []
    await expect(word(page, "Noch einmal öffnen")).to_be_visible()
    await _patiently_open_again(page)
    assert await put_in_and_shut(page, station, name) == where
    await word(page, "Es ist alles drin").click()
    await expect(page.get_by_role("heading", name=RECEIPT)).to_be_visible()


async def _patiently_open_again(page: Page) -> None:
    """Its lock rests for some seconds, and whoever presses too early is told so."""
    for _ in range(8):
        await word(page, "Noch einmal öffnen").click()
        await page.wait_for_timeout(1500)
        if await page.locator(".say", has_text="legen Sie").count():
            return


@pytest.mark.campaign
@pytest.mark.parametrize("language", LANGUAGES)
async def test_every_screen_of_a_hand_in_fits_every_size_in_every_language(
    browser: BrowserContext, station: Station, language: str
) -> None:
    name = await to_bring(station)
    page = await open_terminal(browser, station, query=f"&lang={language}")
    await show_letter(page, name)
    await expect(page.locator(".say")).to_contain_text(PUT_IN)
    wrong = await holds(page, "put in", ALL)
    await put_in_and_shut(page, station, name)
    wrong += await holds(page, "all in?", ALL)
    await page.locator("[data-word=all_in]").click()
    await expect(page.locator(".receipt .lines")).to_be_visible()
    wrong += await holds(page, "receipt", ALL)
    as_before = await page.locator(".receipt .lines").inner_text()
    other = "de" if language == "en" else "en"
    await page.locator(f".languages [lang={other}]").click()
    await expect(page.get_by_role("heading", name=label(other, "terminal.paper.receipt.in"))).to_be_visible()
    await expect(page.locator(".receipt .lines")).not_to_have_text(as_before)
    wrong += await holds(page, f"receipt, now {other}", ALL)
    assert wrong == [], "\n".join(wrong)


async def test_who_chose_the_wrong_business_need_not_begin_anew(browser: BrowserContext, station: Station) -> None:
    name = await letter_ready(station)
    page = await open_terminal(browser, station)
    await page.get_by_role("button", name=HAND_IN).click()
    await hold(page, kind="letter", name=name)
    await take_out_and_shut(page, station, name)


async def cursors(page: Page) -> list[int]:
    """The boxes in which a cursor stands."""
    shown = "each => each.map(box => getComputedStyle(box, '::after').content !== 'none')"
    return [at for at, cursor in enumerate(await page.locator(".digits i").evaluate_all(shown)) if cursor]


async def test_whoever_types_the_number_of_a_receipt_gets_a_copy(
    browser: BrowserContext, station: Station, pictures: Pictures
) -> None:
    name = await to_bring(station)
    page = await open_terminal(browser, station)
    await show_letter(page, name)
    await put_in_and_shut(page, station, name)
    await word(page, "Es ist alles drin").click()
    lines = page.locator(".receipt .lines")
    await expect(lines).to_contain_text("Kopie")
    first, number = re.search(r"^(.*)$[\s\S]*?(\d{4} \d{4} \d{4})", await lines.inner_text(), re.MULTILINE).groups()  # type: ignore[union-attr]
    await word(page, "Fertig").click()
    await word(page, "Fertig").click()
    await word(page, "Bestätigung noch einmal").click()
    await expect(page.get_by_role("heading", name="Welche Bestätigung?")).to_be_visible()
    slip = number[:-1] + str((int(number[-1]) + 1) % 10)
    await page.keyboard.type(slip)
    await page.keyboard.down("Space")  # the screen changes only when nothing is pressed, and can be typed into then
    await page.keyboard.press("Enter")
    await expect(page.locator(".note")).to_have_count(0)
    await page.keyboard.up("Space")
    await expect(page.locator(".note")).to_be_visible()
    await page.keyboard.type(number[:-1])
    assert await cursors(page) == [11], "where the next digit goes"
    await page.keyboard.type(number[-1])
    assert await cursors(page) == [], "no line under the last digit"
    await pictures.take(page, "terminal-copy")
    assert await holds(page, "copy") == []
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", name=RECEIPT)).to_be_visible()
    await expect(lines).to_contain_text(first)
    await word(page, "Fertig").click()
    await expect(page.get_by_role("heading", name="Fertig")).to_be_visible()
