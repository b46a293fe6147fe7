"""Exchanging behind two doors at the terminal page: first the old one, then the new one, and both papers at the end."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from page_kit import Station, started
from playwright.async_api import BrowserContext, expect
from sizes import holds
from terminal import door_at_rest, letter, marked, open_terminal, take_out_and_shut

from lockersim.people.inspecting import inspect
from lockersim.people.papers import needs_of
from lockersim.people.person import Person
from lockersim.wall.demo import HAND_IN_DOORS

pytestmark = [pytest.mark.station, pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def shared(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Station]:
    """A station of its own: what others have put in, and fired, takes no door and no opening from it."""
    async with started(tmp_path_factory.mktemp("own"), announced=0, loaded=0) as station:
        yield station


@pytest_asyncio.fixture(loop_scope="session")
async def new(station: Station) -> AsyncIterator[str]:
    """The name of a new document that lies ready, and a door that is proven empty for the old one."""
    bench = station.bench
    for door in HAND_IN_DOORS[:2]:
        await inspect(bench.scene, bench.admin, door, found=False, reason="looked")
    name = f"passport-{len(bench.papers.documents) + 1}"
    needs = (needs_of("passport"),) * 2
    await bench.papers.announce(name, document_class="passport", needs=needs, kind="swap", form="old_first")
    staff = Person(bench.scene, name, staff=True)
    await staff.begin_loading()
    assert (await staff.finish()).word == "loaded"
    await bench.wait(lambda: bench.papers.letter(name) is not None, within_s=5, what="the letter comes")
    yield name


async def test_the_old_one_goes_in_and_the_new_one_comes_out_in_one_visit(
    browser: BrowserContext, station: Station, new: str
) -> None:
    bench = station.bench
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
