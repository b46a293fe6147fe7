"""What the site says in its own words, in the languages that people are spoken to in."""

from collections.abc import Mapping
from typing import Annotated

from pydantic import AfterValidator, Field, StringConstraints

from lockerd.config.parts import Text, printable
from lockerd.languages import DEFAULT, TRANSLATED, Language

Sentence = Annotated[
    str, StringConstraints(min_length=1, max_length=240, strip_whitespace=True), AfterValidator(printable)
]
"""A text for people of a sentence or two."""


def _with_german(texts: dict[Language, str]) -> dict[Language, str]:
    if DEFAULT not in texts:
        msg = "should have de: what is left out is said in German"
        raise ValueError(msg)
    return texts


def _translated(language: Language) -> Language:
    if language not in TRANSLATED:
        msg = f"{language} is no translation; should be one of {', '.join(TRANSLATED)}"
        raise ValueError(msg)
    return language


_Key = Annotated[Language, Field(strict=False)]
LabelInLanguages = Annotated[dict[_Key, Text], AfterValidator(_with_german)]
"""What a button says, by language."""
SentenceInLanguages = Annotated[dict[_Key, Sentence], AfterValidator(_with_german)]
"""What is told to people, by language."""
DraftLanguage = Annotated[Language, Field(strict=False), AfterValidator(_translated)]
"""One that sentences are translated into."""


def in_all(texts: Mapping[Language, str]) -> dict[Language, str]:
    """The text in every language; where it is left out, in German."""
    return {language: texts.get(language, texts[DEFAULT]) for language in Language}
