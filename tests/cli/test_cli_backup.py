"""`lockerctl backup`, `restore` and an export into a folder: what they say, and what they end with."""

import json
from pathlib import Path

import pytest
from admin_fake import Lockerctl
from test_cli_custody import database as database  # noqa: PLC0414 - a fixture


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "copies"
    made.mkdir(mode=0o700)
    return made


def test_a_copy_and_the_way_back(lockerctl: Lockerctl, database: Path, folder: Path) -> None:
    done = lockerctl("backup", str(folder), "--database", str(database), "--json")
    told = json.loads(done.out)
    assert (done.code, told["epoch"], told["number"], Path(told["file"]).parent) == (0, 1, 3, folder)
    asked = lockerctl("restore", told["file"], "--database", str(database))
    assert (asked.code, "After epoch 1, number 3" in asked.err) == (2, True)
    done = lockerctl("restore", told["file"], "--database", str(database), "--yes")
    assert (done.code, "before-restore" in done.out, "round stocktake" in done.out) == (0, True, True)


def test_what_cannot_be_is_said_with_a_next_step(lockerctl: Lockerctl, database: Path, folder: Path) -> None:
    done = lockerctl("backup", str(folder / "none"), "--database", str(database))
    assert (done.code, str(folder / "none") in done.err) == (1, True)
    folder.chmod(0o777)
    assert "chmod go-w" in lockerctl("backup", str(folder), "--database", str(database)).err
    assert lockerctl("backup", str(folder), "--database", str(folder / "no.db")).code == 1
    assert lockerctl("backup", str(folder), "--keep", "0").code == 2


def test_an_export_into_a_folder_keeps_the_newest(lockerctl: Lockerctl, database: Path, folder: Path) -> None:
    (folder / "lockerd-000001-000000000001.jsonl").touch()
    words = ("custody", "export", str(folder), "--keep", "1", "--database", str(database))
    for _ in range(2):
        assert lockerctl(*words).code == 0
        (file,) = folder.iterdir()
        assert file.name == "lockerd-000001-000000000003.jsonl"
        assert len(file.read_text().splitlines()) == 3
        assert file.stat().st_mode & 0o777 == 0o600
