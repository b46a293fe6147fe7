"""From the database to the state decisions are made on."""

import sqlite3
from collections import defaultdict
from collections.abc import Container, Iterable, Mapping
from typing import Final

from rpds import HashTrieMap

from lockerd.domain.model.compartments import Compartment, Place
from lockerd.domain.model.grants import Grant
from lockerd.domain.model.ids import CompartmentId, GrantId, OrderId, PartId
from lockerd.domain.model.parts import ENDED, Part, holds_nothing, may_be_removed
from lockerd.domain.model.readings import DoorSensor
from lockerd.domain.model.state import State
from lockerd.store.errors import AuthoritiesMissingError, CompartmentsMissingError, StoreDamagedError
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

_ALL_PARTS: Final = "(SELECT count(*) FROM parts WHERE order_id = orders.id AND number BETWEEN 1 AND orders.parts)"
_NOT_DECLARED: Final = (
    ("a part", f"SELECT id FROM orders WHERE parts <> {_ALL_PARTS}"),  # noqa: S608 constants
    ("the receipt", "SELECT id FROM parts WHERE receipt IS NOT NULL AND receipt NOT IN (SELECT id FROM receipts)"),
)
"""What rows name without a foreign key: what is gone then, and of whom."""


def load(db: sqlite3.Connection, places: Mapping[CompartmentId, Place], head: Head) -> Loaded:
    """Read everything. Changes nothing.

    Raises CompartmentsMissingError, and StoreDamagedError for values that mean nothing here and for rows that are gone.
    """
    _look_for_gone(db)
    try:
        orders = [order_from(values) for values in db.execute(ORDERS.select)]
        parts = [part_from(values) for values in db.execute(PARTS.select)]
        compartments, removed = _compartments(db, places, {part.id: part for part in parts})
        grants = [grant_from(values) for values in db.execute(f"{GRANTS.select} {_OLDEST_FIRST}")]
        attempts = [attempt_from(values) for values in db.execute(f"{ATTEMPTS.select} {_NEEDED_ATTEMPTS}")]
        attempts = [attempt for attempt in attempts if attempt.compartment in places]
        receipts = [receipt_from(values) for values in db.execute(RECEIPTS.select)]
        sites = [site_from(values) for values in db.execute(SITE.select)]
        _look_for_lost(parts, {*places, *removed})
    except (ValueError, TypeError) as error:
        raise StoreDamagedError(f"the database holds a value that means nothing: {error}") from error
    state = State.empty()
    state = state._replace(
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


def look_for_strangers(state: State, authorities: Container[str]) -> None:
    """Raises AuthoritiesMissingError where things lie, or may lie, that none of these answers for: its staff could not
    take them out any more, and nobody would be told."""
    missing: dict[str, list[CompartmentId]] = defaultdict(list)
    for name in sorted(state.compartments):
        row = state.compartments[name]
        part = None if row.part is None else state.parts.get(row.part)
        if part is not None and part.authority not in authorities and not holds_nothing(row, part):
            missing[part.authority].append(name)
    if missing:
        todo = "name it again, have that taken out, then leave it out"
        raise AuthoritiesMissingError(
            [f"{whose!r} is missing, and has things in {', '.join(doors)}: {todo}" for whose, doors in missing.items()]
        )


def _look_for_gone(db: sqlite3.Connection) -> None:
    """Raises StoreDamagedError where a row names one that is gone: each row alone may mean something in a torn file."""
    for table in (COMPARTMENTS, ATTEMPTS, PARTS, GRANTS, RECEIPTS):
        if (gone := db.execute(f"PRAGMA foreign_key_check({table.name})").fetchone()) is not None:
            raise _damaged(f"a row of {table.name} names one of {gone[2]} that is gone")
    for what, named in _NOT_DECLARED:
        if (row := db.execute(named).fetchone()) is not None:
            raise _damaged(f"{what} of {row[0]} is gone")


def _look_for_lost(parts: Iterable[Part], doors: Container[CompartmentId]) -> None:
    """Raises StoreDamagedError where a part lies behind a door that is neither configured nor kept."""
    for part in parts:
        if part.state not in ENDED and part.compartment is not None and part.compartment not in doors:
            raise _damaged(f"{part.compartment}, which {part.id} names, is gone")


def _damaged(how: str) -> StoreDamagedError:
    return StoreDamagedError(f"the database is damaged ({how}); restore a backup")


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
