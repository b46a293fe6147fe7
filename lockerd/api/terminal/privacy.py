"""Which texts of a visit everybody in the foyer may hear, and which are for the person alone: one table."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from lockerd.domain.model.refusals import Refusal
from lockerd.domain.model.visits import NextStep
from lockerd.domain.model.words import Word
from lockerd.domain.shown.speech import ANOTHER_CODE, LOADED, NEXT


class Privacy(StrEnum):
    """To whom a text may be told."""

    PUBLIC = "public"
    """May come from a loudspeaker: where to go, what to do with a door, that something went wrong."""
    PRIVATE = "private"
    """On the screen and in headphones only: codes and numbers, and what lies, or lay, behind a door."""


_PUBLIC: Final = Privacy.PUBLIC
_PRIVATE: Final = Privacy.PRIVATE

STEPS: Final[Mapping[NextStep, Privacy]] = {
    NextStep.WAIT: _PUBLIC,
    NextStep.PULL_DOOR: _PUBLIC,
    NextStep.CHECK_EMPTY: _PUBLIC,
    NextStep.PUT_IN: _PUBLIC,
    NextStep.TAKE_OUT: _PUBLIC,
    NextStep.EXCHANGE: _PRIVATE,
    NextStep.PUT_BACK: _PUBLIC,
    NextStep.CLOSE_DOOR: _PUBLIC,
    NextStep.CONFIRM_LOADED: _PUBLIC,
    NextStep.CONFIRM_TAKEN: _PUBLIC,
    NextStep.CONFIRM_IN: _PUBLIC,
    NextStep.CONFIRM_EXCHANGED: _PRIVATE,
    NextStep.LOOK: _PUBLIC,
    NextStep.REPORT: _PRIVATE,
    NextStep.PRINT_CODE: _PUBLIC,
    NextStep.CODE_SENT: _PUBLIC,
    NextStep.PRINT_PAPER: _PUBLIC,
    NextStep.OPEN_NEXT: _PUBLIC,
    NextStep.CALL_STAFF: _PUBLIC,
    NextStep.GOODBYE: _PUBLIC,
}
"""What is to be done now; a sentence that tells how many things there are is private, whatever stands here."""

WORDS: Final[Mapping[str, Privacy]] = {
    Word.EMPTY: _PRIVATE,
    Word.TAKEN_OUT: _PUBLIC,
    Word.MISSING: _PRIVATE,
    Word.ALL_IN: _PUBLIC,
    Word.NOTHING_IN: _PRIVATE,
    Word.EXCHANGED: _PRIVATE,
    Word.AS_EXPECTED: _PRIVATE,
    Word.FOUND: _PRIVATE,
    Word.FOUND_OLD: _PRIVATE,
    Word.FOUND_NEW: _PRIVATE,
    Word.FOUND_BOTH: _PRIVATE,
    Word.NOTHING: _PRIVATE,
    Word.OTHER: _PRIVATE,
    Word.WRONG_ITEM: _PRIVATE,
    Word.NOTHING_INSIDE: _PRIVATE,
    Word.MORE_TIME: _PUBLIC,
    Word.OPEN_AGAIN: _PUBLIC,
    Word.DOES_NOT_OPEN: _PUBLIC,
    Word.HELP: _PUBLIC,
    Word.UNDO: _PUBLIC,
    Word.UNDO_ALL: _PUBLIC,
    Word.NEXT_CODE: _PUBLIC,
    Word.NEXT_DOOR: _PUBLIC,
    Word.PAPER: _PUBLIC,
    Word.DONE: _PUBLIC,
    LOADED: _PUBLIC,
    NEXT: _PUBLIC,
    ANOTHER_CODE: _PUBLIC,
}
"""What may be said: the words of whoever looked inside tell what lies there."""

TROUBLES: Final[Mapping[Refusal, Privacy]] = {
    Refusal.CODE_NOT_VALID: _PUBLIC,
    Refusal.WRONG_SITE: _PUBLIC,
    Refusal.EXPIRED: _PUBLIC,
    Refusal.ASK_STAFF: _PUBLIC,
    Refusal.TOO_MANY_TRIES: _PUBLIC,
    Refusal.PICKUP_NUMBER_NEEDED: _PUBLIC,
    Refusal.PICKUP_NUMBER_CLOSED: _PUBLIC,
    Refusal.CODE_TOO_NEW: _PUBLIC,
    Refusal.SECOND_SECRET_NEEDED: _PUBLIC,
    Refusal.SECOND_SECRET_WRONG: _PUBLIC,
    Refusal.SECOND_SECRET_CLOSED: _PUBLIC,
    Refusal.STATEMENT_NEEDED: _PUBLIC,
    Refusal.STATEMENT_NOT_VALID: _PUBLIC,
    Refusal.STATEMENT_CLOSED: _PUBLIC,
    Refusal.RECEIPT_UNKNOWN: _PUBLIC,
    Refusal.RECEIPT_NO_NEEDED: _PUBLIC,
    Refusal.RECEIPT_TRIES: _PUBLIC,
    Refusal.ORDER_UNKNOWN: _PUBLIC,
    Refusal.ORDER_EXISTS: _PUBLIC,
    Refusal.ORDER_NOT_READY: _PUBLIC,
    Refusal.ORDER_ON_HOLD: _PRIVATE,
    Refusal.NOT_PUT_IN_YET: _PRIVATE,
    Refusal.STAFF_ARE_HERE: _PRIVATE,
    Refusal.ALREADY_PUT_IN: _PRIVATE,
    Refusal.ALREADY_COLLECTED: _PRIVATE,
    Refusal.ALREADY_HANDED_IN: _PRIVATE,
    Refusal.CASE_UNKNOWN: _PUBLIC,
    Refusal.CASE_DIFFERS: _PUBLIC,
    Refusal.SCAN_NEEDED: _PUBLIC,
    Refusal.CASE_AMBIGUOUS: _PUBLIC,
    Refusal.PART_UNKNOWN: _PUBLIC,
    Refusal.KIND_NOT_SUPPORTED: _PUBLIC,
    Refusal.AUTHORITY_UNKNOWN: _PUBLIC,
    Refusal.SIZE_UNKNOWN: _PUBLIC,
    Refusal.NEVER_FITS: _PUBLIC,
    Refusal.CLASS_NOT_ALLOWED: _PUBLIC,
    Refusal.RETENTION_TOO_LONG: _PUBLIC,
    Refusal.NO_VERIFIER: _PUBLIC,
    Refusal.NO_COMPARTMENT: _PUBLIC,
    Refusal.NO_DOOR_TO_BRING: _PUBLIC,
    Refusal.WALK_IN_NOT_OFFERED: _PUBLIC,
    Refusal.WALK_INS_USED_UP: _PUBLIC,
    Refusal.BADGE_NOT_VALID: _PUBLIC,
    Refusal.BADGE_LIST_OLD: _PUBLIC,
    Refusal.KEY_LIST_OLD: _PUBLIC,
    Refusal.LOG_DIFFERS: _PUBLIC,
    Refusal.SECOND_BADGE_NEEDED: _PUBLIC,
    Refusal.WRONG_AUTHORITY: _PUBLIC,
    Refusal.SUPERVISOR_NEEDED: _PUBLIC,
    Refusal.NOTHING_TO_RETRIEVE: _PRIVATE,
    Refusal.ROUND_GOES_ON: _PUBLIC,
    Refusal.NO_ROUND: _PUBLIC,
    Refusal.WAIT: _PUBLIC,
    Refusal.DOOR_NOT_SHUT: _PUBLIC,
    Refusal.NOT_EMPTY: _PRIVATE,
    Refusal.DOOR_STUCK: _PUBLIC,
    Refusal.BUSY: _PUBLIC,
    Refusal.BRAKE: _PUBLIC,
    Refusal.ON_BATTERY: _PUBLIC,
    Refusal.NOTHING_TAKEN_IN: _PUBLIC,
    Refusal.OUT_OF_SERVICE: _PUBLIC,
    Refusal.COMPARTMENT_UNKNOWN: _PUBLIC,
    Refusal.OUT_OF_ORDER: _PUBLIC,
    Refusal.NUMBER_USED: _PUBLIC,
    Refusal.BLOCKED_BY_OTHERS: _PUBLIC,
    Refusal.INTERNAL: _PUBLIC,
    Refusal.VISIT_OVER: _PUBLIC,
    Refusal.VISIT_FULL: _PUBLIC,
    Refusal.NOT_NOW: _PUBLIC,
    Refusal.SAY_EMPTY_FIRST: _PUBLIC,
    Refusal.ITEM_NOT_SEEN: _PRIVATE,
    Refusal.ITEM_STILL_SEEN: _PRIVATE,
    Refusal.COUNT_DIFFERS: _PRIVATE,
    Refusal.WRONG_COUNT: _PRIVATE,
    Refusal.COUNT_NEEDED: _PUBLIC,
    Refusal.SAY_TAKEN_OUT: _PUBLIC,
    Refusal.NO_MORE_OPENINGS: _PUBLIC,
    Refusal.NOT_ON_CHECKLIST: _PRIVATE,
    Refusal.NOT_LOOKED_INSIDE: _PUBLIC,
    Refusal.LIST_FULL: _PUBLIC,
    Refusal.NOT_ALL_CONFIRMED: _PUBLIC,
    Refusal.LOADING_NOT_FINISHED: _PUBLIC,
    Refusal.NOT_REPORTED: _PUBLIC,
    Refusal.DISPUTED: _PRIVATE,
    Refusal.CODE_VOID: _PUBLIC,
    Refusal.CANCELLED: _PUBLIC,
}
"""What did not go as wished."""
