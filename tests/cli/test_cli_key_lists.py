"""Lists of central's keys, at the keyboard."""

import json
from pathlib import Path

import pytest
from admin_fake import Lockerctl, Wall, problem
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from key_rings import ROOTS, claims_of, listed

from lockerd.codes.keys import private_pem

COMMAND = Ed25519PrivateKey.from_private_bytes(bytes([1]) * 32)

pytestmark = pytest.mark.usefixtures("socket")


def test_the_fake_answers_in_the_shape_of_the_real_api(wall: Wall) -> None:
    from lockerd.api.admin.key_lists import KeysView

    KeysView.model_validate_json(json.dumps(wall.known_keys))


def test_which_keys_hold(lockerctl: Lockerctl, wall: Wall) -> None:
    assert "no list of keys" in lockerctl("keys", "status").out
    wall.known_keys |= {"version": 7, "command": ["1ba7f6d8"], "roots": ["aa", "bb"], "threshold": 2}
    shown = lockerctl("keys", "status").out
    assert "list 7 holds" in shown
    assert "commands: 1ba7f6d8" in shown
    assert "roots: aa bb (2 sign)" in shown
    assert lockerctl("keys", "status", "--json").json == wall.known_keys


def test_a_file_is_brought(lockerctl: Lockerctl, wall: Wall, tmp_path: Path) -> None:
    file = tmp_path / "keys.json"
    file.write_text(listed(1, COMMAND) + "\n")
    assert lockerctl("keys", "list", str(file)).code == 0
    assert wall.lists == [listed(1, COMMAND)]
    wall.problem = problem(409, "key_list_old", detail="Older than the one that is known.")
    done = lockerctl("keys", "list", str(file))
    assert done.code == 1
    assert "lockerctl keys status" in done.err


def test_roots_sign_one_after_the_other(lockerctl: Lockerctl, tmp_path: Path) -> None:
    file, once = tmp_path / "list.json", tmp_path / "once.json"
    file.write_text(claims_of(1, COMMAND).model_dump_json(indent=1))
    for number, root in enumerate(ROOTS):
        (tmp_path / f"{number}.pem").write_bytes(private_pem(root))
    once.write_text(lockerctl("keys", "sign", str(file), "--root", str(tmp_path / "0.pem")).out)
    assert lockerctl("keys", "sign", str(once), "--root", str(tmp_path / "1.pem")).out.strip() == listed(1, COMMAND)


@pytest.mark.parametrize("text", ["{}", "x", '{"version": 1}', "[]"])
def test_what_is_no_list_is_not_signed(lockerctl: Lockerctl, tmp_path: Path, text: str) -> None:
    file, root = tmp_path / "list.json", tmp_path / "root.pem"
    file.write_text(text)
    root.write_bytes(private_pem(ROOTS[0]))
    done = lockerctl("keys", "sign", str(file), "--root", str(root))
    assert (done.code, done.out) == (2, "")
    assert "no list of keys" in done.err


def test_a_key_that_is_none_or_not_there_signs_nothing(lockerctl: Lockerctl, tmp_path: Path) -> None:
    file, root = tmp_path / "list.json", tmp_path / "root.pem"
    file.write_text(claims_of(1, COMMAND).model_dump_json())
    assert lockerctl("keys", "sign", str(file), "--root", str(root)).code == 4
    root.write_text("nothing")
    assert lockerctl("keys", "sign", str(file), "--root", str(root)).code == 1
