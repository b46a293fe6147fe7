"""How central is reached: an outage is told once each way, a loss of a moment never (F59, F60)."""

from lockerd.domain.draft import Draft
from lockerd.domain.model.facts import FactType
from lockerd.domain.model.reports import Reach, ReachReport


def hear_reach(draft: Draft, report: ReachReport) -> None:
    """A connection that is lost and there again within minutes is counted, and stands in what waits for somebody; of
    facts it leaves none, however often that is."""
    before, now = draft.state.reach, report.reach
    if now is before:
        return
    draft.remember(reach=now)
    if now is Reach.AWAY:
        draft.tell(FactType.CENTRAL_LOST, since_s=report.since_s, losses=report.losses)
    elif before is Reach.AWAY:
        draft.tell(FactType.CENTRAL_BACK, since_s=report.since_s, losses=report.losses)
