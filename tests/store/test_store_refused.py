"""Whatever is refused at start is left byte for byte as it was, and the cause is named (F16, F70)."""

import asyncio
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from store_samples import A01, A02, ORDER, PART, STAMP, compartment, counting_salts, facts, order, part, places

from lockerd.domain.model.compartments import Condition
from lockerd.domain.model.directions import Direction
from lockerd.domain.model.parts import PartState
from lockerd.errors import LockerdError
from lockerd.store import (
    AuthoritiesMissingError,
    Commit,
    CompartmentsMissingError,
    Store,
    StoreDamagedError,
    StoreUnusableError,
    verify,
)
from lockerd.store.migrations import SCRIPTS


def committed(store: Store, count: int) -> None:
    for _ in range(count):
        rows = (order(), part(), compartment(A01, condition=Condition.OCCUPIED), compartment(A02))
        asyncio.run(store.commit(Commit(stamp=STAMP, rows=rows, facts=facts(3))))


def crashed(folder: Path, *, commits: int, backup_after: int | None = None) -> Path:
    """The files of a killed process: a database, its log with everything since the first commits, the head's copy.

    With ``backup_after`` the database was then replaced by a backup that was made after so many commits.
    """
    path = folder / "life" / "lockerd.db"
    path.parent.mkdir()
    left = folder / "left" / "lockerd.db"
    left.parent.mkdir()
    store = Store.open(path, new_salt=counting_salts())
    committed(store, backup_after or 1)
    with closing(sqlite3.connect(path)) as db, closing(sqlite3.connect(folder / "backup.db")) as saved:
        db.backup(saved)
    committed(store, 40)
    store.close()  # everything goes into the file, and the log begins anew
    store = Store.open(path, new_salt=counting_salts())
    committed(store, commits)
    for name in ("lockerd.db", "lockerd.db-wal", "head"):
        (left.parent / name).write_bytes(path.with_name(name).read_bytes())
    store.close()
    if backup_after is not None:
        left.write_bytes((folder / "backup.db").read_bytes())
    return left


def bytes_of(folder: Path) -> dict[str, bytes]:
    """What counts of a database; an index that SQLite makes anew at each start and the lock do not."""
    aside = ("-shm", ".lock")
    return {
        each.name: each.read_bytes()
        for each in folder.iterdir()
        if not each.name.endswith(aside) and (each.suffix != ".db-wal" or each.stat().st_size > 0)
    }


def refused(path: Path, error: type[LockerdError], match: str, **more: object) -> None:
    before = bytes_of(path.parent)
    for _ in range(2):
        with pytest.raises(error, match=match):
            Store.open(path, new_salt=counting_salts(), **more)  # type: ignore[arg-type]
        assert bytes_of(path.parent) == before


def test_a_backup_beside_a_newer_log_is_refused_by_the_logs_name_and_good_once_it_is_gone(tmp_path: Path) -> None:
    left = crashed(tmp_path, commits=5, backup_after=3)
    backup = left.read_bytes()
    refused(left, StoreUnusableError, r"lockerd\.db-wal does not belong to .*lockerd\.db.*Move .*-wal away")
    assert left.read_bytes() == backup
    left.with_name("lockerd.db-wal").unlink()
    store = Store.open(left, new_salt=counting_salts(), places=places())
    assert store.head.epoch == 2
    assert ORDER in store.load(places()).state.orders
    store.close()
    assert verify(left).fault is None


def test_a_damaged_file_with_its_own_log_names_the_damage_and_not_the_log(tmp_path: Path) -> None:
    left = crashed(tmp_path, commits=2)
    content = bytearray(left.read_bytes())
    content[2 * 4096 : 4 * 4096] = b"\xff" * 2 * 4096
    left.write_bytes(content)
    refused(left, StoreDamagedError, r"lockerd\.db is damaged")


def test_a_configuration_that_does_not_fit_leaves_a_crashed_database_as_it_was(tmp_path: Path) -> None:
    left = crashed(tmp_path, commits=5)
    refused(left, CompartmentsMissingError, "A01", places=places([A02]))
    store = Store.open(left, new_salt=counting_salts(), places=places())
    assert store.head.epoch == 1
    store.close()


def test_a_configuration_that_does_not_fit_begins_no_epoch_in_a_restored_database(tmp_path: Path) -> None:
    left = crashed(tmp_path, commits=5, backup_after=3)
    left.with_name("lockerd.db-wal").unlink()
    refused(left, CompartmentsMissingError, "A01", places=places([A02]))
    refused(left, CompartmentsMissingError, "A01", places=places([A02]))
    store = Store.open(left, new_salt=counting_salts(), places=places())
    assert store.head.epoch == 2, "and not one more for each start that was refused"
    store.close()


@pytest.mark.parametrize(("holds", "state"), [(PartState.READY, "occupied"), (PartState.AWAITED, "to_check")])
def test_an_office_whose_things_lie_in_the_wall_cannot_be_left_out(
    tmp_path: Path, holds: PartState, state: str
) -> None:
    path = tmp_path / "lockerd.db"
    brings = holds is PartState.AWAITED
    lies = replace(part(), direction=Direction.IN if brings else Direction.OUT, state=holds)
    store = Store.open(path, new_salt=counting_salts())
    door = compartment(A01, condition=Condition(state), holds=PART)
    asyncio.run(store.commit(Commit(stamp=STAMP, rows=(order(), lies, door, compartment(A02)))))
    store.close()
    wall, named = places(), rf"'{order().authority}' is missing, and has things in A01: name it again, .* then leave"
    refused(path, AuthoritiesMissingError, named, places=wall, authorities={"other"})
    store = Store.open(path, new_salt=counting_salts(), places=wall, authorities={"other", order().authority})
    assert store.load(wall).state.parts[PART].compartment == A01, "nothing is lost"
    store.close()


def test_an_office_for_whom_a_door_is_only_reserved_can_be_left_out(tmp_path: Path) -> None:
    store = Store.open(tmp_path / "lockerd.db", new_salt=counting_salts())
    waits = replace(part(), state=PartState.RESERVED)
    door = compartment(A01, condition=Condition.RESERVED, holds=PART)
    asyncio.run(store.commit(Commit(stamp=STAMP, rows=(order(), waits, door, compartment(A02)))))
    store.close()
    Store.open(tmp_path / "lockerd.db", new_salt=counting_salts(), places=places(), authorities={"other"}).close()


def test_a_value_that_means_nothing_leaves_an_old_schema_unmigrated(tmp_path: Path) -> None:
    path = tmp_path / "lockerd.db"
    with closing(sqlite3.connect(path)) as db:
        db.executescript(SCRIPTS[0].sql)
        db.execute("PRAGMA user_version = 1")
        db.execute("INSERT INTO compartments VALUES ('A01', 'enchanted', '', NULL, 0, 0, 0, NULL, NULL)")
        db.commit()
        db.execute("PRAGMA journal_mode = WAL")
    refused(path, StoreDamagedError, "means nothing", places=places())
    with closing(sqlite3.connect(path)) as db:
        assert db.execute("PRAGMA user_version").fetchone() == (1,)


@pytest.mark.parametrize("spoil", [Path.mkdir, lambda copy: copy.symlink_to(copy.parent)], ids=["folder", "link"])
def test_a_copy_of_the_head_that_cannot_be_used_begins_no_epoch(tmp_path: Path, spoil: Callable[[Path], None]) -> None:
    left = crashed(tmp_path, commits=5)
    left.with_name("head").unlink()
    spoil(left.with_name("head"))
    before = left.read_bytes(), left.with_name("lockerd.db-wal").read_bytes()
    with pytest.raises(StoreUnusableError, match="head is no file"):
        Store.open(left, new_salt=counting_salts())
    assert (left.read_bytes(), left.with_name("lockerd.db-wal").read_bytes()) == before


def test_an_empty_file_beside_a_log_is_no_new_site(tmp_path: Path) -> None:
    """F16: SQLite throws a log away that it finds beside an empty file."""
    left = crashed(tmp_path, commits=5)
    left.write_bytes(b"")
    left.with_name("head").unlink()
    refused(left, StoreDamagedError, "-wal is there; restore a backup")


def test_whatever_was_accepted_is_put_into_the_file_when_it_is_closed(tmp_path: Path) -> None:
    """Fails if the connection that looked stayed open: the log would then be left behind at every end."""
    left = crashed(tmp_path, commits=5)
    Store.open(left, new_salt=counting_salts(), places=places()).close()
    assert not left.with_name("lockerd.db-wal").exists()
