"""A station that opens nothing: halted, without a broker, without power. Wall and terminal say so, and come back."""

import asyncio
import os
import pwd
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from errands import letter_ready
from page_kit import EVENTUALLY_S, Pictures, Station, open_page, serious, started
from playwright.async_api import BrowserContext, Page, expect
from sizes import TWICE_AS_LARGE, holds
from terminal import open_terminal, show_letter

pytestmark = [pytest.mark.station, pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def shared(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Station]:
    """A station of its own: another test's broken doors would make it stand still sooner, or this one's another's."""
    async with started(tmp_path_factory.mktemp("own"), announced=1, loaded=1) as station:
        yield station


async def test_nobody_is_invited_to_a_station_that_opens_nothing(
    browser: BrowserContext, station: Station, pictures: Pictures
) -> None:
    bench = station.bench
    wall = await open_page(browser, f"{station.address}/?lang=de")
    terminal = await open_terminal(browser, station)
    sign, state = wall.locator("#sign"), wall.locator("#cabinet")
    await expect(sign).to_contain_text("rund um die Uhr")
    await expect(wall.locator("#service")).to_contain_text("bedient jetzt Menschen")
    world, clock = bench.wall.world, bench.wall.clock
    fired_ms = max(pulse.start_ms for pulse in world.pulses)  # a door that opens right after it is a wrong one (F26)
    await bench.wait(lambda: clock.now_ms() - fired_ms > 6_000, within_s=EVENTUALLY_S, what="no pulse is recent")
    for compartment in ("B20", "B21"):
        bench.faults.apply("forced_door", compartment)
    await expect(sign).to_contain_text("außer Betrieb: mehrere Türen aufgebrochen")
    await expect(terminal.get_by_role("heading", name="Zurzeit geschlossen")).to_be_visible()
    assert await terminal.locator(".choices").count() == 0
    assert await serious(terminal) == []
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
    await show_letter(terminal, await letter_ready(station))
    await bench.daemon.kill()
    await expect(sign).to_contain_text("ohne Strom")
    await expect(wall.locator("#service")).to_contain_text("bedient jetzt niemanden: lockerd hat keinen Strom")
    await expect(state).to_have_attribute("data-state", "off")
    await expect(terminal.get_by_role("heading", name="Gleich wieder für Sie da")).to_be_visible()
    await pictures.take(terminal, "terminal-off")
    assert await serious(terminal) == []
    await asyncio.sleep(0.7)  # two tries of central to reach the broker
    await expect(lost).to_have_count(1)
    await bench.broker_on()
    await bench.power_on()
    await expect(sign).to_contain_text("rund um die Uhr")
    await expect(terminal.get_by_role("button", name="Abholen")).to_be_visible()


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
    assert await holds(wall, "resume", TWICE_AS_LARGE[1:], within="#sheet") == []
    await wall.keyboard.press("Enter")
    await expect(sheet).to_be_hidden()
    await expect(wall.locator("#service")).to_contain_text("bedient jetzt Menschen")
    row = next(row for row in reversed(await station.bench.admin.custody()) if row["type"] == "site.resumed")
    assert (row["data"]["who"], row["data"]["reason"]) == (user, "nachgesehen, niemand da"), row
