"""From the database to the state decisions are made on."""

import sqlite3
from collections.abc import Mapping
from dataclasses import replace

from rpds import HashTrieMap

from lockerd.domain.cabinet import Compartment, Condition, Place
from lockerd.domain.orders import ENDED, OrderState
from lockerd.domain.readings import CompartmentId
from lockerd.domain.state import State
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

_UNUSED = frozenset({Condition.FREE, Condition.TO_CHECK})

_LIVE_GRANTS = "WHERE order_id NOT IN (SELECT id FROM orders WHERE state IN (?, ?, ?))"

_NEEDED_ATTEMPTS = "WHERE outcome IS NULL OR id IN (SELECT pulse FROM compartments)"


def load(db: sqlite3.Connection, places: Mapping[CompartmentId, Place], head: Head) -> Loaded:
    """Read everything. Changes nothing.

    Raises CompartmentsMissingError, and StoreDamagedError for values that mean nothing here.
    """
    try:
        compartments = _compartments(db, places)
        orders = [order_from(values) for values in db.execute(ORDERS.select)]
        grants = [grant_from(values) for values in db.execute(f"{GRANTS.select} {_LIVE_GRANTS}", tuple(sorted(ENDED)))]
        attempts = [attempt_from(values) for values in db.execute(f"{ATTEMPTS.select} {_NEEDED_ATTEMPTS}")]
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
        recorded=load_memos(db),
        head=head,
        powered_ms=powered_ms,
        lo_s=lo_s,
    )


def _compartments(db: sqlite3.Connection, places: Mapping[CompartmentId, Place]) -> list[Compartment]:
    found: list[Compartment] = []
    missing: list[str] = []
    for values in db.execute(f"{COMPARTMENTS.select} ORDER BY id"):
        place = places.get(CompartmentId(values[0]))
        if place is not None:
            found.append(compartment_from(values, place))
        elif Condition(values[1]) not in _UNUSED:
            missing.append(f"{values[0]} ({values[1]})")
    if missing:
        raise CompartmentsMissingError(
            f"the configuration lacks compartments that are in use: {', '.join(missing)};"
            " put them back, or clear them first"
        )
    return found
