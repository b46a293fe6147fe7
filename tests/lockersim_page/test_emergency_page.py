"""Staff at the terminal page in an emergency: a reason, a door, two badges; and a badge that is called back."""

import time
from typing import Any

import pytest
from errands import letter_ready, slip_ready
from page_kit import EVENTUALLY_S, Pictures, Station
from playwright.async_api import BrowserContext, Page, expect
from sizes import ALL, LANGUAGES, holds
from terminal import door_at_rest, hold, label, open_terminal, patiently
from test_load_list_page import put_in

pytestmark = [pytest.mark.station, pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

LEAD = {"kind": "badge", "authority": "stadt", "holder": "lead-1"}
STAFF = {"kind": "badge", "authority": "stadt", "holder": "staff-1"}


async def reasons(page: Page, badge: dict[str, str], language: str = "de") -> None:
    """Somebody shows a badge and says that it is an emergency."""
    await hold(page, **badge)
    await page.get_by_role("button", name=label(language, "terminal.emergency"), exact=True).click()
    await expect(page.get_by_role("heading", name=label(language, "terminal.emergency.title"))).to_be_visible()


async def at_the_door(page: Page, badge: dict[str, str], where: str, reason: str) -> None:
    await reasons(page, badge)
    await page.locator(f"[data-reason={reason}]").click()
    await page.locator(f"[data-door={where}]").click()


async def test_two_people_open_a_door_that_waits_for_somebody_and_the_office_is_told(
    browser: BrowserContext, station: Station, pictures: Pictures
) -> None:
    bench, name = station.bench, await letter_ready(station)
    authority = bench.papers.document(name).authority
    lead, staff = LEAD | {"authority": authority}, STAFF | {"authority": authority}
    where = bench.wall.world.where(name)
    assert where is not None
    fired = len(bench.wall.world.pulses)
    page = await open_terminal(browser, station)
    await reasons(page, lead)
    await pictures.take(page, "terminal-emergency-reason")
    assert await holds(page, "reason") == []
    await page.locator("[data-reason=water]").click()
    await expect(page.get_by_role("heading", name="Welche Tür?")).to_be_visible()
    await pictures.take(page, "terminal-emergency-door")
    assert await holds(page, "which door") == []
    await page.get_by_role("button", name="Zurück").click()
    await page.get_by_role("button", name="Zurück").click()
    await page.get_by_role("button", name="Zurück").click()
    await at_the_door(page, staff, where, "water")
    await expect(page.locator(".note")).to_contain_text("Ausweis der Leitung")
    await page.get_by_role("button", name="Zum Anfang").click()
    await at_the_door(page, lead, where, "water")
    second = page.get_by_role("heading", name="Bitte zweiten Dienstausweis vorhalten")
    await expect(second).to_be_visible()
    assert await holds(page, "second badge") == []
    await hold(page, **lead)
    await expect(page.locator(".note")).to_contain_text("zwei Personen")
    assert len(bench.wall.world.pulses) == fired, "one person opens nothing"

    async def other() -> None:
        if not await second.is_visible():
            await at_the_door(page, lead, where, "water")
            await expect(second).to_be_visible()
        await hold(page, **staff)

    await patiently(page, other, page.locator(".map .marked"))
    await expect(page.locator(".say")).to_contain_text("heraus")
    await door_at_rest(station, where)
    bench.wall.hands.take_out(where, name)
    bench.wall.hands.push_shut(where)
    await page.get_by_role("button", name="Gefunden und herausgenommen").click()
    await expect(page.get_by_role("heading", name="Fertig")).to_be_visible()
    told = [event.data for event in bench.central.copy.in_order() if event.type == "incident.noted"][-1]
    names = (f"lead-1-{authority}", f"staff-1-{authority}")
    assert (told["reason"], told["why"], told["badge"], told["second_badge"]) == ("emergency", "water", *names)

    def retrieved() -> bool:
        view = bench.papers.view(name)
        return view is not None and view.state == "retrieved"

    await bench.wait(retrieved, within_s=EVENTUALLY_S, what="central learns of it")


async def call_back(station: Station, *badges: str) -> None:
    """Whoever issues badges calls these back, and no others."""
    body: dict[str, Any] = {"version": time.time_ns() // 1_000_000, "badges": list(badges)}
    assert (await station.bench.papers.ask("badges.call_back", body)).reason is None


async def test_under_a_badge_that_is_called_back_the_list_goes_no_further(
    browser: BrowserContext, station: Station
) -> None:
    bench = station.bench
    first, second = await slip_ready(station, "passport"), await slip_ready(station, "passport")
    page = await open_terminal(browser, station)
    await hold(page, **STAFF)
    await expect(page.get_by_role("heading", name="Bitte Laufzettel scannen")).to_be_visible()
    await patiently(page, lambda: hold(page, kind="slip", name=first, authority="stadt"), page.locator(".map .marked"))
    door = await put_in(page, station, first)
    fired = len(bench.wall.world.pulses)
    await call_back(station, "staff-1-stadt")
    try:
        await expect(page.locator(".note")).to_contain_text("Dieser Ausweis gilt nicht mehr")
        await expect(page.locator(".say")).to_contain_text("helfen Ihnen")
        await expect(page.locator(".spoken button.main")).to_have_count(0)
        assert await holds(page, "a badge that is gone") == []
        await hold(page, kind="slip", name=second, authority="stadt")
        await hold(page, **STAFF)
        await expect(page.get_by_role("heading", name=f"Fach {door}")).to_be_visible()
        assert len(bench.wall.world.pulses) == fired, "nothing opens after it"
        assert bench.papers.letter(first) is None, "and what was put in gets no code"
        belief = (await bench.admin.compartments())[door]
        assert belief["condition"] == "loading"
        assert "closed" in belief["door"] or belief["latch"] == "latched", "the door is read all the same"
    finally:
        await call_back(station)


@pytest.mark.campaign
@pytest.mark.parametrize("language", LANGUAGES)
async def test_its_screens_hold_at_every_size(browser: BrowserContext, station: Station, language: str) -> None:
    page = await open_terminal(browser, station, query=f"&lang={language}")
    await reasons(page, LEAD, language)
    wrong = await holds(page, "reason", ALL)
    await page.locator("[data-reason=other]").click()
    await expect(page.locator("[data-door=A01]")).to_be_visible()
    assert wrong + await holds(page, "which door", ALL) == []
