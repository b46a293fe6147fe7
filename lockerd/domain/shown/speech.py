"""What may be said in a visit now: what the rules would accept, asked on drafts that nobody keeps."""

from typing import Final

from lockerd.domain.draft import Draft
from lockerd.domain.model.codes import FreshCode
from lockerd.domain.model.events import Accepted, Say
from lockerd.domain.model.grants import CodeRecord
from lockerd.domain.model.ids import GrantId, VisitId
from lockerd.domain.model.staff import ConfirmLoaded, LoadNext
from lockerd.domain.model.state import Now, Policy, State
from lockerd.domain.model.words import Word
from lockerd.domain.requests.another_code import may_show
from lockerd.domain.requests.confirming import confirm_loaded
from lockerd.domain.requests.listing import why_not_in, why_not_listed
from lockerd.domain.requests.saying import say

LOADED: Final = "loaded"
"""Said like a word, but with data of its own: ``ConfirmLoaded``."""
NEXT: Final = "next"
"""Of staff who put in: ``LoadNext``. What comes next may be refused all the same."""

ANOTHER_CODE: Final = "another_code"
"""Of a person with a code: another one may be shown in the same visit."""

_NO_CODE: Final = FreshCode(GrantId(""), CodeRecord(b"", b"", ""), "")


def may(state: State, visit: VisitId, now: Now, policy: Policy) -> frozenset[str]:
    """The words that are accepted if they are said now; ``LOADED`` too where it must be insisted on.

    There is no second list to fall out of step: the rules themselves are asked, word by word. What is refused for the
    moment only (a lock that rests, another door that stands open) is not offered for that moment.
    """
    said = {word.value for word in Word if _accepts(state, visit, word, now, policy)}
    row = state.visits.get(visit)
    shows = {ANOTHER_CODE} if row is not None and may_show(state, row) else set()
    return frozenset(said | shows | _of_loading(state, visit, now, policy))


def _of_loading(state: State, visit: VisitId, now: Now, policy: Policy) -> set[str]:
    row = state.visits.get(visit)
    part = None if row is None or row.part is None else state.parts.get(row.part)
    if row is None or part is None:
        return set()
    codes = (_NO_CODE,) * len(row.listed)
    loaded = ConfirmLoaded(visit, _NO_CODE, although_not_seen=True, counted=part.item_count, others=codes)
    if not isinstance(confirm_loaded(Draft(state, now, policy), loaded), Accepted):
        return set()
    following = LoadNext(visit, part.id.order, although_not_seen=True, counted=part.item_count, scanned=True)
    draft = Draft(state, now, policy)
    listed = why_not_in(draft, row, following) or why_not_listed(draft, row)
    return {LOADED} if listed is not None else {LOADED, NEXT}


def _accepts(state: State, visit: VisitId, word: Word, now: Now, policy: Policy) -> bool:
    code = _NO_CODE if word is Word.AS_EXPECTED else None
    return isinstance(say(Draft(state, now, policy), Say(visit, word, code=code)), Accepted)
