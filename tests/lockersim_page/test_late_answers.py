"""An answer that comes when something else is wanted by now is nobody's: each is held back, and let through late."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import pytest
from errands import letter_ready
from page_kit import Station
from playwright.async_api import BrowserContext, Page, Request, Route, expect
from terminal import hold, label, open_terminal, show_letter, take_out_and_shut

pytestmark = [pytest.mark.station, pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


@asynccontextmanager
async def late(page: Page, address: str, which: Callable[[Request], bool]) -> AsyncIterator[asyncio.Event]:
    """The first request of its kind waits for its answer until what follows is done, which begins when it waits."""
    waits, through = asyncio.Event(), asyncio.Event()

    async def answer(route: Route) -> None:
        if waits.is_set() or not which(route.request):
            await route.continue_()
            return
        waits.set()
        found = await route.fetch()
        await through.wait()
        await route.fulfill(response=found)

    await page.route(address, answer)
    yield waits
    async with page.expect_response(address):
        through.set()
    await page.unroute_all(behavior="wait")


async def _watched(page: Page, what: str) -> None:
    """From now on the page remembers all that stood there."""
    await page.evaluate(
        """what => {
          window.stood = [];
          const look = () => window.stood.push(document.querySelector(what)?.textContent ?? "");
          new MutationObserver(look).observe(document.body, { childList: true, subtree: true });
        }""",
        what,
    )


async def test_who_has_left_is_not_called_back_by_the_receipt_they_asked_for(
    browser: BrowserContext, station: Station
) -> None:
    name = await letter_ready(station)
    page = await open_terminal(browser, station)
    await show_letter(page, name)
    await take_out_and_shut(page, station, name)
    await page.locator("[data-word=taken_out]").click()
    done = page.get_by_role("button", name=label("de", "terminal.done"))
    await expect(done).to_be_visible()
    async with late(page, "**/visits/*/paper", lambda request: request.method == "POST") as waits:
        await page.locator(".way button:not(.main)").click()
        await waits.wait()
        await done.click()
        await expect(page.get_by_role("button", name="Abholen")).to_be_visible()
        await _watched(page, ".receipt")
    other = await letter_ready(station)
    await show_letter(page, other)
    await take_out_and_shut(page, station, other)
    assert set(await page.evaluate("window.stood")) == {""}, "the paper of somebody who has left"


async def test_a_second_letter_is_not_read_while_lockerd_looks_at_the_first(
    browser: BrowserContext, station: Station
) -> None:
    first, second = await letter_ready(station), await letter_ready(station)
    page = await open_terminal(browser, station)
    shown: list[str] = []
    page.on("request", lambda request: shown.append(request.url) if request.method == "POST" else None)
    async with late(page, "**/v1/visits", lambda request: request.method == "POST") as waits:
        await hold(page, kind="letter", name=first)
        await waits.wait()
        await hold(page, kind="letter", name=second)
    await take_out_and_shut(page, station, first)
    assert sum(url.endswith("/v1/visits") for url in shown) == 1
    await page.locator("[data-word=taken_out]").click()
    await page.get_by_role("button", name=label("de", "terminal.done")).click()
    await show_letter(page, second)
    await take_out_and_shut(page, station, second)


async def test_of_two_languages_chosen_in_a_visit_the_last_one_is_spoken(
    browser: BrowserContext, station: Station
) -> None:
    name = await letter_ready(station)
    page = await open_terminal(browser, station)
    await show_letter(page, name)

    def in_french(request: Request) -> bool:
        return request.headers.get("accept-language") == "fr" and not request.url.endswith("events")

    async with late(page, "**/v1/visits/*", in_french) as waits:
        await page.locator(".languages [lang=fr]").click()
        await waits.wait()
        await page.locator(".languages [lang=en]").click()
        await expect(page.locator(".say")).to_contain_text("take")
        await _watched(page, ".say")
    await take_out_and_shut(page, station, name)
    await expect(page.locator("[data-word=taken_out]")).to_contain_text("taken")
    stood = set(await page.evaluate("window.stood"))
    assert [said for said in stood if "Retirez" in said or "porte" in said] == []
