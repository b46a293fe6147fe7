"""The language of `lockerctl`: German where the environment says so, English otherwise.

English texts are their own ids; German ones stand in ``locale/de/LC_MESSAGES/lockerctl.po``. What programs read (JSON,
exit codes, words such as ``occupied`` in it) is the same in every language.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from gettext import NullTranslations, translation
from pathlib import Path
from typing import Final

from lockerd.said import Said

DOMAIN: Final = "lockerctl"
LOCALE_DIR: Final = Path(__file__).parent.parent / "locale"
VARIABLES: Final = ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")
"""In the order in which gettext asks them."""
_FOR_PROGRAMS: Final = ContextVar("programs", default=False)


@contextmanager
def for_programs(wanted: bool) -> Iterator[None]:  # noqa: FBT001 - the question is the only argument
    """In this block, if so wanted, everything is said in English whoever asks."""
    before = _FOR_PROGRAMS.set(wanted)
    try:
        yield
    finally:
        _FOR_PROGRAMS.reset(before)


def spoken() -> str:
    """``de`` or ``en``: the first of `VARIABLES` that is set decides."""
    if _FOR_PROGRAMS.get():
        return "en"
    for name in VARIABLES:
        if value := os.environ.get(name):
            return "de" if value.lower().startswith("de") else "en"
    return "en"


def say(text: str, /, **values: object) -> str:
    """A text in the language of the environment, with its values filled in; `Said` brings its own."""
    pattern, filled = (text.pattern, text.values) if isinstance(text, Said) else (text, values)
    found = _catalogue(spoken()).gettext(pattern) if pattern else ""  # under it stands the catalogue's header
    return found.format(**{name: _value(value) for name, value in filled.items()}) if filled else found


def mark(text: str, /) -> str:
    """Names a text for the catalogue that `say` gets later, out of a table."""
    return text


def say_number(one: str, many: str, count: int, /, **values: object) -> str:
    """A text that depends on ``count``."""
    return _catalogue(spoken()).ngettext(one, many, count).format(count=count, **values)


def word(text: object) -> str:
    """One of the API's words for people; a word of a later release stays as it is."""
    return _catalogue(spoken()).pgettext("word", str(text))


def _value(value: object) -> object:
    return say(value) if isinstance(value, Said) else value


@cache
def _catalogue(language: str) -> NullTranslations:
    if language == "en":
        return NullTranslations()
    return translation(DOMAIN, LOCALE_DIR, languages=[language])
