"""Exchanging at the terminal page: what people find on the first screen, and what they are asked at door and end."""

import re

import pytest
from page_kit import Pictures, Station, serious
from playwright.async_api import BrowserContext, expect
from sizes import holds
from terminal import door_at_rest, letter, open_terminal

from lockersim.people.papers import needs_of
from lockersim.people.person import Person

pytestmark = [pytest.mark.station, pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

NAME = "passport-exchanged"


async def test_exchanging_from_the_first_screen_to_the_receipt(
    browser: BrowserContext, station: Station, pictures: Pictures
) -> None:
    bench = station.bench
    await bench.papers.announce(NAME, document_class="passport", needs=(needs_of("passport"),), kind="swap")
    staff = Person(bench.scene, NAME, staff=True)
    await staff.begin_loading()
    await staff.finish()
    await bench.wait(lambda: bench.papers.letter(NAME) is not None, within_s=5, what="the letter comes")
    page = await open_terminal(browser, station)
    await expect(page.get_by_role("button", name="Tauschen")).to_be_visible()
    await pictures.take(page, "terminal-start")
    assert await holds(page, "start") == []
    await page.get_by_role("button", name="Tauschen").click()
    await page.keyboard.type(letter(station, NAME).typed_code)
    await page.keyboard.press("Enter")
    heading = page.get_by_role("heading", name=re.compile(r"^Fach B\d\d$"))
    await expect(heading).to_be_visible()
    where = (await heading.inner_text()).removeprefix("Fach ")
    await door_at_rest(station, where)
    await pictures.take(page, "terminal-exchange")
    assert await serious(page) == []
    bench.watcher.take(where, NAME, by=None)
    bench.wall.hands.push_shut(where)
    await expect(page.get_by_role("button", name="Nichts")).to_be_visible()
    await pictures.take(page, "terminal-exchanged")
    assert await serious(page) == []
