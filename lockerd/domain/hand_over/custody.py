"""The custody moment: one transaction, after which the office, or the person, answers for it (rules 17 and 18)."""

from typing import Final

from lockerd.copies import replace
from lockerd.domain.draft import Draft
from lockerd.domain.hand_over.evidence import as_expected
from lockerd.domain.hand_over.moves import UNSEEN, move_compartment, move_part, use_up
from lockerd.domain.model.compartments import Compartment, Condition, ConditionStep
from lockerd.domain.model.derived import all_passed
from lockerd.domain.model.facts import FactType
from lockerd.domain.model.ids import ReceiptId
from lockerd.domain.model.looks import opening_word, reading_of
from lockerd.domain.model.moves_of_parts import MOVES, PartStep
from lockerd.domain.model.parts import Part, is_remainder, was_loaded
from lockerd.domain.model.readings import DoorSensor, Item, Reading
from lockerd.domain.model.receipts import Grade, Paper, Receipt
from lockerd.domain.model.visits import Claim, Visit


def can_be_found(part: Part) -> bool:
    """Whether what staff find there passes to the office with that: something of the person's may lie there."""
    left = part.receipt is None and (part.way.brought or was_loaded(part))
    return left and PartStep.FIND in MOVES[part.direction].get(part.state, {})


def pass_custody(draft: Draft, part: Part, grade: Grade) -> ReceiptId:
    """What was put in passes to the office: once, with its receipt, and never back."""
    assert part.compartment is not None, "what is handed in lies somewhere"
    compartment = part.compartment
    step = PartStep.FIND if grade is Grade.FOUND else PartStep.HAND_IN
    receipt = _write_receipt(draft, part, grade)
    move_part(draft, part, step, receipt=receipt.id, before=receipt.item, grace_left_ms=None)
    use_up(draft, part)
    if draft.state.compartments[compartment].condition is Condition.HANDING_OVER:
        # rule 26: staff open it once more, and look
        move_compartment(draft, compartment, ConditionStep.CONFIRM, evidence=UNSEEN)
    draft.tell(
        FactType.PART_HANDED_IN,
        compartment,
        part.id,
        receipt=receipt.id,
        grade=grade,
        item_seen=receipt.item,
        outage=part.outage,
        missing=",".join(part.missing or ()),
        checked=part.missing is not None,
    )
    if all_passed(draft.state, part.id.order) and not is_remainder(part):
        draft.tell(FactType.ORDER_HANDED_IN, compartment, order=part.id.order)
    return receipt.id


def pass_to_person(draft: Draft, part: Part, claim: Claim) -> None:
    """What lay there is with the person, as far as we can tell: a receipt, unless nothing at all was observed."""
    assert part.compartment is not None
    row = draft.state.compartments[part.compartment]
    reading = reading_of(draft.state, row.id)
    grade = _collected_by(part, row, reading, claim)
    receipt = None if grade is None else _write_receipt(draft, part, grade)
    move_part(draft, part, PartStep.HAND_OVER, receipt=None if receipt is None else receipt.id)
    draft.tell(
        FactType.PART_COLLECTED,
        row.id,
        part.id,
        observed=opening_word(row.place.door_sensor),
        claim=claim,
        receipt=0 if receipt is None else receipt.id,
        grade=grade or "",
        item_seen=reading.item,
        outage=part.outage,
    )


def _collected_by(part: Part, row: Compartment, reading: Reading, claim: Claim) -> Grade | None:
    """By which evidence it was collected; none where a lock was fired and neither a sensor nor a person said more."""
    if as_expected(part, row.place, reading):
        return Grade.SENSOR
    if claim is Claim.TAKEN_OUT:
        return Grade.CLAIM
    return Grade.OPENED if row.evidence.opened else None


def _write_receipt(draft: Draft, part: Part, grade: Grade) -> Receipt:
    lo_s = part.shut_lo_s if part.shut_lo_s is not None else part.began_lo_s
    return _write(draft, part, Paper.RECEIPT, grade=grade, lo_s=lo_s, reason="")


RECORDS_MAX: Final = 10
"""So many records of one part are kept: of somebody who comes again and again, the newest."""


def write_record(draft: Draft, part: Part, visit: Visit, reason: str) -> ReceiptId:
    """Somebody was here with a good code, and nothing passed to whom it should: a word of that, which is no receipt."""
    mine = sorted(
        each.id for each in draft.state.receipts.values() if each.part == part.id and each.paper is Paper.RECORD
    )
    for old in mine[: max(0, len(mine) + 1 - RECORDS_MAX)]:
        draft.drop_receipt(old)
    at = replace(part, compartment=visit.compartment)
    record = _write(draft, at, Paper.RECORD, grade=None, lo_s=visit.begun_lo_s, reason=reason)
    told = FactType.PART_NOT_HANDED_IN if part.way.to_office else FactType.PART_NOT_COLLECTED
    draft.tell(told, visit.compartment, part.id, paper=record.id, reason=reason)
    return record.id


def _write(draft: Draft, part: Part, paper: Paper, *, grade: Grade | None, lo_s: int | None, reason: str) -> Receipt:
    site = draft.state.site
    where = None if part.compartment is None else draft.state.compartments[part.compartment]
    receipt = Receipt(
        id=ReceiptId(site.next_receipt),
        paper=paper,
        part=part.id,
        direction=part.direction,
        authority=part.authority,
        compartment=part.compartment,
        grade=grade,
        door=DoorSensor.NONE if where is None else where.place.door_sensor,
        item=Item.UNKNOWN if where is None else reading_of(draft.state, where.id).item,
        lo_s=draft.now.lo_s if lo_s is None else lo_s,
        hi_s=draft.now.hi_s,
        outage=part.outage,
        written_ms=draft.now.powered_ms,
        reason=reason,
        walk_in=draft.state.orders[part.id.order].walk_in,
    )
    draft.change(site, next_receipt=site.next_receipt + 1)
    draft.put(receipt)
    return receipt
