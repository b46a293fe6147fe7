"""Nothing new is put into a compartment, or it is again: a technician on the spot wants it so, or an office (ADR 33).

What lies inside, or goes on at this door, is finished as it began; nothing is opened.
"""

from lockerd.domain.draft import Draft
from lockerd.domain.hand_over.reserve import release
from lockerd.domain.model.blocks import Block, BlockCompartment, UnblockCompartment
from lockerd.domain.model.compartments import Compartment
from lockerd.domain.model.events import Accepted, Answer, InService, OutOfService, Refused
from lockerd.domain.model.facts import FactType
from lockerd.domain.model.reasons import ReleaseReason
from lockerd.domain.model.refusals import Refusal


def service(draft: Draft, event: OutOfService | InService) -> Answer:
    """A technician's word. Back in service is back for all: who stands there knows more than whoever blocked it."""
    row = draft.state.compartments.get(event.compartment)
    if row is None:
        return Refused(Refusal.COMPARTMENT_UNKNOWN)
    if isinstance(event, OutOfService):
        _block(draft, row, Block("", event.reason), ReleaseReason.OUT_OF_SERVICE)
        draft.tell(FactType.COMPARTMENT_OUT_OF_SERVICE, row.id, who=event.who, reason=event.reason)
    else:
        draft.change(row, blocks=())
        draft.tell(FactType.COMPARTMENT_IN_SERVICE, row.id, who=event.who, reason=event.reason)
    return Accepted()


def block(draft: Draft, event: BlockCompartment) -> Answer:
    """An office's word; it holds for all, or for all others."""
    row = draft.state.compartments.get(event.compartment)
    if row is None:
        return Refused(Refusal.COMPARTMENT_UNKNOWN)
    if event.authority not in draft.policy.authorities:
        return Refused(Refusal.AUTHORITY_UNKNOWN)
    wanted = Block(event.authority, event.reason, event.own_use)
    if wanted not in row.blocks:
        _block(draft, row, wanted, ReleaseReason.BLOCKED)
        draft.tell(
            FactType.COMPARTMENT_BLOCKED,
            row.id,
            authority=event.authority,
            block_reason=event.reason,
            own_use=event.own_use,
        )
    return Accepted()


def unblock(draft: Draft, event: UnblockCompartment) -> Answer:
    """An office takes its own block back, and no other; what a technician took out stays out."""
    row = draft.state.compartments.get(event.compartment)
    if row is None:
        return Refused(Refusal.COMPARTMENT_UNKNOWN)
    others = _others(row, event.authority)
    if others == row.blocks:
        return Refused(Refusal.BLOCKED_BY_OTHERS) if others else Accepted()
    draft.change(row, blocks=others)
    draft.tell(FactType.COMPARTMENT_UNBLOCKED, row.id, authority=event.authority)
    return Accepted()


def _block(draft: Draft, row: Compartment, wanted: Block, reason: ReleaseReason) -> None:
    """What was only reserved there waits for another door, unless it is what the door is kept for."""
    blocks = sorted((*_others(row, wanted.by), wanted), key=lambda each: each.by)
    row = draft.change(row, blocks=tuple(blocks))
    part = None if row.part is None else draft.state.parts[row.part]
    if part is not None and not row.takes_from(part.authority):
        release(draft, row.id, reason)


def _others(row: Compartment, by: str) -> tuple[Block, ...]:
    return tuple(each for each in row.blocks if each.by != by)
