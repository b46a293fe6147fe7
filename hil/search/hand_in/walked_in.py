"""What must hold where somebody brings something without a code (rule 21)."""

from lockerd.domain.model.parts import Part, PartState
from search.broken import BrokenRuleError
from search.hand_in.daemon import Daemon
from search.rules import AT_DOOR, GOOD, parts_of


def check_walked_in(after: Daemon) -> None:
    """Their right is their visit, and what nobody can bring any more is waited for only behind a door."""
    for order in after.state.orders.values():
        if order.walk_in:
            for part in parts_of(after.state, order.id):
                _right(after, part)
            grants = [grant for grant in after.state.grants.values() if grant.order == order.id]
            if len(grants) > 1:
                raise BrokenRuleError(f"rule 27: order {order.id} was brought without a code, and has got one")


def _right(after: Daemon, part: Part) -> None:
    here = any(v.part == part.id and v.phase in AT_DOOR for v in after.state.visits.values())
    tried = any(each.part == part.id and each.outcome is None for each in after.state.attempts.values())
    if part.right in GOOD and not here and not tried:
        raise BrokenRuleError(f"rule 21: nobody is there any more, and the right of {part.id} is {part.right}")
    if part.state is PartState.AWAITED and part.compartment is None and not here:
        raise BrokenRuleError(f"rule 21: {part.id} is waited for, and nobody has a code for it")
