"""A door that was never seen to open while others are free: it keeps a name of its own, and its code goes on elsewhere.

Fired and not seen open is not nothing (rule 16): a sensor may have missed the opening, or the latch be off. So the door
names a remainder of the part until staff have looked. No code opens it; what they find there is custody like any other.
"""

from lockerd.domain.draft import Draft
from lockerd.domain.hand_over.handing_in import untie
from lockerd.domain.hand_over.moves import look_anew, move_part, move_right
from lockerd.domain.hand_over.quarantine import doubt
from lockerd.domain.hand_over.reserve import choose_for_hand_in
from lockerd.domain.model.derived import parts_of
from lockerd.domain.model.facts import FactType
from lockerd.domain.model.ids import PartId
from lockerd.domain.model.looks import reading_of
from lockerd.domain.model.moves_of_parts import PartStep, RightStep
from lockerd.domain.model.old_first import is_old_first
from lockerd.domain.model.parts import PARTS_MAX, Part, PartState
from lockerd.domain.model.readings import Item
from lockerd.domain.model.reasons import DoorReason, Nothing


def may_go_elsewhere(draft: Draft, part: Part) -> bool:
    """Whether another door is offered: once, until staff have looked, and only where nothing seems to lie behind this
    one, or to have been opened at all."""
    if not part.way.brought or part.compartment is None or part.openings > 0:
        return False
    if draft.state.orders[part.id.order].walk_in:
        return False  # its right ends with this visit, and opens no other door
    parts = parts_of(draft.state, part.id.order)
    if is_old_first(parts):
        return False  # what staff find here may be the old document: the new one is for whom they find it (ADR 39)
    first = len(parts) < PARTS_MAX and not any(other.state is PartState.REMAINDER for other in parts)
    unseen = reading_of(draft.state, part.compartment).item is not Item.PRESENT
    return first and unseen and bool(choose_for_hand_in(draft, part))


def leave_remainder(draft: Draft, part: Part, reason: DoorReason | Nothing) -> None:
    """This door does not open: it names a remainder from now on, and the code is good for any that is proven empty."""
    assert part.compartment is not None
    where, order = part.compartment, draft.state.orders[part.id.order]
    left = Part(
        id=PartId(order.id, order.parts + 1),
        direction=part.direction,
        authority=part.authority,
        needs=part.needs,
        item_count=part.item_count,
        state=PartState.REMAINDER,
        compartment=where,
        pulsed=True,
        began_lo_s=part.began_lo_s,
        outage=part.outage,
        before=part.before,
    )
    draft.put(left)
    draft.change(order, parts=left.id.number)
    move_right(draft, part, RightStep.GIVE_BACK)
    move_part(draft, untie(draft, part), PartStep.GIVE_BACK)
    draft.change(draft.state.compartments[where], part=left.id)
    draft.tell(FactType.PART_REMAINDER, where, left.id, of=part.id.number, reason=reason)
    doubt(draft, where, DoorReason.NOT_OPENED)
    look_anew(draft, where)
    draft.tell(FactType.ORDER_AWAITED, where, part.id)
