"""Several codes in one visit at the terminal page: shown on a wish, opened one by one on a word, in a real browser."""

import re

import pytest
from errands import has_letter
from page_kit import Pictures, Station, serious
from playwright.async_api import BrowserContext, Page, expect
from sizes import SIZES, TWICE_AS_LARGE, holds
from terminal import door_at_rest, hold, letter, marked, open_terminal, show_letter, take_out_and_shut

from lockersim.server.stock import put_in

pytestmark = [pytest.mark.station, pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

TAKEN = "Ich habe alles herausgenommen"
BETWEEN = "Der nächste Code"


async def waiting(station: Station, *names: str) -> None:
    """Documents of one family, each with a letter of its own."""
    bench = station.bench
    for name in names:
        await bench.papers.announce(name)
        await put_in(bench, name)
        await has_letter(station, name)


async def another(page: Page) -> None:
    await page.get_by_role("button", name="Noch ein Code").click()
    await expect(page.get_by_role("heading", name="Bitte zeigen Sie Ihren Code")).to_be_visible()


async def test_two_letters_and_typed_digits_in_one_visit(
    browser: BrowserContext, station: Station, pictures: Pictures
) -> None:
    names = ("passport-f1", "passport-f2", "passport-f3")
    await waiting(station, *names)
    page = await open_terminal(browser, station)
    await show_letter(page, names[0])
    first = await marked(page)
    await hold(page, kind="letter", name=names[2])
    assert await marked(page) == first, "what is held to the scanner without a wish is nobody's of this visit"
    await another(page)
    await page.get_by_role("button", name="Zurück").click()
    assert await marked(page) == first
    await another(page)
    await hold(page, kind="letter", name=names[1])
    await expect(page.get_by_role("status")).to_contain_text("Ein weiterer Code ist vorgemerkt")
    await another(page)
    await page.keyboard.type(letter(station, names[2]).typed_code)
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("status")).to_contain_text("2 weitere Codes sind vorgemerkt")
    await pictures.take(page, "terminal-family-noted")
    for name, left in zip(names, (2, 1, 0), strict=True):
        await take_out_and_shut(page, station, name)
        await page.get_by_role("button", name=TAKEN).click()
        if not left:
            break
        await expect(page.get_by_role("heading", name=BETWEEN)).to_be_visible()
        assert await serious(page) == []
        await pictures.take(page, "terminal-family-between")
        await page.get_by_role("button", name="Nächste Tür öffnen").click()
    await expect(page.get_by_role("heading", name="Fertig")).to_be_visible()
    world = station.bench.wall.world
    assert [world.where(name) for name in names] == [None] * 3
    await page.get_by_role("button", name=re.compile("Empfangsbestätigung|Bestätigung|Beleg|Quittung")).click()
    for _ in names[1:]:
        await page.get_by_role("button", name=re.compile("anderen? ")).click()
    await page.get_by_role("button", name="Fertig").click()


@pytest.mark.parametrize("language", ["de", "en"])
async def test_the_screen_between_two_codes_holds_at_every_size(
    browser: BrowserContext, station: Station, language: str
) -> None:
    names = (f"passport-g1{language}", f"passport-g2{language}")
    await waiting(station, *names)
    page = await open_terminal(browser, station, query=f"&lang={language}")
    await hold(page, kind="letter", name=names[0])
    await expect(page.locator(".map .marked")).to_be_visible()
    await page.locator("[data-word=another_code]").click()
    await hold(page, kind="letter", name=names[1])
    await expect(page.get_by_role("status")).to_be_visible()
    where = station.bench.wall.world.where(names[0])
    assert where is not None
    await door_at_rest(station, where)
    station.bench.wall.hands.take_out(where, names[0])
    station.bench.wall.hands.push_shut(where)
    await page.locator("[data-word=taken_out]").click()
    await expect(page.locator("[data-word=next_door]")).to_be_visible()
    assert await holds(page, "between two codes", (*SIZES, *TWICE_AS_LARGE)) == []
    await page.locator("[data-word=done]").click()
