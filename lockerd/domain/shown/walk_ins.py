"""What is taken in without a code, and why it is not now: said before somebody starts."""

from lockerd.domain.draft import Draft
from lockerd.domain.model.events import Refused
from lockerd.domain.model.state import Now, Policy, State
from lockerd.domain.model.walk_ins import WalkIn
from lockerd.domain.openings.walk_ins import why_not_offered


def walk_ins(state: State, now: Now, policy: Policy) -> dict[str, tuple[WalkIn, Refused | None]]:
    """By document class, as configured; the rules themselves are asked, on a draft that nobody keeps."""
    draft = Draft(state, now, policy)
    return {name: (offered, why_not_offered(draft, name)) for name, offered in policy.walk_ins.items()}
