"""What another configuration means for what was stored under the one before: doors that came, went or changed."""

from typing import Final

from lockerd.domain.draft import Draft
from lockerd.domain.hand_over.quarantine import release, wait_again
from lockerd.domain.hand_over.reserve import fits, why_never
from lockerd.domain.model.compartments import Compartment
from lockerd.domain.model.events import Boot
from lockerd.domain.model.facts import FactType
from lockerd.domain.model.orders import Order, OrderState
from lockerd.domain.model.state import in_order

REMOVED: Final = "compartment_removed"
NO_LONGER_FITS: Final = "no_longer_fits"


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
    for order in in_order(draft.state.orders):
        if order.state is OrderState.RESERVED and order.compartments[0] not in draft.state.compartments:
            wait_again(draft, order.id, order.compartments[0], REMOVED)


def release_misfits(draft: Draft) -> None:
    """Papers that are still to come get another door where theirs does not fit any more; central learns of the rest."""
    for order in in_order(draft.state.orders):
        if order.state is OrderState.RESERVED and not _fits_still(draft, order):
            release(draft, order.compartments[0], NO_LONGER_FITS)
    for number in sorted(draft.state.waiting):
        if (why := why_never(draft.state, draft.policy, draft.state.orders[number])) is not None:
            draft.tell(FactType.ORDER_UNSERVABLE, order=number, reason=why)


def _fits_still(draft: Draft, order: Order) -> bool:
    served = order.authority in draft.policy.authorities
    return served and fits(draft.policy, order.needs, draft.compartment(order.compartments[0]).place)
