"""Why something is refused: one stable word per reason, the same in domain, API, MQTT, CLI and texts."""

from enum import StrEnum


class Refusal(StrEnum):
    """Reasons. The texts for people hang on these words."""

    # the code
    CODE_NOT_VALID = "code_not_valid"
    """Unknown, used, revoked or re-issued: one word for all, so that nobody learns which (F48)."""
    WRONG_SITE = "wrong_site"
    EXPIRED = "expired"
    ASK_STAFF = "ask_staff"
    """Kept for staff: jammed, suspended or quarantined."""
    TOO_MANY_TRIES = "too_many_tries"
    PICKUP_NUMBER_NEEDED = "pickup_number_needed"
    # the order
    ORDER_UNKNOWN = "order_unknown"
    ORDER_EXISTS = "order_exists"
    ORDER_NOT_READY = "order_not_ready"
    ORDER_ON_HOLD = "order_on_hold"
    ALREADY_COLLECTED = "already_collected"
    KIND_NOT_SUPPORTED = "kind_not_supported"
    AUTHORITY_UNKNOWN = "authority_unknown"
    SIZE_UNKNOWN = "size_unknown"
    NO_COMPARTMENT = "no_compartment"
    # the badge
    BADGE_NOT_VALID = "badge_not_valid"
    WRONG_AUTHORITY = "wrong_authority"
    # the door
    WAIT = "wait"
    """No reading of the door yet, or its lock must rest between two pulses; nothing was changed."""
    DOOR_NOT_SHUT = "door_not_shut"
    DOOR_STUCK = "door_stuck"
    BUSY = "busy"
    BRAKE = "brake"
    OUT_OF_SERVICE = "out_of_service"
    COMPARTMENT_UNKNOWN = "compartment_unknown"
    # what was said in a visit
    VISIT_OVER = "visit_over"
    NOT_NOW = "not_now"
    SAY_EMPTY_FIRST = "say_empty_first"
    ITEM_NOT_SEEN = "item_not_seen"
    ITEM_STILL_SEEN = "item_still_seen"
    NO_MORE_OPENINGS = "no_more_openings"
    NOT_LOOKED_INSIDE = "not_looked_inside"
    LOADING_NOT_FINISHED = "loading_not_finished"
    CANCELLED = "cancelled"
