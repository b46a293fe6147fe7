"""The wall page in a real browser: it draws the wall, hands act on the world, mistakes of lockerd are said."""

import re
from pathlib import Path

import pytest
from page_kit import Pictures, Station, open_page, serious
from playwright.async_api import BrowserContext, Page, expect

from lockerd.domain.model.compartments import Condition
from lockersim.world.model import Door

STATIC = Path(__file__).parents[2] / "hil" / "lockersim" / "static"
pytestmark = [pytest.mark.station, pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


async def open_wall(
    browser: BrowserContext, station: Station, *, width: int = 1920, height: int = 1080, query: str = ""
) -> Page:
    page = await open_page(browser, f"{station.address}/?theme=light{query}")
    await page.set_viewport_size({"width": width, "height": height})
    await expect(page.locator(".bay")).to_have_count(48)
    await expect(page.frame_locator("iframe").get_by_role("button", name="Abholen")).to_be_visible()
    return page


async def test_the_wall_is_drawn_and_a_show_opens_and_shuts_the_right_door(
    browser: BrowserContext, station: Station, pictures: Pictures
) -> None:
    page = await open_wall(browser, station)
    occupied = page.locator('.bay[data-condition="occupied"]')
    before = await occupied.count()
    await expect(page.locator("#central .copy")).to_have_attribute("data-good", "true")
    await page.get_by_role("button", name="Zeigen: Abholen").click()
    await page.get_by_role("button", name="Zeigen: Tauschen").click()  # at once: later the door is shut again
    opened = page.locator('.bay[data-door="open"]')
    await expect(opened).to_have_count(1)
    name = await opened.get_attribute("data-id")
    assert name is not None
    assert station.bench.wall.world.compartments[name].door is Door.OPEN
    await expect(page.frame_locator("iframe").get_by_role("heading", name=f"Fach {name}")).to_be_visible()
    await expect(page.locator("#toast")).to_contain_text("Es läuft schon eine Vorführung")
    await page.wait_for_timeout(700)
    await pictures.take(page, "wall-open")
    await expect(page.locator('.bay[data-door="open"]')).to_have_count(0)
    await expect(page.locator("#feed")).to_contain_text("abgeholt")
    await expect(occupied).to_have_count(before - 1)
    await expect(page.locator("#caption .says")).to_contain_text("Fertig · Abholen")
    await expect(page.locator("#caption .rule")).to_contain_text("Regel 2: Der Code ist verbraucht")
    await page.locator("[data-key=dismiss]").press("Enter")
    await expect(page.locator("#caption")).to_be_hidden()
    await expect(page.locator("#bar [data-key=shows]")).to_be_focused()


async def test_hands_are_at_every_door_and_a_mistaken_lockerd_is_said_plainly(
    browser: BrowserContext, station: Station, pictures: Pictures
) -> None:
    page = await open_wall(browser, station)
    await page.locator('.bay[data-id="B09"] .face').click()
    await page.get_by_role("button", name=re.compile("immer zu")).click()
    await page.get_by_role("button", name="Tür aufgebrochen").click()
    await expect(page.locator('.bay[data-id="B09"]')).to_have_attribute("data-door", "open")
    await expect(page.locator("#differences")).to_contain_text("B09: Die Tür ist offen. lockerd hält sie für zu.")
    await page.get_by_role("button", name="Hineinlegen").click()
    await page.wait_for_timeout(600)
    await pictures.take(page, "wall-mistaken")
    await page.evaluate("document.documentElement.dataset.theme = 'dark'")
    assert await serious(page) == []
    await page.keyboard.press("Escape")
    await expect(page.locator("#sheet")).to_be_hidden()


async def test_faults_can_be_caused_and_mended_and_one_for_a_sensor_that_is_not_there_says_so(
    browser: BrowserContext, station: Station, pictures: Pictures
) -> None:
    page = await open_wall(browser, station)
    await page.get_by_role("button", name="Störungen").click()
    await page.locator('[data-key="dead_board"]').click()
    await expect(page.locator('.bay[data-id="A01"]')).to_be_visible()
    await expect(page.locator("#feed")).to_contain_text("antwortet nicht")
    await pictures.take(page, "wall-faults")
    assert await serious(page, "#sheet") == []
    for name in ("dirty_item_sensor", "blind_item_sensor"):  # they were offered on a wall without item sensors
        switch = page.locator(f'[data-key="{name}"]')
        await expect(switch).to_be_disabled()
        await expect(page.locator(".fault", has=switch)).to_contain_text("--item-sensors")
    await page.locator('[data-key="dead_board"]').click()
    await expect(page.locator(".sheet .active")).to_have_count(0)


@pytest.mark.campaign
@pytest.mark.parametrize(("theme", "width"), [("light", 1920), ("dark", 1440), ("light", 1024)])
async def test_nothing_serious_for_people_who_need_help_to_see(
    browser: BrowserContext, station: Station, pictures: Pictures, theme: str, width: int
) -> None:
    page = await open_wall(browser, station, width=width, height=1000, query=f"&theme={theme}")
    await page.evaluate("theme => { document.documentElement.dataset.theme = theme; }", theme)
    await page.wait_for_timeout(300)
    if (theme, width) != ("light", 1920):
        await pictures.take(page, f"wall-{theme}-{width}")
    overflow = await page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert overflow <= 0
    assert await serious(page) == []


async def test_a_tour_of_one_minute_waits_for_whoever_wants_less_motion_and_takes_nobodys_focus(
    browser: BrowserContext, station: Station, pictures: Pictures
) -> None:
    seconds = re.findall(r"s: (\d+) \}", (STATIC / "js/wall/tour.js").read_text())
    assert sum(map(int, seconds)) == 60
    page = await open_wall(browser, station)
    await page.emulate_media(reduced_motion="reduce")
    await page.locator("#bar [data-key=tour]").press("Enter")
    tour, forward = page.locator("#tour"), page.locator("[data-key=tour-next]")
    await expect(tour.get_by_role("button", name="Läuft von selbst")).to_be_visible()
    for number in range(2, 5):
        await page.keyboard.press("Enter")
        await expect(tour).to_contain_text(f"{number} von {len(seconds)}")
    await expect(page.locator('.bay[data-door="open"]')).to_have_count(1)
    await expect(page.frame_locator("iframe").get_by_role("heading", name=re.compile("Fach"))).to_be_visible()
    await expect(forward).to_be_focused()  # the terminal's screen has changed meanwhile
    await pictures.take(page, "wall-tour")
    assert await serious(page, "#tour") == []
    await page.keyboard.press("Escape")
    await expect(tour).to_be_hidden()
    await expect(page.locator("#bar [data-key=tour]")).to_be_focused()
    await expect(page.locator("#caption .says")).to_contain_text("Fertig · Abholen")


async def test_the_keyboard_goes_from_door_to_door_and_the_legend_explains_every_sign_by_shape_and_word(
    browser: BrowserContext, station: Station, pictures: Pictures
) -> None:
    page = await open_wall(browser, station, width=1440, height=900)
    await page.locator('.bay[data-id="A01"] .face').focus()
    for key in ("ArrowRight", "ArrowDown", "ArrowRight"):
        await page.keyboard.press(key)
    await expect(page.locator('.bay[data-id="A09"] .face')).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", name="Fach A09")).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(page.locator('.bay[data-id="A09"] .face')).to_be_focused()
    await page.locator("#bar [data-key=legend]").press("Enter")
    lines = page.locator("#sheet .legend").first.locator("li")
    await expect(lines).to_have_count(len(Condition) + 1)  # what lockerd is not asked for is unknown
    shapes = await lines.locator(".belief svg").evaluate_all("all => all.map(each => each.innerHTML)")
    assert len(set(shapes)) == len(Condition) + 1
    for word in await lines.locator("b").all_inner_texts():
        assert word
    await pictures.take(page, "wall-legend")
    await page.keyboard.press("Escape")
    await expect(page.locator("#bar [data-key=legend]")).to_be_focused()
    await page.locator("#bar [data-key=shows]").press("Enter")
    await pictures.take(page, "wall-shows")
    await page.locator("#bar [data-key=theme]").focus()  # below the sheet nobody would see where they are
    await expect(page.locator("#sheet")).to_be_hidden()
    await expect(page.locator("#bar [data-key=theme]")).to_be_focused()


async def test_the_focus_stays_where_it_is_when_a_part_is_drawn_anew(browser: BrowserContext, station: Station) -> None:
    page = await open_wall(browser, station)
    letters = page.locator("#hand [data-key^=letter-]")
    before = await letters.count()
    await page.locator("[data-key=announce-hand-in]").press("Enter")
    await expect(letters).to_have_count(before + 1)
    await expect(page.locator("[data-key=announce-hand-in]")).to_be_focused()
    mine = await letters.last.get_attribute("data-key")
    await letters.last.focus()
    await page.evaluate("document.querySelector('[data-key=announce-hand-in]').click()")
    await expect(letters).to_have_count(before + 2)
    await expect(page.locator(f"[data-key={mine}]")).to_be_focused()
    await page.locator("[data-key=language]").press("Enter")
    await expect(page.locator("#service")).to_contain_text("serves people now")
    await expect(page.locator("[data-key=language]")).to_be_focused()
