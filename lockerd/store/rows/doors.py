"""The rows of compartments and of the attempts at their doors."""

import json
from typing import Final

from lockerd.domain.model.attempts import Attempt, BadgeRole, Outcome, Right, RightKind
from lockerd.domain.model.blocks import Block
from lockerd.domain.model.compartments import Compartment, Condition, Evidence, Place, Since
from lockerd.domain.model.ids import AttemptId, CompartmentId, VisitId, part_named
from lockerd.store.rows.table import Table, Values, to_json


def attempt_from(values: Values) -> Attempt:
    """Read a row of ATTEMPTS."""
    (attempt, compartment, kind, holder, reason, authority, second, role, part, visit, powered_ms, *rest) = values
    (reopening, began_ms, withdrawn, recovering, outcome) = rest
    return Attempt(
        id=AttemptId(attempt),
        compartment=CompartmentId(compartment),
        right=Right(
            kind=RightKind(kind),
            holder=holder,
            reason=reason,
            authority=authority,
            second=second,
            role=None if role is None else BadgeRole(role),
        ),
        part=None if part is None else part_named(part),
        visit=None if visit is None else VisitId(visit),
        powered_ms=powered_ms,
        reopening=bool(reopening),
        began_ms=began_ms,
        withdrawn=bool(withdrawn),
        recovering=bool(recovering),
        outcome=None if outcome is None else Outcome(outcome),
    )


def compartment_from(values: Values, place: Place) -> Compartment:
    """Read a row of COMPARTMENTS; where the compartment is comes from the configuration."""
    _, condition, reason, blocks, part, opened, closed, attempt, pulse, lo_s, hi_s = values
    return Compartment(
        place=place,
        condition=Condition(condition),
        reason=reason,
        blocks=tuple(Block(*each) for each in json.loads(blocks)),
        part=None if part is None else part_named(part),
        evidence=Evidence(opened=bool(opened), closed=bool(closed)),
        attempt=None if attempt is None else AttemptId(attempt),
        pulse=None if pulse is None else AttemptId(pulse),
        waits=None if lo_s is None else Since(lo_s, hi_s),
    )


def _attempt_values(attempt: Attempt) -> Values:
    return (
        attempt.id,
        attempt.compartment,
        attempt.right.kind,
        attempt.right.holder,
        attempt.right.reason,
        attempt.right.authority,
        attempt.right.second,
        attempt.right.role,
        None if attempt.part is None else str(attempt.part),
        attempt.visit,
        attempt.powered_ms,
        attempt.reopening,
        attempt.began_ms,
        attempt.withdrawn,
        attempt.recovering,
        attempt.outcome,
    )


def _compartment_values(compartment: Compartment) -> Values:
    return (
        compartment.id,
        compartment.condition,
        compartment.reason,
        to_json([[each.by, each.reason, each.own_use] for each in compartment.blocks]),
        None if compartment.part is None else str(compartment.part),
        compartment.evidence.opened,
        compartment.evidence.closed,
        compartment.attempt,
        compartment.pulse,
        None if compartment.waits is None else compartment.waits.lo_s,
        None if compartment.waits is None else compartment.waits.hi_s,
    )


# fmt: off
ATTEMPTS: Final[Table[Attempt]] = Table(
    "attempts",
    ("id", "compartment", "right_kind", "holder", "reason", "authority", "second", "badge_role", "part", "visit",
     "powered_ms",
     "reopening", "began_ms", "withdrawn", "recovering", "outcome"),
    _attempt_values,
)
COMPARTMENTS: Final[Table[Compartment]] = Table(
    "compartments",
    ("id", "condition", "reason", "blocks", "part", "opened", "closed", "attempt", "pulse",
     "waits_lo_s", "waits_hi_s"),
    _compartment_values,
)
# fmt: on
