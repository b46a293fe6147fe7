"""Exchanging at the terminal page: from the first screen through the open door to the receipt, with real texts."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from page_kit import Pictures, Station, serious
from playwright.async_api import BrowserContext, expect
from sizes import holds
from terminal import door_at_rest, letter, marked, open_terminal, seen_inside

from lockersim.people.papers import needs_of
from lockersim.people.person import Person

pytestmark = [pytest.mark.station, pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

SAY = "Neues entnommen, altes hineingelegt"
RECEIPT = "Ihre Empfangsbestätigung"


@pytest_asyncio.fixture(loop_scope="session")
async def new(station: Station) -> AsyncIterator[str]:
    """The name of a new document that lies ready for who leaves the old one."""
    bench = station.bench
    name = f"passport-{len(bench.papers.documents) + 1}"
    await bench.papers.announce(name, document_class="passport", needs=(needs_of("passport"),), kind="swap")
    staff = Person(bench.scene, name, staff=True)
    await staff.begin_loading()
    assert (await staff.finish()).word == "loaded"
    await bench.wait(lambda: bench.papers.letter(name) is not None, within_s=5, what="the letter comes")
    yield name


async def test_exchanging_from_the_first_screen_to_the_receipt(
    browser: BrowserContext, station: Station, new: str, pictures: Pictures
) -> None:
    bench = station.bench
    page = await open_terminal(browser, station)
    await page.get_by_role("button", name="Tauschen").click()
    await page.keyboard.type(letter(station, new).typed_code)
    await page.keyboard.press("Enter")
    where = await marked(page)
    await expect(page.locator(".say")).to_contain_text("zuerst das neue Dokument")
    await door_at_rest(station, where)
    await pictures.take(page, "terminal-exchange")
    assert await serious(page) == []
    bench.watcher.take(where, new, by=None)
    await seen_inside(station, where, "absent")
    bench.wall.hands.put_in(where, f"{new}.old")
    await seen_inside(station, where, "present")
    bench.wall.hands.push_shut(where)
    said = page.get_by_role("button", name=SAY)
    await expect(said).to_be_visible()
    nothing = page.get_by_role("button", name="Nichts abgegeben")
    await expect(page.locator(".say")).to_contain_text(f"„{await nothing.inner_text()}“")
    await pictures.take(page, "terminal-exchanged")
    assert await holds(page, "exchanged?") == []
    await said.click()
    await expect(page.get_by_role("heading", name=RECEIPT)).to_be_visible()
    await expect(page.locator(".receipt .lines")).to_contain_text(where)
    await page.get_by_role("button", name="Fertig").click()
    await expect(page.get_by_role("heading", name="Fertig")).to_be_visible()
    view = bench.papers.view(new)
    assert view is not None
    assert (view.state, view.parts[0].grade) == ("handed_in", "sensor")
