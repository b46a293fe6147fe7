"""Words: what people and staff say in a visit, without further data."""

from enum import StrEnum
from typing import Final


class Word(StrEnum):
    """What can be said without further data."""

    EMPTY = "empty"
    TAKEN_OUT = "taken_out"
    MISSING = "missing"
    ALL_IN = "all_in"
    NOTHING_IN = "nothing_in"
    EXCHANGED = "exchanged"
    AS_EXPECTED = "as_expected"
    FOUND = "found"
    FOUND_OLD = "found_old"
    FOUND_NEW = "found_new"
    FOUND_BOTH = "found_both"
    NOTHING = "nothing"
    OTHER = "other"
    WRONG_ITEM = "wrong_item"
    NOTHING_INSIDE = "nothing_inside"
    MORE_TIME = "more_time"
    OPEN_AGAIN = "open_again"
    DOES_NOT_OPEN = "does_not_open"
    HELP = "help"
    UNDO = "undo"
    UNDO_ALL = "undo_all"
    NEXT_CODE = "next_code"
    NEXT_DOOR = "next_door"
    """Of a person with several codes: the door of the next one, please."""
    PAPER = "paper"
    DONE = "done"


FINDINGS: Final = frozenset(
    {
        Word.AS_EXPECTED,
        Word.FOUND,
        Word.FOUND_OLD,
        Word.FOUND_NEW,
        Word.FOUND_BOTH,
        Word.NOTHING,
        Word.OTHER,
    }
)
"""What staff say who looked."""
