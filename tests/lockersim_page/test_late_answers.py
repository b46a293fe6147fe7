"""An answer that comes when something else is wanted by now is nobody's: each is held back, and let through late."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import pytest
from errands import letter_ready, loaded
from page_kit import Station
from playwright.async_api import BrowserContext, Page, Request, Route, expect
from terminal import hold, label, open_terminal, show_letter, take_out_and_shut

from lockersim.site.site import STATED

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


IDLE_MS = 75_000 + 25_000
"""So long nobody stirs, the question whether somebody is there included."""


async def _left_alone(page: Page) -> None:
    """Nobody stirs until the page begins anew."""
    for _ in range(IDLE_MS // 5_000 + 1):
        await page.clock.run_for(5_000)
    await expect(page.get_by_role("button", name="Abholen")).to_be_visible()


async def test_what_the_device_says_after_somebody_has_left_opens_nothing(
    browser: BrowserContext, station: Station
) -> None:
    """Until then the door of their letter opened, for whoever stood there by then."""
    name = await loaded(station, STATED)
    page = await open_terminal(browser, station)
    await page.clock.install()
    await hold(page, kind="letter", name=name)
    person = page.get_by_role("button", name="Ich bin es")
    await expect(person).to_be_visible()
    shown: list[str] = []
    page.on("request", lambda request: shown.append(request.url) if request.method == "POST" else None)
    async with late(page, "**/api/verifier", lambda _: True) as waits:
        await person.click()
        await waits.wait()
        await _left_alone(page)
    await page.clock.run_for(2_000)
    assert [url for url in shown if url.endswith("/v1/visits")] == []
    await expect(page.get_by_role("button", name="Abholen")).to_be_visible()


async def test_a_list_of_staff_who_have_left_is_shown_to_nobody(browser: BrowserContext, station: Station) -> None:
    page = await open_terminal(browser, station)
    await page.clock.install()
    await hold(page, kind="badge", authority="stadt")
    wanted = page.get_by_role("button", name=label("de", "terminal.retrieve"))
    await expect(wanted).to_be_visible()
    async with late(page, "**/api/retrievals/waiting", lambda _: True) as waits:
        await wanted.click()
        await waits.wait()
        await _left_alone(page)
    await page.clock.run_for(2_000)
    await expect(page.get_by_role("button", name="Abholen")).to_be_visible()


async def test_the_question_whether_somebody_is_there_never_ends_what_has_begun(
    browser: BrowserContext, station: Station
) -> None:
    """It stands there, and somebody shows a letter: its seconds are nobody's."""
    name = await letter_ready(station)
    page = await open_terminal(browser, station)
    await page.clock.install()
    await page.get_by_role("button", name="Abholen").click()
    await page.clock.run_for(76_000)
    question = page.locator("#ask[open]")
    await expect(question).to_be_visible()
    await page.clock.run_for(20_000)
    await show_letter(page, name)
    await expect(question).to_have_count(0)
    await page.clock.run_for(30_000)
    await expect(page.locator(".map .marked")).to_be_visible()
    await take_out_and_shut(page, station, name)


async def test_a_station_that_is_gone_twice_comes_back_once(browser: BrowserContext, station: Station) -> None:
    """Two answers say that lockerd has no power; looked for again it is by one alone, and whoever begins is not
    called back to the first screen by the other."""
    name = await letter_ready(station)
    page = await open_terminal(browser, station)

    async def gone(route: Route) -> None:
        await route.fulfill(status=503, json={"code": "unreachable"})

    await page.route("**/api/terminal/v1/**", gone)
    for _ in range(2):
        await hold(page, kind="letter", name=name)
        await expect(page.get_by_role("heading", name=label("de", "terminal.off.title"))).to_be_visible()
    await page.unroute_all(behavior="wait")
    await expect(page.get_by_role("button", name="Abholen")).to_be_visible()
    await show_letter(page, name)

    await take_out_and_shut(page, station, name)
    await expect(page.locator("[data-word=taken_out]")).to_be_visible()
