"""The catalogues: sentences for people, looked up by stable ids, in the language that was asked for."""

from collections.abc import Mapping
from enum import StrEnum
from gettext import GNUTranslations, translation
from pathlib import Path
from typing import Final

DOMAIN: Final = "lockerd"
LOCALE_DIR: Final = Path(__file__).parents[2] / "locale"


class Language(StrEnum):
    """Languages with a complete catalogue; the first is what everybody gets who asks for none of them."""

    DE = "de"
    DE_SIMPLE = "de-simple"
    """Simple German (Einfache Sprache): the variant ``simple`` of IANA's language subtag registry (BCP 47)."""
    EN = "en"

    @property
    def folder(self) -> str:
        """The folder of its catalogue, as gettext names locales."""
        return self.value.replace("-", "_")


DEFAULT: Final = Language.DE
_BY_TAG: Final = {language.value: language for language in Language}


def negotiate(accept_language: str | None) -> Language:
    """The best language for an ``Accept-Language`` header (RFC 9110 section 12.5.4); never fails.

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
        if language and quality > 0:
            wanted.append((quality, language))
    best = max(wanted, key=lambda pair: pair[0], default=(1.0, DEFAULT))  # the first of equals wins
    return best[1]


class Texts:
    """All catalogues in memory; raises ``FileNotFoundError`` where the package was built without them."""

    def __init__(self, directory: Path = LOCALE_DIR) -> None:
        self._catalogues: Mapping[Language, GNUTranslations] = {
            language: translation(DOMAIN, directory, languages=[language.folder]) for language in Language
        }

    def say(self, text_id: str, language: Language, **values: str | int) -> str:
        """One sentence with its values filled in; ids are complete by test, so none is ever shown."""
        return self._catalogues[language].gettext(text_id).format(**values)

    def say_number(self, text_id: str, language: Language, count: int, **values: str | int) -> str:
        """The same where a number decides about the grammar; the second id ends in ``.many``."""
        text = self._catalogues[language].ngettext(text_id, f"{text_id}.many", count)
        return text.format(count=count, **values)


def _quality(parameters: str) -> float:
    name, _, number = parameters.strip().partition("=")
    if name.strip().lower() != "q":
        return 1.0
    try:
        return float(number)
    except ValueError:
        return 0.0
