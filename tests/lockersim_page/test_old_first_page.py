"""Exchanging behind two doors at the terminal page: first the old one, then the new one, and both papers at the end."""

import pytest
from errands import to_exchange
from page_kit import Station
from playwright.async_api import BrowserContext, expect
from sizes import holds
from terminal import door_at_rest, letter, marked, open_terminal, take_out_and_shut

pytestmark = [pytest.mark.station, pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


async def test_the_old_one_goes_in_and_the_new_one_comes_out_in_one_visit(
    browser: BrowserContext, station: Station
) -> None:
    bench, new = station.bench, await to_exchange(station, "old_first")
    page = await open_terminal(browser, station)
    say = page.locator(".say")
    await page.get_by_role("button", name="Tauschen").click()
    await page.keyboard.type(letter(station, new).typed_code)
    await page.keyboard.press("Enter")
    where = await marked(page)
    await expect(say).to_contain_text("Tür 1 von 2. Zuerst geben Sie das Alte ab.")
    assert await holds(page, "the old one first") == []
    await door_at_rest(station, where)
    bench.wall.hands.put_in(where, f"{new}.old")
    bench.wall.hands.push_shut(where)
    await page.get_by_role("button", name="Es ist alles drin").click()
    await expect(say).to_contain_text("Tür 2 von 2. Das Alte ist angenommen. Jetzt bekommen Sie das Neue.")
    assert where != await take_out_and_shut(page, station, new)
    await page.get_by_role("button", name="Ich habe alles herausgenommen").click()
    await expect(page.get_by_role("heading", name="Fertig")).to_be_visible()
    view = bench.papers.view(new)
    assert view is not None
    assert [part.state for part in view.parts] == ["handed_in", "collected"]
