"""What was put in lies behind a shut door and was confirmed: from now on it is kept for its person."""

from lockerd.domain.draft import Draft
from lockerd.domain.hand_over.moves import move_compartment, move_part, move_right, set_evidence
from lockerd.domain.model.compartments import ConditionStep
from lockerd.domain.model.facts import FactType
from lockerd.domain.model.parts import Part, PartStep, RightStep
from lockerd.domain.model.readings import Item


def confirm(draft: Draft, part: Part, item: Item, badge: str) -> Part:
    """The part is ready; its right begins, and the code for it once all parts of the order are in."""
    assert part.compartment is not None
    move_compartment(draft, part.compartment, ConditionStep.CONFIRM)
    set_evidence(draft, part.compartment, opened=False)
    move_part(draft, draft.change(part, before=see(Item.UNKNOWN, item)), PartStep.CONFIRM)
    draft.tell(FactType.PART_LOADED, part.compartment, part.id, badge=badge, item_seen=item)
    return move_right(draft, part, RightStep.GIVE)


def see(before: Item, item: Item) -> Item:
    """What counts as seen before the hand-over: an item that was seen once was there (F33)."""
    return Item.PRESENT if item is Item.PRESENT else before
