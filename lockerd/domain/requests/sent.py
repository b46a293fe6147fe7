"""A command of an issuer: its numbers first, then whether the issuer speaks for whom it is about (ADR 64)."""

from lockerd.copies import replace
from lockerd.domain.draft import Draft
from lockerd.domain.model import issuers
from lockerd.domain.model.blocks import BlockCompartment, UnblockCompartment
from lockerd.domain.model.events import Accepted, Announce, Answer, Cancel, Note, Refused, Sent, Wanted
from lockerd.domain.model.facts import Fact, FactType
from lockerd.domain.model.holds import EndHold, PutOnHold
from lockerd.domain.model.ids import OrderId
from lockerd.domain.model.issuers import Numbers, Stale
from lockerd.domain.model.key_list import TakeKeyList
from lockerd.domain.model.refusals import Refusal
from lockerd.domain.model.staff import Reissue
from lockerd.domain.model.terms import ChangeOrder, Extend, ExtendAll


def sent(draft: Draft, event: Sent) -> Answer | Wanted:
    """What it is answered, or what is to be decided yet: with its number used up, unless it is refused for that."""
    refused = take_numbers(draft, event)
    if refused is not None:
        return refused
    match event.wish:
        case None:
            return Accepted()
        case Note(type=kind, data=data):
            draft.write(Fact(kind, None, None, dict(data)))
            return Accepted()
        case wish:
            why = None if event.speaks_for is None else _why_not(draft, wish, event.speaks_for)
            return wish if why is None else Refused(why)


def take_numbers(draft: Draft, event: Sent) -> Refused | None:
    """Have the number as a seen one, or say why it does not count; an issuer that is behind is told of once."""
    site = draft.state.site
    before = issuers.of_issuer(site.issuers, event.issuer)
    found = issuers.judge(site.issuers, event.issuer, event.epoch, event.number)
    if isinstance(found, Numbers):
        draft.change(site, issuers=issuers.with_newest(site.issuers, found))
        if before is not None and before.epoch != found.epoch:
            draft.tell(FactType.ISSUER_BEGAN, issuer=event.issuer, epoch=event.epoch, before=before.epoch)
        return None
    assert before is not None, "the first command of an issuer counts"
    if not before.behind or (found is Stale.NUMBER_USED and before.behind != found):
        row = replace(before, behind=found.value)
        draft.change(site, issuers=tuple(row if each is before else each for each in site.issuers))
        draft.tell(
            FactType.ISSUER_BEHIND,
            issuer=event.issuer,
            reason=found.value,
            epoch=event.epoch,
            number=event.number,
            highest=before.number,
        )
    why = Refusal.NUMBER_USED if found is Stale.NUMBER_USED else Refusal.OUT_OF_ORDER
    return Refused(why, known=(before.epoch, before.number))


def _why_not(draft: Draft, wish: Wanted, speaks_for: frozenset[str]) -> Refusal | None:
    """Another office's order is for this issuer one that was never announced, whatever the command says of it."""
    match wish:
        case Announce():
            return _of_office(wish.order.authority, speaks_for)
        case Cancel() | PutOnHold() | EndHold() | Reissue():
            return _of_order(draft, wish.order, speaks_for)
        case ChangeOrder() | Extend():
            return _of_office(wish.authority, speaks_for) or _of_order(draft, wish.order, speaks_for)
        case ExtendAll() | BlockCompartment() | UnblockCompartment():
            return _of_office(wish.authority, speaks_for)
        case TakeKeyList():
            return None  # the roots have signed it, and they speak for the site
        case _:  # what is for all, a list of badges that were called back, or nobody has said whose it is
            return None if draft.policy.authorities <= speaks_for else Refusal.WRONG_AUTHORITY


def _of_office(authority: str, speaks_for: frozenset[str]) -> Refusal | None:
    return None if authority in speaks_for else Refusal.AUTHORITY_UNKNOWN


def _of_order(draft: Draft, name: OrderId, speaks_for: frozenset[str]) -> Refusal | None:
    order = draft.state.orders.get(name)
    return None if order is not None and order.authority in speaks_for else Refusal.ORDER_UNKNOWN
