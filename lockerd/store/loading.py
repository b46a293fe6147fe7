"""From the database to the state decisions are made on."""

import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Final

from rpds import HashTrieMap

from lockerd.domain.model.compartments import Compartment, Place
from lockerd.domain.model.grants import Grant
from lockerd.domain.model.ids import CompartmentId, GrantId, OrderId, PartId
from lockerd.domain.model.parts import ENDED, Part, holds_nothing, may_be_removed
from lockerd.domain.model.readings import DoorSensor
from lockerd.domain.model.state import State
from lockerd.store.errors import CompartmentsMissingError, StoreDamagedError
from lockerd.store.memos import load_memos
from lockerd.store.records import Head, Loaded
from lockerd.store.rows.doors import ATTEMPTS, COMPARTMENTS, attempt_from, compartment_from
from lockerd.store.rows.grants import GRANTS, grant_from
from lockerd.store.rows.orders import ORDERS, PARTS, order_from, part_from
from lockerd.store.rows.receipts import RECEIPTS, receipt_from
from lockerd.store.rows.site import SITE, site_from

_OLDEST_FIRST: Final = "WHERE order_id IN (SELECT id FROM orders WHERE ended_powered_ms IS NULL) ORDER BY made"
"""Grants of orders that have not ended."""

_NEEDED_ATTEMPTS: Final = "WHERE outcome IS NULL OR id IN (SELECT pulse FROM compartments)"


def load(db: sqlite3.Connection, places: Mapping[CompartmentId, Place], head: Head) -> Loaded:
    """Read everything. Changes nothing.

    Raises CompartmentsMissingError, and StoreDamagedError for values that mean nothing here.
    """
    try:
        orders = [order_from(values) for values in db.execute(ORDERS.select)]
        parts = [part_from(values) for values in db.execute(PARTS.select)]
        compartments, removed = _compartments(db, places, {part.id: part for part in parts})
        grants = [grant_from(values) for values in db.execute(f"{GRANTS.select} {_OLDEST_FIRST}")]
        attempts = [attempt_from(values) for values in db.execute(f"{ATTEMPTS.select} {_NEEDED_ATTEMPTS}")]
        attempts = [attempt for attempt in attempts if attempt.compartment in places]
        receipts = [receipt_from(values) for values in db.execute(RECEIPTS.select)]
        sites = [site_from(values) for values in db.execute(SITE.select)]
    except (ValueError, TypeError) as error:
        raise StoreDamagedError(f"the database holds a value that means nothing: {error}") from error
    state = State.empty()
    state = replace(
        state,
        site=sites[0] if sites else state.site,
        compartments=HashTrieMap({compartment.id: compartment for compartment in compartments}),
        orders=HashTrieMap({order.id: order for order in orders}),
        parts=HashTrieMap({part.id: part for part in parts}),
        grants=HashTrieMap({grant.id: grant for grant in grants}),
        attempts=HashTrieMap({attempt.id: attempt for attempt in attempts}),
        live=HashTrieMap({part.id: None for part in parts if part.state not in ENDED}),
        receipts=HashTrieMap({receipt.id: receipt for receipt in receipts}),
        grants_of=HashTrieMap(_by_order(grants)),
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


def _by_order(grants: Iterable[Grant]) -> dict[OrderId, tuple[GrantId, ...]]:
    found: dict[OrderId, tuple[GrantId, ...]] = {}
    for grant in grants:
        found[grant.order] = (*found.get(grant.order, ()), grant.id)
    return found


def _compartments(
    db: sqlite3.Connection, places: Mapping[CompartmentId, Place], parts: Mapping[PartId, Part]
) -> tuple[list[Compartment], tuple[CompartmentId, ...]]:
    """Those that are configured, and the names of those that are not any more."""
    found: list[Compartment] = []
    removed: list[CompartmentId] = []
    missing: list[str] = []
    for values in db.execute(f"{COMPARTMENTS.select} ORDER BY id"):
        name = CompartmentId(values[0])
        if (place := places.get(name)) is not None:
            found.append(compartment_from(values, place))
            continue
        row = compartment_from(values, _nowhere(name))
        part = None if row.part is None else parts.get(row.part)
        if may_be_removed(row, part):
            removed.append(name)
        else:
            missing.append(_in_use(row, part))
    if missing:
        raise CompartmentsMissingError(missing)
    return found, tuple(removed)


def _nowhere(name: CompartmentId) -> Place:
    """Stands for the place of a compartment that is not configured any more."""
    return Place(compartment=name, row=0, column=0, size="", height_cm=0, door_sensor=DoorSensor.NONE)


def _in_use(row: Compartment, part: Part | None) -> str:
    if holds_nothing(row, part):
        return (
            f"{row.id} ({row.condition}) was being opened when lockerd ended (attempt {row.attempt}):"
            " put it back and start once"
        )
    whose = "" if row.part is None else f", order {row.part.order}"
    return (
        f"{row.id} ({row.condition}{whose}):"
        " put it back, open it, take out what lies inside, clear it, then leave it out"
    )
