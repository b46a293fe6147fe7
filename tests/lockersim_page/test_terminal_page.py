"""The terminal page in a real browser: every flow, by touch and by keyboard, with the texts of the real API."""

import asyncio
import json
from typing import Any

import pytest
from errands import letter_ready, slip_ready
from page_kit import EVENTUALLY_S, Pictures, Station, serious
from playwright.async_api import BrowserContext, Route, expect
from terminal import (
    KIOSK,
    LANDSCAPE,
    door_at_rest,
    hold,
    letter,
    open_terminal,
    patiently,
    show_letter,
    take_out_and_shut,
)

from lockersim import qr
from lockersim.faults.targets import channel_of
from lockersim.people.papers import needs_of
from lockersim.people.person import Person

pytestmark = [pytest.mark.station, pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

HEARD = "Ihr Hilferuf ist notiert."


async def test_collecting_by_keyboard_alone(browser: BrowserContext, station: Station, pictures: Pictures) -> None:
    name = await letter_ready(station)
    page = await open_terminal(browser, station)
    assert await serious(page) == []
    await pictures.take(page, "terminal-start")
    await page.keyboard.press("Tab")
    await expect(page.get_by_role("button", name="Abholen")).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", name="Bitte zeigen Sie Ihren Code")).to_be_visible()
    digits = letter(station, name).typed_code
    slip = digits[:-1] + str((int(digits[-1]) + 1) % 10)
    await page.keyboard.type(slip[:5])
    await pictures.take(page, "terminal-code")
    assert await serious(page) == []
    await page.keyboard.type(slip[5:])
    await page.keyboard.press("Enter")
    await expect(page.locator(".note")).to_contain_text("Da ist ein Tippfehler.")
    await pictures.take(page, "terminal-slip")
    await page.keyboard.type(digits)
    await page.keyboard.press("Enter")
    where = await take_out_and_shut(page, station, name)
    await expect(page.get_by_role("button", name="Noch einmal öffnen")).to_be_visible()
    await pictures.take(page, "terminal-taken")
    assert await serious(page) == []
    await page.keyboard.press("Tab")
    await expect(page.get_by_role("button", name="Ich habe alles herausgenommen")).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", name="Fertig")).to_be_visible()
    await pictures.take(page, "terminal-done")
    assert station.bench.wall.world.compartments[where].items == []


async def test_a_letter_before_the_scanner_opens_its_door_and_a_used_one_does_not(
    browser: BrowserContext, station: Station, pictures: Pictures
) -> None:
    name = await letter_ready(station)
    page = await open_terminal(browser, station, LANDSCAPE)
    await show_letter(page, name)
    await pictures.take(page, "terminal-visit")
    assert await serious(page) == []
    await take_out_and_shut(page, station, name)
    await page.get_by_role("button", name="Ich habe alles herausgenommen").click()
    await page.get_by_role("button", name="Fertig").click()
    await expect(page.get_by_role("button", name="Abholen")).to_be_visible()
    await hold(page, kind="letter", name=name)
    await expect(page.get_by_role("heading", name="Das ging leider nicht")).to_be_visible()
    await expect(page.locator(".note")).to_contain_text("öffnet hier nichts")
    await pictures.take(page, "terminal-refused")
    assert await serious(page) == []


async def test_a_person_at_a_held_door_says_so_and_is_sent_to_somebody(
    browser: BrowserContext, station: Station
) -> None:
    """The lock of A lets go, the leaf does not, and only a hook tells: the page took the door for open, for good."""
    bench, name = station.bench, "held"
    await bench.papers.announce(name, authority="stadt", document_class="passport", needs=(needs_of("passport"),))
    staff = Person(bench.scene, name, staff=True)
    await staff.begin_loading()
    await staff.finish()
    where = bench.wall.world.where(name)
    assert where is not None
    assert where.startswith("A")
    bench.faults.apply("jam", where)
    page = await open_terminal(browser, station, LANDSCAPE)
    await show_letter(page, name)
    held = page.get_by_role("button", name="Tür geht nicht auf")
    await expect(held).to_be_visible()
    assert await serious(page) == []
    await held.click()
    await expect(page.locator(".note")).to_contain_text("Bitte melden Sie sich bei uns")
    assert bench.wall.world.where(name) == where


async def test_nobody_has_to_ask_again_while_a_door_is_being_read(browser: BrowserContext, station: Station) -> None:
    bench, name = station.bench, await letter_ready(station)
    page = await open_terminal(browser, station)
    where = bench.wall.world.where(name)
    assert where is not None
    board, _ = channel_of(bench.wall, where)
    bench.faults.apply("withheld_reply", board.name)
    async with asyncio.timeout(EVENTUALLY_S):
        while await bench.admin.all_read():  # noqa: ASYNC110 - another process
            await asyncio.sleep(0.1)
    async with page.expect_response("**/v1/visits") as asked:
        await hold(page, kind="letter", name=name)
    assert (await (await asked.value).json())["code"] == "wait"
    await expect(page.get_by_role("heading", name="Einen Moment bitte")).to_be_visible()
    bench.faults.clear_all()
    await take_out_and_shut(page, station, name)


def shut(row: dict[str, Any]) -> bool:
    return row["door"] == "closed" or row["latch"] == "latched"


async def test_what_is_pressed_while_the_door_shuts_is_said(browser: BrowserContext, station: Station) -> None:
    bench, name = station.bench, await letter_ready(station)
    page = await open_terminal(browser, station)
    await show_letter(page, name)
    taken = page.get_by_role("button", name="Ich habe alles herausgenommen")
    await expect(taken).to_be_visible()
    where = bench.wall.world.where(name)
    assert where is not None
    await door_at_rest(station, where)
    await taken.hover()
    await page.mouse.down()
    bench.wall.hands.take_out(where, name)
    bench.wall.hands.push_shut(where)
    async with asyncio.timeout(EVENTUALLY_S):
        while not shut((await bench.admin.compartments())[where]):  # noqa: ASYNC110 - another process
            await asyncio.sleep(0.05)
    await page.wait_for_timeout(500)  # what the stream said has been drawn, if it is not held back
    await page.mouse.up()
    await expect(page.get_by_role("heading", name="Fertig")).to_be_visible()


async def test_a_dropped_picture_is_scanned_and_a_picture_of_nothing_is_not_blamed(
    browser: BrowserContext, station: Station
) -> None:
    name = await letter_ready(station)
    page = await open_terminal(browser, station)
    await page.get_by_role("button", name="Abholen").click()
    choose = page.locator("#scan input[type=file]")
    white = qr.draw_png("LK1:NO")[:60] + b"broken"
    await choose.set_input_files({"name": "photo.png", "mimeType": "image/png", "buffer": white})
    await expect(page.locator(".note")).to_contain_text("kein QR-Code")
    picture = qr.draw_png(letter(station, name).token)
    await choose.set_input_files({"name": "letter.png", "mimeType": "image/png", "buffer": picture})
    await take_out_and_shut(page, station, name)


async def test_staff_load_and_the_code_comes_out(browser: BrowserContext, station: Station, pictures: Pictures) -> None:
    bench = station.bench
    name = await slip_ready(station, "identity_card")
    page = await open_terminal(browser, station)
    looked = page.get_by_role("button", name="Das Fach ist leer")
    put_in = page.locator(".say", has_text="legen Sie")

    async def begin() -> None:
        await page.get_by_role("button", name="Einlegen").click()
        await pictures.take(page, "terminal-badge")
        await hold(page, kind="badge", authority="stadt")
        await expect(page.get_by_role("heading", name="Bitte Laufzettel scannen")).to_be_visible()
        await hold(page, kind="slip", name=name)

    await patiently(page, begin, page.locator(".map .marked"))
    await expect(looked.or_(put_in).first).to_be_visible()  # a door that is proven empty is not asked about
    if await looked.is_visible():
        await looked.click()
    where = (await page.get_by_role("heading", level=1).inner_text()).removeprefix("Fach ")
    await expect(put_in).to_be_visible()
    await pictures.take(page, "terminal-put-in")
    await door_at_rest(station, where)
    bench.wall.hands.put_in(where, name)
    bench.wall.hands.push_shut(where)
    await page.get_by_role("button", name="Alles eingelegt, Tür ist zu").click()
    await expect(page.locator(".letter img")).to_be_visible()
    await expect(page.locator(".letter img")).to_have_js_property("complete", value=True)
    await pictures.take(page, "terminal-code-ready")
    assert await serious(page) == []
    await page.get_by_role("button", name="Fertig").click()
    await expect(page.get_by_role("heading", name="Fertig")).to_be_visible()


async def test_another_language_contrast_and_the_lower_half(
    browser: BrowserContext, station: Station, pictures: Pictures
) -> None:
    page = await open_terminal(browser, station)
    await page.get_by_role("button", name="English").click()
    await expect(page.get_by_role("button", name="Collect")).to_be_visible()
    await page.get_by_role("button", name="Everything lower").click()
    tops = [
        box["y"] for box in [await button.bounding_box() for button in await page.get_by_role("button").all()] if box
    ]
    assert min(tops) >= KIOSK[1] * 0.4
    await pictures.take(page, "terminal-low")
    await page.get_by_role("button", name="High contrast").click()
    await page.get_by_role("button", name="Collect").click()
    await pictures.take(page, "terminal-contrast")
    assert await serious(page) == []
    await page.keyboard.type("123456789")
    await page.get_by_role("button", name="Continue").click()
    await expect(page.locator(".note")).to_contain_text("slip")


async def test_a_line_that_breaks_off_ends_no_visit(browser: BrowserContext, station: Station) -> None:
    name = await letter_ready(station)
    page = await open_terminal(browser, station)
    await page.route("**/visits/*/events", lambda route: route.abort(), times=1)
    await show_letter(page, name)
    await take_out_and_shut(page, station, name)
    await page.get_by_role("button", name="Ich habe alles herausgenommen").click()
    await expect(page.get_by_role("heading", name="Fertig")).to_be_visible()


async def test_help_is_always_in_the_same_place(browser: BrowserContext, station: Station) -> None:
    name = await letter_ready(station)
    page = await open_terminal(browser, station)
    help_button = page.get_by_role("button", name="Hilfe", exact=True)
    before = await help_button.bounding_box()
    await page.get_by_role("button", name="Abholen").click()
    assert await help_button.bounding_box() == before
    await help_button.click()
    await expect(page.get_by_role("dialog")).to_contain_text("+49 6031 83-0")
    await page.keyboard.press("Escape")
    await show_letter(page, name)
    assert await help_button.bounding_box() == before
    await help_button.click()
    await expect(page.get_by_role("dialog")).to_contain_text(HEARD)
    await page.keyboard.press("Escape")
    await expect(page.locator(".granted")).to_have_text(HEARD)  # as long as the visit lasts
    await take_out_and_shut(page, station, name)


async def test_people_follow_the_terminal_also_without_a_page(station: Station) -> None:
    name = await letter_ready(station)
    person = Person(station.bench.scene, name, staff=False)
    code = letter(station, name)
    station.bench.papers.old_codes[name] = code
    person.visit = await person.patiently(lambda: station.bench.terminal.show(code.token))
    assert str(await person.finish()) == "collected"


async def test_while_typing_is_blocked_the_pickup_number_is_asked_for(
    browser: BrowserContext, station: Station
) -> None:
    code = letter(station, name := await letter_ready(station))
    page = await open_terminal(browser, station)
    answers = [600_000, 1_000]

    async def busy(route: Route) -> None:
        """Somebody typed nonsense a moment ago: first the block, then another one's turn."""
        if not answers:
            await route.continue_()
            return
        body = {"code": "too_many_tries", "status": 429, "detail": "Bitte warten.", "retry_after_ms": answers.pop(0)}
        await route.fulfill(status=429, content_type="application/problem+json", body=json.dumps(body))

    await page.route("**/v1/visits", busy)
    await page.get_by_role("button", name="Abholen").click()
    await page.keyboard.type(code.typed_code)
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", name="Abholnummer")).to_be_visible()
    await page.keyboard.type(code.pickup_number)
    await page.keyboard.press("Enter")
    await take_out_and_shut(page, station, name)
    assert answers == []
