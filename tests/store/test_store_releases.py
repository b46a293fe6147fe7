"""Updates and their way back, with files that the releases themselves have written and read again (F19).

Every version of the schema is tested against the release before it. A new one needs that release here: its archive and
a program that leads it (see ``release_0_1_0.py``), and an entry in ``WAYS``.
"""

import asyncio
import json
import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from store_samples import STAMP, counting_salts, facts, place

from lockerd.domain.model import attempts, grants, orders, parts
from lockerd.domain.model import compartments as cabinet
from lockerd.domain.model.derived import grant_of, parts_of, state_of
from lockerd.domain.model.ids import CompartmentId, OrderId
from lockerd.domain.model.parts import RightState
from lockerd.store import Commit, Store, StoreUnusableError, verify
from lockerd.store.migrations import SCRIPTS, version_of

HERE = Path(__file__).parent
PLACES = {CompartmentId(name): place(CompartmentId(name)) for name in ("A01", "A02")}
ORDER = OrderId("01936f00-0000-7000-8000-0000000000aa")


@dataclass(frozen=True)
class Way:
    """What was agreed about one version of the schema."""

    version: int
    before: str
    """The last release that knows only the versions before it."""
    back: bool
    """Whether that release may come back to a file of this version; else it refuses it and leaves it as it is."""


WAYS = (Way(version=2, before="0.1.0", back=False),)
"""A version that is missing here has not been tested against the release before it."""
NEWEST = len(SCRIPTS)


def test_f19_every_version_of_the_schema_has_the_release_before_it_here() -> None:
    versions = [way.version for way in WAYS]
    assert versions == list(range(2, NEWEST + 1)), "say what becomes of the release before the new version"
    for way in WAYS:
        assert way.before == SCRIPTS[way.version - 2].release, "the release before is the one with the version before"
        assert way.back == (SCRIPTS[way.version - 1].readable_from < way.version), "agreed is what the script says"
        assert archive(way).exists()
        assert program(way).exists()


@pytest.mark.parametrize("way", WAYS, ids=str)
def test_f19_what_a_release_has_brought_never_changes_again(way: Way) -> None:
    names = ["schema.sql", *(f"schema_{version}.sql" for version in range(2, way.version))]
    with ZipFile(archive(way)) as release:
        for name, script in zip(names, SCRIPTS, strict=False):
            assert release.read(f"lockerd/store/{name}").decode() == script.sql


def archive(way: Way) -> Path:
    return HERE / "releases" / f"lockerd-{way.before}.zip"


def program(way: Way) -> Path:
    return HERE / f"release_{way.before.replace('.', '_')}.py"


def led(way: Way, command: str, path: Path) -> Any:
    """What that release prints, or what it says when it refuses."""
    done = subprocess.run([sys.executable, program(way), command, path], capture_output=True, text=True, check=False)
    return json.loads(done.stdout) if done.returncode == 0 else done.stderr


@pytest.fixture(params=WAYS, ids=lambda way: way.before)
def way(request: pytest.FixtureRequest) -> Way:
    """From the release before each version, and back to it."""
    found: Way = request.param
    return found


@pytest.fixture
def old(path: Path, way: Way) -> Path:
    """A database that this release has written."""
    found = led(way, "write", path)
    assert (found["orders"], found["head"]) == ({ORDER: "ready"}, [1, 3]), found
    return path


def test_f19_a_file_of_the_release_before_is_read_and_gone_on_with(old: Path) -> None:
    store = Store.open(old, new_salt=counting_salts(), places=PLACES)
    state = store.load(PLACES).state
    [part] = parts_of(state, ORDER)
    assert (state_of(state, ORDER), part.right, part.compartment) == ("ready", RightState.ACTIVE, "A01")
    assert {each.id: (each.condition, each.part) for each in state.compartments.values()} == {
        "A01": ("occupied", part.id),
        "A02": ("free", None),
    }
    assert [each.order for each in state.grants.values()] == [ORDER]
    assert grant_of(state, ORDER) is not None
    assert {row.order for row in asyncio.run(store.custody(0, 10))} == {ORDER}, "and its salt is there"
    assert asyncio.run(store.commit(Commit(stamp=STAMP, facts=facts(1)))).number == 4
    store.close()
    assert verify(old).fault is None
    with closing(sqlite3.connect(old)) as db:
        assert db.execute("PRAGMA foreign_key_check").fetchall() == []
        assert version_of(db).version == NEWEST


def test_f19_a_file_of_the_release_before_becomes_what_a_new_one_is(old: Path, tmp_path: Path) -> None:
    """Tables, columns and indices: nothing is left of what the release before kept and this one does not."""
    new = tmp_path / "new" / "lockerd.db"
    new.parent.mkdir()
    for each in (old, new):
        Store.open(each, new_salt=counting_salts()).close()
    shapes = []
    for each in (old, new):
        with closing(sqlite3.connect(each)) as db:
            shapes.append(db.execute("SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY name").fetchall())
    assert shapes[0] == shapes[1]
    assert not [name for _, name, _, _ in shapes[0] if name.startswith("old_")]


def test_f19_the_release_before_comes_back_or_refuses_and_changes_nothing(old: Path, way: Way) -> None:
    store = Store.open(old, new_salt=counting_salts(), places=PLACES)
    row = store.load(PLACES).state.orders[ORDER]
    asyncio.run(store.commit(Commit(stamp=STAMP, rows=(row,), facts=facts(1))))
    store.close()
    if not comes_back(way):
        before = old.read_bytes()
        assert "schema version" in led(way, "read", old)
        assert old.read_bytes() == before
        return
    found = led(way, "go-on", old)
    assert (found["orders"], found["compartments"]) == ({ORDER: "ready"}, {"A01": "occupied", "A02": "free"}), found
    assert found["head"] == [1, 6]
    store = Store.open(old, new_salt=counting_salts(), places=PLACES)
    assert store.head.number == 6
    store.close()
    assert verify(old).fault is None, "back and forth, and the chain is whole"


def comes_back(way: Way) -> bool:
    """Whether that release may read what this one writes: all versions since let it."""
    return all(each.back for each in WAYS if each.version >= way.version)


@pytest.mark.parametrize(
    "kind",
    [
        cabinet.Condition,
        orders.Hold,
        orders.Kind,
        parts.PartState,
        parts.RightState,
        parts.Direction,
        grants.GrantState,
        attempts.RightKind,
        attempts.Outcome,
    ],
    ids=lambda kind: kind.__name__,
)
def test_f19_no_row_holds_a_word_that_a_release_that_may_come_back_does_not_know(
    kind: type[StrEnum], tmp_path: Path
) -> None:
    """A new word in a row ends the way back: the script that brings it sets its own ``readable_from``."""
    for way in WAYS:
        if comes_back(way):
            assert {each.value for each in kind} <= set(led(way, "words", tmp_path).get(kind.__name__, ()))


def newer(path: Path, *, readable_from: int) -> None:
    """As a release two versions ahead leaves a file."""
    Store.open(path, new_salt=counting_salts()).close()
    with closing(sqlite3.connect(path)) as db, db:
        db.execute("ALTER TABLE orders ADD COLUMN note TEXT NOT NULL DEFAULT ''")
        db.execute("CREATE TABLE moods (id INTEGER PRIMARY KEY) STRICT")
        db.execute("UPDATE schema_version SET version = ?, release = '9.2.0', readable_from = '9.1.0'", (NEWEST + 2,))
        db.execute(f"PRAGMA user_version = {readable_from}")


@pytest.mark.parametrize("readable_from", [1, NEWEST])
def test_f19_a_newer_file_that_says_it_is_readable_is_opened_and_stays_as_new_as_it_is(
    old: Path, readable_from: int
) -> None:
    newer(old, readable_from=readable_from)
    store = Store.open(old, new_salt=counting_salts(), places=PLACES)
    asyncio.run(store.commit(Commit(stamp=STAMP, rows=(store.load(PLACES).state.orders[ORDER],), facts=facts(1))))
    store.close()
    with closing(sqlite3.connect(old)) as db:
        assert db.execute("SELECT version, release FROM schema_version").fetchone() == (NEWEST + 2, "9.2.0")
        assert db.execute("PRAGMA user_version").fetchone() == (readable_from,)
    assert verify(old).fault is None


def test_f19_a_newer_file_that_is_not_readable_is_refused_by_name_and_left_as_it_is(old: Path) -> None:
    newer(old, readable_from=NEWEST + 1)
    before = old.read_bytes()
    with pytest.raises(StoreUnusableError, match=r"lockerd 9\.1\.0.*nothing was changed"):
        Store.open(old, new_salt=counting_salts(), places=PLACES)
    assert old.read_bytes() == before


def test_a_file_written_on_the_way_to_a_release_is_refused_and_left_as_it_is(path: Path) -> None:
    """Version 2 did not always have parts: what it was before then is no release's, and nobody's documents."""
    Store.open(path, new_salt=counting_salts()).close()
    with closing(sqlite3.connect(path)) as db, db:
        db.execute("PRAGMA user_version = 1")
    before = path.read_bytes()
    with pytest.raises(StoreUnusableError, match=r"on the way to lockerd 0\.2\.0.*nothing was changed"):
        Store.open(path, new_salt=counting_salts(), places=PLACES)
    assert path.read_bytes() == before
