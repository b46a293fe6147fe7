"""What follows every decision, whatever it was about: what became usable is given away, dead codes leave the screen."""

from typing import Final

from lockerd.domain.draft import Draft
from lockerd.domain.hand_over.finish import finish, settle
from lockerd.domain.hand_over.reserve import is_usable, reserve
from lockerd.domain.model.derived import parts_of, served, state_of, worth
from lockerd.domain.model.grants import LIVE, Grant, Worth
from lockerd.domain.model.parts import Direction, Needs, PartState
from lockerd.domain.model.refusals import Refusal
from lockerd.domain.model.state import in_order
from lockerd.domain.model.visits import Phase, Visit

WORTH_SHOWING: Final = LIVE | {Worth.JAMMED}
"""States in which a code is left on the screen: after a jam, whoever put the item in can still undo that."""


def follow_up(draft: Draft) -> None:
    """Done once, after everything else of the decision."""
    end_dead_codes(draft)
    for order in sorted(draft.moved_orders):
        settle(draft, order)
    reserve_waiting(draft)


def reserve_waiting(draft: Draft) -> None:
    """Give what became usable in this decision to the parts that wait, oldest order first (UUIDv7 sorts by time).

    When nothing became usable, only parts that began to wait are looked at: the list of all is long.
    """
    freed = any(is_usable(draft, draft.state.compartments[door]) for door in sorted(draft.looked_at))
    names = draft.state.live if freed else draft.began_to_wait
    hopeless: set[tuple[str, Needs]] = set()
    for part in (draft.state.parts[name] for name in sorted(names)):
        asked = (part.authority, part.needs)
        if part.state is PartState.ANNOUNCED and asked not in hopeless and reserve(draft, part) is None:
            hopeless.add(asked)


def end_dead_codes(draft: Draft) -> None:
    """End every visit that shows a code which opens nothing any more, and say why."""
    for visit in in_order(draft.state.visits):
        if visit.phase is not Phase.CODE_READY or visit.grant is None:
            continue
        grant = draft.state.grants.get(visit.grant)
        if grant is None or not _worth_showing(draft, grant):
            finish(draft, visit, _why(draft, visit, grant))


def _worth_showing(draft: Draft, grant: Grant) -> bool:
    """Whether it opens something, or will once staff have reported: a code for what is brought comes back (rule 20)."""
    found = worth(draft.state, grant)
    brought = any(part.direction is Direction.IN for part in parts_of(draft.state, grant.order))
    return found in WORTH_SHOWING or (brought and found is Worth.SUSPENDED)


def _why(draft: Draft, visit: Visit, grant: Grant | None) -> Refusal | None:
    if grant is None or worth(draft.state, grant) is Worth.SPENT:
        return None  # it has done what it was made for
    taken_back = state_of(draft.state, served(draft.state, visit).order) in {PartState.RECALLED, PartState.CANCELLED}
    revoked = worth(draft.state, grant) is Worth.REVOKED
    return Refusal.CANCELLED if revoked and taken_back else Refusal.CODE_VOID
