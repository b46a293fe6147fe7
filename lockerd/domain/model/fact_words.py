"""The words that stand in facts, so that whoever reads events can tell each from a slip; the contract enumerates them.

What people wrote (``reason`` of a technician, ``cancel_reason`` of central) and names (badge, bus, input) are no words.
A word may be added in any release; one that was sent keeps its meaning.
"""

from collections.abc import Mapping
from typing import Final

from lockerd.domain.model.attempts import Outcome, RightKind
from lockerd.domain.model.doubt import Doubt
from lockerd.domain.model.events import CodeForm
from lockerd.domain.model.facts import FactType
from lockerd.domain.model.orders import Kind
from lockerd.domain.model.readings import Item, Sensor
from lockerd.domain.model.refusals import Refusal
from lockerd.domain.model.reports import NotFiredReason
from lockerd.domain.model.visits import Claim

Words = frozenset[str]


def _words(*texts: str) -> Words:
    return frozenset(word for text in texts for word in text.split())


OBSERVED: Final = _words("opened closed unlatched latched not_observed")
"""Opened and closed only by a door contact, (un)latched by a hook (design rule 7)."""
_NOTHING: Final = frozenset({""})
_OUT_OF_USE: Final = _words(
    "bus_tamper claimed_only crash_between_attempts crash_during_attempt crash_while_loading does_not_open forced",
    "door_stuck nothing_put_in item_came_unseen hand_in_unclear left_open openings_used_up",
    "found_open grace_over held item_came_while_shut item_gone_while_shut item_still_seen item_unknown late_after_end",
    "late_opening loading_not_finished no_answer no_reading no_reading_after_crash not_latched not_opened not_released",
    "board_failed contradiction",
    "open_after_crash open_before_opening removal_not_seen sensor_flapping sensor_open_without_user",
    "sensor_taken_out_while_shut sprang_open technician_opened touched two_doors wrong_door",
)
"""Why a compartment is to be looked at, and what that does to its order and its code."""
_TAKEN_BACK: Final = _words("cancelled_by_authority undone")
_FIELDS: Final[Mapping[str, Words]] = {
    "observed": OBSERVED,
    "claim": frozenset(Claim),
    "right": frozenset(RightKind),
    "outcome": frozenset(Outcome),
    "item": frozenset(Item),
    "item_seen": frozenset(Item),
    "kind": frozenset(Kind),
    "by": frozenset({*CodeForm, "late", "next", "again"}),
    "sensor": frozenset(Sensor),
    "suspect": frozenset(Sensor),
}
_REASONS: Final[Mapping[FactType, Words]] = {
    FactType.SITE_HALTED: _words("bus_tamper defect doors_forced tamper wrong_door"),
    FactType.ORDER_RELEASED: _OUT_OF_USE
    | _words("undone cleared compartment_removed gave_way no_longer_fits out_of_service"),
    FactType.ORDER_NOT_COLLECTED: frozenset(Refusal) | _NOTHING,
    FactType.ORDER_RECALLED: _TAKEN_BACK,
    FactType.ORDER_CANCELLED: _TAKEN_BACK,
    FactType.ORDER_QUARANTINED: _OUT_OF_USE,
    FactType.ORDER_UNSERVABLE: frozenset(Refusal),
    FactType.GRANT_JAMMED: _OUT_OF_USE | _NOTHING,
    FactType.GRANT_SUSPENDED: _OUT_OF_USE,
    FactType.GRANT_REVOKED: _TAKEN_BACK | _words("cleared reissued"),
    FactType.CODE_REFUSED: frozenset(Refusal),
    FactType.ATTEMPT_CLOSED: frozenset(NotFiredReason)
    | _OUT_OF_USE
    | _NOTHING
    | _words("open shut unlatched taken_out_while_shut withdrawn_too_late"),
    FactType.ITEM_CONTRADICTION: _words("came_while_shut gone_while_shut"),
    FactType.SENSOR_FAULT: _words("flapping open_without_user taken_out_while_shut"),
    FactType.COMPARTMENT_FREE: _words("item_gone"),
    FactType.COMPARTMENT_TO_CHECK: _OUT_OF_USE,
    FactType.COMPARTMENT_QUARANTINED: _OUT_OF_USE,
    FactType.TIME_DISPUTED: frozenset(Doubt),
}


def words_of(kind: FactType, field: str) -> Words | None:
    """What may stand in a field of facts of this type; None where it is no word."""
    return _REASONS.get(kind) if field == "reason" else _FIELDS.get(field)
