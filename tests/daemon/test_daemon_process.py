"""The daemon as its service manager and its rivals see it; each refusal says why, and nothing is lost or opened."""

import os
import signal
import sqlite3
from contextlib import closing
from pathlib import Path

import httpx
import pytest
from daemon_process import Folder, lockerd

from lockerd.store import verify

pytestmark = pytest.mark.station


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path)


def admin_status(folder: Folder, name: str) -> dict[str, object]:
    with httpx.Client(transport=httpx.HTTPTransport(uds=str(folder.root / f"run-{name}" / "admin.sock"))) as client:
        found: dict[str, object] = client.get("http://lockerd/v1/status").raise_for_status().json()
        return found


def test_it_says_ready_and_feeds_the_watchdog_and_stops_cleanly(folder: Folder) -> None:
    with lockerd(folder.config("a"), WATCHDOG_USEC="2000000") as daemon:
        assert daemon.said("READY=1")
        assert admin_status(folder, "a")["compartments"] == {"to_check": 1}
        assert daemon.said("WATCHDOG=1")
        status, written = daemon.stop()
    assert status == 0, written
    found = verify(folder.root / "state" / "lockerd.db")
    assert found.fault is None
    assert found.rows > 0


def test_no_collection_of_garbage_looks_through_all_that_is_loaded(folder: Folder) -> None:
    """Tens of thousands of objects: while it looks, no board is heard."""
    counted = folder.root / "objects"
    program = (str(Path(__file__).with_name("daemon_counting.py")), str(counted))
    with lockerd(folder.config("a"), program=program) as daemon:
        assert daemon.said("READY=1")
        assert int(counted.read_text()) < 1_000


def test_a_second_daemon_on_the_same_database_is_refused(folder: Folder) -> None:
    """F17: fails if two daemons could ever write one log."""
    with lockerd(folder.config("a")) as first:
        assert first.said("READY=1")
        with lockerd(folder.config("b", port=folder.root / "other-port")) as second:
            status, written = second.end()
        assert status == 1
        assert "lockerd.lock" in written
        assert "Traceback" not in written
        assert admin_status(folder, "a")["site"] == "musterstadt-1"


def test_a_second_daemon_on_the_same_port_is_refused(folder: Folder) -> None:
    """F17: fails if two masters could ever talk on one bus."""
    with lockerd(folder.config("a")) as first:
        assert first.said("READY=1")
        with lockerd(folder.config("b", state="other-state")) as second:
            status, written = second.end()
        assert status == 1
        assert f"{folder.port} is in use by process {first.process.pid} (" in written
        assert "Traceback" not in written


def test_rule_13_a_missing_port_stops_nothing_else(folder: Folder) -> None:
    """F43: the station starts, says what is missing, and its doors are unknown rather than remembered."""
    with lockerd(folder.config("a", port=folder.root / "no-such-port")) as daemon:
        assert daemon.said("READY=1")
        assert admin_status(folder, "a")["compartments"] == {"to_check": 1}
        _, written = daemon.stop()
    assert "no-such-port" in written


def test_rule_14_a_mistake_in_the_configuration_is_refused_with_its_place(folder: Folder) -> None:
    config = folder.config("a", more="[surprise]\nkey = 1\n")
    with lockerd(config) as daemon:
        status, written = daemon.end()
    assert status == 78
    assert "a.toml" in written
    assert "surprise" in written
    assert not (folder.root / "state").exists()


SECOND_DOOR = """
[[compartment]]
id = "A02"
bus = "bus0"
address = 0
channel = 2
row = 1
column = 2
size = "A4"
height_cm = 100
"""


def test_rule_14_a_door_with_something_behind_it_cannot_be_left_out(folder: Folder) -> None:
    """Refused like every other mistake, with file, key and reason; an empty one goes, and is told."""
    with lockerd(folder.config("a", more=SECOND_DOOR)) as daemon:
        assert daemon.said("READY=1")
        daemon.stop()
    database = folder.root / "state" / "lockerd.db"
    with closing(sqlite3.connect(database)) as db:
        db.execute("UPDATE compartments SET condition = 'occupied' WHERE id = 'A02'")
        db.commit()
    with lockerd(folder.config("a")) as daemon:
        status, written = daemon.end()
    assert status == 78
    assert "a.toml: compartment: A02 (occupied): put it back" in written
    assert "Traceback" not in written
    with closing(sqlite3.connect(database)) as db:
        db.execute("UPDATE compartments SET condition = 'to_check' WHERE id = 'A02'")
        db.commit()
    for _ in range(2):
        with lockerd(folder.config("a")) as daemon:
            assert daemon.said("READY=1")
            daemon.stop()
    with closing(sqlite3.connect(database)) as db:
        assert db.execute("SELECT count(*) FROM custody WHERE type = 'compartment.removed'").fetchone() == (1,)


ORDER = "01900000-0000-7000-8000-000000000001"
SOMEBODYS = f"""
INSERT INTO orders (id, authority, kind, document_class, case_reference, parts, retention_ms, cancel_wanted)
    VALUES ('{ORDER}', 'kreis', 'collection', 'passport', 'case', 1, 1000, 0);
INSERT INTO parts (id, order_id, number, direction, authority, slow_hands, item_count, state, compartment, right_state,
                   attempts, openings, item_before)
    VALUES ('{ORDER}/1', '{ORDER}', 1, 'out', 'kreis', 0, 1, 'ready', 'A01', 'active', 0, 0, 'present');
UPDATE compartments SET condition = 'occupied', part = '{ORDER}/1' WHERE id = 'A01';
"""


def test_rule_14_an_office_whose_things_lie_in_the_wall_cannot_be_left_out(folder: Folder) -> None:
    """Nobody could take them out any more, and nobody would be told; the file says where they lie, and what to do."""
    with lockerd(folder.config("a")) as daemon:
        assert daemon.said("READY=1")
        daemon.stop()
    database = folder.root / "state" / "lockerd.db"
    with closing(sqlite3.connect(database)) as db:
        db.executescript(SOMEBODYS)
    with lockerd(folder.config("a")) as daemon:
        status, written = daemon.end()
    assert status == 78
    assert "a.toml: site.authorities: 'kreis' is missing, and has things in A01: name it again" in written
    assert "Traceback" not in written


def test_a_damaged_database_is_refused_and_kept(folder: Folder) -> None:
    """F16: fails if a damaged log were replaced by a fresh one."""
    config = folder.config("a")
    with lockerd(config) as daemon:
        assert daemon.said("READY=1")
        assert daemon.stop()[0] == 0
    database = folder.root / "state" / "lockerd.db"
    data = bytearray(database.read_bytes())
    data[4096:8192] = os.urandom(4096)
    database.write_bytes(data)
    with lockerd(config) as daemon:
        status, written = daemon.end()
    assert status == 1
    assert "lockerd.db" in written
    assert database.read_bytes() == bytes(data)


def test_after_sigkill_it_starts_again_where_it_was(folder: Folder) -> None:
    """F10: nothing the dead process left behind (lock, sockets, WAL) keeps the next one from serving."""
    config = folder.config("a")
    with lockerd(config) as daemon:
        assert daemon.said("READY=1")
        before = admin_status(folder, "a")["head"]
        assert daemon.stop(signal.SIGKILL)[0] == -signal.SIGKILL
    with lockerd(config) as daemon:
        assert daemon.said("READY=1")
        after = admin_status(folder, "a")["head"]
        assert isinstance(before, dict)
        assert isinstance(after, dict)
        assert after["epoch"] == before["epoch"]
        assert after["number"] > before["number"]
