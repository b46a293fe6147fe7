"""Firing a lock: what must hold for every opening, the attempt that is durable first, and its end (design rule 1)."""

from dataclasses import replace
from typing import Final

from lockerd.domain.draft import Draft, InconsistentError
from lockerd.domain.hand_over.begin import enter
from lockerd.domain.hand_over.handing_in import note_pulse
from lockerd.domain.hand_over.quarantine import holds_nothing, quarantine
from lockerd.domain.model.attempts import Attempt, Outcome, Right, RightKind
from lockerd.domain.model.compartments import Leaf
from lockerd.domain.model.events import Refused
from lockerd.domain.model.facts import FactType
from lockerd.domain.model.ids import AttemptId, CompartmentId, PartId, VisitId
from lockerd.domain.model.patience import entered
from lockerd.domain.model.reasons import AttemptReason, DoorReason, Nothing
from lockerd.domain.model.refusals import Refusal
from lockerd.domain.model.reports import NotFiredReason, Unlock
from lockerd.domain.model.state import on_battery
from lockerd.domain.model.visits import Claim, Phase, Visit
from lockerd.domain.openings import brake
from lockerd.domain.openings.rights import may_open
from lockerd.domain.openings.standing import holds_up

DEADLINE_MS: Final = 2_000
"""The first byte leaves within this time of the commit, or never."""
OPEN_TIMEOUT_MS: Final = 5_000
"""A door that has not been seen open so long after its pulse counts as shut (F20)."""
ANSWER_MS: Final = 10_000
"""An attempt that its bus has not answered so long after its commit is not waited for any more (design rule 15)."""
WORTH_WAITING_MS: Final = 60_000
"""What keeps a door from being opened so long is not over in a moment."""
ON_BATTERY_RETRY_MS: Final = 60_000
COIL_REST_MS: Final = 5_000
"""From one pulse to the next of the same coil: a pulse of 500 ms at a duty cycle of 10 % (design rule 4)."""


def refuse_opening(
    draft: Draft, compartment: CompartmentId, right: Right, visit: VisitId | None, *, others_shut: bool = False
) -> Refused | None:
    """What holds for every opening, whatever the right: one at a time, brake, a fresh reading that says shut.

    ``visit`` is the one that goes on already; None: something new begins, which needs the mains (F8). ``others_shut``:
    a technician has looked at the doors that no sensor tells of.
    """
    row = draft.compartment(compartment)
    technician = right.kind is RightKind.TECHNICIAN
    if draft.state.site.halted is not None and not technician:
        return Refused(Refusal.OUT_OF_SERVICE)
    if visit is None and on_battery(draft.state):
        return Refused(Refusal.ON_BATTERY, retry_after_ms=ON_BATTERY_RETRY_MS)
    if row.attempt is not None or _another_door_busy(draft, compartment, visit, others_shut=others_shut):
        return Refused(Refusal.BUSY, retry_after_ms=3_000)
    if (rest_ms := _rest_ms(draft, compartment)) > 0:
        return Refused(Refusal.WAIT, retry_after_ms=rest_ms)
    if (refused := brake.over_budget(draft, right)) is not None:
        return refused
    if (refused := _line_disturbed(draft, compartment)) is not None:
        return refused
    match draft.openable(compartment):
        case Leaf.UNKNOWN:
            return not_read(draft, compartment)
        case Leaf.OPEN:
            if not holds_nothing(draft, compartment) and not technician:
                quarantine(draft, compartment, DoorReason.OPEN_BEFORE_OPENING)
            return Refused(Refusal.DOOR_NOT_SHUT)
        case Leaf.SHUT | Leaf.UNLATCHED | Leaf.UNSENSED:
            return None  # a leaf that is held shut may be pulsed again (F20)


def not_read(draft: Draft, compartment: CompartmentId) -> Refused:
    """Nothing tells how this door stands: worth waiting for at first, but not where a board stays silent (F41)."""
    reading, now = draft.state.readings.get(compartment), draft.now
    silent_ms = now.powered_ms - draft.state.site.boot_ms if reading is None else now.mono_ms - reading.sampled_ms
    return _passing(silent_ms)


def _line_disturbed(draft: Draft, compartment: CompartmentId) -> Refused | None:
    """Others talk on the line of this door: the bus would give every attempt back (F35, F42)."""
    for line in draft.state.disturbed.values():
        if compartment in line.doors:
            return _passing(draft.now.mono_ms - line.since_ms)
    return None


def _passing(since_ms: int) -> Refused:
    """What is mostly over in seconds, and needs somebody if it is not."""
    if since_ms < WORTH_WAITING_MS:
        return Refused(Refusal.WAIT, retry_after_ms=2_000)
    return Refused(Refusal.OUT_OF_SERVICE)


def _rest_ms(draft: Draft, compartment: CompartmentId) -> int:
    """How long this door's coil must still rest. The bus would give the attempt back only at its deadline."""
    began_ms = draft.state.pulsed.get(compartment)
    return 0 if began_ms is None else began_ms + COIL_REST_MS - draft.now.mono_ms


def _another_door_busy(draft: Draft, compartment: CompartmentId, visit: VisitId | None, *, others_shut: bool) -> bool:
    """The next door only when the last is seen shut or its alarm ran (design rule 6)."""
    if any(attempt.outcome is None and not attempt.recovering for attempt in draft.state.attempts.values()):
        return True
    if any(
        holds_up(draft, other, standing, said_shut=others_shut)
        for other, standing in draft.state.standing.items()
        if other != compartment
    ):
        return True
    busy = {Phase.OPENING, Phase.RETRYING, Phase.DOOR_OPEN}
    return any(v.id != visit and v.phase in busy and not v.alarmed for v in draft.state.visits.values())


def commit_attempt(
    draft: Draft,
    compartment: CompartmentId,
    right: Right,
    *,
    part: PartId | None,
    visit: VisitId | None,
    number: int,
    reopening: bool = False,
) -> Attempt:
    """Write the attempt down, charge the brake, and have the lock fired once that is durable."""
    if not may_open(draft.state, right, None if part is None else draft.part(part), reopening=reopening):
        raise InconsistentError(f"{compartment}: a right ({right.kind}) that does not open it", {compartment})
    site = draft.state.site
    attempt = Attempt(
        id=AttemptId(site.next_attempt),
        compartment=compartment,
        right=right,
        part=part,
        visit=visit,
        powered_ms=draft.now.powered_ms,
        reopening=reopening,
    )
    draft.change(site, next_attempt=site.next_attempt + 1)
    brake.charge(draft, right)
    draft.put(attempt)
    draft.change(draft.compartment(compartment), attempt=attempt.id)
    draft.tell(
        FactType.ATTEMPT_COMMITTED,
        compartment,
        part,
        attempt=attempt.id,
        right=right.kind,
        holder=right.holder,
        reason=right.reason or "",
        number=number,
    )
    draft.ask(Unlock(attempt.id, compartment, deadline_ms=draft.now.mono_ms + DEADLINE_MS))
    return attempt


WhyClosed = DoorReason | AttemptReason | NotFiredReason | Nothing
"""What may be said of the end of an attempt."""


def close_attempt(draft: Draft, attempt: Attempt, outcome: Outcome, reason: WhyClosed = "") -> Attempt:
    """End an attempt. One that fired unseen stays the compartment's ``pulse``: a later opening belongs to it."""
    closed = draft.change(attempt, outcome=outcome)
    row = draft.change(draft.compartment(attempt.compartment), attempt=None)
    draft.tell(
        FactType.ATTEMPT_CLOSED,
        attempt.compartment,
        attempt.part,
        attempt=attempt.id,
        outcome=outcome,
        reason=reason,
    )
    if row.pulse != attempt.id:
        draft.forget_attempt(attempt.id)
    return closed


def set_pulse(draft: Draft, compartment: CompartmentId, attempt: AttemptId | None) -> None:
    """Name the attempt to which a later unexplained opening belongs; forget the one before."""
    row = draft.compartment(compartment)
    if row.pulse is not None and row.pulse not in {attempt, row.attempt}:
        draft.forget_attempt(row.pulse)
    draft.change(row, pulse=attempt)
    if attempt is not None:
        note_pulse(draft, compartment)


def walk_in(draft: Draft, compartment: CompartmentId, visit: Visit | None) -> None:
    """The door is open, as far as can be known: the person at it may reach in."""
    enter(draft, compartment)
    if visit is not None:
        at_the_door = entered(visit, Phase.DOOR_OPEN, draft.now.mono_ms)
        draft.put_visit(replace(at_the_door, opened=True, claim=Claim.NONE, trouble=None, alarmed=False))
