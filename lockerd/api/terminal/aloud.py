"""Sentences for ears: without the brackets and quotes that are for the eye, a door's id letter by letter."""

import re
from typing import Final

_QUOTES: Final = str.maketrans("", "", "„“”»«\u2068\u2069")
"""And the marks around values in a sentence from the right."""
_BRACKETS: Final = re.compile(r" \(([^()]*)\)")
_COMMA_BEFORE_STOP: Final = re.compile(r",(?=[,.:;?!])")


def aloud(text: str) -> str:
    """The same sentence as a voice reads it."""
    return _COMMA_BEFORE_STOP.sub("", _BRACKETS.sub(r", \1,", text.translate(_QUOTES)))


def spelled(name: str) -> str:
    """A number painted on a door, or digits of a code, so that no voice reads a word or a thousand."""
    return " ".join(name)
