"""Doors that are not shut although nobody stands there: when their alarm is due (F22, F24, F25)."""

from lockerd.copies import replace
from lockerd.domain.draft import Draft
from lockerd.domain.hand_over.contradiction import sensor_fault
from lockerd.domain.hand_over.quarantine import disturb
from lockerd.domain.model.compartments import Leaf
from lockerd.domain.model.derived import active_visit
from lockerd.domain.model.facts import FactType
from lockerd.domain.model.looks import door_sensor_of, looks, not_shut_word, spoke
from lockerd.domain.model.reasons import DoorReason, FaultReason
from lockerd.domain.model.state import Standing
from lockerd.domain.openings.standing import forget_unsensed


def tell_standing(draft: Draft, standing: Standing) -> None:
    """Raise the alarm for a door that is not shut although nobody stands there; while somebody does, no time counts."""
    compartment = standing.compartment
    if looks(draft.state, compartment) is Leaf.UNSENSED:
        forget_unsensed(draft, standing)
        return
    somebody = active_visit(draft.state, compartment) or draft.state.compartments[compartment].attempt
    if somebody is not None or looks(draft.state, compartment) is Leaf.UNKNOWN:
        if standing.alone_ms is not None:
            draft.put(replace(standing, alone_ms=None))
    else:
        _alone(draft, standing)


def _alone(draft: Draft, standing: Standing) -> None:
    alone_ms = standing.alone_ms
    if alone_ms is None:
        ours_ms = standing.opened_ms if standing.leaf is Leaf.OPEN else None
        alone_ms = draft.now.mono_ms if ours_ms is None else ours_ms
        standing = replace(standing, alone_ms=alone_ms)
        draft.put(standing)
    if not standing.told:
        _tell_alone(draft, standing, draft.now.mono_ms - alone_ms)


def _tell_alone(draft: Draft, standing: Standing, alone_ms: int) -> None:
    unlatched = standing.leaf is Leaf.UNLATCHED
    ours_ms = draft.policy.door_alone_ms if standing.opened_ms is None else draft.policy.door_alarm_ms
    if alone_ms < (draft.policy.door_reminder_ms if unlatched else ours_ms):
        return
    draft.put(replace(standing, told=True))
    compartment = standing.compartment
    row = draft.state.compartments[compartment]
    if unlatched or standing.opened_ms is not None:
        word, at = not_shut_word(draft.state, compartment), spoke(draft.state, compartment)
        draft.tell(FactType.DOOR_LEFT_OPEN, compartment, row.part, observed=word, input=at, open_ms=alone_ms)
        disturb(draft, compartment, DoorReason.NOT_LATCHED if unlatched else DoorReason.LEFT_OPEN)
    else:
        sensor_fault(draft, compartment, door_sensor_of(row.place), FaultReason.OPEN_WITHOUT_USER)
