"""Judging a compartment after a hand-over: free on proof, to check on a word, quarantined otherwise (design rule 3)."""

from typing import Final, assert_never

from lockerd.domain.draft import Draft
from lockerd.domain.hand_over.close import close_part
from lockerd.domain.hand_over.custody import pass_custody, pass_to_person
from lockerd.domain.hand_over.evidence import VERDICTS, ItemProof, Speaks, Verdict, item_proof, judged_as
from lockerd.domain.hand_over.handing_in import await_again, hold_in, leave_unopened
from lockerd.domain.hand_over.incident import note_incident
from lockerd.domain.hand_over.moves import UNSEEN, move_compartment
from lockerd.domain.hand_over.quarantine import quarantine
from lockerd.domain.model.compartments import Compartment, Condition, ConditionStep, Leaf
from lockerd.domain.model.derived import all_passed
from lockerd.domain.model.directions import WAYS, Direction
from lockerd.domain.model.facts import FactType
from lockerd.domain.model.ids import CompartmentId
from lockerd.domain.model.looks import has_contact, looks, opening_word, reading_of
from lockerd.domain.model.outages import Outage
from lockerd.domain.model.parts import Part, PartState
from lockerd.domain.model.reasons import DoorReason, FreeReason, IncidentReason
from lockerd.domain.model.receipts import Grade
from lockerd.domain.model.visits import DISPUTES, Claim, Visit

WHY_UNPROVEN: Final = {
    ItemProof.AS_BEFORE: DoorReason.ITEM_STILL_SEEN,
    ItemProof.CONTRARY: DoorReason.ITEM_STILL_SEEN,
    ItemProof.UNKNOWN: DoorReason.ITEM_UNKNOWN,
    ItemProof.NOTHING: DoorReason.REMOVAL_NOT_SEEN,
}

DISPUTED: Final = {
    Claim.WRONG_ITEM: DoorReason.WRONG_ITEM,
    Claim.NOTHING_INSIDE: DoorReason.NOTHING_INSIDE,
}


def judge(draft: Draft, compartment: CompartmentId, claim: Claim = Claim.NONE) -> None:
    """Decide what a handed-over compartment may be used for; the turn at it is over and no attempt is open."""
    row = draft.state.compartments[compartment]
    if row.condition is not Condition.HANDING_OVER or row.part is None:
        return
    part = draft.state.parts[row.part]
    match judged_as(part):
        case Direction.OUT:
            _judge_out(draft, row, part, claim)
        case Direction.IN:
            _judge_in(draft, row, part, claim)
        case Direction.BOTH:
            _judge_exchange(draft, row, part, claim)
        case never:
            assert_never(never)


def keep_disputed(draft: Draft, visit: Visit) -> None:
    """Opened once more to take back what is not theirs: from now on the door is for staff (F54)."""
    quarantine(draft, visit.compartment, DISPUTED[visit.claim])


def verdict_on(draft: Draft, part: Part, claim: Claim) -> Verdict:
    """What would follow now if this had been said."""
    assert part.compartment is not None
    row = draft.state.compartments[part.compartment]
    # Rule 17: a pulse that no opening followed may have left the lock off, and whoever pulls gets in.
    side = judged_as(part)
    sure = row.pulse is None if WAYS[side].to_office else has_contact(row.place)
    cycle = row.evidence.opened and row.evidence.closed and sure
    proof = item_proof(part, row.place, reading_of(draft.state, row.id))
    verdict = VERDICTS[Speaks(side, proof, cycle, claim)]
    taken = draft.policy.of(part.authority, draft.state.orders[part.id.order].document_class).takes_claims
    return Verdict.QUARANTINED if verdict is Verdict.CUSTODY_BY_CLAIM and not taken else verdict


def end_hold(draft: Draft, part: Part) -> None:
    """The minutes after a power cut are over: judged as left without a word (rule 21)."""
    assert part.compartment is not None
    draft.change(part, grace_left_ms=None)
    if looks(draft.state, part.compartment) is not Leaf.SHUT:
        quarantine(draft, part.compartment, DoorReason.GRACE_OVER)
    elif not draft.state.compartments[part.compartment].evidence.opened:
        leave_unopened(draft, draft.state.parts[part.id])
    else:
        judge(draft, part.compartment)


def _judge_out(draft: Draft, row: Compartment, part: Part, claim: Claim) -> None:
    if part.disputed or claim in DISPUTES:
        # Whatever the sensors say: it is not theirs, or never was there; a power cut takes no word back.
        quarantine(draft, row.id, DISPUTED.get(claim, DoorReason.WRONG_ITEM))
        return
    verdict = verdict_on(draft, part, claim)
    proof = item_proof(part, row.place, reading_of(draft.state, row.id))
    if part.state is PartState.COLLECTING:
        _hand_over(draft, part, claim)
    match verdict:
        case Verdict.FREE:
            close_part(draft, draft.state.parts[part.id])
            move_compartment(draft, row.id, ConditionStep.PROVE_EMPTY, part=None, evidence=UNSEEN)
            draft.tell(FactType.COMPARTMENT_FREE, row.id, reason=FreeReason.ITEM_GONE, input=row.place.inputs.item)
        case Verdict.TO_CHECK:
            close_part(draft, draft.state.parts[part.id])
            move_compartment(draft, row.id, ConditionStep.DOUBT, DoorReason.CLAIMED_ONLY, part=None)
            draft.tell(FactType.COMPARTMENT_TO_CHECK, row.id, reason=DoorReason.CLAIMED_ONLY)
        case _:
            quarantine(draft, row.id, WHY_UNPROVEN[proof])


def _judge_in(draft: Draft, row: Compartment, part: Part, claim: Claim) -> None:
    if looks(draft.state, row.id) is not Leaf.SHUT:
        hold_in(draft, part, Outage.SILENCE)  # rule 17: nobody knows of this door now what custody rests on (F41)
        return
    match verdict_on(draft, part, claim):
        case Verdict.CUSTODY_BY_SENSOR:
            pass_custody(draft, part, Grade.SENSOR)
        case Verdict.CUSTODY_BY_CLAIM:
            pass_custody(draft, part, Grade.CLAIM)
        case Verdict.TO_CHECK:
            await_again(draft, part, DoorReason.NOTHING_PUT_IN)
        case _:
            quarantine(draft, row.id, DoorReason.HAND_IN_UNCLEAR)


def _judge_exchange(draft: Draft, row: Compartment, part: Part, claim: Claim) -> None:
    if looks(draft.state, row.id) is not Leaf.SHUT:
        hold_in(draft, part, Outage.SILENCE)  # F41, as with a hand-in
        return
    verdict = verdict_on(draft, part, claim)
    proof = item_proof(part, row.place, reading_of(draft.state, row.id))
    if part.absent_seen or proof is ItemProof.CONTRARY:
        observed = opening_word(row.place.door_sensor)  # rule 23: said only of a reading that shows it gone
        draft.tell(FactType.PART_TAKEN, row.id, part.id, observed=observed, claim=claim)
    match verdict:
        case Verdict.CUSTODY_BY_SENSOR:
            pass_custody(draft, part, Grade.SENSOR)
        case Verdict.CUSTODY_BY_CLAIM:
            pass_custody(draft, part, Grade.CLAIM)
        case _ if proof is ItemProof.CONTRARY:
            note_incident(draft, row.id, part.id, IncidentReason.OLD_MISSING)
            quarantine(draft, row.id, DoorReason.OLD_MISSING)
        case _:
            quarantine(draft, row.id, DoorReason.EXCHANGE_UNCLEAR)


def _hand_over(draft: Draft, part: Part, claim: Claim) -> None:
    """It is with the person, as far as we can tell; the order when all its parts have been observed to be."""
    assert part.compartment is not None
    pass_to_person(draft, part, claim)
    observed = opening_word(draft.state.compartments[part.compartment].place.door_sensor)
    if all_passed(draft.state, part.id.order):
        draft.tell(FactType.ORDER_COLLECTED, part.compartment, order=part.id.order, observed=observed, claim=claim)
