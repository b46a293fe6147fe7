"""Three faces at the end, that nobody has to touch; touched once, they say thank you and are gone."""

import pytest
from errands import letter_ready
from page_kit import Station, serious
from playwright.async_api import BrowserContext, expect
from terminal import label, open_terminal, show_letter, take_out_and_shut

pytestmark = [pytest.mark.station, pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


async def test_one_tap_at_the_end_is_enough_and_is_thanked_for(browser: BrowserContext, station: Station) -> None:
    page = await open_terminal(browser, station, query="&lang=en")
    name = await letter_ready(station)
    await show_letter(page, name)
    await take_out_and_shut(page, station, name)
    await expect(page.locator(".feedback")).to_have_count(0)
    await page.locator("[data-word=taken_out]").click()
    row = page.get_by_role("group", name=label("en", "terminal.feedback"))
    await expect(row.get_by_role("button")).to_have_count(3)
    assert await serious(page) == []
    async with page.expect_response(lambda answer: answer.url.endswith("/feedback")) as answered:
        await row.get_by_role("button", name=label("en", "terminal.feedback.good")).click()
    assert (await (await answered.value).json())["feedback"] is False
    await expect(row).to_contain_text(label("en", "terminal.feedback.thanks"))
    await expect(row.get_by_role("button")).to_have_count(0)
    assert await serious(page) == []
