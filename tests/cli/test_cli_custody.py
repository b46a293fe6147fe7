"""Reading, following and proving the custody log."""

import asyncio
import hashlib
import json
import os
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from admin_fake import Lockerctl, Wall

from lockerd.domain.model.facts import Fact, FactType
from lockerd.store import Commit, Stamp, Store


@pytest.fixture
def long_wall(wall: Wall, socket: Path) -> Wall:
    for attempt in range(1, 31):
        wall.happened("attempt.fired", compartment="A01", attempt=attempt)
    return wall


def test_tail_shows_the_newest_oldest_first(lockerctl: Lockerctl, long_wall: Wall) -> None:
    lines = lockerctl("custody", "tail", "-n", "3").out.splitlines()
    assert [line.split()[2] for line in lines] == ["1/28", "1/29", "1/30"]
    assert lines[-1].split() == ["2027-01-15", "08:00:30Z", "1/30", "attempt.fired", "A01", "attempt=30"]
    assert len(lockerctl("custody", "tail").out.splitlines()) == 20


def test_tail_as_json_is_one_object_a_line(lockerctl: Lockerctl, long_wall: Wall) -> None:
    lines = lockerctl("custody", "tail", "-n", "2", "--json").out.splitlines()
    assert [json.loads(line) for line in lines] == long_wall.custody[-2:]


def test_tail_of_none_and_of_an_empty_log(lockerctl: Lockerctl, socket: Path, wall: Wall) -> None:
    assert lockerctl("custody", "tail").out == ""
    wall.happened("site.started")
    assert lockerctl("custody", "tail", "-n", "0").out == ""
    assert lockerctl("custody", "tail", "-n", "-1").code == 2


def test_tail_of_one_door_one_order_one_time(lockerctl: Lockerctl, wall: Wall, socket: Path) -> None:
    for number, (door, order) in enumerate([("A01", "o-1"), ("A02", "o-1"), ("A02", None)], start=1):
        wall.happened("door.opened", compartment=door, order=order, attempt=number)

    def attempts(*arguments: str) -> list[str]:
        return [line.split("attempt=")[1][0] for line in lockerctl("custody", "tail", *arguments).out.splitlines()]

    assert attempts("--compartment", "A02") == ["2", "3"]
    assert attempts("--order", "o-1") == ["1", "2"]
    assert attempts("--since", "2027-01-15T08:00:02Z") == ["2", "3"]
    assert attempts("--until", "2027-01-15T09:00:02+01:00") == ["1", "2"]
    assert attempts("--compartment", "A02", "-n", "1") == ["3"]
    assert attempts("--since", "3h") in ([], ["1", "2", "3"])
    assert lockerctl("custody", "tail", "--since", "yesterday").code == 2


def test_sealed_codes_are_not_for_a_terminal(lockerctl: Lockerctl, wall: Wall, socket: Path) -> None:
    wall.happened("grant.issued", compartment="A01", grant="00ff", sealed_code="s" * 700)
    assert "sss" not in lockerctl("custody", "tail").out
    assert "00ff" in lockerctl("custody", "tail").out
    assert json.loads(lockerctl("custody", "tail", "--json").out)["data"]["sealed_code"] == "s" * 700


def test_tail_after_a_new_epoch_still_shows_the_newest(lockerctl: Lockerctl, long_wall: Wall) -> None:
    """Numbers begin anew with an epoch, positions do not."""
    long_wall.epoch, long_wall.numbered = 2, 0
    for attempt in range(1, 6):
        long_wall.happened("attempt.fired", attempt=attempt)
    lines = lockerctl("custody", "tail", "-n", "2").out.splitlines()
    assert [line.split()[2] for line in lines] == ["2/4", "2/5"]


def test_follow_goes_on_until_interrupted(long_wall: Wall, socket: Path) -> None:
    command = [sys.executable, "-m", "lockerd.cli", "custody", "tail", "-n", "1", "--follow", "--json"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=dict(os.environ)) as following:
        assert following.stdout
        assert json.loads(following.stdout.readline())["number"] == 30
        long_wall.happened("door.opened", compartment="A01", observed="opened", attempt=30)
        assert json.loads(following.stdout.readline())["type"] == "door.opened"
        following.send_signal(signal.SIGINT)
        assert following.wait(timeout=30) == 0


def test_verify_asks_the_daemon(lockerctl: Lockerctl, long_wall: Wall) -> None:
    done = lockerctl("custody", "verify")
    assert done.code == 0
    assert done.out.startswith("30 rows, all as they were written; the newest: epoch 1, number 30")
    assert lockerctl("custody", "verify", "--json").json["fault"] is None


def test_verify_fails_at_the_first_bad_row(lockerctl: Lockerctl, long_wall: Wall) -> None:
    long_wall.fault = {"epoch": 1, "number": 7, "what": "its content does not fit its hash"}
    done = lockerctl("custody", "verify", "--json")
    assert done.code == 1
    assert "epoch 1, number 7: its content does not fit its hash" in done.err
    assert done.json["fault"]["number"] == 7


def test_an_export_holds_what_was_hashed_and_names_nobody(
    lockerctl: Lockerctl, wall: Wall, socket: Path, tmp_path: Path
) -> None:
    wall.happened("compartment.out_of_service", compartment="A01", reason="Frau Muster", who="mueller")
    wall.happened("attempt.fired", compartment="A01", attempt=1)
    wall.custody[0]["salts"] = {"reason": "00" * 16, "who": "01" * 16}
    file = tmp_path / "log.jsonl"
    done = lockerctl("custody", "export", str(file))
    assert (done.code, done.out) == (0, f"2 rows; the hash of the newest: {'1' * 64}\n")
    first, second = map(json.loads, file.read_text("utf-8").splitlines())
    assert first["data"] == {
        "reason": "salted:" + hashlib.sha256(bytes(16) + b"Frau Muster").hexdigest(),
        "who": "salted:" + hashlib.sha256(b"\1" * 16 + b"mueller").hexdigest(),
    }
    assert second.keys() == {*wall.custody[1]} - {"position", "commitment", "salts"}
    assert lockerctl("custody", "export", "-").out == file.read_text("utf-8")


def test_an_export_writes_over_nothing_and_leaves_no_half_file(
    lockerctl: Lockerctl, long_wall: Wall, tmp_path: Path
) -> None:
    file = tmp_path / "log.jsonl"
    file.write_text("kept")
    done = lockerctl("custody", "export", str(file))
    assert (done.code, file.read_text()) == (1, "kept")
    assert "exists already" in done.err
    long_wall.custody[20]["a later release"] = 1
    assert lockerctl("custody", "export", str(tmp_path / "new.jsonl")).code == 6
    assert lockerctl("custody", "export", str(tmp_path / "no" / "new.jsonl")).code == 4
    assert sorted(path.name for path in tmp_path.glob("*.jsonl*")) == ["log.jsonl"]


def test_what_was_cut_is_counted_and_stands_in_an_export_in_its_place(
    lockerctl: Lockerctl, long_wall: Wall, tmp_path: Path
) -> None:
    rows = long_wall.custody
    long_wall.cut = [{name: row[name] for name in ("position", "epoch", "number", "hash")} for row in rows[:20:2]]
    long_wall.custody = [*rows[1:20:2], *rows[20:]]
    assert "what 10 of the rows say was cut" in lockerctl("custody", "verify").out
    file = tmp_path / "log.jsonl"
    assert lockerctl("custody", "export", str(file)).code == 0
    told = [json.loads(line) for line in file.read_text("utf-8").splitlines()]
    assert [row["number"] for row in told] == [row["number"] for row in rows]
    assert [("cut" in row, "data" in row) for row in told[:2]] == [(True, False), (False, True)]
    del long_wall.cut[3]
    done = lockerctl("custody", "export", str(tmp_path / "new.jsonl"))
    assert (done.code, (tmp_path / "new.jsonl").exists()) == (1, False)
    assert "were cut while it was read" in done.err


def test_an_export_of_a_file_without_a_daemon(lockerctl: Lockerctl, database: Path, tmp_path: Path) -> None:
    file = tmp_path / "log.jsonl"
    assert lockerctl("custody", "export", str(file), "--database", str(database)).code == 0
    assert [json.loads(line)["number"] for line in file.read_text().splitlines()] == [1, 2, 3]
    assert lockerctl("custody", "export", str(tmp_path / "2"), "--database", str(tmp_path / "no.db")).code == 2


@pytest.fixture
def database(tmp_path: Path) -> Path:
    """A real database with three rows in its log."""
    path = tmp_path / "lockerd.db"

    async def write(store: Store) -> None:
        stamp = Stamp(boot="b", mono_ms=1, powered_ms=1, lo_s=1_800_000_000, hi_s=None)
        facts = [Fact(FactType.SITE_HALTED, None, None, {"reason": f"test {number}"}) for number in range(3)]
        await store.commit(Commit(stamp=stamp, facts=tuple(facts)))

    store = Store.open(path, new_salt=lambda: bytes(16))
    try:
        asyncio.run(write(store))
    finally:
        store.close()
    return path


def test_verify_a_file_without_a_daemon(lockerctl: Lockerctl, database: Path) -> None:
    done = lockerctl("custody", "verify", "--database", str(database))
    assert (done.code, done.out.split(",")[0]) == (0, "3 rows")
    assert lockerctl("custody", "verify", "--database", str(database), "--json").json["head"]["number"] == 3


def test_verify_names_the_first_altered_row_of_a_file(lockerctl: Lockerctl, database: Path) -> None:
    with closing(sqlite3.connect(database)) as db, db:
        for (trigger,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            db.execute(f"DROP TRIGGER {trigger}")
        db.execute("UPDATE custody SET data = replace(data, 'test 1', 'test 9')")
    done = lockerctl("custody", "verify", "--database", str(database))
    assert (done.code, done.out) == (1, "")
    assert "the log is not whole: epoch 1, number 2: its content does not fit its hash" in done.err


def test_verify_what_is_no_database(lockerctl: Lockerctl, tmp_path: Path) -> None:
    assert lockerctl("custody", "verify", "--database", str(tmp_path / "no.db")).code == 2
    (tmp_path / "text.db").write_text("no database, but long enough to look like one " * 99)
    done = lockerctl("custody", "verify", "--database", str(tmp_path / "text.db"))
    assert (done.code, done.out) == (1, "")
    assert "text.db" in done.err
