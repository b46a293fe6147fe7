"""The end of a site: not while anything lies in the wall, and nothing secret is left."""

import json
import os
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from admin_fake import Lockerctl
from test_selftest import config as config  # noqa: PLC0414 - a fixture

from lockerd.cli import main
from lockerd.store import Store
from lockerd.store.ending import NotGoneError, wipe


def lived(folder: Path, *, condition: str = "free") -> Path:
    """A database with one door."""
    database = folder / "state" / "lockerd.db"
    database.parent.mkdir(exist_ok=True)
    Store.open(database, new_salt=lambda: bytes(16)).close()
    with closing(sqlite3.connect(database)) as db, db:
        columns = [row[1:3] for row in db.execute("PRAGMA table_info(compartments)")]
        values = {"id": "A01", "condition": condition}
        row = [values.get(name, None if name == "part" else "[]" if kind == "TEXT" else 0) for name, kind in columns]
        db.execute(f"INSERT INTO compartments VALUES ({','.join('?' * len(row))})", row)
    return database


def end(lockerctl: Lockerctl, config: Path) -> tuple[int, str]:
    done = lockerctl("decommission", "--yes", "--json", "--config", str(config))
    return done.code, done.out + done.err


@pytest.mark.parametrize("condition", ["occupied", "quarantined", "jammed", "reserved"])
def test_not_while_anything_may_lie_in_the_wall(lockerctl: Lockerctl, config: Path, condition: str) -> None:
    database = lived(config.parent, condition=condition)
    code, said = end(lockerctl, config)
    assert (code, "A01" in said, database.exists()) == (1, True, True)
    assert (config.parent / "keys" / "site.pem").exists()


def test_not_while_a_daemon_runs(lockerctl: Lockerctl, config: Path) -> None:
    store = Store.open(lived(config.parent), new_salt=lambda: bytes(16))
    code, said = end(lockerctl, config)
    store.close()
    assert (code, "held by another" in said) == (1, True)


def test_not_without_being_asked(lockerctl: Lockerctl, config: Path) -> None:
    database = lived(config.parent)
    assert lockerctl("decommission", "--config", str(config)).code == 2
    assert database.exists()


def test_nothing_secret_is_left_and_where_the_log_ended_is(lockerctl: Lockerctl, config: Path) -> None:
    lived(config.parent)
    secret = (config.parent / "keys" / "site.pem").read_bytes()
    code, said = end(lockerctl, config)
    assert code == 0, said
    left = {file.relative_to(config.parent).as_posix() for file in config.parent.rglob("*") if file.is_file()}
    assert left == {"keys/badge.pub.pem", "lockerd.toml", "ttyX", "state/decommissioned.json", "state/lockerd.lock"}
    proof = json.loads((config.parent / "state" / "decommissioned.json").read_text())
    assert (proof["site"], proof["epoch"], proof["number"]) == ("musterstadt-1", 1, 0)
    assert secret not in (config.parent / "state" / "decommissioned.json").read_bytes()


def test_copies_of_the_database_go_as_well_and_exports_stay(lockerctl: Lockerctl, config: Path) -> None:
    database = lived(config.parent)
    copies = config.parent / "copies"
    copies.mkdir(mode=0o700)
    config.write_text(config.read_text() + f'[copies]\nbackup = "{copies}"\nlog = "{copies}"\n')
    assert lockerctl("backup", str(copies), "--database", str(database)).code == 0
    assert lockerctl("custody", "export", str(copies), "--database", str(database)).code == 0
    assert lockerctl("restore", str(next(copies.glob("*.db"))), "--database", str(database), "--yes").code == 0
    assert (database.parent / "before-restore/lockerd.db").exists()
    code, said = end(lockerctl, config)
    assert code == 0, said
    assert [each.suffix for each in copies.iterdir()] == [".jsonl"], "it names nobody, and proves"
    assert not (database.parent / "before-restore/lockerd.db").exists()


def test_what_cannot_be_deleted_is_told_and_what_is_wiped_was_overwritten(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "key"
    file.write_bytes(b"secret" * 1_000)
    linked = tmp_path / "linked"
    linked.hardlink_to(file)
    assert wipe([file, tmp_path / "never"]) == [file]
    assert b"secret" not in linked.read_bytes()
    assert len(linked.read_bytes()) == 6_000

    def refuse(_: Path) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "unlink", refuse)
    with pytest.raises(NotGoneError, match="linked"):
        wipe([linked])


class KilledError(BaseException):
    """SIGKILL: nothing of the process goes on."""


class Killer:
    """Kills at one of the moments at which the disk is changed, before it or just after it."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.at, self.moments = 0, 0
        for owner, name in ((os, "fsync"), (os, "urandom"), (Path, "unlink"), (Path, "replace")):
            monkeypatch.setattr(owner, name, self._killing(getattr(owner, name)))

    def _killing(self, real: Callable[..., Any]) -> Callable[..., Any]:
        def moment(*given: Any) -> Any:
            self._count()
            done = real(*given)
            self._count()
            return done

        return moment

    def _count(self) -> None:
        self.moments += 1
        if self.moments == self.at:
            raise KilledError


def left(folder: Path) -> dict[str, bytes]:
    found = (file for file in folder.rglob("*") if file.is_file() and file.suffix != ".lock")
    return {file.relative_to(folder).as_posix(): file.read_bytes() for file in found}


def ended(config: Path) -> int | None:
    """In this process; None: it was killed."""
    try:
        main(["decommission", "--yes", "--json", "--config", str(config)])
    except KilledError:
        return None
    except SystemExit as end:
        return int(end.code or 0)
    raise AssertionError


def test_killed_at_any_moment_the_same_command_goes_on_to_the_same_end(
    config: Path, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    database = lived(config.parent)
    (database.parent / "film").write_bytes(b"film")
    killer = Killer(monkeypatch)
    kept = tmp_path_factory.mktemp("kept") / "site"
    shutil.copytree(config.parent, kept)
    assert ended(config) == 0
    end = left(config.parent)
    for at in range(1, 1_000):
        shutil.rmtree(config.parent)
        shutil.copytree(kept, config.parent)
        killer.at, killer.moments = at, 0
        if ended(config) == 0:
            break
        wiping = not (config.parent / "keys" / "site.pem").exists()
        if wiping and at % 5 == 0:
            killer.at, killer.moments = 3, 0
            ended(config)  # killed again, or already through
        killer.at = 0
        assert ended(config) == 0, at
        assert left(config.parent) == end
    assert at > 30
    assert ended(config) == 0, "once more does nothing"
    assert left(config.parent) == end


def test_what_was_begun_and_wiped_nothing_yet_is_looked_at_again(
    config: Path, monkeypatch: pytest.MonkeyPatch, lockerctl: Lockerctl
) -> None:
    database = lived(config.parent)
    killer = Killer(monkeypatch)
    killer.at = 5
    assert ended(config) is None
    killer.at = 0
    assert (database.parent / "decommissioning.json").exists()
    with closing(sqlite3.connect(database)) as db, db:
        db.execute("UPDATE compartments SET condition = 'occupied'")
    code, said = end(lockerctl, config)
    assert (code, "A01" in said, database.exists()) == (1, True, True), "somebody put something in meanwhile"
    assert not (database.parent / "decommissioned.json").exists(), "purge keeps the folders"
