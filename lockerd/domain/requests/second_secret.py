"""The second secret of a code: asked for in each visit, before its first door; wrong ones close it for a time.

The account is the order's own: whoever guesses at one keeps nobody from another's door, and no scanner from working.
"""

from lockerd.domain.draft import Draft
from lockerd.domain.model.events import Refused, StartCollection
from lockerd.domain.model.facts import FactType
from lockerd.domain.model.grants import Grant, ProofTries
from lockerd.domain.model.numbers import closes_for_ms
from lockerd.domain.model.refusals import Refusal


def refuse(draft: Draft, event: StartCollection, grant: Grant) -> Refused | None:
    """Why a good code that has one opens nothing in this visit; a wrong one is written down before the answer."""
    powered_ms = draft.now.powered_ms
    if (closed_ms := grant.secret_tries.closed_until_ms - powered_ms) > 0:
        # Not even a right one is looked at: else whoever goes on guessing finds it in that time.
        return Refused(Refusal.SECOND_SECRET_CLOSED, retry_after_ms=closed_ms)
    if event.second_secret is None:
        return Refused(Refusal.SECOND_SECRET_NEEDED)
    if event.second_secret:
        return None
    failures = grant.secret_tries.failures + 1
    closes_ms = closes_for_ms(failures)
    if closes_ms == 0:
        draft.change(grant, secret_tries=ProofTries(failures, grant.secret_tries.closed_until_ms))
        return Refused(Refusal.SECOND_SECRET_WRONG)
    draft.change(grant, secret_tries=ProofTries(failures, powered_ms + closes_ms))
    draft.tell(FactType.GRANT_SECRET_CLOSED, order=grant.order, grant=grant.id, closed_ms=closes_ms)
    return Refused(Refusal.SECOND_SECRET_CLOSED, retry_after_ms=closes_ms)


def forgive(draft: Draft, grant: Grant) -> None:
    """A visit has begun: nothing else forgives (rule 11)."""
    draft.change(grant, secret_tries=ProofTries())
