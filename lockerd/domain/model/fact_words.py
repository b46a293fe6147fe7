"""The words that stand in facts, so that whoever reads events can tell each from a slip; the contract enumerates them.

What people wrote and who they are is no word but personal, and names of things (bus, input) are neither.
A word may be added in any release; one that was sent keeps its meaning.
"""

from collections.abc import Mapping
from typing import Final

from lockerd.domain.model.attempts import Outcome, RightKind
from lockerd.domain.model.codes import CodeForm
from lockerd.domain.model.directions import Direction
from lockerd.domain.model.doubt import Doubt
from lockerd.domain.model.facts import Fact, FactType
from lockerd.domain.model.issuers import Stale
from lockerd.domain.model.orders import Kind
from lockerd.domain.model.outages import Outage
from lockerd.domain.model.readings import Item, Sensor
from lockerd.domain.model.reasons import (
    AttemptReason,
    ContradictionReason,
    DoorReason,
    EmergencyReason,
    FaultReason,
    FreeReason,
    HaltReason,
    IncidentReason,
    ReleaseReason,
    RevokeReason,
    RoundEnd,
    TakeBackReason,
)
from lockerd.domain.model.receipts import GRADES
from lockerd.domain.model.refusals import Refusal
from lockerd.domain.model.reports import NotFiredReason
from lockerd.domain.model.rounds import RoundKind
from lockerd.domain.model.statements import Purpose
from lockerd.domain.model.visits import Claim
from lockerd.domain.model.words import FINDINGS

Words = frozenset[str]


def _words(*texts: str) -> Words:
    return frozenset(word for text in texts for word in text.split())


OBSERVED: Final = _words("opened closed unlatched latched not_observed")
"""Opened and closed only by a door contact, (un)latched by a hook (design rule 7)."""
_NOTHING: Final = frozenset({""})
_FIELDS: Final[Mapping[str, Words]] = {
    "observed": OBSERVED,
    "claim": frozenset(Claim),
    "right": frozenset(RightKind),
    "outcome": frozenset(Outcome),
    "item": frozenset(Item),
    "outage": frozenset(Outage),
    "item_seen": frozenset(Item),
    "kind": frozenset(Kind),
    "purpose": frozenset(Purpose),
    "report": FINDINGS,
    "round": frozenset(RoundKind),
    "why": frozenset(EmergencyReason) | _NOTHING,
    "by": frozenset({*CodeForm, "late", "next", "again", "walk_in"}),
    "sensor": frozenset(Sensor),
    "suspect": frozenset(Sensor),
}
_REASONS: Final[Mapping[FactType, Words]] = {
    FactType.SITE_HALTED: frozenset(HaltReason),
    FactType.ORDER_RELEASED: frozenset({*DoorReason, *ReleaseReason}),
    FactType.ORDER_NOT_COLLECTED: frozenset(Refusal) | _NOTHING,
    FactType.PART_NOT_COLLECTED: frozenset(Refusal),
    FactType.PART_NOT_HANDED_IN: frozenset(
        {*Refusal, DoorReason.NOTHING_PUT_IN, DoorReason.EXCHANGE_UNCLEAR, DoorReason.NOT_OPENED}
    ),
    FactType.ORDER_RECALLED: frozenset(TakeBackReason),
    FactType.ORDER_CANCELLED: frozenset(TakeBackReason),
    FactType.ORDER_QUARANTINED: frozenset(DoorReason),
    FactType.ORDER_UNSERVABLE: frozenset(Refusal),
    FactType.RETRIEVAL_BEGUN: frozenset(DoorReason) | _NOTHING,
    FactType.ROUND_ENDED: frozenset(RoundEnd),
    FactType.INCIDENT_NOTED: frozenset(IncidentReason),
    FactType.GRANT_JAMMED: frozenset(DoorReason) | _NOTHING,
    FactType.PART_REMAINDER: frozenset(DoorReason) | _NOTHING,
    FactType.GRANT_SUSPENDED: frozenset(DoorReason),
    FactType.GRANT_REVOKED: frozenset({*RevokeReason, *TakeBackReason}),
    FactType.CODE_REFUSED: frozenset(Refusal),
    FactType.ATTEMPT_CLOSED: frozenset({*AttemptReason, *DoorReason, *NotFiredReason}) | _NOTHING,
    FactType.ITEM_CONTRADICTION: frozenset(ContradictionReason),
    FactType.SENSOR_FAULT: frozenset(FaultReason),
    FactType.COMPARTMENT_FREE: frozenset(FreeReason),
    FactType.COMPARTMENT_TO_CHECK: frozenset(DoorReason),
    FactType.COMPARTMENT_QUARANTINED: frozenset(DoorReason),
    FactType.TIME_DISPUTED: frozenset(Doubt),
    FactType.ISSUER_BEHIND: frozenset(Stale),
}


_GRADES: Final[Mapping[FactType, Words]] = {
    FactType.PART_HANDED_IN: GRADES[Direction.IN],
    FactType.PART_COLLECTED: GRADES[Direction.OUT] | _NOTHING,
}


def words_of(kind: FactType, field: str) -> Words | None:
    """What may stand in a field of facts of this type; None where it is no word."""
    match field:
        case "reason":
            return _REASONS.get(kind)
        case "grade":
            return _GRADES.get(kind)
        case _:
            return _FIELDS.get(field)


WRITTEN: Final = frozenset(
    {
        FactType.ATTEMPT_COMMITTED,
        FactType.SITE_RESUMED,
        FactType.COMPARTMENT_TOUCHED,
        FactType.COMPARTMENT_CLEARED,
        FactType.COMPARTMENT_OUT_OF_SERVICE,
        FactType.COMPARTMENT_IN_SERVICE,
        FactType.TIME_CORRECTED,
        FactType.ORDER_ERASED,
    }
)
"""Facts whose ``reason`` somebody wrote."""
ABOUT_SOMEBODY: Final = frozenset({"badge", "second_badge", "who", "second", "holder"})
"""Fields that say who it was."""
CENTRALS_OWN: Final = frozenset({"cancel_reason", "hold_reason", "block_reason"})
"""Fields that hold what the office wrote."""


def personal(fact: Fact) -> Words:
    """The fields of a fact that say who did something, or what they wrote: kept for their time only (rule 12)."""
    fields = ABOUT_SOMEBODY | CENTRALS_OWN
    if fact.data.get("right") == RightKind.GRANT:
        fields -= {"holder"}  # a code, which ends with its order
    return fields | {"reason"} if fact.type in WRITTEN else fields
