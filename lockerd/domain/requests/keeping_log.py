"""Central's word that it holds the log, and how far the log is cut with that (F60)."""

from lockerd.copies import replace
from lockerd.domain.draft import Draft
from lockerd.domain.model.events import Accepted, Answer, Refused
from lockerd.domain.model.facts import FactType
from lockerd.domain.model.kept import ConfirmLog, CutLog
from lockerd.domain.model.refusals import Refusal


def confirm_log(draft: Draft, event: ConfirmLog) -> Answer:
    """Two logs of one station are an alarm: somebody changed one of them. It is told once, until central's copy is ours
    again at least as far; until then nothing is cut, because ours is evidence."""
    site, place = draft.state.site, (event.epoch, event.number)
    kept = site.kept
    if not event.agrees:
        if kept.differs is None:
            draft.change(site, kept=replace(kept, differs=place))
            draft.tell(FactType.CUSTODY_DIFFERS, log_epoch=event.epoch, rows=event.number)
        return Refused(Refusal.LOG_DIFFERS)
    now = kept.with_confirmed(*place)
    if kept.differs is not None and place >= kept.differs:
        now = replace(now, differs=None)
        draft.tell(FactType.CUSTODY_AGREES, log_epoch=event.epoch, rows=event.number)
    if now != kept:
        draft.change(site, kept=now)
    return Accepted()


def cut_log(draft: Draft, event: CutLog) -> None:
    """Written down before anything of the log goes; what goes is what was so decided."""
    site, place = draft.state.site, (event.epoch, event.number)
    if site.kept.differs is None and place > site.kept.cut_to:
        draft.change(site, kept=replace(site.kept, cut_to=place))
        draft.tell(FactType.CUSTODY_CUT, log_epoch=event.epoch, rows=event.number)
