"""The end of a part, and of its order when all parts have ended (rule 24)."""

from typing import Final

from lockerd.domain.draft import Draft
from lockerd.domain.hand_over.handing_in import untie
from lockerd.domain.hand_over.incident import note_incident
from lockerd.domain.hand_over.moves import move_part, move_right
from lockerd.domain.hand_over.recall import in_the_way, take_back
from lockerd.domain.hand_over.reserve import wait_again
from lockerd.domain.hand_over.rights import end_right, revoke
from lockerd.domain.model.derived import active_visit, grant_of, parts_of
from lockerd.domain.model.facts import FactType
from lockerd.domain.model.grants import GrantState
from lockerd.domain.model.ids import CompartmentId, OrderId
from lockerd.domain.model.moves_of_parts import PartStep, RightStep
from lockerd.domain.model.old_first import is_in_vain, is_old_first
from lockerd.domain.model.parts import Part, PartState, RightState, has_ended, is_tied, was_loaded
from lockerd.domain.model.reasons import IncidentReason, ReleaseReason, RevokeReason, TakeBackReason


def close_part(draft: Draft, part: Part) -> None:
    """End the time of a part behind its door, which is proven or claimed to be empty."""
    if part.state is PartState.RETRIEVAL:
        # Its loading was undone, and what was put in is in the hands of staff again.
        wait_again(draft, part, ReleaseReason.UNDONE)
        return
    move_part(draft, part, PartStep.CLOSE)
    end_order(draft, part.id.order, part.compartment)


def end_cleared(draft: Draft, part: Part, who: str, *, found: bool) -> None:
    """What becomes of a part whose compartment staff report empty: facts say what happened and no more.

    ``found``: they say too what they took out, so that it was there.
    """
    if part.way.brought:
        _end_hand_in(draft, part, who)
        return
    if part.state is PartState.QUARANTINED and not was_loaded(part):
        # Its loading was never confirmed: nothing was handed to the wall, and staff may load it.
        wait_again(draft, part, ReleaseReason.CLEARED)
        return
    if part.state is PartState.HANDED_IN:
        _end_hand_in(draft, part, who)
        return
    end_code(draft, part, RevokeReason.CLEARED)
    if part.right is RightState.SPENT and not found:
        if part.way.to_office and part.compartment is not None:
            note_incident(draft, part.compartment, part.id, IncidentReason.BOTH_MISSING)
        # The person's code has opened the door: who took it out is not for us to say.
        move_part(draft, part, PartStep.CLOSE)
    else:
        _retrieved(draft, part, who)
    end_order(draft, part.id.order, part.compartment)


def close_retrieved(draft: Draft, part: Part, who: str, *, found: bool) -> None:
    """What becomes of a part that staff looked for behind its door, and found or not (rule 26)."""
    if not part.way.brought and not was_loaded(part):
        wait_again(draft, part, ReleaseReason.CLEARED)  # nothing was handed to the wall, and staff may load it
        return
    if part.state is not PartState.RETRIEVAL:
        _end_hand_in(draft, part, who)
        return
    end_code(draft, part, RevokeReason.CLEARED)
    if found:
        _retrieved(draft, part, who)
    else:
        move_part(draft, part, PartStep.CLOSE)
    end_order(draft, part.id.order, part.compartment)


def _retrieved(draft: Draft, part: Part, who: str) -> None:
    move_part(draft, part, PartStep.CLEAR)
    draft.tell(FactType.ORDER_RETRIEVED, part.compartment, part.id, who=who)


def _end_hand_in(draft: Draft, part: Part, who: str) -> None:
    """Nothing was found of what should have been handed in, or staff have taken out what was (rule 20)."""
    where = part.compartment
    if part.state is PartState.HANDED_IN:
        _retrieved(draft, part, who)
        end_order(draft, part.id.order, where)
        return
    if part.state is PartState.REMAINDER:
        close_unbrought(draft, untie(draft, part), where)
        return
    order = draft.state.orders[part.id.order]
    if order.cancel_wanted and not in_the_way(draft, order.id, but=part.id):
        take_back(draft, draft.change(order, cancel_wanted=False), TakeBackReason.CANCELLED_BY_AUTHORITY)
    nothing = untie(draft, part)
    grant = grant_of(draft.state, part.id.order)
    parts = parts_of(draft.state, part.id.order)
    kept_too_long = grant is not None and grant.state is GrantState.EXPIRED and not is_old_first(parts)
    if kept_too_long or nothing.state is PartState.CANCELLED or is_in_vain(parts) or order.walk_in:
        close_unbrought(draft, nothing, where)
        return
    if nothing.state is PartState.EXPIRED:
        return  # rule 22: its office may still wait longer for both
    move_part(draft, nothing, PartStep.AWAIT)
    if nothing.right in {RightState.SUSPENDED, RightState.JAMMED}:
        move_right(draft, nothing, RightStep.RENEW)
    draft.tell(FactType.ORDER_AWAITED, where, part.id)


def close_unbrought(draft: Draft, part: Part, where: CompartmentId | None = None) -> None:
    """Nothing of it lies anywhere, and nobody can bring it any more."""
    end_right(draft, part)
    move_part(draft, part, PartStep.CLOSE)
    end_order(draft, part.id.order, where)


_UNBROUGHT: Final = frozenset({PartState.AWAITED, PartState.EXPIRED})


def end_in_vain(draft: Draft, order: OrderId) -> None:
    """Where nothing is left of what it was for, nobody is waited for who was to bring something first (rule 22)."""
    parts = parts_of(draft.state, order)
    if is_in_vain(parts):
        for part in parts:
            if part.state in _UNBROUGHT and not is_tied(part):
                close_unbrought(draft, part)


def end_code(draft: Draft, part: Part, reason: RevokeReason) -> None:
    """A code that opens nothing else any more ends with its last part.

    Whoever stands at another door of it may have that one opened again with the spent code (rule 2).
    """
    grant = grant_of(draft.state, part.id.order)
    others = [other for other in parts_of(draft.state, part.id.order) if other.id != part.id]
    # What was to be brought first opens nothing by itself (rule 22).
    by_itself = [other for other in others if part.way.brought or not other.way.brought]
    done = all(other.right in {RightState.SPENT, RightState.ENDED} for other in by_itself)
    stood_at = (each.compartment for each in others if each.compartment is not None)
    if grant is not None and done and not any(active_visit(draft.state, door) for door in stood_at):
        revoke(draft, grant, reason)
    end_right(draft, part)


def end_order(draft: Draft, order: OrderId, compartment: CompartmentId | None) -> None:
    """End the order if this was its last part; its grants are not needed in memory any more."""
    row = draft.state.orders[order]
    if row.ended_powered_ms is not None or not all(has_ended(part) for part in parts_of(draft.state, order)):
        return
    draft.change(row, ended_powered_ms=draft.now.powered_ms)
    draft.tell(FactType.ORDER_CLOSED, compartment, order=order)
    draft.forget_grants(order)
