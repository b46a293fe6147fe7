"""Who may sign lists of keys."""

from collections.abc import Callable
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from lockerd.codes.keys import public_pem
from lockerd.config import ConfigError, load, load_keys

Write = Callable[..., Path]
BADGE = 'badge = "keys/badge.pub.pem"\n'


def roots_of(keys: Path, count: int, first: int = 40) -> str:
    names = []
    for n in range(count):
        names.append(f"keys/root-{n}.pub.pem")
        key = Ed25519PrivateKey.from_private_bytes(bytes([first + n] * 32))
        (keys / f"root-{n}.pub.pem").write_bytes(public_pem(key.public_key()))
    return f"roots = {names}\n"


def test_without_roots_there_are_none(write: Write, keys: Path) -> None:
    assert keys.is_dir()
    assert not load_keys(load(write())).root


def test_two_of_the_roots_have_to_sign_where_nothing_is_said(write: Write, keys: Path) -> None:
    read = load_keys(load(write(BADGE, BADGE + roots_of(keys, 3))))
    assert (len(read.root), read.root_threshold) == (3, 2)
    read = load_keys(load(write(BADGE, BADGE + roots_of(keys, 1) + "root_threshold = 1\n")))
    assert (len(read.root), read.root_threshold) == (1, 1)


@pytest.mark.parametrize(("count", "threshold"), [(1, ""), (2, "root_threshold = 3\n"), (3, "root_threshold = 0\n")])
def test_more_signatures_than_roots_are_refused(write: Write, keys: Path, count: int, threshold: str) -> None:
    with pytest.raises(ConfigError, match="root_threshold"):
        load(write(BADGE, BADGE + roots_of(keys, count) + threshold))


def test_a_threshold_of_nobody_is_refused(write: Write) -> None:
    with pytest.raises(ConfigError, match="root_threshold"):
        load(write(BADGE, BADGE + "root_threshold = 2\n"))


def test_a_root_has_no_other_use(write: Write, keys: Path) -> None:
    path = write(BADGE, BADGE + roots_of(keys, 2, first=3))  # the first of them is the badge key
    with pytest.raises(ConfigError, match="two uses"):
        load_keys(load(path))
