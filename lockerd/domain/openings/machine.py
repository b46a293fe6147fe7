"""The machine lockerd runs on: room on its disk, starts that do not last, a card that forgot (F6, F7, F14)."""

from typing import Final

from lockerd.domain.draft import Draft
from lockerd.domain.hand_over.quarantine import doubt, quarantine
from lockerd.domain.model.attempts import Right, RightKind
from lockerd.domain.model.compartments import Condition
from lockerd.domain.model.derived import in_order, live_parts, parts_of
from lockerd.domain.model.events import Boot
from lockerd.domain.model.facts import FactType
from lockerd.domain.model.ids import GrantId
from lockerd.domain.model.parts import OPENS
from lockerd.domain.model.reasons import DoorReason, HaltReason
from lockerd.domain.model.reports import RoomReport
from lockerd.domain.openings.halting import halt

STARTS: Final = 5
"""So many starts in a row of which none lasted: the supply flutters, and no lock shall (F7)."""
STEADY_MS: Final = 10 * 60_000
"""A life that lasted so long (powered time) was none of them; it ends the halt too."""
STEADY: Final = "steady"
"""In place of a technician's reason, where ten calm minutes ended the halt."""


def hear_room(draft: Draft, report: RoomReport) -> None:
    """Told once each way: what is put in waits, what lies inside can still be fetched."""
    if report.low is not draft.state.storage_low:
        draft.remember(storage_low=report.low)
        draft.tell(FactType.STORAGE_LOW if report.low else FactType.STORAGE_AMPLE, free_mb=report.free_mb)


def no_room_for(draft: Draft, right: Right) -> bool:
    """Whether this opening is for putting something in: with hardly any room, nobody could say what lies where."""
    if right.kind is RightKind.LOADING:
        return True
    grant = draft.state.grants.get(GrantId(right.holder)) if right.kind is RightKind.GRANT else None
    return grant is not None and any(
        part.way.brought and part.right in OPENS for part in parts_of(draft.state, grant.order)
    )


def judge_starts(draft: Draft, event: Boot) -> None:
    """Fire nothing while the machine starts again and again. No beeper: it would draw what is not there."""
    if event.starts >= STARTS and draft.state.site.halted is None:
        halt(draft, HaltReason.RESTARTS)
        draft.remember(alarm_ms=None)


def end_restarts(draft: Draft) -> None:
    """Nobody need come where the supply has come back."""
    site = draft.state.site
    if site.halted == HaltReason.RESTARTS and draft.now.powered_ms - site.boot_ms >= STEADY_MS:
        draft.change(site, halted=None)
        draft.tell(FactType.SITE_RESUMED, reason=STEADY)


def keep_touched(draft: Draft, event: Boot) -> None:
    """Doors that were fired at after all that the database knows: what it says of them is not so any more (F6)."""
    touched = {grant.order for name in event.touched if (grant := draft.state.grants.get(name)) is not None}
    for part in live_parts(draft.state):
        if part.id.order in touched and part.right in OPENS and part.compartment is not None:
            quarantine(draft, part.compartment, DoorReason.CRASH_DURING_ATTEMPT)


def keep_uncertain(draft: Draft, event: Boot) -> None:
    """After a restore no code opens anything, and nothing is taken for empty, before somebody has looked there: the
    thing of somebody else may lie behind it by now (F70). What waits for staff anyhow waits as it did."""
    if not event.restored:
        return
    for row in in_order(draft.state.compartments):
        part = None if row.part is None else draft.state.parts[row.part]
        if row.condition in {Condition.FREE, Condition.RESERVED}:
            doubt(draft, row.id, DoorReason.RESTORED)
        elif part is not None and (row.condition is Condition.HANDING_OVER or part.right in OPENS):
            quarantine(draft, row.id, DoorReason.RESTORED)
