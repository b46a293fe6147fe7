"""A copy of the database: whole or not at all wherever it is cut off, of one moment; and the way back (F14, F70)."""

import asyncio
import resource
import shutil
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from store_samples import STAMP, counting_salts, facts

from lockerd.store import Commit, Store, StoreDamagedError, StoreInUseError, StoreUnusableError, keeping, verify
from lockerd.store.backup import ASIDE, back_up, restore
from lockerd.store.keeping import CopyError

VICTIM = Path(__file__).parent / "backup_victim.py"
STEPS = 60
"""More than there are calls."""


def live(store: Store, rows: int = 3) -> None:
    asyncio.run(store.commit(Commit(stamp=STAMP, facts=tuple(facts(rows)))))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "copies"
    made.mkdir(mode=0o700)
    return made


def killed_at(step: int, *words: str | Path) -> bool:
    done = subprocess.run([sys.executable, VICTIM, str(step), *words], check=False, capture_output=True, text=True)
    assert done.returncode in {0, -9}, done.stderr
    return done.returncode == -9


def test_a_copy_is_whole_closed_to_others_and_named_by_where_the_log_ends(
    store: Store, path: Path, folder: Path
) -> None:
    live(store)
    file, head = back_up(path, folder, 7)
    assert (file.name, head) == ("lockerd-000001-000000000003.db", store.head)
    assert [each.name for each in folder.iterdir()] == [file.name], "one file, with nothing beside it"
    assert file.stat().st_mode & 0o777 == 0o600
    assert (verify(file).rows, verify(file).fault) == (3, None)


def test_so_many_are_kept_and_never_is_the_newest_dropped(store: Store, path: Path, folder: Path) -> None:
    strange = folder / "lockerd.db"
    strange.write_text("somebody else's")
    (folder / keeping.DATABASE.name(9, 9)).write_text("of a site that was here before")
    for _ in range(4):
        live(store)
        newest, _ = back_up(path, folder, 2)
        assert newest in keeping.DATABASE.there(folder)
    assert len(keeping.DATABASE.there(folder)) == 2
    assert strange.read_text() == "somebody else's"


PATIENCE_S = 60.0


def test_a_copy_is_of_one_moment_while_the_daemon_commits(store: Store, path: Path, folder: Path) -> None:
    stop, committed = threading.Event(), threading.Event()

    def commit_on() -> None:
        while not stop.is_set():
            live(store, 1)
            committed.set()

    def head_of_a_copy() -> int:
        committed.clear()
        assert committed.wait(PATIENCE_S)
        return back_up(path, folder, 7)[1].number

    live(store, 200)
    writing = threading.Thread(target=commit_on)
    writing.start()
    try:
        heads = [head_of_a_copy() for _ in range(5)]
    finally:
        stop.set()
        writing.join()
    assert heads == sorted(set(heads)), "commits went on between and during them"
    assert [verify(each).fault for each in keeping.DATABASE.there(folder)] == [None] * 5


def test_killed_anywhere_the_last_good_one_is_there_and_the_next_begins_afresh(
    store: Store, path: Path, folder: Path
) -> None:
    live(store)
    back_up(path, folder, 2)
    cut = 0
    for step in range(1, STEPS):
        live(store, 1)
        if not killed_at(step, "backup", path, folder):
            break
        cut += 1
        copies = keeping.DATABASE.there(folder)
        assert copies, "the last good one"
        assert [verify(each).fault for each in copies] == [None] * len(copies)
    assert 8 < cut < STEPS - 1
    assert {each.suffix for each in folder.iterdir()} == {".db"}
    assert len(list(folder.iterdir())) == 2, "nothing of those that were cut off is left"


@pytest.fixture
def small_files() -> Iterator[None]:
    """No file grows beyond 64 KiB: as a disk that is full in the middle of a copy."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (64 << 10, before[1]))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_f14_a_full_disk_leaves_those_of_before(
    store: Store, path: Path, folder: Path, request: pytest.FixtureRequest
) -> None:
    live(store, 500)
    first, _ = back_up(path, folder, 1)
    live(store)
    request.getfixturevalue("small_files")
    with pytest.raises(CopyError, match="the copies of before are as they were"):
        back_up(path, folder, 1)
    assert list(folder.iterdir()) == [first]


def test_f14_on_the_disk_of_the_database_it_leaves_the_room_that_people_need(
    store: Store, path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    live(store)
    monkeypatch.setattr("lockerd.store.backup.LAST_BYTES", 1 << 60)
    with pytest.raises(CopyError, match="another medium"):
        back_up(path, folder, 1)
    assert list(folder.iterdir()) == []


def test_a_database_that_is_damaged_takes_the_place_of_no_copy(path: Path, folder: Path) -> None:
    store = Store.open(path, new_salt=counting_salts())
    live(store, 50)
    good, _ = back_up(path, folder, 1)
    store.close()
    with closing(sqlite3.connect(path)) as db, db:
        db.execute("UPDATE head SET number = 40")
    with pytest.raises(StoreDamagedError):
        back_up(path, folder, 1)
    assert list(folder.iterdir()) == [good]


def test_where_others_could_write_or_another_copies_none_is_made(store: Store, path: Path, folder: Path) -> None:
    live(store)
    folder.chmod(0o777)
    with pytest.raises(CopyError, match="others can write"):
        back_up(path, folder, 1)
    folder.chmod(0o700)
    with keeping.begun(folder, keeping.LOG, 1), pytest.raises(CopyError, match="another copy"):
        back_up(path, folder, 1)
    with pytest.raises(CopyError, match="No such file"):
        back_up(path, folder / "none", 1)
    back_up(path, folder, 1)


def test_a_link_that_somebody_laid_is_not_followed(store: Store, path: Path, folder: Path, tmp_path: Path) -> None:
    live(store)
    (tmp_path / "passwd").write_text("theirs")
    (folder / ".begun.db").symlink_to(tmp_path / "passwd")
    back_up(path, folder, 1)
    assert (tmp_path / "passwd").read_text() == "theirs"


def test_back_in_its_place_it_begins_a_new_epoch_and_what_was_there_is_set_aside(path: Path, folder: Path) -> None:
    store = Store.open(path, new_salt=counting_salts())
    live(store)
    file, head = back_up(path, folder, 7)
    live(store)
    with pytest.raises(StoreInUseError):
        restore(file, path)
    store.close()
    assert restore(file, path) == head
    assert verify(path.parent / ASIDE / path.name).rows == 6
    store = Store.open(path, new_salt=counting_salts())
    assert (store.head.epoch, store.restored) == (2, True)
    store.close()
    with pytest.raises(CopyError, match="set aside here already"):
        restore(file, path)


def test_what_is_no_whole_copy_is_refused_and_all_stays_as_it_was(path: Path, folder: Path) -> None:
    store = Store.open(path, new_salt=counting_salts())
    live(store, 200)
    file, _ = back_up(path, folder, 7)
    store.close()
    before = path.read_bytes()
    half = folder / "half.db"
    half.write_bytes(file.read_bytes()[: file.stat().st_size // 2])
    with pytest.raises((StoreDamagedError, StoreUnusableError)):
        restore(half, path)
    beside = folder / f"{file.name}-wal"
    beside.write_bytes(b"x")
    with pytest.raises(StoreUnusableError, match="log beside it"):
        restore(file, path)
    with pytest.raises(StoreUnusableError, match="not a file"):
        restore(folder / "none.db", path)
    assert path.read_bytes() == before
    assert not (path.parent / ASIDE).exists()


def test_killed_anywhere_while_it_is_put_back_nobody_takes_it_for_a_new_site(
    store: Store, path: Path, tmp_path: Path, folder: Path
) -> None:
    """The daemon was killed too: its log lies beside the database, and belongs to no other."""
    live(store)
    file, _ = back_up(path, folder, 1)
    live(store, 300)
    cut = 0
    for step in range(1, STEPS):
        state = tmp_path / f"state{step}"
        state.mkdir()
        for name in ("lockerd.db", "lockerd.db-wal", "head"):
            shutil.copy(path.with_name(name), state)
        if not killed_at(step, "restore", file, state / "lockerd.db"):
            break
        cut += 1
        if (state / "lockerd.db").exists():
            assert verify(state / "lockerd.db").rows in {3, 303}
            continue
        with pytest.raises(StoreDamagedError, match="gone or empty"):
            Store.open(state / "lockerd.db", new_salt=counting_salts())
        restore(file, state / "lockerd.db")
        assert verify(state / "lockerd.db").rows == 3
    assert 8 < cut < STEPS - 1
    assert (state / ASIDE / "lockerd.db-wal").exists()
