"""What another configuration means for what was stored under the one before: doors that came, went or changed."""

from lockerd.domain.draft import Draft
from lockerd.domain.hand_over.reserve import release, serves, wait_again, why_never
from lockerd.domain.model.compartments import Compartment
from lockerd.domain.model.derived import in_order, waiting_parts
from lockerd.domain.model.events import Boot
from lockerd.domain.model.facts import FactType
from lockerd.domain.model.parts import Part, PartState
from lockerd.domain.model.reasons import ReleaseReason


def refit(draft: Draft, event: Boot) -> None:
    """Take in new doors, never as proven empty, and forget those that were taken out.

    What is in use cannot be left out: that configuration was refused before anything of it was decided.
    """
    for place in event.places:
        if place.compartment not in draft.state.compartments:
            draft.put(Compartment(place=place))
            draft.tell(FactType.COMPARTMENT_ADDED, place.compartment)
    for compartment in sorted(event.removed):
        draft.drop_compartment(compartment)
        draft.tell(FactType.COMPARTMENT_REMOVED, compartment)
    for part in in_order(draft.state.parts):
        if part.state is PartState.RESERVED and part.compartment not in draft.state.compartments:
            wait_again(draft, part, ReleaseReason.COMPARTMENT_REMOVED)


def release_misfits(draft: Draft) -> None:
    """Papers that are still to come get another door where theirs does not fit any more; central learns of the rest."""
    for part in in_order(draft.state.parts):
        if part.state is PartState.RESERVED and part.compartment is not None and not fits_still(draft, part):
            release(draft, part.compartment, ReleaseReason.NO_LONGER_FITS)
    for part in waiting_parts(draft.state):
        document_class = draft.state.orders[part.id.order].document_class
        if (why := why_never(draft.state, draft.policy, part, document_class)) is not None:
            draft.tell(FactType.ORDER_UNSERVABLE, None, part.id, reason=why)


def fits_still(draft: Draft, part: Part) -> bool:
    """Whether the door that is reserved for it would be chosen from nothing still."""
    if part.compartment is None or part.authority not in draft.policy.authorities:
        return False
    return serves(draft.state, draft.policy, part, draft.state.compartments[part.compartment].place)
