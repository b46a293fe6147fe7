"""Wall and terminal at every usual size: each screen whole, legible, and with its way forward and back in reach."""

import asyncio
import os
import pwd

import pytest
from page_kit import PATIENCE_MS, Pictures, Station
from playwright.async_api import BrowserContext, Page, expect
from sizes import SIZES, TWICE_AS_LARGE, holds
from terminal import hold, letter, open_terminal, show_letter, take_out_and_shut

pytestmark = [pytest.mark.station, pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

SCROLLS = """() => {
  const { scrollHeight, clientHeight } = document.getElementById("screen");
  return scrollHeight > clientHeight + 1;
}"""


async def test_every_screen_before_a_visit_fits_every_size(browser: BrowserContext, station: Station) -> None:
    page = await open_terminal(browser, station)
    wrong = await holds(page, "start")
    await page.get_by_role("button", name="Hilfe").click()
    wrong += await holds(page, "help")
    await page.locator("#ask button").click()
    await page.get_by_role("button", name="Abholen").click()
    wrong += await holds(page, "code")
    digits = letter(station, station.next_letter()).typed_code
    await page.keyboard.type(digits[:-1] + str((int(digits[-1]) + 1) % 10))
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("alert")).to_be_visible()
    wrong += await holds(page, "slip of the finger")
    await page.get_by_role("button", name="Zurück").click()
    await page.get_by_role("button", name="Einlegen").click()
    wrong += await holds(page, "badge")
    await hold(page, kind="badge", authority="stadt")
    await expect(page.get_by_role("heading", name="Bitte Laufzettel scannen")).to_be_visible()
    wrong += await holds(page, "slip")
    await page.get_by_role("button", name="Zurück").click()
    await page.evaluate("document.querySelector('[data-tool=low]').click()")
    wrong += await holds(page, "start, low")
    await page.get_by_role("button", name="Abholen").click()
    wrong += await holds(page, "code, low")
    assert wrong == [], "\n".join(wrong)


@pytest.mark.parametrize("language", ["de", "de-simple", "en"])
async def test_every_choice_of_the_first_screen_is_seen_without_scrolling(
    browser: BrowserContext, station: Station, language: str
) -> None:
    page = await open_terminal(browser, station, query=f"&lang={language}")
    wrong = []
    for reach in ("as tall as it is", "low"):
        for width, height in SIZES:
            await page.set_viewport_size({"width": width, "height": height})
            if await page.evaluate(SCROLLS):
                wrong.append(f"{reach}, {width}x{height}")
        await page.locator("[data-tool=low]").click()
    assert wrong == []
    assert await holds(page, "start at 200 %", TWICE_AS_LARGE) == []


@pytest.mark.parametrize("language", ["de", "de-simple"])  # in simple German the same is said in more lines
async def test_a_visit_fits_every_size_and_the_next_person_need_not_wait_for_its_end(
    browser: BrowserContext, station: Station, language: str
) -> None:
    page = await open_terminal(browser, station, query=f"&lang={language}")
    await expect(page.locator("html")).to_have_attribute("lang", language)
    name = station.next_letter()
    await show_letter(page, name)
    wrong = await holds(page, "door open")
    await take_out_and_shut(page, station, name)
    await expect(page.get_by_role("button", name="Ich habe alles herausgenommen")).to_be_visible()
    wrong += await holds(page, "door shut")
    await page.get_by_role("button", name="Ich habe alles herausgenommen").click()
    await expect(page.get_by_role("heading", name="Fertig")).to_be_visible()
    wrong += await holds(page, "done")
    await show_letter(page, station.next_letter())  # while the last screen of the one before still stands
    assert wrong == [], "\n".join(wrong)


async def test_the_terminals_own_window_shows_what_can_be_pressed(browser: BrowserContext, station: Station) -> None:
    page = await _open(browser, f"{station.address}/terminal")
    await expect(page.locator(".paper button").first).to_be_visible()
    wrong = await holds(page, "own window")
    await page.get_by_role("button", name="Abholen").click()
    wrong += await holds(page, "own window, code")
    assert wrong == [], "\n".join(wrong)


@pytest.mark.parametrize("language", ["de", "en"])
async def test_the_wall_ends_where_its_parts_end(browser: BrowserContext, station: Station, language: str) -> None:
    page = await _open(browser, f"{station.address}/?lang={language}")
    await expect(page.locator(".feed li").first).to_be_visible()
    wrong = await holds(page, "wall", (*SIZES, *TWICE_AS_LARGE) if language == "de" else (SIZES[0], *TWICE_AS_LARGE))
    for sheet in ("shows", "legend", "faults"):
        await page.set_viewport_size({"width": SIZES[0][0], "height": SIZES[0][1]})
        await page.locator(f"#bar [data-key={sheet}]").click()
        await expect(page.locator("#sheet h3").first).to_be_visible()
        wrong += await holds(page, sheet, TWICE_AS_LARGE[1:])
        await page.keyboard.press("Escape")
    await page.locator("#bar [data-key=tour]").click()
    await page.locator("[data-key=tour-pause]").click()
    for width, height in TWICE_AS_LARGE:
        await page.set_viewport_size({"width": width, "height": height})
        for button in await page.locator("#tour button:enabled").all():
            await button.click(trial=True)  # nothing lies on it
    assert wrong == [], "\n".join(wrong)


async def test_nobody_is_invited_to_a_station_that_opens_nothing(
    browser: BrowserContext, station: Station, pictures: Pictures
) -> None:
    bench = station.bench
    wall = await _open(browser, f"{station.address}/?lang=de")
    terminal = await open_terminal(browser, station)
    sign, state = wall.locator("#sign"), wall.locator("#cabinet")
    await expect(sign).to_contain_text("rund um die Uhr")
    await expect(wall.locator("#service")).to_contain_text("bedient jetzt Menschen")
    world, clock = bench.wall.world, bench.wall.clock
    fired_ms = max(pulse.start_ms for pulse in world.pulses)  # a door that opens right after it is a wrong one (F26)
    await bench.wait(lambda: clock.now_ms() - fired_ms > 6_000, within_s=8, what="no pulse is recent")
    for compartment in ("B20", "B21"):
        bench.faults.apply("forced_door", compartment)
    await expect(sign).to_contain_text("außer Betrieb: mehrere Türen aufgebrochen")
    await expect(terminal.get_by_role("heading", name="Zurzeit geschlossen")).to_be_visible()
    assert await terminal.locator(".choices").count() == 0
    assert await holds(terminal, "closed") == []
    for compartment in ("B20", "B21"):
        bench.wall.hands.push_shut(compartment)
    await bench.all_read()
    await go_on(wall, station, pictures)
    await expect(sign).to_contain_text("rund um die Uhr")
    await expect(terminal.get_by_role("button", name="Abholen")).to_be_visible()
    await bench.broker.kill()
    await expect(wall.locator(".copy")).to_contain_text("getrennt")
    lost = wall.locator(".feed li", has_text="Zentrale hat den Broker verloren")
    await expect(lost).to_have_count(1)
    await bench.daemon.kill()
    await expect(sign).to_contain_text("ohne Strom")
    await expect(wall.locator("#service")).to_contain_text("bedient jetzt niemanden: lockerd hat keinen Strom")
    await expect(state).to_have_attribute("data-state", "off")
    await expect(terminal.get_by_role("heading", name="Gleich wieder für Sie da")).to_be_visible()
    await asyncio.sleep(0.7)  # two tries of central to reach the broker
    await expect(lost).to_have_count(1)
    await bench.broker_on()
    await bench.power_on()
    await expect(sign).to_contain_text("rund um die Uhr")


async def go_on(wall: Page, station: Station, pictures: Pictures) -> None:
    """Somebody reads why the station stands still, and has it go on: who and why go on record."""
    await expect(wall.locator("#service")).to_contain_text("niemanden: Mehrere Türen wurden kurz nacheinander aufgebr")
    await wall.locator("[data-key=resume]").click()
    sheet = wall.locator("#sheet")
    await expect(sheet).to_contain_text("Ist noch jemand am Schrank?")
    await expect(sheet.get_by_role("button", name="Fach B21")).to_be_visible()
    user = pwd.getpwuid(os.getuid()).pw_name
    await expect(sheet).to_contain_text(user)
    await sheet.get_by_role("button", name="weitermachen").click()
    await expect(sheet).to_be_visible()  # nobody goes on without a reason
    await sheet.get_by_label("Warum darf sie weitermachen?").fill("nachgesehen, niemand da")
    await wall.set_viewport_size({"width": 1440, "height": 900})
    await pictures.take(wall, "wall-halted")
    assert await holds(wall, "resume", TWICE_AS_LARGE[1:]) == []
    await wall.keyboard.press("Enter")
    await expect(sheet).to_be_hidden()
    await expect(wall.locator("#service")).to_contain_text("bedient jetzt Menschen")
    row = next(row for row in reversed(await station.bench.admin.custody()) if row["type"] == "site.resumed")
    assert (row["data"]["who"], row["data"]["reason"]) == (user, "nachgesehen, niemand da"), row


async def test_each_language_has_its_own_office_hours(browser: BrowserContext, station: Station) -> None:
    said = {"de": "Mo-Fr 8-16 Uhr", "de-simple": "Montag bis Freitag, 8 bis 16 Uhr", "en": "Mon-Fri 8 am to 4 pm"}
    for language, hours in said.items():
        page = await open_terminal(browser, station, query=f"&lang={language}")
        await page.locator("#help").click()
        await expect(page.locator("#ask")).to_contain_text(hours)


async def test_the_wall_has_no_simple_german_and_says_all_in_german(browser: BrowserContext, station: Station) -> None:
    page = await _open(browser, f"{station.address}/?lang=de-simple")
    await expect(page.locator("html")).to_have_attribute("lang", "de")
    await expect(page.locator("#service")).to_contain_text("Die Station bedient")


async def _open(browser: BrowserContext, address: str) -> Page:
    page = await browser.new_page()
    page.set_default_timeout(PATIENCE_MS)
    page.on("pageerror", lambda error: pytest.fail(f"error in the page: {error}"))
    await page.goto(address)
    return page
