"""Making and showing the site's keys."""

import stat
from pathlib import Path

import pytest
from admin_fake import Lockerctl

from lockerd.codes.keys import key_id_hex, load_ed25519_private, load_ed25519_public, receipt_key


def test_init_makes_keys_that_only_their_owner_can_read(lockerctl: Lockerctl, tmp_path: Path) -> None:
    folder = tmp_path / "etc/keys"
    done = lockerctl("keys", "init", str(folder), "--json")
    assert done.code == 0
    public = load_ed25519_private((folder / "site.pem").read_bytes()).public_key()
    assert done.json["kid"] == key_id_hex(public)
    assert load_ed25519_public(done.json["public_key"].encode()) == public
    assert len((folder / "code-hash.key").read_bytes()) == 32
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in (folder, *folder.iterdir())}
    assert modes == {"keys": 0o700, "site.pem": 0o600, "code-hash.key": 0o600}


def test_no_secret_is_shown(lockerctl: Lockerctl, tmp_path: Path) -> None:
    done = lockerctl("keys", "init", str(tmp_path))
    assert "BEGIN PUBLIC KEY" in done.out
    assert "PRIVATE" not in done.out
    assert "chmod 0640" in done.out


def test_each_init_makes_other_keys(lockerctl: Lockerctl, tmp_path: Path) -> None:
    made = [lockerctl("keys", "init", str(tmp_path / name), "--json").json["kid"] for name in "ab"]
    assert made[0] != made[1]
    assert (tmp_path / "a/code-hash.key").read_bytes() != (tmp_path / "b/code-hash.key").read_bytes()


@pytest.mark.parametrize("existing", ["site.pem", "code-hash.key"])
def test_init_overwrites_nothing(lockerctl: Lockerctl, tmp_path: Path, existing: str) -> None:
    (tmp_path / existing).write_bytes(b"precious")
    done = lockerctl("keys", "init", str(tmp_path))
    assert (done.code, done.out) == (1, "")
    assert f"{existing} exists already" in done.err
    assert [path.name for path in tmp_path.iterdir()] == [existing]
    assert (tmp_path / existing).read_bytes() == b"precious"


def test_init_where_nothing_can_be_made(lockerctl: Lockerctl, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert lockerctl("keys", "init", str(tmp_path / "file/keys")).code == 4
    assert lockerctl("keys", "init", str(tmp_path / "file")).code == 2


def test_show_repeats_what_init_said(lockerctl: Lockerctl, tmp_path: Path) -> None:
    made = lockerctl("keys", "init", str(tmp_path), "--json").json
    assert lockerctl("keys", "show", str(tmp_path), "--json").json == made
    said = lockerctl("keys", "show", str(tmp_path)).out
    assert said == f"key id {made['kid']}\n{made['public_key']}"


def test_the_key_for_receipts_is_another_and_can_be_given_away(lockerctl: Lockerctl, tmp_path: Path) -> None:
    made = lockerctl("keys", "init", str(tmp_path), "--json").json
    shown = lockerctl("keys", "show", str(tmp_path), "--receipts", "--json").json
    site = load_ed25519_private((tmp_path / "site.pem").read_bytes())
    assert load_ed25519_public(shown["public_key"].encode()) == receipt_key(site).public_key()
    assert shown["kid"] != made["kid"]


def test_show_without_a_key(lockerctl: Lockerctl, tmp_path: Path) -> None:
    done = lockerctl("keys", "show", str(tmp_path))
    assert done.code == 1
    assert "`lockerctl keys init" in done.err
    (tmp_path / "site.pem").write_text("no key")
    assert "expected an Ed25519 private key" in lockerctl("keys", "show", str(tmp_path)).err
