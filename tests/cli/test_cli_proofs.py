"""Checking a proof at the command line: what it proves is said, and what is none ends with 1."""

from pathlib import Path

import pytest
from admin_fake import Lockerctl
from log_kit import KEY, OTHER, PUBLIC, checkpoint, growth_proof, row_proof

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
