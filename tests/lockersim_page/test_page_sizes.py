"""Wall and terminal at every usual size: each screen whole, legible, and with its way forward and back in reach."""

import pytest
from errands import letter_ready
from page_kit import Station, open_page
from playwright.async_api import BrowserContext, expect
from sizes import ALL, LANGUAGES, SIZES, SMALLEST, TWICE_AS_LARGE, Sizes, holds, resized, shown
from terminal import hold, label, letter, open_terminal, show_letter, take_out_and_shut

pytestmark = [pytest.mark.station, pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

SCROLLS = """() => {
  const { scrollHeight, clientHeight } = document.getElementById("screen");
  return scrollHeight > clientHeight + 1;
}"""


@shown("de-simple", also=("de", "en"))  # in simple German the same is said in more lines
async def test_every_screen_before_a_visit_fits_every_size(
    browser: BrowserContext, station: Station, language: str, sizes: Sizes
) -> None:
    page = await open_terminal(browser, station, query=f"&lang={language}")

    async def press(key: str) -> None:
        await page.get_by_role("button", name=label(language, key)).first.click()

    wrong = await holds(page, "start", sizes)
    await press("terminal.help")
    wrong += await holds(page, "help", sizes)
    await page.locator("#ask button").click()
    await press("terminal.collect")
    wrong += await holds(page, "code", sizes)
    digits = letter(station, await letter_ready(station)).typed_code
    await page.keyboard.type(digits[:-1] + str((int(digits[-1]) + 1) % 10))
    await page.keyboard.press("Enter")
    await expect(page.locator(".note")).to_be_visible()
    wrong += await holds(page, "slip of the finger", sizes)
    await press("terminal.back")
    await press("terminal.load")
    wrong += await holds(page, "badge", sizes)
    await hold(page, kind="badge", authority="stadt")
    await expect(page.get_by_role("heading", name=label(language, "terminal.slip.title"))).to_be_visible()
    wrong += await holds(page, "slip", sizes)
    await press("terminal.back")
    await page.evaluate("document.querySelector('[data-tool=low]').click()")
    wrong += await holds(page, "start, low", sizes)
    await press("terminal.collect")
    wrong += await holds(page, "code, low", sizes)
    assert wrong == [], "\n".join(wrong)


async def test_every_choice_of_the_first_screen_is_seen_without_scrolling(
    browser: BrowserContext, station: Station
) -> None:
    page = await open_terminal(browser, station)
    wrong = []
    for language in (*LANGUAGES, "ar"):
        await page.locator(f".languages [lang={language}]").click()
        await expect(page.locator("html")).to_have_attribute("lang", language)
        for reach in ("as tall as it is", "low"):
            for width, height in SIZES:
                await resized(page, width, height)
                if await page.evaluate(SCROLLS):
                    wrong.append(f"{language}, {reach}, {width}x{height}")
            await page.locator("[data-tool=low]").click()
    assert wrong == []


async def test_each_language_has_its_own_office_hours(browser: BrowserContext, station: Station) -> None:
    said = {"de": "Mo-Fr 8-16 Uhr", "de-simple": "Montag bis Freitag, 8 bis 16 Uhr", "en": "Mon-Fri 8 am to 4 pm"}
    page = await open_terminal(browser, station)
    for language, hours in said.items():
        await page.locator(f".languages [lang={language}]").click()
        await expect(page.locator("html")).to_have_attribute("lang", language)
        await page.locator("#help").click()
        await expect(page.locator("#ask")).to_contain_text(hours)
        await page.keyboard.press("Escape")


@shown("de-simple", also=("de", "en"))
async def test_a_visit_fits_every_size_and_the_next_person_need_not_wait_for_its_end(
    browser: BrowserContext, station: Station, language: str, sizes: Sizes
) -> None:
    page = await open_terminal(browser, station, query=f"&lang={language}")
    await expect(page.locator("html")).to_have_attribute("lang", language)
    name = await letter_ready(station)
    await show_letter(page, name)
    wrong = await holds(page, "door open", sizes)
    await take_out_and_shut(page, station, name)
    taken = page.locator("[data-word=taken_out]")
    await expect(taken).to_be_visible()
    wrong += await holds(page, "door shut", sizes)
    await taken.click()
    await expect(page.get_by_role("heading", name=label(language, "terminal.done.title"))).to_be_visible()
    wrong += await holds(page, "done", sizes)
    await show_letter(page, await letter_ready(station))  # while the last screen of the one before still stands
    assert wrong == [], "\n".join(wrong)


@pytest.mark.parametrize("sizes", [SMALLEST, pytest.param(ALL, marks=pytest.mark.campaign)], ids=["smallest", "all"])
async def test_the_terminals_own_window_shows_what_can_be_pressed(
    browser: BrowserContext, station: Station, sizes: Sizes
) -> None:
    page = await open_page(browser, f"{station.address}/terminal")
    await expect(page.locator(".paper button").first).to_be_visible()
    wrong = await holds(page, "own window", sizes)
    await page.get_by_role("button", name="Abholen").click()
    wrong += await holds(page, "own window, code", sizes)
    assert wrong == [], "\n".join(wrong)


@shown("de", also=("en",))
async def test_the_wall_ends_where_its_parts_end(
    browser: BrowserContext, station: Station, language: str, sizes: Sizes
) -> None:
    page = await open_page(browser, f"{station.address}/?lang={language}")
    await expect(page.locator(".feed li").first).to_be_visible()
    wrong = await holds(page, "wall", sizes)
    for sheet in ("shows", "legend", "faults") if sizes == ALL else ("faults",):
        await page.set_viewport_size({"width": SIZES[0][0], "height": SIZES[0][1]})
        await page.locator(f"#bar [data-key={sheet}]").click()
        await expect(page.locator("#sheet h3").first).to_be_visible()
        wrong += await holds(page, sheet, TWICE_AS_LARGE[1:], within="#sheet")
        await page.keyboard.press("Escape")
    await page.locator("#bar [data-key=tour]").click()
    await page.locator("[data-key=tour-pause]").click()
    for width, height in TWICE_AS_LARGE:
        await page.set_viewport_size({"width": width, "height": height})
        for button in await page.locator("#tour button:enabled").all():
            await button.click(trial=True)  # nothing lies on it
    assert wrong == [], "\n".join(wrong)
    await page.goto(f"{station.address}/?lang=de-simple")
    await expect(page.locator("html")).to_have_attribute("lang", "de")  # the wall has no simple German
    await expect(page.locator("#service")).to_contain_text("Die Station bedient")
