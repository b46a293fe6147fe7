"""What readers add to what they read, taken off at one place, before anything is judged.

Line ends and tabs are how readers are told to end a scan; ``]Q1`` and the like are AIM code identifiers, which name the
symbology (ISO/IEC 15424). A reader that types as a keyboard gives small letters while caps lock is on. What remains is
given to the strict checks as it is: nothing is taken out of the middle, and no character is guessed.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from lockerd.codes import token

_ENDS: Final = "\r\n\t\x00\x02\x03\x04"
"""CR, LF, TAB, and the STX, ETX, EOT and NUL of serial readers. Never a space: a code may begin or end with one."""
_AIM: Final = re.compile(r"\][A-Za-z][0-9A-Za-z]")


class Garbling(StrEnum):
    """What a reader does that it should be told not to do."""

    FRAMED = "framed"
    """Line ends, tabs or an AIM identifier around the code: taken off."""
    LOWER_CASE = "lower_case"
    """Small letters: taken for the capitals they were."""
    UNREADABLE = "unreadable"
    """Not a code at all, whatever is taken off."""


@dataclass(frozen=True, slots=True)
class Unframed:
    """A scan without what the reader added."""

    text: str
    garbling: frozenset[Garbling] = frozenset()


def unframe(scan: str) -> Unframed:
    """Take the framing off a scan, or off what was typed."""
    found: set[Garbling] = set()
    text = scan.strip(_ENDS)
    if (identifier := _AIM.match(text)) is not None:
        text = text[identifier.end() :]
    if text != scan:
        found.add(Garbling.FRAMED)
    if text.isascii() and text == text.lower() and text.upper().startswith(token.PREFIX):
        text = text.upper()
        found.add(Garbling.LOWER_CASE)
    return Unframed(text, frozenset(found))
