"""Simple German is simple: short sentences, one thought each, and as much is said in it as in German."""

import re

import pytest
from simple_german import sentences, too_long
from test_api_texts import catalogue

from lockerd.languages import Language

SIMPLE, GERMAN = catalogue(Language.DE_SIMPLE), catalogue(Language.DE)
FORMS = [(text_id, form) for text_id, forms in SIMPLE.items() for form in forms]


def test_words_are_counted_as_a_reader_counts_them() -> None:
    counted = [len(words) for words in sentences("Nr. {number} ist da: {day:02}. Der QR-Code gilt! Ja? Nein")]
    assert counted == [5, 3, 1, 1]


@pytest.mark.parametrize(("text_id", "form"), FORMS, ids=[text_id for text_id, _ in FORMS])
def test_no_sentence_is_longer_than_twelve_words(text_id: str, form: str) -> None:
    assert too_long(form) == [], text_id


@pytest.mark.parametrize("sign", [";", "…", "–", "deshalb,", "obwohl", "sobald", "bevor", "sodass"])
def test_no_sentence_has_a_second_thought_behind_a_sign(sign: str) -> None:
    assert [text_id for text_id, form in FORMS if sign in form] == []


def test_numbers_are_digits() -> None:
    number = re.compile(r"\b(zwei|drei|vier|fünf|sechs|acht|neun|zehn|zwölf)(stellig\w*)?\b", re.IGNORECASE)
    assert [text_id for text_id, form in FORMS if number.search(form)] == []


@pytest.mark.parametrize("text_id", sorted(GERMAN))
def test_what_a_paper_calls_itself_and_does_not_prove_is_said_too(text_id: str) -> None:
    """The words that decide what a paper is worth stand in both; what is denied in one is denied in the other."""
    german, simple = " ".join(GERMAN[text_id]), " ".join(SIMPLE[text_id])
    for paper in ("Empfangsbestätigung", "Ausgabebestätigung", "Bescheinigung", "Obhut", "gültig"):
        if text_id.startswith(("paper.", "step.print_paper", "step.paper")):
            assert (paper in german) == (paper in simple), paper
    if text_id.startswith("paper."):
        denied = re.compile(r"\b(nicht|nichts|nie|kein\w*|weder|niemand)\b", re.IGNORECASE)
        assert bool(denied.search(german)) == bool(denied.search(simple))


@pytest.mark.parametrize("text_id", sorted(GERMAN))
def test_what_is_to_be_chosen_is_called_as_its_button_is(text_id: str) -> None:
    labels = {form for word, forms in SIMPLE.items() if word.startswith("word.") for form in forms}
    for form in SIMPLE[text_id]:
        assert set(re.findall(r"„([^“]+)“", form)) <= {*labels, "Nr.", "Was auf Mitarbeitende wartet"}
