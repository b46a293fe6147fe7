"""The lines of the cabinet: its own door, the mains, the service key, the fire alarm (F8, F68, F73)."""

from typing import Final

from lockerd.domain.draft import Draft
from lockerd.domain.model.facts import FactType
from lockerd.domain.model.reasons import HaltReason
from lockerd.domain.model.reports import AuxiliaryInput, AuxiliaryReport
from lockerd.domain.openings.halting import halt

ACTIVE: Final = {
    AuxiliaryInput.SERVICE_KEY: FactType.SERVICE_KEY_ON,
    AuxiliaryInput.MAINS_LOST: FactType.MAINS_LOST,
    AuxiliaryInput.TAMPER: FactType.CABINET_OPENED,
    AuxiliaryInput.FIRE: FactType.FIRE_ALARM,
}
AT_REST: Final = {
    AuxiliaryInput.SERVICE_KEY: FactType.SERVICE_KEY_OFF,
    AuxiliaryInput.MAINS_LOST: FactType.MAINS_RESTORED,
    AuxiliaryInput.TAMPER: FactType.CABINET_CLOSED,
    AuxiliaryInput.FIRE: FactType.FIRE_OVER,
}


def hear_auxiliary(draft: Draft, report: AuxiliaryReport) -> None:
    """Take one line in; each change is told once, and so is how a line was found."""
    known = draft.state.auxiliary
    before = known.get(report.input)
    if report.active == before:
        return
    if report.active is None:
        draft.remember(auxiliary=known.discard(report.input))
        return
    draft.remember(auxiliary=known.insert(report.input, report.active))
    draft.tell((ACTIVE if report.active else AT_REST)[report.input], found=before is None)
    if report.input is AuxiliaryInput.TAMPER and report.active:
        _cabinet_opened(draft)


def _cabinet_opened(draft: Draft) -> None:
    """Nobody who may be here has shown it: as after a second forced door, nothing opens any more (F68)."""
    if not draft.state.auxiliary.get(AuxiliaryInput.SERVICE_KEY, False):
        halt(draft, HaltReason.TAMPER)
