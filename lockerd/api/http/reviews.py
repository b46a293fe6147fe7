"""Which translated sentences a native speaker has read and signed.

``reviewed.toml`` beside a catalogue holds a digest of each sentence as it was read, beside the German one. Where either
has changed since, the sentence is a draft again, and the others stay signed.
"""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from gettext import GNUTranslations
from hashlib import sha256
from pathlib import Path
from typing import Final

FILE: Final = "reviewed.toml"
DIGITS: Final = 12


def digest(text_id: str, german: Iterable[str], translated: Iterable[str]) -> str:
    """What is signed of one sentence: its id and all its forms; `lockersim review` makes the same."""
    return sha256("\n".join((text_id, *german, *translated)).encode()).hexdigest()[:DIGITS]


def has_reviews(folder: Path) -> bool:
    """Whether anybody has signed anything of this language."""
    return (folder / FILE).is_file()


@dataclass(frozen=True, slots=True)
class Reviewed:
    """What is signed of one translation."""

    standing: frozenset[str]
    """The ids of the sentences that are signed as they stand."""
    whole: bool
    """Every sentence has been signed once, also those that were changed since."""


def reviewed(folder: Path, german: GNUTranslations, translated: GNUTranslations) -> Reviewed:
    """What is signed of the translation in this folder."""
    reviews = tomllib.loads((folder / FILE).read_text("utf-8"))["review"]
    texts, sources = _forms(translated), _forms(german)
    signed = [(text_id, each) for review in reviews for text_id, each in review["sentences"].items()]
    standing = frozenset(
        text_id
        for text_id, each in signed
        if text_id in texts and each == digest(text_id, sources[text_id], texts[text_id])
    )
    return Reviewed(standing, whole=ids_of(german) <= {text_id for text_id, _ in signed})


def ids_of(catalogue: GNUTranslations) -> frozenset[str]:
    """Every sentence."""
    return frozenset(_forms(catalogue)) - {""}


def _forms(catalogue: GNUTranslations) -> Mapping[str, list[str]]:
    """All forms of each sentence, by id."""
    forms: dict[str, list[str]] = {}
    entries: Mapping[str | tuple[str, int], str] = catalogue._catalog  # type: ignore[attr-defined]  # noqa: SLF001
    for key in sorted(entries, key=str):  # the forms of a plural in their order; gettext itself tells no ids
        text_id = key if isinstance(key, str) else key[0]
        forms.setdefault(text_id, []).append(entries[key])
    return forms
