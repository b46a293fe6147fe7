"""Whoever has a code says what they need before they show it: a door within reach, and time."""

import pytest
from errands import to_bring
from page_kit import Pictures, Station, serious
from playwright.async_api import BrowserContext, expect
from terminal import HAND_IN, door_at_rest, hold, open_terminal

pytestmark = [pytest.mark.station, pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


async def test_what_is_said_before_the_code_counts_for_its_visit_and_for_nobody_after(
    browser: BrowserContext, station: Station, pictures: Pictures
) -> None:
    name = await to_bring(station)
    page = await open_terminal(browser, station)
    await page.get_by_role("button", name=HAND_IN).click()
    await page.get_by_role("button", name="Was ich brauche").click()
    await expect(page.get_by_role("heading", name="Was ich brauche")).to_be_visible()
    await page.locator("[data-need=slow_hands]").check()
    assert await serious(page) == []
    await pictures.take(page, "terminal-own-needs")
    await page.get_by_role("button", name="Weiter").click()
    sent = []
    page.on("request", lambda request: sent.append(request.post_data or "") if request.method == "POST" else None)
    await hold(page, kind="letter", name=name)
    await expect(page.locator(".where h1")).to_be_visible()
    assert any('"slow_hands":true' in body and '"within_reach":false' in body for body in sent), sent
    where = (await page.locator(".where h1").inner_text()).removeprefix("Fach ")
    await expect(page.locator(".say")).to_contain_text("legen Sie")
    await door_at_rest(station, where)
    station.bench.wall.hands.push_shut(where)
    await page.locator("[data-word=nothing_in]").click()
    await expect(page.get_by_role("heading", name="Ihre Bescheinigung")).to_be_visible()
