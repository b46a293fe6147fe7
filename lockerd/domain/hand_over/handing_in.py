"""Putting in by a person: a part is tied to a compartment, and what follows without custody (rules 16, 19, 20)."""

from typing import Final

from lockerd.domain.draft import Draft
from lockerd.domain.hand_over.moves import look_anew, move_compartment, move_part, move_right
from lockerd.domain.hand_over.quarantine import doubt, quarantine
from lockerd.domain.hand_over.reserve import keep, release
from lockerd.domain.hand_over.rights import suspend
from lockerd.domain.model.compartments import Condition, ConditionStep
from lockerd.domain.model.facts import FactType
from lockerd.domain.model.ids import CompartmentId
from lockerd.domain.model.looks import reading_of
from lockerd.domain.model.moves_of_parts import PartStep, RightStep
from lockerd.domain.model.outages import Outage
from lockerd.domain.model.parts import ATTEMPTS_PER_PART, Part, PartState, RightState
from lockerd.domain.model.readings import Item
from lockerd.domain.model.reasons import DoorReason, ReleaseReason

HELD_MS: Final = 15 * 60_000
"""Powered time for which a code works again at the door that its part is tied to, after a power cut (rule 21)."""
LOOKED_S: Final = 5
"""A door that was not looked at for so long has been told to be unknown: its closing cannot lie further back (F41)."""
AGAIN: Final = "again"
"""In place of how a code was shown: the same person has the door opened once more."""
OPENINGS_PER_PART: Final = 3
"""So often a door is opened for one hand-in, in all its visits; then staff look (rule 19)."""


def may_open_again(part: Part) -> bool:
    """Whether its door may be opened once more before staff have looked (rule 19)."""
    return part.attempts < ATTEMPTS_PER_PART and part.openings < OPENINGS_PER_PART


def begin_handing_in(draft: Draft, part: Part, compartment: CompartmentId, by: str) -> Part:
    """From this commit the part is tied: its code opens for it this compartment and no other (rule 16).

    Whoever stands there comes before papers for which the compartment is only reserved.
    """
    release(draft, compartment, ReleaseReason.GAVE_WAY)
    item = reading_of(draft.state, compartment).item
    began_lo_s = draft.now.lo_s if part.began_lo_s is None else part.began_lo_s
    before = Item.ABSENT if item is Item.ABSENT else part.before
    keep(draft, draft.state.compartments[compartment], part)
    tied = draft.change(
        part,
        compartment=compartment,
        before=before,
        began_lo_s=began_lo_s,
        grace_left_ms=None,
        missing=part.missing if by == AGAIN else None,  # whoever comes anew may have brought it
    )
    if tied.state is PartState.AWAITED:
        move_part(draft, tied, PartStep.ARRIVE)
    draft.tell(FactType.ORDER_HANDING_IN, compartment, part.id, by=by)
    return move_right(draft, tied, RightStep.TRY)


def not_opened_again(draft: Draft, part: Part) -> None:
    """The code of what is being put in is good for its door as before."""
    if part.state is PartState.HANDING_IN and part.right is RightState.ATTEMPTING:
        move_right(draft, part, RightStep.GIVE_BACK)


def untie(draft: Draft, part: Part) -> Part:
    """Nothing was put in there, for certain: the compartment is nobody's, and the part waits as if nothing had been."""
    assert part.compartment is not None
    draft.change(draft.state.compartments[part.compartment], part=None)
    return draft.change(
        part,
        compartment=None,
        attempts=0,
        openings=0,
        pulsed=False,
        began_lo_s=None,
        shut_lo_s=None,
        outage=Outage.NONE,
        grace_left_ms=None,
        before=Item.UNKNOWN,
        missing=None,
    )


def leave_unopened(draft: Draft, part: Part) -> None:
    """The turn is over and no opening was seen in it: free only where no pulse was fired since it was tied."""
    assert part.compartment is not None
    compartment = part.compartment
    if part.right is RightState.ATTEMPTING:
        move_right(draft, part, RightStep.GIVE_BACK)
    part = draft.state.parts[part.id]
    row = draft.state.compartments[compartment]
    if not part.pulsed:
        move_part(draft, untie(draft, part), PartStep.GIVE_BACK)
        draft.tell(FactType.ORDER_AWAITED, compartment, part.id)
        if row.condition is Condition.RESERVED:
            move_compartment(draft, compartment, ConditionStep.RELEASE)
    elif reading_of(draft.state, compartment).item is Item.PRESENT:
        quarantine(draft, compartment, DoorReason.ITEM_CAME_UNSEEN)
    else:
        await_again(draft, part, DoorReason.NOT_OPENED)


def hold_in(draft: Draft, part: Part, outage: Outage = Outage.POWER) -> None:
    """The power failed, or its board fell silent, while it was being put in: its code stays good for this door for
    some minutes (rules 17 and 21).

    Afterwards it is judged as left without a word. What was pulsed and not seen open counts as being put in.
    """
    assert part.compartment is not None
    if part.right is RightState.ATTEMPTING:
        jammed = part.attempts >= ATTEMPTS_PER_PART
        move_right(draft, part, RightStep.JAM if jammed else RightStep.GIVE_BACK)
    if draft.state.compartments[part.compartment].condition is Condition.RESERVED:
        move_compartment(draft, part.compartment, ConditionStep.OPEN)
    left_ms = HELD_MS if part.grace_left_ms is None else part.grace_left_ms
    known = Outage.POWER if part.outage is Outage.POWER else outage
    draft.change(part, outage=known, pulsed=True, grace_left_ms=left_ms)


def hand_in_at_boot(draft: Draft, part: Part) -> None:
    """Nothing re-fires: what was never pulsed is nobody's, what was is held for a while (rule 21)."""
    if part.pulsed or part.state is PartState.EXCHANGING:
        hold_in(draft, part)
    else:
        leave_unopened(draft, part)


def note_closing(draft: Draft, compartment: CompartmentId) -> None:
    """Its door was shut in its own turn: what a receipt may say of the time begins here."""
    row = draft.state.compartments[compartment]
    part = None if row.part is None else draft.state.parts[row.part]
    if part is not None and part.state in {PartState.HANDING_IN, PartState.EXCHANGING, PartState.COLLECTING}:
        draft.change(part, shut_lo_s=draft.now.lo_s - LOOKED_S)


def found_open(draft: Draft, compartment: CompartmentId) -> None:
    """It was open before the power failed, and is: whoever shuts it now may not be who brought the thing (rule 21)."""
    row = draft.state.compartments[compartment]
    if row.part is not None and draft.state.parts[row.part].state in {PartState.HANDING_IN, PartState.EXCHANGING}:
        quarantine(draft, compartment, DoorReason.FOUND_OPEN)


def await_again(draft: Draft, part: Part, reason: DoorReason) -> None:
    """Nothing was put in, as far as anybody knows: the code stays good for this door until staff look (rule 20)."""
    assert part.compartment is not None
    doubt(draft, part.compartment, reason)
    # Rule 26: what staff report counts after an opening and a closing of their own.
    look_anew(draft, part.compartment)
    move_part(draft, part, PartStep.GIVE_BACK)
    draft.tell(FactType.ORDER_AWAITED, part.compartment, part.id)
    if part.openings >= OPENINGS_PER_PART:
        suspend(draft, draft.state.parts[part.id], DoorReason.OPENINGS_USED_UP)
