"""Checking a configuration before the daemon has to."""

import hashlib
import re
import shutil
from pathlib import Path

import pytest
from admin_fake import Lockerctl

EXAMPLE = Path(__file__).parents[2] / "docs/lockerd.example.toml"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return Path(shutil.copy(EXAMPLE, tmp_path / "lockerd.toml"))


def test_a_good_configuration(lockerctl: Lockerctl, file: Path) -> None:
    sha256 = hashlib.sha256(file.read_bytes()).hexdigest()
    done = lockerctl("config", "check", str(file), "--no-keys")
    assert done.code == 0
    good, usual, found_things, letter = done.out.splitlines()
    assert good == f"{file}: good: site musterstadt-1, 3 compartments, 2 boards, 2 buses; SHA-256 {sha256}"
    words = "without staff: collections where all is loaded: 3, then hand-ins into the same doors: 0"
    assert usual == f"{words}; hand-ins where all is free: 0; exchanges with the old one first: 0"
    by_word = f"{words}; hand-ins where all is free: 1; exchanges with the old one first: 1"
    assert (found_things, letter) == (f"found_things: {by_word}", f"letter: {by_word}")
    found = lockerctl("config", "check", str(file), "--no-keys", "--json").json
    nothing_in = {"collections": 3, "then_hand_ins": 0, "hand_ins": 0, "old_first": 0}
    taken_in = {**nothing_in, "hand_ins": 1, "old_first": 1}
    capacity = {"*": nothing_in, "found_things": taken_in, "letter": taken_in}
    assert found == {"file": str(file), "problems": [], "sha256": sha256, "without_staff": capacity}


def test_locks_on_pins_are_told_with_what_drives_them(lockerctl: Lockerctl, file: Path) -> None:
    file.write_text(re.sub(r"(?m)^#(?=[\[a-z])", "", file.read_text()))
    done = lockerctl("config", "check", str(file), "--no-keys")
    assert ", 3 buses, 1 locks on pins by guardian, 1 locks on pins by kernel; SHA-256 " in done.out


def test_every_mistake_is_named(lockerctl: Lockerctl, file: Path) -> None:
    text = file.read_text().replace('family = "cu48"', 'family = "cu47"').replace("channel = 2", "channel = 1")
    file.write_text(text)
    done = lockerctl("config", "check", str(file), "--no-keys")
    assert (done.code, done.out) == (1, "")
    assert f"{file}: bus[0].board[0].family: no board family 'cu47'; known are bcc, cu12, cu16, " in done.err
    assert f"{file}: compartment[1].channel: channel 1 of board 0 on left is taken" in done.err
    keys = [each["key"] for each in lockerctl("config", "check", str(file), "--no-keys", "--json").json["problems"]]
    assert keys == ["bus[0].board[0].family", "compartment[1].channel"]


def test_key_files_are_looked_at(lockerctl: Lockerctl, file: Path) -> None:
    done = lockerctl("config", "check", str(file))
    assert done.code == 1
    assert f"keys.site: {file.parent}/keys/site.pem: cannot be read: No such file" in done.err


def test_keys_made_by_init_are_good(lockerctl: Lockerctl, file: Path) -> None:
    assert lockerctl("keys", "init", str(file.parent / "keys")).code == 0
    said = lockerctl("config", "check", str(file)).err
    assert "keys.badge" in said
    assert "keys.site" not in said
    assert "keys.code_hash" not in said


def test_a_file_that_is_not_there(lockerctl: Lockerctl, tmp_path: Path) -> None:
    done = lockerctl("config", "check", str(tmp_path / "no.toml"))
    assert done.code == 1
    assert "no.toml: cannot be read: No such file or directory" in done.err
