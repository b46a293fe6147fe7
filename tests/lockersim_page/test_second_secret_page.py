"""The second secret at the terminal page: asked for after the code, typed, forgiven a slip, said when it is wrong."""

import re

import pytest
from errands import loaded
from page_kit import Pictures, Station
from playwright.async_api import BrowserContext, Locator, Page, expect
from sizes import ALL, holds
from terminal import hold, letter, open_terminal, patiently, take_out_and_shut

from lockersim.site.site import CODE_AND_MORE

pytestmark = [pytest.mark.station, pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

TITLE = re.compile("Bitte auch die Zusatznummer|The extra number too, please")


def asked(page: Page) -> Locator:
    return page.get_by_role("heading", name=TITLE)


def secret(station: Station, name: str) -> str:
    found = letter(station, name).second_secret
    assert found is not None
    return found


async def test_it_is_typed_after_the_code_and_then_the_door_opens(
    browser: BrowserContext, station: Station, pictures: Pictures
) -> None:
    name = await loaded(station, CODE_AND_MORE)
    digits = secret(station, name)
    page = await open_terminal(browser, station)
    await hold(page, kind="letter", name=name)
    await expect(asked(page)).to_be_visible()
    await expect(page.locator(".note")).to_contain_text("getrennt von Ihrem Code")
    await pictures.take(page, "terminal-second-secret")
    assert await holds(page, "second secret") == []
    slip = digits[:-1] + str((int(digits[-1]) + 1) % 10)
    await page.keyboard.type(slip)
    await page.keyboard.press("Enter")
    await expect(page.locator(".note")).to_contain_text("ist ein Tippfehler")
    wrong = "0000000" if digits != "0000000" else "1234566"
    await page.keyboard.type(wrong)
    await page.keyboard.press("Enter")
    await expect(page.locator(".note")).to_contain_text("passt nicht zu Ihrem Code")

    async def right() -> None:
        if not await asked(page).is_visible():
            await hold(page, kind="letter", name=name)
            await expect(asked(page)).to_be_visible()
        await page.keyboard.type(digits)
        await page.keyboard.press("Enter")

    await patiently(page, right, page.locator(".map .marked"))
    await take_out_and_shut(page, station, name)
    await page.get_by_role("button", name="Ich habe alles herausgenommen").click()
    await expect(page.get_by_role("heading", name="Fertig")).to_be_visible()


@pytest.mark.campaign
@pytest.mark.parametrize("language", ["de", "de-simple", "en"])
async def test_the_screen_holds_at_every_size(browser: BrowserContext, station: Station, language: str) -> None:
    name = await loaded(station, CODE_AND_MORE)
    page = await open_terminal(browser, station, query=f"&lang={language}")
    await hold(page, kind="letter", name=name)
    await expect(asked(page)).to_be_visible()
    assert await holds(page, "second secret", ALL) == []
