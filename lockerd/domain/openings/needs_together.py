"""What the office asked for and what the person says besides, as one: by that a door is chosen."""

from lockerd.copies import replace
from lockerd.domain.model.parts import Needs, Part
from lockerd.domain.model.said_needs import SaidNeeds
from lockerd.domain.model.state import Policy


def together(policy: Policy, needs: Needs, said: SaidNeeds) -> Needs:
    """Both of it at once: the larger size, the heights that suit either."""
    sizes = [each for each in (needs.size, said.size) if each is not None]
    gone = [each for each in sizes if each not in policy.sizes]  # larger than all that the site has
    low, high = (policy.reach_low_cm, policy.reach_high_cm) if said.within_reach else (None, None)
    lowest = [each for each in (needs.lowest_cm, low) if each is not None]
    highest = [each for each in (needs.highest_cm, high) if each is not None]
    return Needs(
        size=gone[0] if gone else max(sizes, key=policy.sizes.index, default=None),
        lowest_cm=max(lowest, default=None),
        highest_cm=min(highest, default=None),
        slow_hands=needs.slow_hands or said.slow_hands,
    )


def as_said(policy: Policy, part: Part, said: SaidNeeds) -> Part:
    """A part as a door is looked for, for it; only that: what somebody needs is kept no longer than their visit."""
    return replace(part, needs=together(policy, part.needs, said))
