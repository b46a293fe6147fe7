"""Domain rows <-> SQL rows, column by column."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, Generic, TypeVar

from lockerd.domain.model.attempts import Attempt, Outcome, Right, RightKind
from lockerd.domain.model.compartments import Compartment, Condition, Evidence, Place
from lockerd.domain.model.grants import CodeRecord, Grant, GrantLine, GrantState
from lockerd.domain.model.ids import AttemptId, CompartmentId, GrantId, OrderId, VisitId
from lockerd.domain.model.orders import Kind, Needs, Order, OrderState
from lockerd.domain.model.state import Forced, NumberTries, Opening, Site, Tries

Values = tuple[Any, ...]
Domain = TypeVar("Domain")


_CANONICAL: Final = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def to_json(value: object) -> str:
    """Canonical JSON: sorted keys, no spaces, characters as they are."""
    return _CANONICAL.encode(value)


@dataclass(frozen=True, slots=True)
class Table(Generic[Domain]):
    """One table: its columns (the first is the key), and both directions."""

    name: str
    columns: tuple[str, ...]
    values: Callable[[Domain], Values]

    @property
    def upsert(self) -> str:
        """Insert or update; never REPLACE, which would delete first and take the rows that refer to it along."""
        marks = ", ".join("?" * len(self.columns))
        sets = ", ".join(f"{column} = excluded.{column}" for column in self.columns[1:])
        columns = ", ".join(self.columns)
        key = self.columns[0]
        # names come from the literals below, values are bound
        return f"INSERT INTO {self.name} ({columns}) VALUES ({marks}) ON CONFLICT ({key}) DO UPDATE SET {sets}"  # noqa: S608

    @property
    def select(self) -> str:
        """All rows; a WHERE may follow."""
        return f"SELECT {', '.join(self.columns)} FROM {self.name}"  # noqa: S608 names come from the literals below


def _site_values(site: Site) -> Values:
    return (
        1,
        site.next_attempt,
        to_json([[opening.powered_ms, opening.badge] for opening in site.openings]),
        to_json(site.tries.failures),
        site.tries.since_success,
        site.tries.blocked_until_ms,
        site.halted,
        to_json([[door.powered_ms, door.compartment] for door in site.forced]),
        site.retention_counted_ms,
        site.boot_ms,
        site.tries.next_look_ms,
        to_json([[each.powered_ms, each.badge] for each in site.reissues]),
        to_json([[n.number, n.failures, n.last_ms, n.closed_until_ms] for n in site.tries.numbers]),
    )


def site_from(values: Values) -> Site:
    """Read a row of SITE."""
    (_, next_attempt, openings, failures, since_success, blocked_until_ms, *rest) = values
    (halted, forced, retention_counted_ms, boot_ms, next_look_ms, reissues, numbers) = rest
    return Site(
        next_attempt=next_attempt,
        openings=tuple(Opening(powered_ms=powered_ms, badge=badge) for powered_ms, badge in json.loads(openings)),
        reissues=tuple(Opening(powered_ms=powered_ms, badge=badge) for powered_ms, badge in json.loads(reissues)),
        tries=Tries(
            failures=tuple(json.loads(failures)),
            since_success=since_success,
            blocked_until_ms=blocked_until_ms,
            next_look_ms=next_look_ms,
            numbers=tuple(NumberTries(*number) for number in json.loads(numbers)),
        ),
        halted=halted,
        forced=tuple(Forced(powered_ms, CompartmentId(door)) for powered_ms, door in json.loads(forced)),
        retention_counted_ms=retention_counted_ms,
        boot_ms=boot_ms,
    )


def _order_values(order: Order) -> Values:
    needs = order.needs
    return (
        order.id,
        order.authority,
        order.kind,
        order.document_class,
        order.case_reference,
        order.item_count,
        needs.size,
        needs.lowest_cm,
        needs.highest_cm,
        needs.slow_hands,
        order.retention_ms,
        order.state,
        to_json(order.compartments),
        order.cancel_wanted,
        order.ended_powered_ms,
        order.cancel_reason,
    )


def order_from(values: Values) -> Order:
    """Read a row of ORDERS."""
    (order, authority, kind, document_class, case_reference, item_count, *rest) = values
    (size, lowest_cm, highest_cm, slow_hands, retention_ms, state, compartments, cancel_wanted, *ended) = rest
    ended_powered_ms, cancel_reason = ended
    return Order(
        id=OrderId(order),
        authority=authority,
        kind=Kind(kind),
        document_class=document_class,
        case_reference=case_reference,
        item_count=item_count,
        needs=Needs(size=size, lowest_cm=lowest_cm, highest_cm=highest_cm, slow_hands=bool(slow_hands)),
        retention_ms=retention_ms,
        state=OrderState(state),
        compartments=tuple(CompartmentId(compartment) for compartment in json.loads(compartments)),
        cancel_wanted=bool(cancel_wanted),
        ended_powered_ms=ended_powered_ms,
        cancel_reason=cancel_reason,
    )


def _grant_values(grant: Grant) -> Values:
    return (
        grant.id,
        grant.order,
        to_json([[line.compartment, line.attempts, line.seen_open] for line in grant.lines]),
        grant.code.salt,
        grant.code.keyed_hash,
        grant.code.pickup_number,
        grant.retention_left_ms,
        grant.grace_left_ms,
        grant.state,
        0,  # typed_failures: release 0.1.0 counted them here
        grant.reissued_by,
        grant.reissued_ms,
    )


def grant_from(values: Values) -> Grant:
    """Read a row of GRANTS."""
    grant, order, lines, salt, keyed_hash, pickup_number, retention_left_ms, grace_left_ms, state, _, *reissued = values
    return Grant(
        id=GrantId(grant),
        order=OrderId(order),
        lines=tuple(
            GrantLine(compartment=CompartmentId(compartment), attempts=attempts, seen_open=seen_open)
            for compartment, attempts, seen_open in json.loads(lines)
        ),
        code=CodeRecord(salt=salt, keyed_hash=keyed_hash, pickup_number=pickup_number),
        retention_left_ms=retention_left_ms,
        grace_left_ms=grace_left_ms,
        state=GrantState(state),
        reissued_by=reissued[0],
        reissued_ms=reissued[1],
    )


def _attempt_values(attempt: Attempt) -> Values:
    return (
        attempt.id,
        attempt.compartment,
        attempt.right.kind,
        attempt.right.holder,
        attempt.right.reason,
        attempt.order,
        attempt.visit,
        attempt.powered_ms,
        attempt.reopening,
        attempt.began_ms,
        attempt.withdrawn,
        attempt.recovering,
        attempt.outcome,
    )


def attempt_from(values: Values) -> Attempt:
    """Read a row of ATTEMPTS."""
    (attempt, compartment, kind, holder, reason, order, visit, powered_ms, *rest) = values
    (reopening, began_ms, withdrawn, recovering, outcome) = rest
    return Attempt(
        id=AttemptId(attempt),
        compartment=CompartmentId(compartment),
        right=Right(kind=RightKind(kind), holder=holder, reason=reason),
        order=None if order is None else OrderId(order),
        visit=None if visit is None else VisitId(visit),
        powered_ms=powered_ms,
        reopening=bool(reopening),
        began_ms=began_ms,
        withdrawn=bool(withdrawn),
        recovering=bool(recovering),
        outcome=None if outcome is None else Outcome(outcome),
    )


def _compartment_values(compartment: Compartment) -> Values:
    evidence = compartment.evidence
    return (
        compartment.id,
        compartment.condition,
        compartment.reason,
        compartment.order,
        evidence.opened,
        evidence.closed,
        evidence.item_seen,
        compartment.attempt,
        compartment.pulse,
        compartment.out_of_service,
    )


def compartment_from(values: Values, place: Place) -> Compartment:
    """Read a row of COMPARTMENTS; where the compartment is comes from the configuration."""
    _, condition, reason, order, opened, closed, item_seen, attempt, pulse, out_of_service = values
    return Compartment(
        place=place,
        condition=Condition(condition),
        reason=reason,
        out_of_service=out_of_service,
        order=None if order is None else OrderId(order),
        evidence=Evidence(opened=bool(opened), closed=bool(closed), item_seen=bool(item_seen)),
        attempt=None if attempt is None else AttemptId(attempt),
        pulse=None if pulse is None else AttemptId(pulse),
    )


# fmt: off
SITE: Final[Table[Site]] = Table(
    "site",
    ("id", "next_attempt", "openings", "failures", "since_success", "blocked_until_ms", "halted", "forced",
     "retention_counted_ms", "boot_ms", "next_look_ms", "reissues", "numbers"),
    _site_values,
)
ORDERS: Final[Table[Order]] = Table(
    "orders",
    ("id", "authority", "kind", "document_class", "case_reference", "item_count", "size", "lowest_cm", "highest_cm",
     "slow_hands", "retention_ms", "state", "compartments", "cancel_wanted", "ended_powered_ms",
     "cancel_reason"),
    _order_values,
)
GRANTS: Final[Table[Grant]] = Table(
    "grants",
    ("id", "order_id", "lines", "salt", "keyed_hash", "pickup_number", "retention_left_ms", "grace_left_ms", "state",
     "typed_failures", "reissued_by", "reissued_ms"),
    _grant_values,
)
ATTEMPTS: Final[Table[Attempt]] = Table(
    "attempts",
    ("id", "compartment", "right_kind", "holder", "reason", "order_id", "visit", "powered_ms", "reopening", "began_ms",
     "withdrawn", "recovering", "outcome"),
    _attempt_values,
)
COMPARTMENTS: Final[Table[Compartment]] = Table(
    "compartments",
    ("id", "condition", "reason", "order_id", "opened", "closed", "item_seen", "attempt", "pulse",
     "out_of_service"),
    _compartment_values,
)
# fmt: on
