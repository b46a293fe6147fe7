"""From the database to the state decisions are made on."""

import sqlite3
from collections.abc import Mapping
from dataclasses import replace

from rpds import HashTrieMap

from lockerd.domain.model.compartments import Compartment, Condition, Place, may_be_removed
from lockerd.domain.model.ids import CompartmentId
from lockerd.domain.model.orders import ENDED, OrderState
from lockerd.domain.model.state import State
from lockerd.store.errors import CompartmentsMissingError, StoreDamagedError
from lockerd.store.memos import load_memos
from lockerd.store.records import Head, Loaded
from lockerd.store.rows import (
    ATTEMPTS,
    COMPARTMENTS,
    GRANTS,
    ORDERS,
    SITE,
    attempt_from,
    compartment_from,
    grant_from,
    order_from,
    site_from,
)

_LIVE_GRANTS = "WHERE order_id NOT IN (SELECT id FROM orders WHERE state IN (?, ?, ?))"

_NEEDED_ATTEMPTS = "WHERE outcome IS NULL OR id IN (SELECT pulse FROM compartments)"


def load(db: sqlite3.Connection, places: Mapping[CompartmentId, Place], head: Head) -> Loaded:
    """Read everything. Changes nothing.

    Raises CompartmentsMissingError, and StoreDamagedError for values that mean nothing here.
    """
    try:
        compartments, removed = _compartments(db, places)
        orders = [order_from(values) for values in db.execute(ORDERS.select)]
        grants = [grant_from(values) for values in db.execute(f"{GRANTS.select} {_LIVE_GRANTS}", tuple(sorted(ENDED)))]
        grants = [grant for grant in grants if all(line.compartment in places for line in grant.lines)]
        attempts = [attempt_from(values) for values in db.execute(f"{ATTEMPTS.select} {_NEEDED_ATTEMPTS}")]
        attempts = [attempt for attempt in attempts if attempt.compartment in places]
        sites = [site_from(values) for values in db.execute(SITE.select)]
    except (ValueError, TypeError) as error:
        raise StoreDamagedError(f"the database holds a value that means nothing: {error}") from error
    state = State.empty()
    state = replace(
        state,
        site=sites[0] if sites else state.site,
        compartments=HashTrieMap({compartment.id: compartment for compartment in compartments}),
        orders=HashTrieMap({order.id: order for order in orders}),
        grants=HashTrieMap({grant.id: grant for grant in grants}),
        attempts=HashTrieMap({attempt.id: attempt for attempt in attempts}),
        waiting=HashTrieMap({order.id: None for order in orders if order.state is OrderState.ANNOUNCED}),
    )
    powered_ms, lo_s = db.execute("SELECT powered_ms, lo_s FROM head").fetchone()
    return Loaded(
        state=state,
        removed=removed,
        recorded=load_memos(db),
        head=head,
        powered_ms=powered_ms,
        lo_s=lo_s,
    )


def _compartments(
    db: sqlite3.Connection, places: Mapping[CompartmentId, Place]
) -> tuple[list[Compartment], tuple[CompartmentId, ...]]:
    """Those that are configured, and the names of those that are not any more."""
    found: list[Compartment] = []
    removed: list[CompartmentId] = []
    missing: list[str] = []
    for values in db.execute(f"{COMPARTMENTS.select} ORDER BY id"):
        name, condition, order, attempt = CompartmentId(values[0]), Condition(values[1]), values[3], values[7]
        if (place := places.get(name)) is not None:
            found.append(compartment_from(values, place))
        elif may_be_removed(condition, attempt):
            removed.append(name)
        else:
            missing.append(_in_use(name, condition, order, attempt))
    if missing:
        raise CompartmentsMissingError(missing)
    return found, tuple(removed)


def _in_use(name: str, condition: Condition, order: str | None, attempt: int | None) -> str:
    if may_be_removed(condition, None):
        return (
            f"{name} ({condition}) was being opened when lockerd ended (attempt {attempt}): put it back and start once"
        )
    whose = "" if order is None else f", order {order}"
    return f"{name} ({condition}{whose}): put it back, open it, take out what lies inside, clear it, then leave it out"
