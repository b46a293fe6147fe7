"""Checking a proof at the command line: what it proves is said, and what is none ends with 1."""

import json
from pathlib import Path

import pytest
from admin_fake import Lockerctl, Wall
from log_kit import KEY, ORDER, OTHER, PUBLIC, SITE, checkpoint, entries, growth_proof, row_proof

from lockercentral.witness import LogTree, Witness
from lockerd.codes import note
from lockerd.codes.keys import public_pem


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, key in (("site", PUBLIC), ("other", OTHER.public_key())):
        (tmp_path / f"{name}.pem").write_bytes(public_pem(key))
    (tmp_path / "row").write_bytes(row_proof())
    (tmp_path / "growth").write_bytes(growth_proof())
    (tmp_path / "spoilt").write_bytes(row_proof().replace(b"A07", b"A08"))
    return tmp_path


def test_what_is_proven_is_said(lockerctl: Lockerctl, folder: Path) -> None:
    done = lockerctl("custody", "check", str(folder / "row"), "--key", str(folder / "site.pem"))
    assert done.code == 0, done.err
    assert "genuine: row 1/5 of the log, part.collected" in done.out
    done = lockerctl("custody", "check", str(folder / "growth"), "--key", str(folder / "site.pem"), "--json")
    assert (done.json["since"], done.json["log"]["size"], done.json["row"]) == (3, 7, None)


@pytest.mark.parametrize(
    ("file", "key", "words"),
    [("spoilt", "site", "NOT genuine"), ("row", "other", "key that was not given"), ("site.pem", "site", "no proof")],
)
def test_what_is_no_proof_ends_with_1(lockerctl: Lockerctl, folder: Path, file: str, key: str, words: str) -> None:
    done = lockerctl("custody", "check", str(folder / file), "--key", str(folder / f"{key}.pem"))
    assert (done.code, words in done.err) == (1, True), done.err


def test_two_logs_of_one_size_are_told(lockerctl: Lockerctl, folder: Path) -> None:
    command = ("custody", "check", str(folder / "row"), "--key", str(folder / "site.pem"), "--checkpoint")
    (folder / "same").write_text(note.sign(checkpoint(7), key=KEY), "utf-8")
    assert lockerctl(*command, str(folder / "same")).code == 0
    fork = note.Checkpoint(checkpoint(7).origin, 7, bytes(32))
    (folder / "fork").write_text(note.sign(fork, key=KEY), "utf-8")
    done = lockerctl(*command, str(folder / "fork"))
    assert (done.code, "FORKED" in done.err) == (1, True)


def test_a_proof_is_written_to_a_new_file_and_checked_from_there(
    lockerctl: Lockerctl, wall: Wall, socket: object, folder: Path
) -> None:
    wall.cases["/v1/custody/rows/5/proof"] = json.loads(row_proof())
    wall.cases[f"/v1/orders/{ORDER}/proof"] = json.loads(row_proof())
    wall.cases["/v1/custody/growth"] = json.loads(growth_proof())
    for name, asked in (("by-row", ("proof", "5")), ("by-order", ("proof", ORDER)), ("grown", ("growth", "3"))):
        file = folder / name
        done = lockerctl("custody", *asked, str(file))
        assert (done.code, str(file) in done.out) == (0, True), done.err
        checked = lockerctl("custody", "check", str(file), "--key", str(folder / "site.pem"))
        assert (checked.code, "genuine" in checked.out) == (0, True), checked.err
    assert (folder / "by-row").read_bytes() == row_proof()
    again = lockerctl("custody", "proof", "5", str(folder / "by-row"))
    assert again.code != 0, "no file is written over"
    assert lockerctl("custody", "proof", "../x", str(folder / "new")).code == 2
    assert not (folder / "new").exists()


def test_who_witnessed_a_checkpoint_is_said(lockerctl: Lockerctl, folder: Path) -> None:
    tree = LogTree(SITE, PUBLIC)
    for number, entry in enumerate(entries(7), start=1):
        tree.hear(1, number, entry.hex())
    county = Witness("county.example/witness", OTHER, tree)
    (folder / "seen").write_text(county.countersign(note.sign(checkpoint(7), key=KEY), now_s=1_800_000_000), "utf-8")
    (folder / "unseen").write_text(note.sign(checkpoint(7), key=KEY), "utf-8")
    command = ("custody", "check", str(folder / "row"), "--key", str(folder / "site.pem"))
    witness = ("--witness", str(folder / "other.pem"))
    done = lockerctl(*command, "--checkpoint", str(folder / "seen"), *witness)
    assert (done.code, "2027-01-15" in done.out) == (0, True), done.out + done.err
    assert lockerctl(*command, "--checkpoint", str(folder / "unseen"), *witness).code == 1
