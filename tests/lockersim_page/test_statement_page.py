"""The device beside the terminal: asked after the code, and where the class leaves the choice a number does as well."""

import re

import pytest
from errands import loaded
from page_kit import Pictures, Station
from playwright.async_api import BrowserContext, Locator, Page, expect
from sizes import ALL, holds
from terminal import hold, letter, open_terminal, patiently, take_out_and_shut

from lockersim.site.site import STATED, TWO_WAYS

pytestmark = [pytest.mark.station, pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

TITLE = re.compile("Bitte am Gerät daneben ausweisen|Please show who you are|Bitte zeigen Sie am Gerät")


def asked(page: Page) -> Locator:
    return page.get_by_role("heading", name=TITLE)


async def fetched(page: Page, station: Station, name: str) -> None:
    await take_out_and_shut(page, station, name)
    await page.get_by_role("button", name="Ich habe alles herausgenommen").click()
    await expect(page.get_by_role("heading", name="Fertig")).to_be_visible()


async def test_the_device_is_asked_after_the_code_and_then_the_door_opens(
    browser: BrowserContext, station: Station, pictures: Pictures
) -> None:
    name = await loaded(station, STATED)
    page = await open_terminal(browser, station)
    await hold(page, kind="letter", name=name)
    await expect(asked(page)).to_be_visible()
    await expect(page.locator(".note")).to_contain_text("Oder kommen Sie ins Amt")
    await expect(page.get_by_role("button", name="Lieber die Zusatznummer")).to_have_count(0)
    await pictures.take(page, "terminal-statement")
    assert await holds(page, "statement") == []
    await page.get_by_role("button", name="Ich bin jemand anderes").click()
    await expect(page.locator(".note")).to_contain_text("nicht erkannt")

    async def person() -> None:
        if not await asked(page).is_visible():
            await hold(page, kind="letter", name=name)
            await expect(asked(page)).to_be_visible()
        await page.get_by_role("button", name="Ich bin es").click()

    await patiently(page, person, page.locator(".map .marked"))
    await fetched(page, station, name)


async def test_where_either_is_enough_the_number_can_be_typed_instead_also_after_a_slip(
    browser: BrowserContext, station: Station
) -> None:
    name = await loaded(station, TWO_WAYS)
    digits = letter(station, name).second_secret
    assert digits is not None
    page = await open_terminal(browser, station)

    async def number() -> None:
        await hold(page, kind="letter", name=name)
        await expect(asked(page)).to_be_visible()
        await expect(page.locator(".note")).to_contain_text("auch die Zusatznummer")
        await page.get_by_role("button", name="Lieber die Zusatznummer eingeben").click()
        await page.keyboard.type(digits[:-1] + str((int(digits[-1]) + 1) % 10))
        await page.keyboard.press("Enter")
        await expect(page.locator(".note")).to_contain_text("ist ein Tippfehler")
        await page.get_by_role("button", name="Lieber am Gerät ausweisen").click()
        await page.get_by_role("button", name="Lieber die Zusatznummer eingeben").click()
        await page.keyboard.type(digits)
        await page.keyboard.press("Enter")

    await patiently(page, number, page.locator(".map .marked"))
    await fetched(page, station, name)


@pytest.mark.campaign
@pytest.mark.parametrize("language", ["de", "en", "de-simple"])
async def test_the_screen_holds_at_every_size(browser: BrowserContext, station: Station, language: str) -> None:
    name = await loaded(station, TWO_WAYS)
    page = await open_terminal(browser, station, query=f"&lang={language}")
    await hold(page, kind="letter", name=name)
    await expect(asked(page)).to_be_visible()
    assert await holds(page, "statement", ALL) == []
