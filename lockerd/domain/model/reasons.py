"""Why something happened: one word per reason with a sentence; facts, tables and the contract are drawn from them.

The words stand in the ``reason`` of facts and rows, and are on the wire; one that was sent keeps its meaning.
"""

from enum import StrEnum
from typing import Literal, Self


class Worded(StrEnum):
    """A word that says its sentence."""

    sentence: str

    def __new__(cls, word: str, sentence: str) -> Self:
        """A member is written as its word and its sentence."""
        self = str.__new__(cls, word)
        self._value_ = word
        self.sentence = sentence
        return self


class Reason(Worded):
    """Why something happened."""


Nothing = Literal[""]
"""Where a reason may stand and there is none."""


class DoorReason(Reason):
    """Why a compartment is to be looked at, and what that does to its part and to the code at its door."""

    FORCED = "forced", "its door was opened under nobody's right (F23)"
    FOUND_OPEN = "found_open", "its door stood open when it could be read again"
    TECHNICIAN_OPENED = "technician_opened", "a technician opened it"
    TOUCHED = "touched", "a technician saw its door open under nobody's right, and no sensor told"
    LATE_OPENING = "late_opening", "it opened after its attempt had been given up (F21)"
    LATE_AFTER_END = "late_after_end", "it opened after its attempt, and its order had ended meanwhile"
    SPRANG_OPEN = "sprang_open", "it sprang open again after it had been shut in a visit (F25)"
    OPEN_BEFORE_OPENING = "open_before_opening", "its door was read open before it was to be opened"
    WRONG_DOOR = "wrong_door", "a pulse for another door opened it, or its own pulse opened another (F26)"
    TWO_DOORS = "two_doors", "its own pulse opened another door as well (F26)"
    BUS_TAMPER = "bus_tamper", "somebody else fired its lock over the line"
    ITEM_GONE_WHILE_SHUT = "item_gone_while_shut", "what lay inside went away behind its shut door (F29, F33)"
    ITEM_CAME_WHILE_SHUT = "item_came_while_shut", "something came inside behind its shut door (F29, F33)"
    ITEM_STILL_SEEN = "item_still_seen", "after a hand-over the item sensor still sees something (F32)"
    ITEM_UNKNOWN = "item_unknown", "after a hand-over the item sensor cannot be read"
    REMOVAL_NOT_SEEN = "removal_not_seen", "after a hand-over neither a sensor nor a word says that it is empty"
    CLAIMED_ONLY = "claimed_only", "after a hand-over the person said that it is empty, and nothing proves it"
    WRONG_ITEM = "wrong_item", "whoever came to collect said that what lay there is not theirs (F54)"
    NOTHING_INSIDE = "nothing_inside", "whoever came to collect said that nothing lay there (F54)"
    SENSOR_TAKEN_OUT_WHILE_SHUT = "sensor_taken_out_while_shut", "somebody has what lay inside, no opening was seen"
    SENSOR_OPEN_WITHOUT_USER = "sensor_open_without_user", "its door is read open for long, and nobody is there (F22)"
    SENSOR_FLAPPING = "sensor_flapping", "one of its sensors never rests (F30)"
    LEFT_OPEN = "left_open", "its door was opened by a pulse, and stands open with nobody there (F24)"
    NOT_LATCHED = "not_latched", "its door is pushed to and has not caught, and nobody is there (F25)"
    HELD = "held", "its lock let go, and the leaf stayed shut: something holds it (F20)"
    NOT_RELEASED = "not_released", "the switch in its lock did not move: lock, cable or board (F31)"
    BOARD_FAILED = "board_failed", "its board said that it could not fire, or that the lock did not open"
    NO_ANSWER = "no_answer", "whether its lock was fired the owner of its bus did not say in time"
    DOOR_STUCK = "door_stuck", "it was fired for staff three times, and not seen to open (F20)"
    NOT_OPENED = "not_opened", "it was not opened for whoever wanted to put in or to take out"
    DOES_NOT_OPEN = "does_not_open", "whoever stood there said that it does not open (F20)"
    CRASH_WHILE_LOADING = "crash_while_loading", "the power failed before a loading was confirmed"
    CRASH_DURING_ATTEMPT = "crash_during_attempt", "the power failed while its lock may have been fired"
    CRASH_BETWEEN_ATTEMPTS = "crash_between_attempts", "the power failed after the last of three attempts"
    OPEN_AFTER_CRASH = "open_after_crash", "the power failed during an attempt, and its door was open afterwards"
    RESTORED = "restored", "an older database was put back: nobody knows what happened here since (F70)"
    NO_READING_AFTER_CRASH = "no_reading_after_crash", "the power failed during an attempt, and it could not be read"
    GRACE_OVER = (
        "grace_over",
        "after a power failure or a silence its code was good for a short time more, which is over",
    )
    LOADING_NOT_FINISHED = "loading_not_finished", "its door was opened for a loading that nobody confirmed"
    NOTHING_PUT_IN = "nothing_put_in", "it was opened for a hand-in, and nothing seems to have been put in (rule 20)"
    ITEM_CAME_UNSEEN = "item_came_unseen", "something lies inside after a hand-in, and no opening was seen (rule 16)"
    HAND_IN_UNCLEAR = "hand_in_unclear", "at a hand-in the person's word and the sensors do not agree (rule 20)"
    EXCHANGE_UNCLEAR = (
        "exchange_unclear",
        "whether its documents were exchanged neither sensors nor words say (rule 23)",
    )
    OLD_MISSING = "old_missing", "the new document of an exchange is gone, and no old one lies there (rule 23)"
    OPENINGS_USED_UP = "openings_used_up", "it was opened three times for a hand-in without custody (rule 19)"
    STAFF_LOOK = "staff_look", "staff began to take out what lies there (rule 26)"
    NOT_REPORTED = "not_reported", "staff opened it to take out what lies there, and did not say what they found"
    CRASH_IN_RETRIEVAL = "crash_in_retrieval", "the power failed before staff said what they had found (rule 26)"
    OTHER_FOUND = "other_found", "staff found something else than what should lie there: a supervisor looks (rule 26)"
    STOCK_DIFFERS = (
        "stock_differs",
        "staff left it there on a round, and count or sensor speak against their word",
    )
    CONTRADICTION = "contradiction", "what is stored of it contradicts itself: a defect of ours"


class HaltReason(Reason):
    """Why nothing is fired until a technician has looked."""

    TAMPER = "tamper", "the cabinet was opened without the service key (F68)"
    BUS_TAMPER = "bus_tamper", "somebody else fired a lock over the line"
    WRONG_DOOR = "wrong_door", "a pulse opened another door than its own (F26)"
    DOORS_FORCED = "doors_forced", "several doors were forced within minutes (F23)"
    RESTARTS = "restarts", "it started again and again within minutes; ten calm minutes end this too (F7)"
    DEFECT = "defect", "what judges the whole wall found its own rows in contradiction: a defect of ours"


class ReleaseReason(Reason):
    """Why a part holds its compartment no more and waits for another one; besides these, any reason of a door."""

    UNDONE = "undone", "staff took a confirmed loading back; its code is dead"
    CLEARED = "cleared", "its compartment was reported empty before anything was confirmed to lie inside"
    COMPARTMENT_REMOVED = "compartment_removed", "the configuration does not have its compartment any more"
    NO_LONGER_FITS = (
        "no_longer_fits",
        "its compartment does not fit any more: the configuration, or what is asked for, is another",
    )
    GAVE_WAY = "gave_way", "somebody stood there with another order's things, and nothing else was free"
    OUT_OF_SERVICE = "out_of_service", "a technician took its compartment out of service"
    BLOCKED = "blocked", "an office blocked its compartment (`compartment.block`)"
    LOOKED_INTO = "looked_into", "staff look into its compartment"
    NO_READING = "no_reading", "its door cannot be read, and another one is free"
    DOOR_NOT_SHUT = "door_not_shut", "its door stands open, and it was to be loaded"


class TakeBackReason(Reason):
    """Why an order was taken back."""

    CANCELLED_BY_AUTHORITY = "cancelled_by_authority", "central asked for it (`order.cancel`)"
    UNDONE = "undone", "staff took a confirmed loading back"
    NEW_FOUND = (
        "new_found",
        "staff found the new document of an exchange, which was to be taken (rule 23)",
    )


class RevokeReason(Reason):
    """Why a code died while its order goes on, or with it; besides these, what takes an order back."""

    CLEARED = "cleared", "staff reported empty what it was for"
    STAFF_LOOK = "staff_look", "staff began to take out what it was for"
    REISSUED = "reissued", "another code was made in its place"
    VISIT_OVER = "visit_over", "of what is handed in without a code: the visit that was its right is over"


class AttemptReason(Reason):
    """What is said of the end of an attempt; besides these, any reason of a door, and why a lock was not fired."""

    OPEN = "open", "after the power failed in it, its door was found open"
    SHUT = "shut", "after the power failed in it, its door was found shut"
    UNLATCHED = "unlatched", "after the power failed in it, its lock was found to have let go"
    NO_READING = "no_reading", "its door could not be read: before the pulse, or for long after the power failed in it"
    TAKEN_OUT_WHILE_SHUT = "taken_out_while_shut", "somebody has what lay inside, and no opening was seen"
    WITHDRAWN_TOO_LATE = "withdrawn_too_late", "it was to be given back, and its lock had been fired already"


class ContradictionReason(Reason):
    """What an item sensor said that cannot be, if the sensor of the door is right."""

    GONE_WHILE_SHUT = "gone_while_shut", "what lay inside went away behind the shut door"
    CAME_WHILE_SHUT = "came_while_shut", "something came inside behind the shut door"


class FaultReason(Reason):
    """What makes a sensor suspect; the compartment is to be looked at for the same reason, with ``sensor_`` before."""

    FLAPPING = "flapping", "it never rests (F30)"
    OPEN_WITHOUT_USER = "open_without_user", "it says open for long, and nobody is there (F22)"
    TAKEN_OUT_WHILE_SHUT = "taken_out_while_shut", "it saw no opening, and somebody has what lay inside (F21)"


class FreeReason(Reason):
    """Why a compartment is proven empty."""

    ITEM_GONE = "item_gone", "the item sensor saw the item before the hand-over, and not afterwards"
    REPORTED = "reported", "staff looked, said what they found, and shut the door; no item sensor says otherwise"


class IncidentReason(Reason):
    """What has to be looked into by the office, beyond the door."""

    NOTHING_FOUND = "nothing_found", "staff found nothing of what had been handed in, or put in and never collected"
    OTHER_FOUND = "other_found", "staff found something else than what should lie there"
    COUNT_DIFFERS = "count_differs", "staff found another number of things than the order speaks of"
    OLD_MISSING = "old_missing", "of an exchange the old document is missing, and the new one gone or left (rule 23)"
    BOTH_MISSING = "both_missing", "of an exchange staff found neither the old document nor the new one (rule 23)"
    WRONG_ITEM = "wrong_item", "somebody's code opened a door behind which, they said, lay something else (F54)"
    NOTHING_INSIDE = "nothing_inside", "somebody's code opened a door behind which, they said, lay nothing (F54)"
    DISTURBED = "disturbed", "the compartment of what had been handed in was disturbed outside a retrieval (rule 17)"
    EMERGENCY = "emergency", "two people had its door opened in an emergency, and said why (rule 26)"


class RoundEnd(Reason):
    """Why a round is over."""

    DONE = "done", "somebody has said of each of its doors what lies there"
    BROKEN_OFF = "broken_off", "whoever went round ended it before its last door"
    FORGOTTEN = "forgotten", "nobody went on with it for a day"


class EmergencyReason(Worded):
    """Why two people have a door opened that does not wait for staff: what they choose from."""

    PERSON_WAITS_AT_NIGHT = "person_waits_at_night", "somebody needs now what lies there, and their code does not open"
    COURT_ORDER = "court_order", "a court or an authority wants what lies there"
    WATER = "water", "water gets in, or has got in"
    FIRE_DAMAGE = "fire_damage", "it has burned, or smoulders"
    SMELL_OR_NOISE = "smell_or_noise", "something behind the door smells, leaks or makes a noise"
    OTHER = "other", "another emergency: ask the two people"
