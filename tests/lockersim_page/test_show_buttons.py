"""Each show begins with one press on the wall page, and the page says that it has ended as it promised."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from page_kit import Station, open_page, started
from playwright.async_api import BrowserContext, expect
from terminal import label

from lockersim.server.plays import PLAYS

pytestmark = [
    pytest.mark.campaign,
    pytest.mark.station,
    pytest.mark.browser,
    pytest.mark.asyncio(loop_scope="session"),
]
ITSELF_MS = 150_000
"""A show takes as long as its people do, and prepares what it needs."""


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def shared(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Station]:
    """A station of its own: shows take what they need, and break doors."""
    async with started(tmp_path_factory.mktemp("own"), announced=2, loaded=1) as station:
        yield station


@pytest.mark.timeout(300)
@pytest.mark.parametrize("what", PLAYS)
async def test_one_press_plays_it_to_its_end(browser: BrowserContext, station: Station, what: str) -> None:
    page = await open_page(browser, f"{station.address}/?theme=light&lang=de")
    await expect(page.locator("#bar [data-key=shows]")).to_be_visible()
    if not await page.locator(f"#bar [data-key=show-{what}]").count():
        await page.locator("#bar [data-key=shows]").click()
    await page.locator(f"[data-key=show-{what}]").click()
    says = page.locator("#caption .says")
    name = label("de", f"show.{what}")
    await expect(says).to_contain_text(name)
    await expect(says).to_contain_text(f"Fertig · {name}", timeout=ITSELF_MS)
