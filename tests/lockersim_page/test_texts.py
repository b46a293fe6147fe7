"""The pages' catalogues: both languages say everything, for every word lockerd and the world may send."""

import json
import re
from pathlib import Path
from typing import get_args

import pytest
from simple_german import too_long

import lockerd
from lockerd.domain.model.compartments import Condition
from lockerd.domain.model.directions import Direction
from lockerd.domain.model.fact_fields import FACT_FIELDS
from lockerd.domain.model.facts import FactType
from lockerd.domain.model.parts import PartState
from lockerd.domain.model.reasons import DoorReason, HaltReason
from lockerd.domain.model.receipts import Paper
from lockerd.domain.model.refusals import Refusal
from lockerd.domain.model.reports import NotFiredReason
from lockerd.languages import TRANSLATED, Language
from lockersim.faults.desk import FAULTS
from lockersim.people.papers import CLASSES
from lockersim.server.plays import PLAYS
from lockersim.server.show import NoShow
from lockersim.world.model import Cause, Happening

STATIC = Path(__file__).parents[2] / "hil" / "lockersim" / "static"
LANGUAGES = ("de", "en")
ON_THE_TERMINAL = ("language.", "terminal.", "hand.", "class.", "thing.", "authority.")
"""What the terminal's page says begins so; beside it, the few that it shares with the wall."""
SHARED = {"button.close", "wall.title", "reason.other"}
NOT_SHOWN = {Happening.COIL_OFF}


def catalogue(language: str) -> dict[str, str]:
    texts: dict[str, str] = json.loads((STATIC / "texts" / f"{language}.json").read_text())
    return texts


def names(text: str) -> set[str]:
    return set(re.findall(r"\{(\w+)\}", text))


def test_paper_terminal_and_page_call_a_receipt_by_one_word() -> None:
    german = [STATIC / "texts" / "de.json", *(Path(lockerd.__file__).parent / "locale" / "de").rglob("*.po")]
    assert len(german) > 1
    for path in german:
        text = path.read_text()
        assert "Empfangsbestätigung" in text, path.name
        assert "quitt" not in text.lower(), path.name


def test_both_languages_have_the_same_labels_with_the_same_blanks() -> None:
    german, english = (catalogue(language) for language in LANGUAGES)
    assert german.keys() == english.keys()
    for key in german:
        assert names(german[key]) == names(english[key]), key


def test_simple_german_says_all_that_the_terminals_page_says() -> None:
    german, simple = catalogue("de"), catalogue("de-simple")
    assert simple.keys() == {key for key in german if key.startswith(ON_THE_TERMINAL)} | SHARED
    for key in simple:
        assert names(german[key]) == names(simple[key]), key
    for script in (STATIC / "js" / "papers.js", *(STATIC / "js" / "terminal").glob("*.js")):
        asked = re.findall(r"(?<![.\w])(?:t|has|label|germanOf)\([\"`]([a-z_.]+)", script.read_text())
        for key in asked:
            assert key in simple or (key.endswith(".") and key.startswith(ON_THE_TERMINAL)), f"{script.name}: {key}"


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_translation_says_all_that_the_terminals_page_says(language: str) -> None:
    """If a label is missing: write it, with the words of docs/languages.md; you need not speak the language."""
    simple, translated, english = catalogue("de-simple"), catalogue(language), catalogue("en")
    assert sorted(simple.keys() ^ translated.keys()) == []
    for key in simple:
        assert names(translated[key]) == names(simple[key]), key
        long = len(simple[key].split()) > 2
        assert not (long and translated[key] in {simple[key], catalogue("de")[key], english[key]}), key
    assert translated["language.dir"] == ("rtl" if language == "ar" else "ltr")


def test_the_terminals_page_speaks_every_language() -> None:
    written = re.search(r"LANGUAGES = (\[.*?\]);", (STATIC / "js" / "texts.js").read_text())
    assert written is not None
    assert set(json.loads(written[1])) == set(Language)


def test_no_sentence_in_simple_german_is_longer_than_twelve_words() -> None:
    assert [long for text in catalogue("de-simple").values() for long in too_long(text)] == []


UNSEEN = (DoorReason.HELD, DoorReason.NOT_RELEASED, DoorReason.BOARD_FAILED)
"""Why a door was not seen to open, said at its attempt."""


def needed() -> list[str]:
    return [
        *(f"feed.site.{fact}" for fact in FactType),
        *(f"feed.wall.{kind}" for kind in Happening if kind not in NOT_SHOWN),
        *(f"cause.{cause}" for cause in Cause),
        *(f"fault.{name}{part}" for name in FAULTS for part in ("", ".expect")),
        *(f"condition.{condition}" for condition in Condition),
        *(f"order.{state}" for state in PartState),
        *(f"reason.{reason}" for reason in (*Refusal, *NotFiredReason, *UNSEEN)),
        *(f"class.{name}" for name in CLASSES),
        *(f"terminal.paper.{paper}.{direction}" for paper in Paper for direction in Direction),
        *(f"halt.{reason}.{part}" for reason in HaltReason for part in ("why", "look")),
        *(f"service.{state}" for state in ("open", "off", "battery", "closed")),
        *(f"legend.{condition}" for condition in Condition),
        *(f"show.{show}{part}" for show in (*PLAYS, "reset") for part in ("", ".about", ".rule", ".over")),
        *(f"show.{show}.plays" for show in PLAYS),
        *(f"show.reset.{step}" for step in ("mends", "waits", "withdraws", "clears", "fills")),
        *(f"cannot.show.{why}" for why in get_args(NoShow)),
        *(f"tour.{step}" for step in re.findall(r'name: "(\w+)", at:', (STATIC / "js/wall/tour.js").read_text())),
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_everything_that_can_happen_has_a_sentence(language: str) -> None:
    texts = catalogue(language)
    assert [key for key in needed() if key not in texts] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_sentences_ask_only_for_what_the_facts_carry(language: str) -> None:
    texts = catalogue(language)
    for fact, fields in FACT_FIELDS.items():
        assert names(texts[f"feed.site.{fact}"]) <= fields.keys() | {"block_s", "closed_s"}, fact


def test_the_scripts_ask_only_for_labels_that_exist() -> None:
    texts = catalogue("de")
    for script in STATIC.glob("js/**/*.js"):
        for key in re.findall(r"\b(?:t|label)\(\"([a-z_.]+)\"", script.read_text()):
            assert key in texts, f"{script.name}: {key}"
        for family in re.findall(r"\b(?:t|label)\(`([a-z_.]+)\$\{", script.read_text()):
            assert any(key.startswith(family) for key in texts), f"{script.name}: {family}"
    for page in STATIC.glob("*.html"):
        for key in re.findall(r"data-t=\"([a-z_.]+)\"", page.read_text()):
            assert key in texts, f"{page.name}: {key}"
