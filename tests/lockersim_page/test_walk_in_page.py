"""Handing in without a code at the terminal page: what is taken in, the way there, the number, and full."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from errands import empty_doors
from page_kit import Pictures, Station, serious, started
from playwright.async_api import BrowserContext, Locator, Page, expect
from terminal import LANDSCAPE, door_at_rest, marked, open_terminal

from lockersim.wall.demo import HAND_IN_DOORS

pytestmark = [pytest.mark.station, pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

ENOUGH = 4
"""Doors that are proven empty: one is kept within reach, and one for each of two that are announced."""


def button(page: Page, name: str) -> Locator:
    return page.get_by_role("button", name=name)


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def shared(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Station]:
    """A station of its own: who has no code waits until the visits that other tests have left are over."""
    async with started(tmp_path_factory.mktemp("own"), announced=0, loaded=0) as station:
        yield station


async def test_without_a_code_by_what_is_taken_in_to_a_receipt_and_a_number(
    browser: BrowserContext, station: Station, pictures: Pictures
) -> None:
    bench = station.bench
    await empty_doors(station, ENOUGH)
    page = await open_terminal(browser, station, LANDSCAPE)
    await button(page, "Abgeben ohne Code").click()
    await expect(page.get_by_role("heading", name="Was möchten Sie abgeben?")).to_be_visible()
    await expect(button(page, "Fundsachen")).to_contain_text("Keine Lebensmittel")
    await expect(button(page, "Kennzeichen")).to_contain_text("Heute bis 24 Uhr")
    await pictures.take(page, "terminal-walk-in")
    assert await serious(page) == []
    await button(page, "Kennzeichen").click()
    await button(page, "Eines mehr").click()
    await page.get_by_label("Mehr Zeit für alles").check()
    assert await serious(page) == []
    await button(page, "Weiter").click()
    await expect(page.locator(".say")).to_contain_text("legen Sie")
    number = page.locator("[data-number]")
    await expect(number).to_contain_text("Ihre Nummer")
    where = await marked(page)
    await door_at_rest(station, where)
    bench.wall.hands.put_in(where, "foreign-plates")
    bench.wall.hands.push_shut(where)
    await button(page, "Es ist alles drin").click()
    await expect(page.get_by_role("heading", name="Ihre Empfangsbestätigung")).to_be_visible()
    await expect(number).to_be_visible()
    await button(page, "Fertig").click()
    [told] = [event for event in bench.central.copy.in_order() if event.type == "order.walked_in"]
    assert (told.data["document_class"], told.data["item_count"], told.data["authority"]) == (
        "number_plate",
        2,
        "kreis",
    )


@pytest_asyncio.fixture(loop_scope="session")
async def _blocked(station: Station) -> AsyncIterator[None]:
    """The town wants nothing new put in behind any door at which things are taken in."""
    ask, doors = station.bench.papers.ask, HAND_IN_DOORS
    for door in doors:
        await ask("compartment.block", {"authority": "stadt", "compartment": door, "reason": "full"})
    yield
    for door in doors:
        await ask("compartment.unblock", {"authority": "stadt", "compartment": door})


@pytest.mark.usefixtures("_blocked")
async def test_full_is_said_before_somebody_starts_with_the_next_site(
    browser: BrowserContext, station: Station
) -> None:
    page = await open_terminal(browser, station)
    await button(page, "Abgeben ohne Code").click()
    found_things = button(page, "Fundsachen")
    await expect(found_things).to_be_disabled()
    await expect(found_things).to_contain_text("Bürgeramt Süd, Marktplatz 3")
