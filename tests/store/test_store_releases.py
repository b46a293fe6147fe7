"""An update and its way back, with files that release 0.1.0 itself has written and reads again (F19)."""

import asyncio
import json
import sqlite3
import subprocess
import sys
from contextlib import closing
from enum import StrEnum
from pathlib import Path
from typing import Any

import pytest
from store_samples import STAMP, counting_salts, facts, place

from lockerd.domain.model import attempts, grants, orders
from lockerd.domain.model import compartments as cabinet
from lockerd.domain.model.ids import CompartmentId, OrderId
from lockerd.domain.model.orders import OrderState
from lockerd.store import Commit, Store, StoreUnusableError, verify
from lockerd.store.migrations import SCRIPTS

PLACES = {CompartmentId(name): place(CompartmentId(name)) for name in ("A01", "A02")}
ORDER = OrderId("01936f00-0000-7000-8000-0000000000aa")
PROGRAM = Path(__file__).with_name("release_0_1_0.py")


def release_0_1_0(command: str, path: Path) -> Any:
    """What that release prints, or what it says when it refuses."""
    done = subprocess.run([sys.executable, PROGRAM, command, path], capture_output=True, text=True, check=False)
    return json.loads(done.stdout) if done.returncode == 0 else done.stderr


@pytest.fixture
def old(path: Path) -> Path:
    """A database that release 0.1.0 has written."""
    found = release_0_1_0("write", path)
    assert (found["orders"], found["head"]) == ({ORDER: "ready"}, [1, 3]), found
    return path


def test_f19_a_file_of_0_1_0_is_read_and_gone_on_with(old: Path) -> None:
    store = Store.open(old, new_salt=counting_salts(), places=PLACES)
    state = store.load(PLACES).state
    assert state.orders[ORDER].state is OrderState.READY
    assert {each.id: each.condition for each in state.compartments.values()} == {"A01": "occupied", "A02": "free"}
    (grant,) = state.grants.values()
    assert grant.order == ORDER
    assert asyncio.run(store.commit(Commit(stamp=STAMP, facts=facts(1)))).number == 4
    store.close()
    assert verify(old).fault is None


def test_f19_0_1_0_comes_back_to_what_this_release_has_written(old: Path) -> None:
    """Fails once a migration leaves what the release before the update cannot read or write: then it must say so."""
    store = Store.open(old, new_salt=counting_salts(), places=PLACES)
    asyncio.run(store.commit(Commit(stamp=STAMP, rows=(store.load(PLACES).state.orders[ORDER],), facts=facts(1))))
    store.close()
    if SCRIPTS[-1].readable_from > 1:
        before = old.read_bytes()
        assert "schema version" in release_0_1_0("read", old)
        assert old.read_bytes() == before
        return
    found = release_0_1_0("go-on", old)
    assert (found["orders"], found["compartments"]) == ({ORDER: "ready"}, {"A01": "occupied", "A02": "free"}), found
    assert found["head"] == [1, 6]
    store = Store.open(old, new_salt=counting_salts(), places=PLACES)
    assert store.head.number == 6
    store.close()
    assert verify(old).fault is None, "back and forth, and the chain is whole"


@pytest.mark.parametrize(
    "kind",
    [
        cabinet.Condition,
        orders.OrderState,
        orders.Kind,
        grants.GrantState,
        attempts.RightKind,
        attempts.Outcome,
    ],
    ids=lambda kind: kind.__name__,
)
def test_f19_no_row_holds_a_word_that_the_release_before_does_not_know(kind: type[StrEnum], tmp_path: Path) -> None:
    """A new word in a row ends the way back: the script that brings it sets its own ``readable_from``."""
    known = set(release_0_1_0("words", tmp_path)[kind.__name__])
    assert {each.value for each in kind} <= known or SCRIPTS[-1].readable_from > 1


def newer(path: Path, *, readable_from: int) -> None:
    """As a release two versions ahead leaves a file."""
    Store.open(path, new_salt=counting_salts()).close()
    with closing(sqlite3.connect(path)) as db, db:
        db.execute("ALTER TABLE orders ADD COLUMN note TEXT NOT NULL DEFAULT ''")
        db.execute("CREATE TABLE parts (id INTEGER PRIMARY KEY) STRICT")
        db.execute(
            "UPDATE schema_version SET version = ?, release = '9.2.0', readable_from = '9.1.0'", (len(SCRIPTS) + 2,)
        )
        db.execute(f"PRAGMA user_version = {readable_from}")


@pytest.mark.parametrize("readable_from", [1, len(SCRIPTS)])
def test_f19_a_newer_file_that_says_it_is_readable_is_opened_and_stays_as_new_as_it_is(
    old: Path, readable_from: int
) -> None:
    newer(old, readable_from=readable_from)
    store = Store.open(old, new_salt=counting_salts(), places=PLACES)
    asyncio.run(store.commit(Commit(stamp=STAMP, rows=(store.load(PLACES).state.orders[ORDER],), facts=facts(1))))
    store.close()
    with closing(sqlite3.connect(old)) as db:
        assert db.execute("SELECT version, release FROM schema_version").fetchone() == (len(SCRIPTS) + 2, "9.2.0")
        assert db.execute("PRAGMA user_version").fetchone() == (readable_from,)
    assert verify(old).fault is None


def test_f19_a_newer_file_that_is_not_readable_is_refused_by_name_and_left_as_it_is(old: Path) -> None:
    newer(old, readable_from=len(SCRIPTS) + 1)
    before = old.read_bytes()
    with pytest.raises(StoreUnusableError, match=r"lockerd 9\.1\.0.*nothing was changed"):
        Store.open(old, new_salt=counting_salts(), places=PLACES)
    assert old.read_bytes() == before
