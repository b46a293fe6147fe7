"""Reading aloud: what is for the person alone is heard only when they press for it, and nobody hears the one before."""

import pytest
from errands import letter_ready, to_exchange
from page_kit import Pictures, Station
from playwright.async_api import BrowserContext, Page, expect
from sizes import holds
from terminal import door_at_rest, hold, open_terminal, seen_inside, show_letter, take_out_and_shut

pytestmark = [pytest.mark.station, pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

RECORD = """() => {
  const { speak, cancel } = speechSynthesis;
  window.said = [];
  speechSynthesis.speak = (voice) => { said.push(voice.text); speak.call(speechSynthesis, voice); };
  speechSynthesis.cancel = () => { said.push(null); cancel.call(speechSynthesis); };
}"""


async def listened_to(browser: BrowserContext, station: Station) -> Page:
    """A terminal that reads aloud; what its voice is given is written down."""
    page = await open_terminal(browser, station)
    await page.evaluate(RECORD)
    await page.get_by_role("button", name="Vorlesen").click()
    return page


async def said(page: Page) -> str:
    """All that was given to the voice until now."""
    texts: list[str | None] = await page.evaluate("said")
    return "\n".join(filter(None, texts))


async def test_what_lies_behind_the_door_and_the_receipt_are_read_only_after_a_press_of_its_own(
    browser: BrowserContext, station: Station, pictures: Pictures
) -> None:
    bench, new = station.bench, await to_exchange(station)
    where = bench.wall.world.where(new)
    assert where is not None
    page = await listened_to(browser, station)
    alone = page.locator("#alone button")
    assert "Was möchten Sie tun?" in await said(page)
    await expect(alone).to_be_hidden()  # nothing private stands there
    await show_letter(page, new)
    await expect(page.locator(".say")).to_contain_text("zuerst das neue Dokument")
    await expect(alone).to_have_text("Auch Persönliches vorlesen: Andere können es hören")
    assert f"Fach {where}" in await said(page)
    assert "Dokument" not in await said(page), "what lies behind a door is for the person alone"
    await pictures.take(page, "terminal-alone")
    assert await holds(page, "more to hear") == []
    await alone.click()
    assert "zuerst das neue Dokument" in await said(page)
    await door_at_rest(station, where)
    bench.watcher.take(where, new, by=None)
    await seen_inside(station, where, "absent")
    bench.wall.hands.put_in(where, f"{new}.old")
    await seen_inside(station, where, "present")
    bench.wall.hands.push_shut(where)
    await page.locator("[data-word=exchanged]").click()
    line = page.locator(".receipt .lines p").first
    await expect(line).to_be_visible()
    number = (await line.inner_text()).strip()
    assert number not in await said(page)
    await expect(alone).to_be_visible()
    await alone.click()
    assert number in await said(page), "a receipt can be heard (EN 301 549, 5.1.3.16)"
    await page.get_by_role("button", name="Fertig").click()
    await page.get_by_role("button", name="Fertig").click()
    await expect(page.get_by_role("button", name="Abholen")).to_be_visible()
    await expect(alone).to_be_hidden()
    assert (await page.evaluate("said"))[-1] is None, "it falls silent when the person has gone"
    before = await said(page)
    await hold(page, kind="badge", authority="stadt")
    await expect(page.get_by_role("heading", name="Bitte Laufzettel scannen")).to_be_visible()
    assert await said(page) == before, "nothing is read to whoever comes next, unless they wish it"


async def test_a_whole_collection_is_read_without_any_press(browser: BrowserContext, station: Station) -> None:
    name = await letter_ready(station)
    page = await listened_to(browser, station)
    await show_letter(page, name)
    where = await take_out_and_shut(page, station, name)
    taken = page.get_by_role("button", name="Ich habe alles herausgenommen")
    await expect(taken).to_be_visible()
    await expect(page.locator("#alone button")).to_be_hidden()
    heard = await said(page)
    assert " ".join(where) in heard, "the door is spelt"
    assert "ziehen" in heard or "nehmen" in heard
