"""The terminal in every language: a draft is marked and has German beside it, and nothing is cut off at any size."""

import asyncio
import re

import pytest
from errands import letter_ready
from page_kit import Pictures, Station
from playwright.async_api import BrowserContext, Page, Route, expect
from sizes import Sizes, holds, shown
from terminal import door_at_rest, label, open_terminal

pytestmark = [pytest.mark.station, pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

CHOICES = ["Abholen", "Abgeben", "Tauschen", "Einlegen, Entnehmen"]
LEFT_OF = """([one, other]) => {
  const at = (found) => document.querySelector(found).getBoundingClientRect().left;
  return at(one) < at(other);
}"""


async def _german(page: Page) -> list[str]:
    return await page.locator(".beside").all_inner_texts()


@shown("ar", also=("ru", "fr", "pl", "ro", "tr", "uk"))  # from the right; with the longest words; the others
async def test_a_visit_in_a_draft_has_german_beside_it_and_fits_every_size(
    browser: BrowserContext, station: Station, pictures: Pictures, language: str, sizes: Sizes
) -> None:
    page = await open_terminal(browser, station, query=f"&lang={language}")
    await expect(page.locator("html")).to_have_attribute("lang", language)
    await expect(page.locator("#screen .draft")).to_be_visible()
    await expect(page.locator(".top .languages button[aria-pressed=true]")).to_have_class("a-draft")
    await expect(page.locator(".top .languages button")).to_have_count(10)
    assert await page.locator(".choices strong .beside").all_inner_texts() == CHOICES
    wrong = await holds(page, "start", sizes)
    await page.set_viewport_size({"width": 1080, "height": 1920})
    if language == "ar":
        await pictures.take(page, "terminal-start-ar")
    await page.locator(".choices button").first.click()
    wrong += await holds(page, "code", sizes)
    name = await letter_ready(station)
    where = station.bench.wall.world.where(name)
    assert where is not None
    await page.evaluate("name => new BroadcastChannel('lockersim').postMessage({ kind: 'letter', name })", name)
    await expect(page.locator(".map .marked")).to_be_visible()
    await expect(page.locator("h1")).to_contain_text(where)
    await expect(page.locator(".visit .beside").first).to_contain_text(f"Fach {where}")
    await door_at_rest(station, where)
    wrong += await holds(page, "door open", sizes)
    await page.set_viewport_size({"width": 1080, "height": 1920})
    if language == "ar":
        await pictures.take(page, "terminal-visit-ar")
    assert "Mehr Zeit" in await _german(page)
    station.bench.wall.hands.take_out(where, name)
    station.bench.wall.hands.push_shut(where)
    await expect(page.locator(".visit .beside").first).to_contain_text("herausgenommen?")
    wrong += await holds(page, "door shut", sizes)
    await page.locator("[data-word=taken_out]").click()
    await page.locator(".way button:not(.main)").click()
    await expect(page.locator(".receipt .beside")).to_contain_text("Ausgabebestätigung")
    await expect(page.locator("h1")).to_contain_text(label(language, "terminal.paper.receipt.out"))
    wrong += await holds(page, "paper", sizes)
    assert wrong == [], "\n".join(wrong)


async def test_from_the_right_the_page_is_mirrored_and_the_wall_and_digits_are_not(
    browser: BrowserContext, station: Station
) -> None:
    page = await open_terminal(browser, station, query="&lang=ar")
    await expect(page.locator("html")).to_have_attribute("dir", "rtl")
    assert await page.evaluate(LEFT_OF, [".foot .tools", ".foot .help"])
    await page.locator(".choices button").first.click()
    assert await page.evaluate(LEFT_OF, [".way .main", ".way button:not(.main)"]), "forward is to the left"
    assert await page.evaluate(LEFT_OF, [".pad button:nth-child(1)", ".pad button:nth-child(3)"])
    arrow = page.locator(".way .main svg")
    assert (await arrow.evaluate("it => getComputedStyle(it).transform")).startswith("matrix(-1")
    await page.keyboard.type("123")
    boxes = await page.locator(".digits i").all()
    assert [await box.inner_text() for box in boxes[:3]] == ["1", "2", "3"]
    lefts = [(await box.bounding_box() or {})["x"] for box in boxes]
    assert lefts == sorted(lefts)


async def test_a_refusal_in_a_draft_has_german_beside_it(browser: BrowserContext, station: Station) -> None:
    page = await open_terminal(browser, station, query="&lang=tr")
    await page.locator(".choices button").first.click()
    await page.keyboard.type("123456789")
    await page.keyboard.press("Enter")
    await expect(page.locator(".note")).to_contain_text("yazım hatası")
    await expect(page.locator(".note .beside")).to_contain_text("Tippfehler")
    await page.locator(".way button").first.click()
    await page.locator(".languages button", has_text=re.compile("^English$")).click()
    await expect(page.locator("html")).to_have_attribute("dir", "ltr")
    await expect(page.locator(".beside")).to_have_count(0)


async def _held_back(page: Page, address: str, when: str) -> tuple[asyncio.Event, asyncio.Event]:
    """The next request to ``address`` in a language waits: the first event is set then, the second lets it through."""
    waits, through = asyncio.Event(), asyncio.Event()

    async def hold_back(route: Route) -> None:
        its = when in route.request.url or route.request.headers.get("accept-language") == when
        if its and not waits.is_set():
            waits.set()
            await through.wait()
        await route.continue_()

    await page.route(address, hold_back)
    return waits, through


async def test_of_two_languages_chosen_in_a_moment_the_last_one_is_spoken(
    browser: BrowserContext, station: Station
) -> None:
    page = await open_terminal(browser, station)
    waits, through = await _held_back(page, "**/static/texts/*.json", "ar.json")
    await page.locator(".languages [lang=ar]").click()
    await waits.wait()
    await page.locator(".languages [lang=en]").click()
    await expect(page.locator("h1")).to_have_text(label("en", "terminal.welcome"))
    async with page.expect_response("**/static/texts/ar.json"):
        through.set()
    await page.locator("#help").click()
    await expect(page.locator("#ask-title")).to_have_text(label("en", "terminal.help"))
    await expect(page.locator("html")).to_have_attribute("dir", "ltr")
    await page.unroute_all(behavior="ignoreErrors")


async def test_help_waits_for_the_office_hours_of_the_language_just_chosen(
    browser: BrowserContext, station: Station
) -> None:
    page = await open_terminal(browser, station)
    waits, through = await _held_back(page, "**/v1/status", "en")
    await page.locator(".languages [lang=en]").click()
    await expect(page.locator("html")).to_have_attribute("lang", "en")
    await waits.wait()
    await page.locator("#help").click()
    through.set()
    await expect(page.locator("#ask p").last).to_contain_text("Mon-Fri 8 am to 4 pm")
    await page.unroute_all(behavior="ignoreErrors")


async def test_an_answer_about_the_station_in_a_language_left_meanwhile_is_dropped(
    browser: BrowserContext, station: Station
) -> None:
    page = await open_terminal(browser, station)
    waits, through = await _held_back(page, "**/v1/status", "ar")
    await page.locator(".languages [lang=ar]").click()
    await waits.wait()
    await page.locator(".languages [lang=en]").click()
    await expect(page.locator("h1")).to_have_text(label("en", "terminal.welcome"))
    async with page.expect_response("**/v1/status"):
        through.set()
    await page.locator("#help").click()
    await expect(page.locator("#ask p").last).to_contain_text("Mon-Fri 8 am to 4 pm")
    await page.unroute_all(behavior="ignoreErrors")


async def test_a_language_that_the_site_does_not_speak_is_not_shown(browser: BrowserContext, station: Station) -> None:
    page = await browser.new_page()

    async def without(route: object) -> None:
        answer = await route.fetch()  # type: ignore[attr-defined]
        status = await answer.json()
        status["languages"] = ["de", "en"]
        await route.fulfill(response=answer, json=status)  # type: ignore[attr-defined]

    await page.route("**/v1/status", without)
    await page.goto(f"{station.address}/terminal?embedded=1&lang=pl")
    await expect(page.locator("html")).to_have_attribute("lang", "de")
    await expect(page.locator(".languages button")).to_have_text(["Deutsch", "English"])
    await page.unroute_all(behavior="ignoreErrors")
