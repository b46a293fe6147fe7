"""Staff go from door to door at the terminal page: with four keys, over a reload, and with a second badge."""

import contextlib
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from errands import letter_ready
from page_kit import EVENTUALLY_S, Pictures, Station
from playwright.async_api import BrowserContext, Locator, Page, expect
from sizes import Sizes, holds, shown
from terminal import LANDSCAPE, door_at_rest, hold, label, open_terminal

from lockersim.people.papers import Holder
from lockersim.site.terminal import RefusedError

pytestmark = [pytest.mark.station, pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

LEAD = {"kind": "badge", "authority": "stadt", "holder": "lead-1"}
STAFF = {"kind": "badge", "authority": "stadt", "holder": "staff-1"}
STOPS = 40
"""So many presses of the forward key go round every screen."""


@pytest_asyncio.fixture(autouse=True, loop_scope="session")
async def no_round(station: Station) -> AsyncIterator[None]:
    """Whatever a test leaves is no round of the next one."""
    yield
    badge = station.bench.papers.badge("stadt", Holder.SUPERVISOR)
    with contextlib.suppress(RefusedError):  # no_round
        await station.bench.terminal.post("/v1/round/end", {"badge": badge})


async def press(page: Page, wanted: Locator) -> None:
    """Forward until it is there, then yes: two of the four keys, and no other way."""
    await expect(wanted).to_be_visible()
    for _ in range(STOPS):
        if await wanted.evaluate("it => it === document.activeElement"):
            break
        await page.keyboard.press("Tab")
    await expect(wanted).to_be_focused()
    await page.keyboard.press("Enter")


def button(page: Page, key: str, language: str = "de") -> Locator:
    return page.locator("#screen").get_by_role("button", name=label(language, key))


def choice(page: Page, name: str) -> Locator:
    return page.locator(f"[data-round='{name}']")


async def until_open(page: Page) -> str:
    """The door that is marked; asked again where a lock still rests or somebody was at the wall a moment ago."""
    marked, retry = page.locator(".map .marked"), button(page, "terminal.retry")
    for _ in range(10):
        await expect(marked.or_(retry).first).to_be_visible()
        if await marked.is_visible():
            break
        await retry.click()
    return (await page.locator(".where h1").inner_text()).removeprefix("Fach ")


async def looked(page: Page, station: Station, where: str) -> Locator:
    """They look, shut the door, and say the truth: the button for it."""
    await door_at_rest(station, where)
    lies = station.bench.wall.world.compartments[where].items
    station.bench.wall.hands.push_shut(where)
    said = page.locator("[data-word=as_expected]" if lies else "[data-word=nothing]")
    await expect(said).to_be_visible()
    return said


async def test_a_stocktake_with_four_keys_over_a_reload_and_a_pause(
    browser: BrowserContext, station: Station, pictures: Pictures
) -> None:
    await letter_ready(station)  # something waits for a person: it takes two badges
    fired = len(station.bench.wall.world.pulses)
    page = await open_terminal(browser, station)
    await hold(page, **STAFF)
    await press(page, button(page, "terminal.round"))
    await expect(page.get_by_role("heading", name=label("de", "terminal.round.title"))).to_be_visible()
    await pictures.take(page, "terminal-round")
    await press(page, choice(page, "stocktake.all"))
    await expect(page.locator(".note")).to_contain_text("Leitung")
    await press(page, button(page, "terminal.retry"))
    await hold(page, **LEAD)
    await press(page, button(page, "terminal.round"))
    await press(page, choice(page, "stocktake.all"))
    await expect(page.get_by_role("heading", name="Bitte zweiten Dienstausweis vorhalten")).to_be_visible()
    assert len(station.bench.wall.world.pulses) == fired, "one person opens nothing"
    await hold(page, **STAFF)
    first = await until_open(page)
    await expect(page.locator(".say")).to_contain_text("Lassen Sie liegen, was hineingehört")
    await expect(page.locator(".far")).to_contain_text("Bestandsaufnahme: 0 von")
    said = await looked(page, station, first)
    await pictures.take(page, "terminal-round-door")
    assert await holds(page, "door of a round") == []
    await press(page, said)
    await expect(page.get_by_role("heading", name=label("de", "terminal.round.between.title"))).to_be_visible()
    await expect(page.locator(".far")).to_contain_text("Bestandsaufnahme: 1 von")
    await pictures.take(page, "terminal-round-between")
    assert await holds(page, "between two doors") == []
    await press(page, button(page, "terminal.round.next"))
    second = await until_open(page)
    assert second != first
    await page.reload()
    assert await until_open(page) == second, "the page finds its visit again"
    await press(page, await looked(page, station, second))
    await press(page, button(page, "terminal.round.next"))
    await expect(page.get_by_role("heading", name="Bitte Dienstausweis vorhalten")).to_be_visible()
    await hold(page, **STAFF)  # either of the two goes on alone
    third = await until_open(page)
    await press(page, await looked(page, station, third))
    await press(page, button(page, "terminal.round.pause"))
    await expect(page.locator(".choices")).to_be_visible()
    await hold(page, **STAFF)
    await press(page, button(page, "terminal.round"))
    await expect(page.locator(".far")).to_contain_text("Bestandsaufnahme: 3 von")
    await pictures.take(page, "terminal-round-goes-on")
    assert await holds(page, "a round that was broken off") == []
    await press(page, button(page, "terminal.round.end"))
    await expect(page.get_by_role("heading", name=label("de", "terminal.round.over.title"))).to_be_visible()
    await press(page, button(page, "terminal.done"))
    await expect(page.locator(".choices")).to_be_visible()
    await station.bench.wait(
        lambda: _last(station, "round.ended") is not None, within_s=EVENTUALLY_S, what="central learns of its end"
    )
    told = _last(station, "round.ended")
    assert told is not None
    assert (told["reason"], told["differences"]) == ("broken_off", 0)


def _last(station: Station, kind: str) -> dict[str, object] | None:
    return next((event.data for event in reversed(station.bench.central.copy.in_order()) if event.type == kind), None)


async def test_what_is_emptied_is_taken_out_door_by_door(browser: BrowserContext, station: Station) -> None:
    await letter_ready(station)
    page = await open_terminal(browser, station, LANDSCAPE)
    await hold(page, **LEAD)
    await button(page, "terminal.round").click()
    await choice(page, "emptying.all").click()
    await expect(page.get_by_role("heading", name="Bitte zweiten Dienstausweis vorhalten")).to_be_visible()
    await hold(page, **STAFF)
    where = await until_open(page)
    await door_at_rest(station, where)
    lies = [*station.bench.wall.world.compartments[where].items]
    for thing in lies:
        station.bench.wall.hands.take_out(where, thing.name)
    station.bench.wall.hands.push_shut(where)
    await page.locator("[data-word=found]" if lies else "[data-word=nothing]").click()
    await expect(page.locator(".far")).to_contain_text("Leeren: 1 von")
    await page.reload()
    await expect(page.locator(".choices")).to_be_visible()
    await hold(page, **STAFF)
    await button(page, "terminal.round").click()
    await expect(page.locator(".far")).to_contain_text("Leeren: 1 von")


@shown("ru", also=("de", "de-simple", "en", "ar", "fr", "pl", "ro", "tr", "uk"))
async def test_its_screens_fit_every_size(
    browser: BrowserContext, station: Station, language: str, sizes: Sizes
) -> None:
    await letter_ready(station)
    page = await open_terminal(browser, station, query=f"&lang={language}")
    await hold(page, **LEAD)
    await expect(button(page, "terminal.round", language)).to_be_visible()
    wrong = await holds(page, "slip", sizes)
    await button(page, "terminal.round", language).click()
    await expect(choice(page, "stocktake.all")).to_be_visible()
    wrong += await holds(page, "round", sizes)
    await choice(page, "stocktake.all").click()
    await expect(page.locator(".note")).to_be_visible()
    wrong += await holds(page, "second badge", sizes)
    assert wrong == [], "\n".join(wrong)
