"""Judging a compartment after a hand-over: free on proof, to check on a word, quarantined otherwise (design rule 3)."""

from typing import Final, assert_never

from lockerd.domain.draft import Draft
from lockerd.domain.hand_over.close import close_part
from lockerd.domain.hand_over.evidence import VERDICTS, ItemProof, Speaks, Verdict, item_proof
from lockerd.domain.hand_over.moves import move_compartment, move_part, set_evidence
from lockerd.domain.hand_over.quarantine import quarantine
from lockerd.domain.model.compartments import Condition, ConditionStep, Leaf, has_contact
from lockerd.domain.model.derived import active_visit, parts_of
from lockerd.domain.model.facts import FactType
from lockerd.domain.model.ids import CompartmentId
from lockerd.domain.model.orders import SETTLED
from lockerd.domain.model.parts import Part, PartState, PartStep
from lockerd.domain.model.readings import opening_word
from lockerd.domain.model.reasons import DoorReason, FreeReason, Nothing
from lockerd.domain.model.visits import Claim

UNPROVEN: Final = {
    ItemProof.STILL_SEEN: DoorReason.ITEM_STILL_SEEN,
    ItemProof.UNKNOWN: DoorReason.ITEM_UNKNOWN,
    ItemProof.NOTHING: DoorReason.REMOVAL_NOT_SEEN,
}
"""Why a compartment is quarantined that was not proven empty."""


def judge(draft: Draft, compartment: CompartmentId, claim: Claim = Claim.NONE) -> None:
    """Decide what a handed-over compartment may be used for; the turn at it is over and no attempt is open."""
    row = draft.compartment(compartment)
    if row.condition is not Condition.HANDING_OVER or row.part is None:
        return
    part = draft.part(row.part)
    cycle = has_contact(row.place) and row.evidence.opened and row.evidence.closed
    proof = item_proof(part, row.place, draft.state.reading(compartment))
    verdict = VERDICTS[Speaks(part.direction, proof, cycle, claim)]
    if part.state is PartState.COLLECTING:
        _hand_over(draft, part, claim)
    match verdict:
        case Verdict.QUARANTINED:
            quarantine(draft, compartment, UNPROVEN[proof])
        case Verdict.FREE:
            _empty(draft, compartment, part, ConditionStep.PROVE_EMPTY, "")
            set_evidence(draft, compartment, opened=False)
            at = row.place.inputs.item
            draft.tell(FactType.COMPARTMENT_FREE, compartment, reason=FreeReason.ITEM_GONE, input=at)
        case Verdict.TO_CHECK:
            _empty(draft, compartment, part, ConditionStep.DOUBT, DoorReason.CLAIMED_ONLY)
            draft.tell(FactType.COMPARTMENT_TO_CHECK, compartment, reason=DoorReason.CLAIMED_ONLY)
        case never:
            assert_never(never)


def judge_when_left(draft: Draft, compartment: CompartmentId) -> None:
    """Judge a shut compartment at which nobody stands any more and nothing is on its way."""
    row = draft.compartment(compartment)
    if row.attempt is None and draft.leaf(compartment) is Leaf.SHUT and active_visit(draft.state, compartment) is None:
        judge(draft, compartment)


def _hand_over(draft: Draft, part: Part, claim: Claim) -> None:
    """It is with the person, as far as we can tell; the order when all its parts are."""
    assert part.compartment is not None
    move_part(draft, part, PartStep.HAND_OVER)
    observed = opening_word(draft.compartment(part.compartment).place.door_sensor)
    draft.tell(FactType.PART_COLLECTED, part.compartment, part.id, observed=observed, claim=claim)
    if all(other.state in SETTLED for other in parts_of(draft.state, part.order)):
        draft.tell(FactType.ORDER_COLLECTED, part.compartment, order=part.order, observed=observed, claim=claim)


def _empty(
    draft: Draft, compartment: CompartmentId, part: Part, step: ConditionStep, reason: DoorReason | Nothing
) -> None:
    close_part(draft, draft.part(part.id))
    move_compartment(draft, compartment, step, reason)
    draft.change(draft.compartment(compartment), part=None)
