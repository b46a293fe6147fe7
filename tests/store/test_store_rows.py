"""Every field of every kept row survives the way through the database."""

import dataclasses
import sqlite3
import types
import typing
from collections.abc import Callable
from enum import Enum
from functools import cache
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from store_samples import place

from lockerd.domain.model.attempts import Attempt
from lockerd.domain.model.compartments import Compartment, Place
from lockerd.domain.model.document_classes import Precondition, Steps
from lockerd.domain.model.grants import CodeRecord, Grant, SecondSecret
from lockerd.domain.model.ids import PartId
from lockerd.domain.model.orders import Order
from lockerd.domain.model.parts import PARTS_MAX, Part
from lockerd.domain.model.receipts import Receipt
from lockerd.domain.model.state import Site
from lockerd.store.migrations import SCRIPTS
from lockerd.store.rows.doors import ATTEMPTS, COMPARTMENTS, attempt_from, compartment_from
from lockerd.store.rows.grants import GRANTS, grant_from
from lockerd.store.rows.orders import ORDERS, PARTS, order_from, part_from
from lockerd.store.rows.receipts import RECEIPTS, receipt_from
from lockerd.store.rows.site import SITE, site_from
from lockerd.store.rows.table import Table

LEAVES: dict[Any, st.SearchStrategy[Any]] = {
    int: st.integers(-(2**63), 2**63 - 1),
    str: st.text(st.characters(codec="utf-8"), max_size=20),
    bytes: st.binary(max_size=20),
    bool: st.booleans(),
    type(None): st.none(),
    PartId: st.builds(
        PartId, st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=20), st.integers(1, PARTS_MAX)
    ),
}
SECONDS = st.builds(SecondSecret, salt=LEAVES[bytes], keyed_hash=LEAVES[bytes])


def _code(steps: Steps, salt: bytes, keyed_hash: bytes, number: str, second: SecondSecret) -> CodeRecord:
    """Whatever a code may ask for; nobody asks for a second secret of which nothing is kept."""
    secret = any(Precondition.SECOND_SECRET in each for each in steps)
    return CodeRecord(salt, keyed_hash, pickup_number=number, second=second if secret else None, asks=steps)


STATEMENT, SECRET = Precondition.STATEMENT, Precondition.SECOND_SECRET
LEAVES[CodeRecord] = st.builds(
    _code,
    st.sampled_from([(), ((STATEMENT,),), ((SECRET,),), ((SECRET, STATEMENT),), ((STATEMENT,), (SECRET,))]),
    LEAVES[bytes],
    LEAVES[bytes],
    LEAVES[str],
    SECONDS,
)


def anything(kind: Any) -> st.SearchStrategy[Any]:
    """Values of a type with every field chosen, defaults included, so that a field nobody stores is noticed."""
    if kind not in LEAVES:
        kind = getattr(kind, "__supertype__", kind)
    if kind in LEAVES:
        return LEAVES[kind]
    if typing.get_origin(kind) is tuple and ... not in typing.get_args(kind):
        return st.tuples(*map(anything, typing.get_args(kind)))
    if typing.get_origin(kind) is tuple:
        return st.lists(anything(typing.get_args(kind)[0]), max_size=4).map(tuple)
    if typing.get_origin(kind) in {types.UnionType, typing.Union}:
        return st.one_of(*map(anything, typing.get_args(kind)))
    if isinstance(kind, type) and issubclass(kind, Enum):
        return st.sampled_from(kind)
    assert dataclasses.is_dataclass(kind)
    hints = typing.get_type_hints(kind)
    return st.builds(kind, **{field.name: anything(hints[field.name]) for field in dataclasses.fields(kind)})


@cache
def empty() -> sqlite3.Connection:
    """A database of this release without a row, made once: its scripts take longer than a thousand rows."""
    db = sqlite3.connect(":memory:", isolation_level=None)
    for script in SCRIPTS:
        db.executescript(script.sql)
    return db


def through(table: Table[Any], row: Any) -> tuple[Any, ...]:
    """Write twice (insert, update) and read back, constraints between tables aside; nothing stays of it."""
    db = empty()
    db.execute("BEGIN")
    try:
        db.execute(table.upsert, table.values(row))
        db.execute(table.upsert, table.values(row))
        [values] = db.execute(table.select).fetchall()
    finally:
        db.execute("ROLLBACK")
    return tuple(values)


CASES: list[tuple[Table[Any], type, Callable[[tuple[Any, ...]], Any]]] = [
    (SITE, Site, site_from),
    (ORDERS, Order, order_from),
    (PARTS, Part, part_from),
    (GRANTS, Grant, grant_from),
    (RECEIPTS, Receipt, receipt_from),
    (ATTEMPTS, Attempt, attempt_from),
]


@pytest.mark.parametrize(("table", "kind", "back"), CASES, ids=[case[0].name for case in CASES])
@given(data=st.data())
def test_a_row_comes_back_as_it_was(table: Table[Any], kind: type, back: Any, data: st.DataObject) -> None:
    row = data.draw(anything(kind))
    again = back(through(table, row))
    assert again == row
    assert repr(again) == repr(row), "a word must come back as its enumeration, a flag as a bool"


@given(data=st.data())
def test_a_compartment_comes_back_at_the_place_the_configuration_gives_it(data: st.DataObject) -> None:
    row = data.draw(anything(Compartment))
    elsewhere: Place = dataclasses.replace(place(row.id), row=9)
    again = compartment_from(through(COMPARTMENTS, row), elsewhere)
    assert again == dataclasses.replace(row, place=elsewhere)
    assert again.place.row == 9
