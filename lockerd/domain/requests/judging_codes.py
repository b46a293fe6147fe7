"""What a code is worth that was shown, before any door is thought of; what is refused is written down."""

from typing import Final

from lockerd.domain.draft import Draft
from lockerd.domain.model.codes import CodeForm
from lockerd.domain.model.derived import parts_of, why_refused
from lockerd.domain.model.events import Refused, StartCollection
from lockerd.domain.model.facts import FactType
from lockerd.domain.model.grants import Grant
from lockerd.domain.model.parts import RightState
from lockerd.domain.model.refusals import Refusal
from lockerd.domain.model.visits import Phase
from lockerd.domain.openings import brake
from lockerd.domain.openings.refusing import BUSY
from lockerd.domain.requests import second_secret, tries

NEW_MS: Final = 10 * 60_000
"""For so long a code that was made anew here is collected only while the badge's visit goes on (powered time)."""


def known(draft: Draft, event: StartCollection) -> Grant | None:
    """The grant of what was shown."""
    return None if event.grant is None else draft.state.grants.get(event.grant)


def judge_code(draft: Draft, event: StartCollection) -> Grant | Refused:
    """The grant of a code that may open something, or why it opens nothing; failed tries are counted."""
    grant = known(draft, event)
    if grant is None or (refusal := why_refused(draft.state, grant)) is Refusal.CODE_NOT_VALID:
        if event.form is CodeForm.TYPED:
            tries.count_failure(draft, event)
        return Refused(Refusal.CODE_NOT_VALID)
    if refusal is not None:
        return BUSY if refusal is Refusal.BUSY else Refused(refusal)
    if _is_over(draft, grant, event.exp_s):
        return Refused(Refusal.EXPIRED)
    if (refused := refuse_new(draft, grant)) is not None:
        return refused
    if grant.code.second is not None and (refused := second_secret.refuse(draft, event, grant)) is not None:
        return refused
    return grant


def refuse_code(draft: Draft, event: StartCollection, refused: Refused) -> Refused:
    """Write down that a code opened nothing."""
    grant = known(draft, event)
    draft.tell(
        FactType.CODE_REFUSED,
        order=None if grant is None else grant.order,
        reason=refused.reason,
        by=event.form,
        count=1,
    )
    return refused


def refuse_new(draft: Draft, grant: Grant) -> Refused | None:
    """Whoever has a badge can make any code of the office anew, and read it: it waits until its owner may have asked.

    While the visit of that badge goes on, staff stand there with the person: what happens is the badge's.
    """
    new_ms = too_new_ms(draft, grant)
    if new_ms <= 0:
        return None
    visits = draft.state.visits.values()
    if not any(v.badge == grant.reissued_by and v.phase is not Phase.OVER for v in visits):
        return Refused(Refusal.CODE_TOO_NEW, retry_after_ms=new_ms)
    draft.act(badge=grant.reissued_by)
    return brake.badge_over_budget(draft, grant.reissued_by)


def too_new_ms(draft: Draft, grant: Grant) -> int:
    """For how long it is still one that a badge made anew a moment ago."""
    return grant.reissued_ms + NEW_MS - draft.now.powered_ms if grant.reissued_by else 0


def _is_over(draft: Draft, grant: Grant, exp_s: int | None) -> bool:
    """Whether the time of the code has run out; expiry is judged here and not again during the visit."""
    # While the time is disputed only served time counts: a clock gone wrong must not end a live grant's code (F56).
    past_its_bound = exp_s is not None and draft.now.doubt is None and draft.now.lo_s > exp_s
    # Whom a power cut kept from the door has some minutes more, whenever it came (F10).
    in_grace = any(part.right is RightState.GRACE for part in parts_of(draft.state, grant.order))
    return (grant.retention_left_ms <= 0 and not in_grace) or past_its_bound
