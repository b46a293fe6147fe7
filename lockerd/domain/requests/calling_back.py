"""A newer list of badges that were called back takes the place of the one that is known."""

from lockerd.domain.draft import Draft
from lockerd.domain.model.called_back import BadgeList, CallBack
from lockerd.domain.model.events import Accepted, Answer, Refused
from lockerd.domain.model.facts import FactType
from lockerd.domain.model.refusals import Refusal


def call_back(draft: Draft, event: CallBack) -> Answer:
    """An older list would make a badge good again that was called back, and is refused; the same once more is not.

    Nothing is ended that has begun: a visit under such a badge opens nothing more, and what its holder says of what
    they put in or found does not count (rule 26: a badge that is gone).
    """
    known, wanted = draft.state.site.badge_list, BadgeList(event.version, tuple(sorted(event.badges)))
    if wanted == known:
        return Accepted()
    if wanted.version <= known.version:
        return Refused(Refusal.BADGE_LIST_OLD)
    draft.change(draft.state.site, badge_list=wanted)
    draft.tell(FactType.BADGES_CALLED_BACK, version=wanted.version, count=len(wanted.badges))
    return Accepted()
