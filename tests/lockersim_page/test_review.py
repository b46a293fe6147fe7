"""A native speaker reads a translation on a page, and what is signed there is what lockerd takes as signed."""

import asyncio
import re
import shutil
import tomllib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from page_kit import Pictures, open_page
from playwright.async_api import BrowserContext, expect
from sizes import holds
from terminal import label

from lockerd.api.http.reviews import digest
from lockerd.api.http.texts import LOCALE_DIR, Texts
from lockerd.api.terminal.privacy import STEPS, TROUBLES, WORDS, Privacy
from lockerd.languages import WRITTEN_HERE, Language
from lockersim.errors import SimError
from lockersim.review.catalogues import sample, samples, sentences
from lockersim.review.page import page
from lockersim.review.screens import is_private, scene_of, where
from lockersim.review.serve import serve
from lockersim.server.app import listen

WORDS_A_MINUTE = 180


def catalogue(language: Language) -> dict[str, list[str]]:
    """All forms of each of lockerd's sentences."""
    with (LOCALE_DIR / language.folder / "LC_MESSAGES" / "lockerd.po").open("rb") as file:
        source = [message for message in read_po(file) if message.id]
    return {
        message.id if isinstance(message.id, str) else message.id[0]: [message.string]
        if isinstance(message.string, str)
        else list(message.string or ())
        for message in source
    }


@pytest.mark.parametrize("language", Language)
def test_every_sentence_stands_on_the_page_with_its_screen_and_both_sources(language: str) -> None:
    every = sentences(language)
    of_drafts = {"draft.note"} if language in WRITTEN_HERE else set()
    assert {each.id for each in every if not each.of_page} == catalogue(Language.DE).keys() - of_drafts
    shown = page(language, every)
    assert shown.count("<article") == len(every)
    (left,) = re.findall(r'<article data-id="step.left.loading".*?</article>', shown, re.DOTALL)
    assert 'href="/screen#/step.left.loading"' in left
    assert "{" not in re.sub(r"<script.*?</script>", "", shown), "no blank is left open"


def test_a_language_is_read_in_about_an_hour() -> None:
    words = sum(len(" ".join((*each.translated, *each.german)).split()) for each in sentences("tr"))
    assert words / WORDS_A_MINUTE < 90


def test_what_is_signed_on_the_page_is_what_lockerd_takes_as_signed() -> None:
    turkish, german = catalogue(Language.TR), catalogue(Language.DE)
    for each in sentences("tr"):
        if not each.of_page:
            assert each.digest == digest(each.id, german[each.id], turkish[each.id])


def test_a_language_without_a_catalogue_is_refused_by_name() -> None:
    with pytest.raises(SimError, match="there is no language xx; there are ar, de, de-simple"):
        sentences("xx")


def test_a_sentence_that_no_screen_shows_is_said_somewhere_else() -> None:
    nowhere = {each.id: where(each.id) for each in sentences("tr") if not scene_of(each.id)}
    assert "nur gesprochen" in nowhere["word.done.spoken"]
    assert "Brief" in nowhere["code.digits"]
    assert "Fehler für die Technik" in nowhere["api.bus_unknown"]
    assert all(place.startswith(("auf keinem Bildschirm: ", "hier kein Knopf: ")) for place in nowhere.values())
    assert len(nowhere) < 60


def test_the_page_says_of_each_sentence_whose_ears_it_is_for_as_lockerd_does() -> None:
    for prefix, table in (("step", STEPS), ("word", WORDS), ("refusal", TROUBLES)):
        for word, privacy in table.items():
            assert is_private(f"{prefix}.{word}") is (privacy is Privacy.PRIVATE), (prefix, word)


def test_samples_stand_for_values() -> None:
    assert sample("{day:02}.{month:02}.{year}: {count} in {compartment}, {x}", count=8) == "30.11.2026: 8 in A07, ‹x›"


def test_what_stands_in_a_sentence_is_in_its_language() -> None:
    values = samples({each.id: each.translated[0] for each in sentences("fr")})
    assert values["place"] == "rangée du haut, deuxième porte en partant de la gauche"
    assert values["help"].startswith("Aide")


def copied(folder: Path) -> Path:
    """The catalogues, to be signed."""
    shutil.copytree(LOCALE_DIR, folder, ignore=shutil.ignore_patterns("lockerctl.*"))
    return folder


@asynccontextmanager
async def served(language: str, locale: Path) -> AsyncIterator[str]:
    with listen(0) as listening:
        serving = asyncio.create_task(serve(language, listening, locale=locale))
        try:
            yield f"http://127.0.0.1:{listening.getsockname()[1]}/"
        finally:
            serving.cancel()
            await asyncio.wait({serving})


MARKED = """async (ids) => {
    const unmarked = [];
    for (const id of ids) {
        const drawn = new Promise((done) => addEventListener("hashchange", done, { once: true }));
        location.replace(`#/${id}`);
        await drawn;
        const marked = [...document.querySelectorAll("[data-read]")].filter((element) => element.checkVisibility());
        if (marked.length !== 1) unmarked.push(id);
    }
    return unmarked;
}"""
OTHERS = [pytest.param(each, marks=pytest.mark.campaign) for each in Language if each is not Language.AR]


@pytest.mark.station
@pytest.mark.browser
@pytest.mark.asyncio(loop_scope="session")
@pytest.mark.parametrize("language", [Language.AR, *OTHERS])
async def test_the_terminals_own_screens_show_each_sentence_where_it_stands(
    browser: BrowserContext, language: str
) -> None:
    async with served(language, LOCALE_DIR) as address:
        drawing = await open_page(browser, f"{address}screen#/terminal.welcome")
        await expect(drawing.locator("[data-read]")).to_contain_text(label(language, "terminal.welcome"))
        await expect(drawing.locator("html")).to_have_attribute("dir", label(language, "language.dir"))
        shown = [each.id for each in sentences(language) if scene_of(each.id) and each.id != "terminal.welcome"]
        assert await drawing.evaluate(MARKED, shown) == []


@pytest.mark.station
@pytest.mark.browser
@pytest.mark.asyncio(loop_scope="session")
async def test_who_ticks_every_sentence_gets_what_makes_the_language_no_draft(
    browser: BrowserContext, pictures: Pictures, tmp_path: Path
) -> None:
    locale = copied(tmp_path / "locale")
    async with served("ar", locale) as address:
        reading = await browser.new_page()
        await reading.goto(address)
        await expect(reading.locator("article")).to_have_count(len(sentences("ar")))
        first = reading.locator("article input").first
        await first.check()  # of a sentence that is called as a part of its screen is: nothing jumps to that
        second = reading.locator("article").nth(1)
        await expect(second.locator("input")).to_be_focused()
        beside = reading.frame_locator("#screen").locator("[data-read]")
        await expect(beside).to_contain_text((await second.locator(".translated").inner_text()).strip())
        assert await holds(reading, "review", ((1280, 720), (540, 960))) == []
        await reading.set_viewport_size({"width": 1280, "height": 720})
        await pictures.take(reading, "review")
        await reading.reload()
        await expect(first).to_be_checked()
        await reading.fill("#name", "A. Reader")
        await expect(reading.locator("#signing")).to_have_value("")
        await reading.evaluate("document.querySelectorAll('article input:not(:checked)').forEach((box) => box.click())")
        await expect(reading.locator("#copy")).to_be_enabled()
        signed = await reading.locator("#signing").input_value()
        (review,) = tomllib.loads(signed)["review"]
        assert review.keys() == {"name", "date", "sentences", "page"}
        (locale / "ar" / "reviewed.toml").write_text(signed, "utf-8")
        await reading.reload()
        await expect(reading.locator("article[data-signed=false]")).to_have_count(0)
    texts = Texts(directory=locale)
    assert Language.AR in texts.offered
    assert not texts.has_drafts(Language.AR)
    assert all(each.signed for each in sentences("ar", locale))
