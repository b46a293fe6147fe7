"""Key files: the right ones load; missing, wrong, too open and doubly used ones are named."""

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from lockerd.codes.keys import key_id_hex
from lockerd.config import ConfigError, load, load_keys

Write = Callable[..., Path]


def refusal(path: Path) -> str:
    with pytest.raises(ConfigError) as caught:
        load_keys(load(path))
    return str(caught.value)


def test_right_keys_load(write: Write, keys: Path) -> None:
    loaded = load_keys(load(write()))
    assert loaded.code_hash == bytes(32)
    (central,) = loaded.issuers
    assert (central.name, central.authorities) == ("central", None)
    assert central.code_recipient == loaded.code_recipient is not None
    ((kid, key),) = central.command.items()
    assert key_id_hex(key) == kid
    assert len(loaded.badge) == 1


def test_keys_do_not_show_themselves(write: Write, keys: Path) -> None:
    """Design rule 12: whoever logs the object logs no secret."""
    shown = repr(load_keys(load(write())))
    assert "site" not in shown
    assert repr(bytes(32)) not in shown


@pytest.mark.parametrize("mode", [0o600, 0o640, 0o400, 0o440])
def test_owner_and_group_may_read(write: Write, keys: Path, mode: int) -> None:
    (keys / "site.pem").chmod(mode)
    assert load_keys(load(write())).site


@pytest.mark.parametrize("mode", [0o604, 0o660, 0o644, 0o602, 0o601, 0o777])
@pytest.mark.parametrize(("name", "key"), [("site.pem", "site"), ("code-hash.key", "code_hash")])
def test_a_private_key_open_to_others_is_refused(write: Write, keys: Path, name: str, key: str, mode: int) -> None:
    (keys / name).chmod(mode)
    assert re.search(rf"keys\.{key}: .*{name}: others .*mode {mode:04o}.*chmod 0600", refusal(write()))


def test_a_public_key_may_be_read_by_all(write: Write, keys: Path) -> None:
    (keys / "badge.pub.pem").chmod(0o644)
    assert load_keys(load(write())).badge


def test_every_missing_file_is_named(write: Write) -> None:
    said = refusal(write()).splitlines()
    assert len(said) == 5
    assert all(line.endswith("cannot be read: No such file or directory") for line in said)


@pytest.mark.parametrize(
    ("wrong", "at", "said"),
    [
        ("badge.pub.pem", "site.pem", r"keys\.site: .*expected an Ed25519 private key"),
        ("site.pem", "badge.pub.pem", r"keys\.badge: .*expected an Ed25519 public key"),
        ("central-code.pub.pem", "badge.pub.pem", r"keys\.badge: .*Ed25519 public key, found X25519"),
        ("badge.pub.pem", "central-code.pub.pem", r"keys\.code_recipient: .*X25519 public key, found Ed25519"),
        ("site.pem", "code-hash.key", r"keys\.code_hash: .*expected 32 random bytes, found 119"),
        ("badge.pub.pem", "central-command.pub.pem", r"keys: key [0-9a-f]{8} is named for two uses"),
    ],
)
def test_a_wrong_kind_of_key_is_named(write: Write, keys: Path, wrong: str, at: str, said: str) -> None:
    shutil.copy(keys / wrong, keys / at)
    assert re.search(said, refusal(write()))


def test_tls_files_are_looked_at_too(write: Write, keys: Path) -> None:
    for name in ("ca.pem", "client.pem", "client.key"):
        (keys / name).write_text("x")
    (keys / "client.key").chmod(0o644)
    files = 'ca = "keys/no.pem", certificate = "keys/client.pem", key = "keys/client.key"'
    tls = f'host = "mqtt.example.org"\ntls = {{ {files} }}'
    said = refusal(write('host = "127.0.0.1"', tls)).splitlines()
    assert re.search(r"central\.tls\.ca: .*No such file", said[0])
    assert re.search(r"central\.tls\.key: .*mode 0644", said[1])
    assert len(said) == 2


OTHER = '[[other_site]]\nid = "musterstadt-2"\nname = "Süd"\nkey = "keys/{key}"\n\n[policy]'


def test_the_keys_of_other_sites_load_by_id(write: Write, keys: Path) -> None:
    assert list(load_keys(load(write("[policy]", OTHER.format(key="musterstadt-2.pub.pem")))).others) == [
        "musterstadt-2"
    ]


def test_another_sites_key_is_good_for_nothing_else(write: Write, keys: Path) -> None:
    assert "named for two uses" in refusal(write("[policy]", OTHER.format(key="badge.pub.pem")))


def test_another_sites_missing_key_is_named(write: Write, keys: Path) -> None:
    assert "other_site[0].key" in refusal(write("[policy]", OTHER.format(key="nowhere.pem")))
