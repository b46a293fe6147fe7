"""The languages in which people are spoken to."""

from enum import StrEnum
from typing import Final


class Language(StrEnum):
    """Languages with a complete catalogue; the first is what everybody gets who asks for none of them."""

    DE = "de"
    DE_SIMPLE = "de-simple"
    """Simple German (Einfache Sprache): the variant ``simple`` of IANA's language subtag registry (BCP 47)."""
    EN = "en"
    AR = "ar"
    FR = "fr"
    PL = "pl"
    RO = "ro"
    RU = "ru"
    TR = "tr"
    UK = "uk"

    @property
    def folder(self) -> str:
        """The folder of its catalogue, as gettext names locales."""
        return self.value.replace("-", "_")

    @property
    def from_the_right(self) -> bool:
        """It is written from right to left."""
        return self is Language.AR


DEFAULT: Final = Language.DE
WRITTEN_HERE: Final = (Language.DE, Language.DE_SIMPLE, Language.EN)
"""In these a sentence is written; into all others it is translated, and stays a draft until somebody has signed it."""
TRANSLATED: Final = tuple(language for language in Language if language not in WRITTEN_HERE)
