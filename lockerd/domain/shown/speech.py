"""What may be said in a visit now: what the rules would accept, asked on drafts that nobody keeps."""

from typing import Final

from lockerd.domain.draft import Draft
from lockerd.domain.model.events import Accepted, ConfirmLoaded, FreshCode, Say
from lockerd.domain.model.grants import CodeRecord
from lockerd.domain.model.ids import GrantId, VisitId
from lockerd.domain.model.state import Now, Policy, State
from lockerd.domain.model.words import Word
from lockerd.domain.requests.issuing import confirm_loaded
from lockerd.domain.requests.saying import say

LOADED: Final = "loaded"
"""Said like a word, but with data of its own: ``ConfirmLoaded``."""

_NO_CODE: Final = FreshCode(GrantId(""), CodeRecord(b"", b"", ""), "")


def may(state: State, visit: VisitId, now: Now, policy: Policy) -> frozenset[str]:
    """The words that are accepted if they are said now; ``LOADED`` too where it must be insisted on.

    There is no second list to fall out of step: the rules themselves are asked, word by word. What is refused for the
    moment only (a lock that rests, another door that stands open) is not offered for that moment.
    """
    said = {word.value for word in Word if _accepts(state, visit, word, now, policy)}
    loaded = confirm_loaded(Draft(state, now, policy), ConfirmLoaded(visit, _NO_CODE, although_not_seen=True))
    return frozenset(said | {LOADED} if isinstance(loaded, Accepted) else said)


def _accepts(state: State, visit: VisitId, word: Word, now: Now, policy: Policy) -> bool:
    return isinstance(say(Draft(state, now, policy), Say(visit, word)), Accepted)
