"""Doors that are not shut although nobody stands there: when their alarm is due (F22, F24, F25)."""

from dataclasses import replace

from lockerd.domain.draft import Draft
from lockerd.domain.hand_over.contradiction import sensor_fault
from lockerd.domain.hand_over.quarantine import disturb
from lockerd.domain.model.compartments import Leaf
from lockerd.domain.model.derived import active_visit
from lockerd.domain.model.facts import FactType
from lockerd.domain.model.ids import CompartmentId
from lockerd.domain.model.looks import door_sensor_of, not_shut_word, spoke
from lockerd.domain.model.reasons import DoorReason, FaultReason
from lockerd.domain.model.state import Standing
from lockerd.domain.openings.standing import forget_unsensed, stand


def tell_standing(draft: Draft) -> None:
    """Raise the alarm for doors that are not shut although nobody stands there; while somebody does, no time counts."""
    for compartment in sorted(draft.state.standing):
        standing = draft.state.standing[compartment]
        if draft.leaf(compartment) is Leaf.UNSENSED:
            forget_unsensed(draft, compartment, standing)
            continue
        somebody = active_visit(draft.state, compartment) or draft.compartment(compartment).attempt
        if somebody is not None or draft.leaf(compartment) is Leaf.UNKNOWN:
            if standing.alone_ms is not None:
                stand(draft, compartment, replace(standing, alone_ms=None))
        else:
            _alone(draft, compartment, standing)


def _alone(draft: Draft, compartment: CompartmentId, standing: Standing) -> None:
    alone_ms = standing.alone_ms
    if alone_ms is None:
        ours_ms = standing.opened_ms if standing.leaf is Leaf.OPEN else None
        alone_ms = draft.now.mono_ms if ours_ms is None else ours_ms
        standing = replace(standing, alone_ms=alone_ms)
        stand(draft, compartment, standing)
    if not standing.told:
        _tell_alone(draft, compartment, standing, draft.now.mono_ms - alone_ms)


def _tell_alone(draft: Draft, compartment: CompartmentId, standing: Standing, alone_ms: int) -> None:
    unlatched = standing.leaf is Leaf.UNLATCHED
    ours_ms = draft.policy.door_alone_ms if standing.opened_ms is None else draft.policy.door_alarm_ms
    if alone_ms < (draft.policy.door_reminder_ms if unlatched else ours_ms):
        return
    stand(draft, compartment, replace(standing, told=True))
    row = draft.compartment(compartment)
    if unlatched or standing.opened_ms is not None:
        word, at = not_shut_word(draft.state, compartment), spoke(draft.state, compartment)
        draft.tell(FactType.DOOR_LEFT_OPEN, compartment, row.part, observed=word, input=at, open_ms=alone_ms)
        disturb(draft, compartment, DoorReason.NOT_LATCHED if unlatched else DoorReason.LEFT_OPEN)
    else:
        sensor_fault(draft, compartment, door_sensor_of(row.place), FaultReason.OPEN_WITHOUT_USER)
