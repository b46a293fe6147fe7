"""Opening: what is not right is refused with its reason, and left as it is."""

import asyncio
import os
import signal
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from store_samples import ORDER, STAMP, counting_salts, facts, order, part, places

from lockerd.store import Commit, Store, StoreDamagedError, StoreInUseError, StoreUnusableError, verify


def lived(path: Path, rows: int = 20) -> bytes:
    store = Store.open(path, new_salt=counting_salts())
    asyncio.run(store.commit(Commit(stamp=STAMP, rows=(order(), part()), facts=facts(rows))))
    store.close()
    return path.read_bytes()


def test_f17_a_second_daemon_is_refused_and_the_first_goes_on(store: Store, path: Path) -> None:
    with pytest.raises(StoreInUseError, match=rf"process {os.getpid()}\)"):
        Store.open(path, new_salt=counting_salts())
    assert (asyncio.run(store.commit(Commit(stamp=STAMP, facts=facts(1))))).number == 1
    store.close()
    store.close()
    Store.open(path, new_salt=counting_salts()).close()


def test_f17_also_from_another_process_and_free_again_when_that_dies(path: Path) -> None:
    hold = (
        "import sys; from pathlib import Path; from lockerd.store import Store;"
        "store = Store.open(Path(sys.argv[1]), new_salt=bytes); print('open', flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", hold, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "open\n"
        with pytest.raises(StoreInUseError, match=rf"process {other.pid}\)"):
            Store.open(path, new_salt=counting_salts())
        other.send_signal(signal.SIGKILL)
    Store.open(path, new_salt=counting_salts()).close()


def test_a_missing_directory_is_named(tmp_path: Path) -> None:
    with pytest.raises(StoreUnusableError, match=r"nowhere.*must exist"):
        Store.open(tmp_path / "nowhere" / "lockerd.db", new_salt=counting_salts())


@pytest.mark.parametrize("version", [0, 1])
def test_another_programs_database_is_refused(path: Path, version: int) -> None:
    with closing(sqlite3.connect(path)) as db:
        db.execute("CREATE TABLE bookmarks (url TEXT)")
        db.execute(f"PRAGMA user_version = {version}")
    before = path.read_bytes()
    with pytest.raises(StoreUnusableError, match="another program"):
        Store.open(path, new_salt=counting_salts())
    assert path.read_bytes() == before


@contextmanager
def as_nobody(path: Path) -> Iterator[None]:
    """File permissions mean nothing to root."""
    if os.geteuid() != 0:
        yield
        return
    for file in (path.parent, *path.parent.iterdir()):
        os.chown(file, 65534, 65534)
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


def test_f15_a_read_only_file_is_refused() -> None:
    with tempfile.TemporaryDirectory() as directory:
        path = Path(directory) / "lockerd.db"
        before = lived(path)
        with as_nobody(path):
            path.chmod(0o400)
            with pytest.raises(StoreUnusableError, match=r"lockerd\.db is read-only"):
                Store.open(path, new_salt=counting_salts())
            path.chmod(0o600)
            assert path.read_bytes() == before
            Store.open(path, new_salt=counting_salts()).close()
            path.parent.chmod(0o500)
            path.with_name("lockerd.lock").chmod(0o400)
            with pytest.raises(StoreUnusableError, match=r"lockerd\.lock: Permission denied"):
                Store.open(path, new_salt=counting_salts())
            path.parent.chmod(0o700)


@pytest.mark.parametrize("at", [0, 16, 21, 47, 60, 63, 68])
def test_f16_a_damaged_header_is_refused(path: Path, at: int) -> None:
    content = bytearray(lived(path))
    content[at] ^= 0xFF
    path.write_bytes(content)
    with pytest.raises((StoreDamagedError, StoreUnusableError), match=r"lockerd\.db"):
        Store.open(path, new_salt=counting_salts())
    assert path.read_bytes() == content


def test_f16_a_damaged_file_is_refused_and_left_as_it_is(path: Path) -> None:
    lived(path, 300)
    content = bytearray(path.read_bytes())
    pages = len(content) // 4096
    for page in range(1, pages):
        broken = bytearray(content)
        broken[page * 4096 : page * 4096 + 12] = b"\xff" * 12
        path.write_bytes(broken)
        with pytest.raises(StoreDamagedError, match="restore a backup"):
            Store.open(path, new_salt=counting_salts())
        assert path.read_bytes() == broken
    path.write_bytes(content)
    Store.open(path, new_salt=counting_salts()).close()


@pytest.mark.parametrize("part", [0.1, 0.5, 0.9])
def test_f16_a_file_cut_short_is_refused(path: Path, part: float) -> None:
    content = lived(path, 300)
    path.write_bytes(content[: int(len(content) * part)])
    with pytest.raises(StoreDamagedError):
        Store.open(path, new_salt=counting_salts())
    assert len(path.read_bytes()) == int(len(content) * part)


def crashed(path: Path, to: Path, commits: int) -> Path:
    """The files as a killed process leaves them, everything newer than the first commit still in the log."""
    store = Store.open(path, new_salt=counting_salts())
    for _ in range(commits):
        asyncio.run(store.commit(Commit(stamp=STAMP, rows=(order(), part()), facts=facts(3))))
    to.mkdir()
    for name in ("lockerd.db", "lockerd.db-wal", "head"):
        (to / name).write_bytes(path.with_name(name).read_bytes())
    store.close()
    return to / "lockerd.db"


def test_f2_what_a_killed_process_committed_is_there(path: Path, tmp_path: Path) -> None:
    left = crashed(path, tmp_path / "left", 10)
    store = Store.open(left, new_salt=counting_salts())
    assert (store.head.epoch, store.head.number) == (1, 30)
    assert ORDER in store.load(places()).state.orders
    store.close()


@pytest.mark.parametrize("cut", [1, 500, 5_000, 20_000])
def test_f6_a_torn_log_keeps_whole_commits_and_begins_a_new_epoch(path: Path, tmp_path: Path, cut: int) -> None:
    left = crashed(path, tmp_path / "left", 10)
    log = left.with_name("lockerd.db-wal")
    log.write_bytes(log.read_bytes()[:-cut])
    store = Store.open(left, new_salt=counting_salts())
    assert store.head.epoch == 2, "acknowledged rows are gone: their numbers are not used again"
    rows = len(asyncio.run(store.custody(0, 100)))
    assert rows < 30
    assert rows % 3 == 0, "no half commit"
    asyncio.run(store.commit(Commit(stamp=STAMP, facts=facts(1))))
    store.close()
    assert verify(left).fault is None
