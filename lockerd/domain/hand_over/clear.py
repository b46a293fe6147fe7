"""Staff have looked and report a compartment empty: it is free again, and the part that it names ends (rule 3)."""

from lockerd.domain.draft import Draft
from lockerd.domain.hand_over.close import end_cleared
from lockerd.domain.hand_over.moves import UNSEEN, move_compartment
from lockerd.domain.hand_over.reserve import release
from lockerd.domain.model.compartments import ConditionStep
from lockerd.domain.model.ids import CompartmentId
from lockerd.domain.model.reasons import ReleaseReason


def clear_compartment(draft: Draft, compartment: CompartmentId, who: str, *, found: bool) -> None:
    """Nothing lies inside, on the word of ``who``."""
    release(draft, compartment, ReleaseReason.CLEARED)
    named = draft.state.compartments[compartment].part
    if named is not None:
        end_cleared(draft, draft.state.parts[named], who, found=found)
    move_compartment(draft, compartment, ConditionStep.CLEAR, part=None, evidence=UNSEEN)
