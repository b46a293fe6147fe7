"""The checklist of a hand-in at the terminal page: ticks for what is missing, by finger and by keyboard."""

import re

import pytest
from errands import to_bring
from page_kit import EVENTUALLY_S, Pictures, Station
from playwright.async_api import BrowserContext, Page, expect
from sizes import ALL, SIZES, holds
from terminal import LANDSCAPE, door_at_rest, hold, open_terminal

pytestmark = [pytest.mark.station, pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

LEAST_PX = 60
SMALL = """(labels, least) => labels.filter((label) => {
  const { x, width, height } = label.getBoundingClientRect();
  const beside = x < 0 || x + width > innerWidth;
  return beside || label.scrollWidth > label.clientWidth + 2 || Math.min(width, height) < least;
}).map((label) => label.textContent)"""
MOST = ("passport", "form_signed", "photo", *(f"{'a_very_long_code_without_a_name'}{n:x}" for n in range(9)))


async def at_the_shut_door(
    browser: BrowserContext, station: Station, checklist: tuple[str, ...], query: str = ""
) -> tuple[Page, str]:
    """Somebody has put in what was expected, with this list, and shut the door."""
    bench, name = station.bench, await to_bring(station, checklist=checklist)
    page = await open_terminal(browser, station, LANDSCAPE, query)
    await hold(page, kind="letter", name=name)
    await expect(page.locator(".map .marked")).to_be_visible()
    where = (await page.locator(".where h1").inner_text())[-3:]
    await expect(page.locator(".say")).to_contain_text(re.compile("legen Sie|put"))  # the door was seen open
    await door_at_rest(station, where)
    bench.wall.hands.put_in(where, name)
    bench.wall.hands.push_shut(where)
    await expect(page.locator(".checklist")).to_be_visible()
    return page, name


def told(station: Station, name: str) -> tuple[str, ...] | None:
    """What central has learnt."""
    view = station.bench.papers.view(name)
    assert view is not None
    assert view.state == "handed_in"
    return view.parts[0].missing


async def test_what_is_missing_is_ticked_by_keyboard_and_central_learns_it(
    browser: BrowserContext, station: Station, pictures: Pictures
) -> None:
    page, name = await at_the_shut_door(browser, station, ("passport", "form_signed", "photo", "form_b17"))
    await expect(page.locator(".say")).to_contain_text("Liste")
    group = page.get_by_role("group", name="Fehlt etwas davon? Bitte ankreuzen, was fehlt.")
    ticks = group.get_by_role("checkbox")
    names = ["Reisepass", "Unterschriebener Antrag", "Lichtbild", "form_b17"]
    assert [await tick.evaluate("each => each.labels[0].textContent") for tick in await ticks.all()] == names
    assert await holds(page, "checklist") == []
    assert await small(page) == []
    assert await page.locator("[data-word=missing]").count() == 0, "the ticks are the way to say it"
    for _ in names[:3]:
        await page.keyboard.press("Tab")
    await expect(ticks.nth(2)).to_be_focused()
    await page.keyboard.press("Space")
    await expect(ticks.nth(2)).to_be_checked()
    await expect(page.get_by_role("button", name="Alles andere ist drin")).to_be_visible()
    await page.keyboard.press("Space")
    await expect(page.get_by_role("button", name="Es ist alles drin")).to_be_visible()
    await page.keyboard.press("Space")
    await expect(page.locator("[data-word=open_again]")).to_be_visible()  # drawn anew meanwhile
    await expect(ticks.nth(2)).to_be_checked()
    await expect(ticks.nth(2)).to_be_focused()
    await pictures.take(page, "terminal-checklist")
    await page.keyboard.press("Tab")
    await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", name="Ihre Empfangsbestätigung")).to_be_visible()
    await station.bench.wait(lambda: told(station, name) == ("photo",), within_s=EVENTUALLY_S, what="central learns it")


@pytest.mark.campaign
async def test_the_longest_list_fits_every_size_and_is_large_enough_for_fingers(
    browser: BrowserContext, station: Station
) -> None:
    page, name = await at_the_shut_door(browser, station, MOST, "&lang=en")
    await expect(page.locator(".checklist legend")).to_have_text("Is any of this missing? Please tick what is missing.")
    await expect(page.locator("[data-word=open_again]")).to_be_visible()  # from here on nothing is drawn anew
    wrong = []
    for low in ("as tall as it is", "low"):
        wrong += await holds(page, f"checklist, {low}", ALL)
        for width, height in SIZES:
            await page.set_viewport_size({"width": width, "height": height})
            wrong += [f"{low} at {width}x{height}: {found}" for found in await small(page)]
        await page.locator("[data-tool=low]").click()
    assert wrong == []
    await page.get_by_role("button", name="Everything is in").click()
    await expect(page.get_by_role("button", name="Done")).to_be_visible()
    await station.bench.wait(lambda: told(station, name) == (), within_s=EVENTUALLY_S, what="central learns it")


async def small(page: Page) -> list[str]:
    """Ticks too small for a finger, cut off, or beside the screen."""
    found: list[str] = await page.locator(".checklist label").evaluate_all(SMALL, LEAST_PX)
    return found
