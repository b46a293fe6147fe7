"""What an office may still change of an order that it has announced; until when says ``Term``."""

from collections.abc import Iterator, Sequence
from typing import Final

from lockerd.copies import replace
from lockerd.domain.draft import Draft
from lockerd.domain.hand_over.refitting import fits_still
from lockerd.domain.hand_over.reserve import release, why_never_all
from lockerd.domain.model.codes import FreshCode
from lockerd.domain.model.derived import asked_for, excludes_delegates, grant_of, parts_of, worth
from lockerd.domain.model.document_classes import in_words
from lockerd.domain.model.events import Accepted, Answer, Refused
from lockerd.domain.model.facts import FactType
from lockerd.domain.model.grants import Worth
from lockerd.domain.model.ids import PartId
from lockerd.domain.model.old_first import is_old_first
from lockerd.domain.model.orders import Order
from lockerd.domain.model.parts import (
    UNDER_WAY,
    Part,
    PartState,
    has_ended,
    is_remainder,
    is_with_the_office,
)
from lockerd.domain.model.reasons import ReleaseReason
from lockerd.domain.model.refusals import Refusal
from lockerd.domain.model.terms import ChangeOrder, Term
from lockerd.domain.requests.announcing import belongs_together, is_out, keeps_too_long
from lockerd.domain.requests.asking_more import ask_as_its_class, asks_now, needs_another_code
from lockerd.domain.requests.delegates import exclude_delegates, why_not_delegates
from lockerd.domain.requests.holding import why_too_late
from lockerd.domain.requests.issuing import NUMBER_TAKEN, number_taken
from lockerd.domain.requests.statements import can_prove_the_person

_NOT_PUT_IN: Final = frozenset({PartState.ANNOUNCED, PartState.RESERVED})


def change_order(draft: Draft, event: ChangeOrder) -> Answer:
    """All of it or nothing. A door that does not fit any more is given up, and another one is looked for."""
    order = draft.state.orders.get(event.order)
    if order is None:
        return Refused(Refusal.ORDER_UNKNOWN)
    if order.authority != event.authority:
        return Refused(Refusal.WRONG_AUTHORITY)
    if order.cancel_wanted:
        return Refused(Refusal.CANCELLED)
    if order.ended_powered_ms is not None:
        return Refused(why_too_late(parts_of(draft.state, order.id)))
    part = _named(draft, order, event)
    if part is None:
        return Refused(Refusal.PART_UNKNOWN)
    wanted, asked = _as_wanted(order, part, event)
    fields = sorted(term for term in Term if _value(term, order, part) != _value(term, wanted, asked))
    if (refused := _why_not(draft, fields, wanted, asked)) is not None:
        return refused
    another = Term.DOCUMENT_CLASS in fields and needs_another_code(draft, wanted)
    if another and event.code is not None and number_taken(draft, event.code):
        return NUMBER_TAKEN
    if fields:
        _change(draft, fields, wanted, asked, event.code)
    return Accepted()


def _named(draft: Draft, order: Order, event: ChangeOrder) -> Part | None:
    """The part that is meant. Where nothing of a part is to change it need not be named: that is the first then."""
    of_a_part = event.needs is not None or event.item_count is not None
    if event.part is None and of_a_part and asked_for(draft.state, order.id) > 1:
        return None
    part = draft.state.parts.get(PartId(order.id, event.part or 1))
    return None if part is None or is_remainder(part) else part


def _as_wanted(order: Order, part: Part, event: ChangeOrder) -> tuple[Order, Part]:
    wanted = replace(
        order,
        case_reference=order.case_reference if event.case_reference is None else event.case_reference,
        document_class=event.document_class or order.document_class,
        retention_ms=event.retention_ms or order.retention_ms,
        no_delegate=order.no_delegate if event.no_delegate is None else event.no_delegate,
    )
    return wanted, replace(part, needs=event.needs or part.needs, item_count=event.item_count or part.item_count)


def _value(term: Term, order: Order, part: Part) -> object:
    match term:
        case Term.CASE_REFERENCE:
            return order.case_reference
        case Term.DOCUMENT_CLASS:
            return order.document_class
        case Term.NO_DELEGATE:
            return order.no_delegate
        case Term.RETENTION_H:
            return order.retention_ms
        case Term.NEEDS:
            return part.needs
        case Term.ITEM_COUNT:
            return part.item_count


def _why_not(draft: Draft, fields: Sequence[Term], wanted: Order, asked: Part) -> Refused | None:
    """The first reason; whether another door could ever serve what is wanted is asked last."""
    if Term.RETENTION_H in fields and _time_runs(draft, wanted):
        return Refused(Refusal.ORDER_NOT_READY)
    if {Term.RETENTION_H, Term.DOCUMENT_CLASS} & {*fields} and keeps_too_long(draft.policy, wanted):
        return Refused(Refusal.RETENTION_TOO_LONG)
    if Term.NO_DELEGATE in fields and (why := why_not_delegates(draft, wanted)) is not None:
        return Refused(why)
    alone = Term.DOCUMENT_CLASS in fields and excludes_delegates(draft.policy, wanted)
    if alone and not can_prove_the_person(draft.policy, wanted.authority, draft.now):
        return Refused(Refusal.NO_VERIFIER)
    concerned = _concerned(draft, fields, wanted, asked)
    for part in concerned:
        if (refused := _why_settled(part)) is not None:
            return refused
    if not concerned:
        return None
    if not all(belongs_together(draft.policy, wanted.document_class, part) for part in concerned):
        return Refused(Refusal.WRONG_COUNT)
    parts = tuple(asked if part.id == asked.id else part for part in parts_of(draft.state, wanted.id))
    left = parts if is_old_first(parts) else concerned
    why = why_never_all(draft.state, draft.policy, left, wanted.document_class)
    return None if why is None else Refused(why)


def _time_runs(draft: Draft, order: Order) -> bool:
    """Whether it has a code that is good, or was; that of an order on demand waits until all of it is put in."""
    grant = grant_of(draft.state, order.id)
    return grant is not None and worth(draft.state, grant) is not Worth.NOT_YET


def _concerned(draft: Draft, fields: Sequence[Term], wanted: Order, asked: Part) -> list[Part]:
    """The parts that must not have been put in for this, as they shall be."""
    parts = (asked if part.id == asked.id else part for part in parts_of(draft.state, wanted.id))
    if Term.DOCUMENT_CLASS in fields:
        return list(parts)
    return [asked] if Term.NEEDS in fields or Term.ITEM_COUNT in fields else []


def _why_settled(part: Part) -> Refused | None:
    """Something of it was put in, or somebody stands there with it, or may have: what is known of it stays."""
    if part.state in _NOT_PUT_IN or (part.state is PartState.AWAITED and part.compartment is None):
        return None
    if part.state in UNDER_WAY:
        return Refused(Refusal.BUSY, retry_after_ms=10_000)
    if is_out(part):
        return Refused(Refusal.ALREADY_COLLECTED)
    if is_with_the_office(part):
        return Refused(Refusal.ALREADY_HANDED_IN)
    return Refused(Refusal.ORDER_NOT_READY if has_ended(part) else Refusal.ALREADY_PUT_IN)


def _change(draft: Draft, fields: Sequence[Term], wanted: Order, asked: Part, code: FreshCode | None) -> None:
    draft.put(wanted)
    if Term.NO_DELEGATE in fields:
        exclude_delegates(draft, wanted)
    if Term.DOCUMENT_CLASS in fields:
        ask_as_its_class(draft, wanted, code)
    if Term.NEEDS in fields or Term.ITEM_COUNT in fields:
        draft.put(asked)
    parts = parts_of(draft.state, wanted.id)
    draft.tell(
        FactType.ORDER_CHANGED,
        None,
        asked.id if Term.NEEDS in fields or Term.ITEM_COUNT in fields else None,
        order=wanted.id,
        fields=",".join(fields),
        document_class=wanted.document_class,
        item_count=sum(part.item_count for part in parts if not is_remainder(part)),
        retention_ms=wanted.retention_ms,
        asks=in_words(asks_now(draft, wanted)),
    )
    for part in _misfits(draft, parts):
        assert part.compartment is not None
        release(draft, part.compartment, ReleaseReason.NO_LONGER_FITS)


def _misfits(draft: Draft, parts: Sequence[Part]) -> Iterator[Part]:
    return (part for part in parts if part.state is PartState.RESERVED and not fits_still(draft, part))
