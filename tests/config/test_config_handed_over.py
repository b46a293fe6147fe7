"""Keys that systemd hands over, and networks: what the configuration says of them."""

from collections.abc import Callable
from pathlib import Path

import pytest

from lockerd.config import ConfigError, load, load_keys

Write = Callable[..., Path]


def with_credential(write: Write, name: str) -> Path:
    return write('site = "keys/site.pem"', f'site = "credential:{name}"')


def test_a_key_is_taken_from_where_systemd_laid_it(
    write: Write, keys: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    handed = tmp_path / "handed"
    handed.mkdir(mode=0o700)
    (keys / "site.pem").rename(handed / "site.pem")
    path = with_credential(write, "site.pem")
    monkeypatch.delenv("CREDENTIALS_DIRECTORY", raising=False)
    with pytest.raises(ConfigError, match=r"/run/credentials/lockerd\.service/site\.pem: cannot be read"):
        load_keys(load(path))
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(handed))
    assert load_keys(load(path)).site


@pytest.mark.parametrize("name", ["", "..", "../site.pem", "/etc/shadow", "a b", ".hidden", 65 * "a"])
def test_a_credentials_name_is_no_path(write: Write, name: str) -> None:
    with pytest.raises(ConfigError, match=r"keys\.site: should be the name of a credential"):
        load(with_credential(write, name))


@pytest.mark.parametrize("networks", ['["192.0.2.7", "10.0.0.0/8"]', '["2001:db8::/32"]'])
def test_networks_are_addresses_or_whole_networks(write: Write, networks: str) -> None:
    central = load(write("port = 1883", f"port = 1883\nnetworks = {networks}")).central
    assert central is not None
    assert central.networks


@pytest.mark.parametrize("networks", ["[]", '["any"]', '["192.0.2.7/24"]', '["mqtt.example.org"]', '"192.0.2.7"'])
def test_what_is_no_network_is_refused(write: Write, networks: str) -> None:
    with pytest.raises(ConfigError, match=r"central\.networks"):
        load(write("port = 1883", f"port = 1883\nnetworks = {networks}"))
