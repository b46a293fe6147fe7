"""Why something is refused: one stable word per reason, the same in domain, API, MQTT, CLI and texts."""

from enum import StrEnum
from typing import Final


class Refusal(StrEnum):
    """Reasons. The texts for people hang on these words."""

    # the code
    CODE_NOT_VALID = "code_not_valid"
    """Unknown, used, revoked or re-issued: one word for all, so that nobody learns which (F48)."""
    WRONG_SITE = "wrong_site"
    """The signature is good, but the code is for another site."""
    EXPIRED = "expired"
    """The time for which it was kept is over."""
    ASK_STAFF = "ask_staff"
    """Kept for staff: jammed, suspended or quarantined."""
    TOO_MANY_TRIES = "too_many_tries"
    """Typed codes are not taken for a while; codes that are scanned are."""
    PICKUP_NUMBER_NEEDED = "pickup_number_needed"
    """So many tries failed that a typed code needs the pick-up number as well."""
    PICKUP_NUMBER_CLOSED = "pickup_number_closed"
    """Too often a wrong code was typed with this pick-up number; for a while it takes none."""
    CODE_TOO_NEW = "code_too_new"
    """Made anew here under a badge a moment ago; it opens nothing for ten minutes unless that badge's visit goes on."""
    # the number of a receipt
    RECEIPT_UNKNOWN = "receipt_unknown"
    """No receipt has this number, or none whose copies are still given: one word for all (F48)."""
    RECEIPT_NO_NEEDED = "receipt_no_needed"
    """So many tries failed that the number is looked at only with the counter that stands on the receipt as well."""
    RECEIPT_TRIES = "receipt_tries"
    """Not looked at for a while, after so many tries; whoever comes to a door is not concerned."""
    # the order
    ORDER_UNKNOWN = "order_unknown"
    """Never announced here, or erased."""
    ORDER_EXISTS = "order_exists"
    """Announced already."""
    ORDER_NOT_READY = "order_not_ready"
    """Not in the state in which this can be done."""
    ORDER_ON_HOLD = "order_on_hold"
    """The office has blocked it."""
    ALREADY_PUT_IN = "already_put_in"
    """Too late: something of it was put in, or may have been, and what is known of that stays true."""
    ALREADY_COLLECTED = "already_collected"
    """Too late: it is out."""
    ALREADY_HANDED_IN = "already_handed_in"
    """Too late: it was handed in, and the receipt stands."""
    PART_UNKNOWN = "part_unknown"
    """The order has no part of this number; of an order of several parts, one has to be named."""
    KIND_NOT_SUPPORTED = "kind_not_supported"
    """A kind of hand-over that this release does not serve."""
    AUTHORITY_UNKNOWN = "authority_unknown"
    """An office that this site does not serve."""
    SIZE_UNKNOWN = "size_unknown"
    """A size that this site does not know."""
    NEVER_FITS = "never_fits"
    """No door of this site can ever serve it: none is so large, or none so large is at that height."""
    NO_COMPARTMENT = "no_compartment"
    """No compartment that fits is usable now."""
    NO_DOOR_TO_BRING = "no_door_to_bring"
    """Not put in now: no door is left behind which its person could leave what they bring first (rule 22)."""
    # the badge
    BADGE_NOT_VALID = "badge_not_valid"
    """Not signed by whom it should be, expired, or without the role."""
    SECOND_BADGE_NEEDED = "second_badge_needed"
    """Put in by two people: the other one shows their badge within a minute, for the same order."""
    WRONG_AUTHORITY = "wrong_authority"
    """The badge, or what was asked for, is another office's."""
    SUPERVISOR_NEEDED = "supervisor_needed"
    """Staff have found something else there; only a badge that is a supervisor's opens it (rule 26)."""
    NOTHING_TO_RETRIEVE = "nothing_to_retrieve"
    """Nothing there is for staff to take out: it is free, or kept for the person whose code is good."""
    # the door
    WAIT = "wait"
    """No reading of the door yet, or its lock must rest between two pulses; nothing was changed."""
    DOOR_NOT_SHUT = "door_not_shut"
    """The door is read open before it should be opened, or cleared."""
    NOT_EMPTY = "not_empty"
    """Something lies inside, may lie inside, or is to be put in: it is not opened for a test."""
    DOOR_STUCK = "door_stuck"
    """The lock was fired and the door stayed shut (F20)."""
    BUSY = "busy"
    """Something else must end first; ask again."""
    BRAKE = "brake"
    """The budget of openings is used up, or what one person tried did not fire again and again (design rule 6)."""
    ON_BATTERY = "on_battery"
    """The mains are lost: what has begun is finished, nothing new is opened (F8)."""
    OUT_OF_SERVICE = "out_of_service"
    """Nothing is fired: halted, or the board does not answer."""
    COMPARTMENT_UNKNOWN = "compartment_unknown"
    """Not a compartment of this site."""
    BLOCKED_BY_OTHERS = "blocked_by_others"
    """Not by this office: another one, or a technician on the spot, took it out of service, and alone gives it back."""
    INTERNAL = "internal"
    """What was asked for would have left contradictions behind: a defect of ours, told to central; nothing was done."""
    # what was said in a visit
    VISIT_OVER = "visit_over"
    """The visit has ended, or never was."""
    NOT_NOW = "not_now"
    """Cannot be said in this phase of the visit."""
    SAY_EMPTY_FIRST = "say_empty_first"
    """Not proven empty: staff look and say so before they confirm."""
    ITEM_NOT_SEEN = "item_not_seen"
    """The item sensor does not see what was put in; can be insisted on."""
    ITEM_STILL_SEEN = "item_still_seen"
    """The item sensor still sees what should be out (F32)."""
    COUNT_DIFFERS = "count_differs"
    """Another number of things than the order speaks of; can be insisted on, and is an incident then."""
    SAY_TAKEN_OUT = "say_taken_out"
    """Nothing but the person's word can tell whether all is out, and it was not given."""
    NO_MORE_OPENINGS = "no_more_openings"
    """Opened again twice, or more than two minutes after the closing."""
    NOT_ON_CHECKLIST = "not_on_checklist"
    """A code that was not announced with what is handed in here; nothing of what was said is taken."""
    NOT_LOOKED_INSIDE = "not_looked_inside"
    """The door was not seen to open and shut since the doubt arose."""
    LOADING_NOT_FINISHED = "loading_not_finished"
    """Nobody confirmed the loading in time."""
    NOT_REPORTED = "not_reported"
    """Nobody said in time what was found; the compartment waits for staff (rule 26)."""
    DISPUTED = "disputed"
    """The person said that what lay there is not theirs, or that nothing did: staff look, the office is told."""
    CODE_VOID = "code_void"
    """The code that was shown is good no more: another was made, or its document is kept for staff."""
    CANCELLED = "cancelled"
    """The office took the order back meanwhile."""


NAMES_A_WAIT: Final = frozenset(
    {
        Refusal.TOO_MANY_TRIES,
        Refusal.PICKUP_NUMBER_CLOSED,
        Refusal.RECEIPT_TRIES,
        Refusal.CODE_TOO_NEW,
        Refusal.WAIT,
        Refusal.BUSY,
        Refusal.BRAKE,
        Refusal.ON_BATTERY,
    }
)
"""Refusals that pass by themselves: they say after how long to ask again, and no other does, lest somebody waits for
what only people can end."""
