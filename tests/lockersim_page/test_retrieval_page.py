"""Staff at the terminal page: what waits for them, taking out under a badge, and putting in by two people."""

import re

import pytest
from errands import brought, slip_ready
from page_kit import EVENTUALLY_S, Pictures, Station, serious
from playwright.async_api import BrowserContext, Locator, Page, expect
from sizes import ALL, LANGUAGES, holds
from terminal import LANDSCAPE, door_at_rest, hold, label, open_terminal, patiently

from lockersim.wall.demo import HAND_IN_DOORS

pytestmark = [pytest.mark.station, pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

BADGE = {"kind": "badge", "authority": "stadt", "holder": "staff-1"}


def button(page: Page, name: str) -> Locator:
    return page.get_by_role("button", name=name)


async def list_of(page: Page) -> None:
    await hold(page, **BADGE)
    await expect(page.get_by_role("heading", name="Bitte Laufzettel scannen")).to_be_visible()
    await button(page, "Entnehmen").click()
    await expect(page.get_by_role("heading", name="Was auf das Personal wartet")).to_be_visible()


async def listed(page: Page, where: str) -> Locator:
    """The row of a door, however many wait before it."""
    row = page.locator(".waits button", has_text=f"Fach {where} ")
    for _ in range(len(HAND_IN_DOORS)):
        if await row.count():
            break
        await button(page, "Weitere zeigen").click()
    return row


async def looked(page: Page, station: Station, name: str, *, take: bool) -> str:
    """The door that holds it is chosen from the list, opened, and shut again."""
    where = station.bench.wall.world.where(name)
    assert where is not None

    async def choose() -> None:
        await list_of(page)
        await (await listed(page, where)).click()

    await patiently(page, choose, page.locator(".map .marked"))
    await expect(page.locator(".say")).to_contain_text(re.compile("nehmen Sie", re.IGNORECASE))
    await door_at_rest(station, where)
    if take:
        station.bench.wall.hands.take_out(where, name)
    station.bench.wall.hands.push_shut(where)
    await expect(button(page, "Gefunden und herausgenommen")).to_be_visible()
    return where


async def over(page: Page) -> None:
    await button(page, "Fertig").click()
    await expect(button(page, "Abholen")).to_be_visible()


async def test_staff_take_out_what_was_handed_in_and_say_how_many(
    browser: BrowserContext, station: Station, pictures: Pictures
) -> None:
    handed_in = await brought(station)
    page = await open_terminal(browser, station)
    await list_of(page)
    where = station.bench.wall.world.where(handed_in)
    assert where is not None
    row = await listed(page, where)
    await expect(row).to_contain_text("etwas Abgegebenes")
    await expect(row).to_contain_text("Wartet seit")
    await expect(row).to_contain_text("Laut Auftrag: 1")
    assert handed_in not in await page.inner_text("main"), "no document, no person"
    await pictures.take(page, "terminal-waiting")
    assert await holds(page, "waiting") == []
    await button(page, "Zurück").click()
    await looked(page, station, handed_in, take=True)
    await pictures.take(page, "terminal-report")
    assert await serious(page) == []
    await button(page, "Eines mehr").click()
    await expect(button(page, "Eines mehr")).to_be_focused()
    await expect(page.locator(".counter output")).to_have_text("2")
    await button(page, "Gefunden und herausgenommen").click()
    await expect(page.locator(".note")).to_contain_text("andere Zahl")
    await button(page, "Eines weniger").click()
    await button(page, "Gefunden und herausgenommen").click()
    await expect(page.get_by_role("heading", name="Fertig")).to_be_visible()
    await station.bench.wait(
        lambda: state(station, handed_in) == "retrieved", within_s=EVENTUALLY_S, what="central learns of it"
    )
    await over(page)


def state(station: Station, name: str) -> str:
    view = station.bench.papers.view(name)
    assert view is not None
    return view.state


async def test_something_else_waits_for_the_badge_of_a_supervisor(browser: BrowserContext, station: Station) -> None:
    handed_in = await brought(station)
    page = await open_terminal(browser, station, LANDSCAPE)
    where = await looked(page, station, handed_in, take=False)
    await button(page, "Etwas anderes gefunden").click()
    await expect(page.get_by_role("heading", name="Fertig")).to_be_visible()
    await over(page)
    await list_of(page)
    await (await listed(page, where)).click()
    await expect(page.locator(".note")).to_contain_text("Leitung")
    await button(page, "Zum Anfang").click()
    BADGE["holder"] = "lead-1"
    try:
        await looked(page, station, handed_in, take=True)
    finally:
        BADGE["holder"] = "staff-1"
    await button(page, "Gefunden und herausgenommen").click()
    await expect(page.get_by_role("heading", name="Fertig")).to_be_visible()
    await over(page)


async def test_two_people_put_a_key_in_and_both_show_a_badge(
    browser: BrowserContext, station: Station, pictures: Pictures
) -> None:
    bench = station.bench
    name = await slip_ready(station, "key")
    page = await open_terminal(browser, station)
    await hold(page, **BADGE)
    await expect(page.get_by_role("heading", name="Bitte Laufzettel scannen")).to_be_visible()
    await hold(page, kind="slip", name=name, authority="stadt")
    second = page.get_by_role("heading", name="Bitte zweiten Dienstausweis vorhalten")
    await expect(second).to_be_visible()
    await pictures.take(page, "terminal-second-badge")
    assert await serious(page) == []
    await hold(page, **BADGE)
    await expect(second).to_be_visible()
    await patiently(page, lambda: hold(page, **{**BADGE, "holder": "staff-2"}), page.locator(".map .marked"))
    committed = [event for event in bench.central.copy.events.values() if event.type == "order.loading"][-1]
    assert (committed.data["badge"], committed.data["second_badge"]) == ("staff-1-stadt", "staff-2-stadt")
    assert committed.compartment is not None
    await door_at_rest(station, committed.compartment)
    empty = button(page, "Das Fach ist leer")
    await expect(empty.or_(page.locator(".say", has_text=re.compile("legen Sie"))).first).to_be_visible()
    if await empty.is_visible():
        await empty.click()
    bench.wall.hands.put_in(committed.compartment, name)
    bench.wall.hands.push_shut(committed.compartment)
    await button(page, "Alles eingelegt, Tür ist zu").click()
    await expect(page.locator(".letter img")).to_be_visible()


@pytest.mark.campaign
@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_list_holds_at_every_size(browser: BrowserContext, station: Station, language: str) -> None:
    await brought(station)
    page = await open_terminal(browser, station, query=f"&lang={language}")
    await hold(page, **BADGE)
    await button(page, label(language, "terminal.retrieve")).click()
    await expect(page.locator(".waits button").first).to_be_visible()
    assert await holds(page, "waiting", ALL) == []
