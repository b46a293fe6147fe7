"""What must hold where an old document is given behind one door for a new one behind another (rule 22)."""

from lockerd.domain.model.directions import Direction
from lockerd.domain.model.grants import GrantState
from lockerd.domain.model.parts import Part, PartState
from search.broken import BrokenRuleError
from search.hand_in.daemon import Daemon
from search.rules import ENDED, GOOD, brought_before, tied


def check_swapped(after: Daemon) -> None:
    """All checks of it that look at a state."""
    for part in after.state.parts.values():
        first = [after.state.parts[name] for name in brought_before(after.state, part.id)]
        if part.direction is Direction.OUT and first:
            _together(after, part, first)


def _together(after: Daemon, new: Part, first: list[Part]) -> None:
    """The new one is handed out only for the old one, and whoever has a good code for it can bring that."""
    handed_out = new.state in {PartState.COLLECTING, PartState.COLLECTED}
    codes = [grant for grant in after.state.grants.values() if grant.order == new.id.order]
    good = new.right in GOOD and any(grant.state is GrantState.ACTIVE for grant in codes)
    for old in first:
        if handed_out and old.receipt is None:
            raise BrokenRuleError(f"rule 22: {new.id} is {new.state}, and {old.id} is {old.state}")
        if good and old.receipt is None and old.right not in GOOD and not tied(old):
            raise BrokenRuleError(f"rule 22: the code is good for {new.id}, and nobody can bring {old.id} any more")
        if new.state in ENDED and old.state in {PartState.AWAITED, PartState.EXPIRED} and not tied(old):
            raise BrokenRuleError(f"rule 22: {old.id} is waited for, and {new.id}, for which it was, is {new.state}")
