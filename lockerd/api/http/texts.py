"""The catalogues: sentences for people, looked up by stable ids, in the language that was asked for."""

from collections.abc import Collection, Mapping
from gettext import GNUTranslations, find, translation
from pathlib import Path
from typing import Final
from unicodedata import bidirectional

from lockerd.api.http.reviews import has_reviews, ids_of, reviewed
from lockerd.languages import DEFAULT, TRANSLATED, WRITTEN_HERE, Language

DOMAIN: Final = "lockerd"
LOCALE_DIR: Final = Path(__file__).parents[2] / "locale"
ISOLATE: Final = "\u2068{}\u2069"
"""Around a value in a sentence from the right: a door's id, a telephone number keep their order (UAX 9: FSI, PDI)."""
_BY_TAG: Final = {language.value: language for language in Language}


def negotiate(accept_language: str | None, offered: Collection[Language]) -> Language:
    """The best of the ``offered`` languages for an ``Accept-Language`` header (RFC 9110 section 12.5.4); never fails.

    Regions are ignored (``de-AT`` is ``de``), and so is ``simple`` where a language has no such catalogue; a quality
    that is no number counts as 0.
    """
    wanted: list[tuple[float, Language]] = []
    for part in (accept_language or "").split(","):
        tag, _, parameters = part.strip().partition(";")
        primary, *subtags = tag.strip().lower().split("-")
        simple = _BY_TAG.get(f"{primary}-simple") if "simple" in subtags else None
        language = simple or _BY_TAG.get(primary)
        quality = _quality(parameters)
        if language is not None and language in offered and quality > 0:
            wanted.append((quality, language))
    best = max(wanted, key=lambda pair: pair[0], default=(1.0, DEFAULT))  # the first of equals wins
    return best[1]


class Texts:
    """The catalogues, each read when it is first needed; raises ``FileNotFoundError`` where the package was built
    without one that is offered."""

    def __init__(self, drafts: Collection[Language] = (), directory: Path = LOCALE_DIR) -> None:
        """``drafts``: translations that are offered although nobody has signed them."""
        self._directory = directory
        self._read: dict[Language, GNUTranslations] = {}
        folders = {language: directory / language.folder for language in TRANSLATED}
        signed = {
            language: reviewed(folder, self._catalogue(DEFAULT), self._catalogue(language))
            for language, folder in folders.items()
            if has_reviews(folder)
        }
        self._size = len(ids_of(self._catalogue(DEFAULT)))
        self._signed: Mapping[Language, frozenset[str]] = {name: each.standing for name, each in signed.items()}
        whole = {name for name, each in signed.items() if each.whole}
        self.offered: Final = tuple(each for each in Language if each in {*WRITTEN_HERE, *whole, *drafts})
        """What people can choose from."""
        for language in self.offered:
            if find(DOMAIN, directory, languages=[language.folder]) is None:
                raise FileNotFoundError(f"{directory / language.folder}: no catalogue of {language}")

    def say(self, text_id: str, language: Language, **values: str | int) -> str:
        """One sentence with its values filled in; ids are complete by test, so none is ever shown."""
        return self._catalogue(language).gettext(text_id).format(**_placed(values, language))

    def say_number(self, text_id: str, language: Language, count: int, **values: str | int) -> str:
        """The same where a number decides about the grammar; the second id ends in ``.many``."""
        text = self._catalogue(language).ngettext(text_id, f"{text_id}.many", count)
        return text.format(**_placed({"count": count, **values}, language))

    def _catalogue(self, language: Language) -> GNUTranslations:
        found = self._read.get(language)
        if found is None:
            found = translation(DOMAIN, self._directory, languages=[language.folder])
            if language in TRANSLATED:  # a sentence that a translation lacks is said in German, not as its id
                found.add_fallback(self._catalogue(DEFAULT))
            self._read[language] = found
        return found

    def has_drafts(self, language: Language) -> bool:
        """Whether a sentence of this language is a draft."""
        return language not in WRITTEN_HERE and len(self._signed.get(language, ())) < self._size

    def is_draft(self, text_id: str, language: Language) -> bool:
        """Whether nobody has signed this translation as it stands, of the German sentence as it stands."""
        return language not in WRITTEN_HERE and text_id not in self._signed.get(language, ())


def _placed(values: Mapping[str, str | int], language: Language) -> Mapping[str, str | int]:
    """Values as they stand in a sentence. Numbers may have a format of their own and need no isolation; words of the
    same direction must have none: in them the first strong letter may stand behind marks, where nobody looks for it."""
    if not language.from_the_right:
        return values
    return {name: _isolated(value) if isinstance(value, str) else value for name, value in values.items()}


def _isolated(value: str) -> str:
    if any(bidirectional(sign) in {"R", "AL"} for sign in value):
        return value
    whole = value if any(sign.isalpha() for sign in value) else value.replace(" ", "\u00a0")
    return ISOLATE.format(whole)  # broken over lines, a number from the left could not be read from the right


def _quality(parameters: str) -> float:
    name, _, number = parameters.strip().partition("=")
    if name.strip().lower() != "q":
        return 1.0
    try:
        return float(number)
    except ValueError:
        return 0.0
