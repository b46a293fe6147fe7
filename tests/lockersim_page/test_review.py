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
from page_kit import Pictures
from playwright.async_api import BrowserContext, expect
from sizes import holds

from lockerd.api.http.reviews import digest
from lockerd.api.http.texts import LOCALE_DIR, Texts
from lockerd.api.terminal.privacy import STEPS, TROUBLES, WORDS, Privacy
from lockerd.languages import TRANSLATED, Language
from lockersim.errors import SimError
from lockersim.review.catalogues import sample, sentences
from lockersim.review.page import page
from lockersim.review.screens import SCREENS, is_private
from lockersim.review.serve import serve
from lockersim.server.app import listen

PICTURES = Path(__file__).parents[2] / "docs" / "pictures"
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


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_sentence_stands_on_the_page_with_its_screen_and_both_sources(language: str) -> None:
    every = sentences(language)
    assert {each.id for each in every if not each.of_page} == catalogue(Language.DE).keys()
    shown = page(language, every)
    assert shown.count("<article") == len(every)
    assert re.findall(r'<article data-id="step.left.loading".*?</article>', shown, re.DOTALL)
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
    with pytest.raises(SimError, match="there is no translation xx; there are ar, fr"):
        sentences("xx")


def test_every_screen_has_its_picture() -> None:
    assert [name for _, _, name in SCREENS if not (PICTURES / f"{name}.jpg").exists()] == []


def test_the_page_says_of_each_sentence_whose_ears_it_is_for_as_lockerd_does() -> None:
    for prefix, table in (("step", STEPS), ("word", WORDS), ("refusal", TROUBLES)):
        for word, privacy in table.items():
            assert is_private(f"{prefix}.{word}") is (privacy is Privacy.PRIVATE), (prefix, word)


def test_samples_stand_for_values() -> None:
    assert sample("{day:02}.{month:02}.{year}: {count} in {compartment}, {hours}", 3) == "30.11.2026: 3 in A07, ‹hours›"


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
        await first.check()
        await expect(reading.locator("article input").nth(1)).to_be_focused()
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
