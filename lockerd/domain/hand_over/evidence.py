"""Judging a compartment after a hand-over: free on proof, to check on a word, quarantined otherwise (design rule 3)."""

from dataclasses import replace
from enum import StrEnum
from typing import Final

from lockerd.domain.draft import Draft
from lockerd.domain.hand_over.quarantine import quarantine, wait_again
from lockerd.domain.model.compartments import (
    Compartment,
    Condition,
    ConditionStep,
    Evidence,
    Leaf,
    has_contact,
    item_gone,
)
from lockerd.domain.model.facts import FactType
from lockerd.domain.model.ids import CompartmentId
from lockerd.domain.model.orders import OrderState, OrderStep
from lockerd.domain.model.readings import Item, ItemSensor, Reading, opening_word
from lockerd.domain.model.state import active_visit
from lockerd.domain.model.visits import Claim


class Verdict(StrEnum):
    """What the evidence allows."""

    FREE = "free"
    TO_CHECK = "to_check"
    QUARANTINED = "quarantined"


class ItemProof(StrEnum):
    """What the item sensor can say about what was loaded."""

    GONE = "gone"
    STILL_SEEN = "still_seen"
    UNKNOWN = "unknown"
    NOTHING = "nothing"
    """Not fitted, or it never saw the item (a thin letter)."""


VERDICTS: Final[dict[tuple[ItemProof, bool, Claim], Verdict]] = {
    **{(ItemProof.GONE, True, claim): Verdict.FREE for claim in Claim},
    **{(ItemProof.GONE, False, claim): Verdict.TO_CHECK for claim in Claim},
    **{(ItemProof.STILL_SEEN, cycle, claim): Verdict.QUARANTINED for cycle in (True, False) for claim in Claim},
    **{(ItemProof.UNKNOWN, cycle, claim): Verdict.QUARANTINED for cycle in (True, False) for claim in Claim},
    **{(ItemProof.NOTHING, cycle, Claim.NONE): Verdict.QUARANTINED for cycle in (True, False)},
    **{(ItemProof.NOTHING, cycle, Claim.EMPTY): Verdict.TO_CHECK for cycle in (True, False)},
    **{(ItemProof.NOTHING, cycle, Claim.TAKEN_OUT): Verdict.TO_CHECK for cycle in (True, False)},
}
"""By (item proof, opening and closing seen by a door contact, what the person said)."""


def item_proof(row: Compartment, reading: Reading) -> ItemProof:
    """What a fitted item sensor proves about what was loaded."""
    if row.place.item_sensor is ItemSensor.NONE:
        return ItemProof.NOTHING
    if item_gone(row.place, row.evidence, reading):
        return ItemProof.GONE
    return {
        Item.PRESENT: ItemProof.STILL_SEEN,
        Item.UNKNOWN: ItemProof.UNKNOWN,
        Item.ABSENT: ItemProof.NOTHING,
    }[reading.item]


def judge(draft: Draft, compartment: CompartmentId, claim: Claim = Claim.NONE) -> None:
    """Decide what a handed-over compartment may be used for; the visit is over and no attempt is open."""
    row = draft.compartment(compartment)
    if row.condition is not Condition.HANDING_OVER:
        return
    cycle = has_contact(row.place) and row.evidence.opened and row.evidence.closed
    proof = item_proof(row, draft.state.reading(compartment))
    verdict = VERDICTS[proof, cycle, claim]
    order = None if row.order is None else draft.state.orders.get(row.order)
    if order is not None and order.state is OrderState.COLLECTING:
        draft.move_order(order.id, OrderStep.HAND_OVER)
        draft.tell(
            FactType.ORDER_COLLECTED,
            compartment,
            order.id,
            observed=opening_word(row.place.door_sensor),
            claim=claim,
        )
    match verdict:
        case Verdict.QUARANTINED:
            quarantine(draft, compartment, f"item_{proof}" if proof is not ItemProof.NOTHING else "removal_not_seen")
        case Verdict.FREE | Verdict.TO_CHECK:
            close_orders(draft, compartment)
            free = verdict is Verdict.FREE
            step = ConditionStep.PROVE_EMPTY if free else ConditionStep.DOUBT
            draft.move_compartment(compartment, step, "" if free else "claimed_only")
            draft.put(replace(draft.compartment(compartment), order=None))
            if free:
                draft.set_evidence(compartment, Evidence())
                at = row.place.inputs.item
                draft.tell(FactType.COMPARTMENT_FREE, compartment, reason=f"item_{proof}", input=at)
            else:
                draft.tell(FactType.COMPARTMENT_TO_CHECK, compartment, reason="claimed_only")


def judge_when_left(draft: Draft, compartment: CompartmentId) -> None:
    """Judge a shut compartment at which nobody stands any more and nothing is on its way."""
    row = draft.compartment(compartment)
    if row.attempt is None and draft.leaf(compartment) is Leaf.SHUT and active_visit(draft.state, compartment) is None:
        judge(draft, compartment)


def close_orders(draft: Draft, compartment: CompartmentId) -> None:
    """End the time of the order at this compartment; its grants are not needed in memory any more."""
    row = draft.compartment(compartment)
    if row.order is None:
        return
    order = draft.state.orders[row.order]
    if order.state is OrderState.RETRIEVAL:
        # Its loading was undone, and what was put in is in the hands of staff again.
        wait_again(draft, order.id, compartment, "undone")
        return
    order = draft.move_order(order.id, OrderStep.CLOSE)
    draft.put(replace(order, ended_powered_ms=draft.now.powered_ms))
    draft.tell(FactType.ORDER_CLOSED, compartment, order.id)
    draft.forget_grants(order.id)
