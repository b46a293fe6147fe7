"""What lockerd-generator tells systemd of a configuration: the network that is named in it, and nothing else."""

import re
import subprocess
import sys
import tomllib
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
from pathlib import Path
from types import ModuleType

import pytest

from lockerd.config.parts import CREDENTIAL
from lockerd.config.remote import RemoteConfig
from lockerd.config.site import CentralConfig, CopiesConfig, PathsConfig
from lockerd.config.wall import BusConfig

ROOT = Path(__file__).parents[2]
SCRIPT = ROOT / "systemd/lockerd-generator"
GATEWAY = '[[bus]]\nid = "a"\ntcp = "192.0.2.9:5000"\n'
BY_NAME = '[central]\nhost = "mqtt.example.org"\n'
REMOTE = '[api.remote]\naddress = "0.0.0.0"\nnames = ["locker"]\nfolder = "terminals"\n'


@pytest.fixture
def generator(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.setattr(sys, "dont_write_bytecode", True)  # it lies beside the script
    loader = SourceFileLoader("lockerd_generator", str(SCRIPT))
    spec = spec_from_loader(loader.name, loader)
    assert spec is not None
    module = module_from_spec(spec)
    loader.exec_module(module)
    return module


def told(generator: ModuleType, toml: str) -> list[str]:
    """Lines that say something about the network or credentials."""
    _head, service, environment, *lines = generator.drop_in(toml.encode()).splitlines()
    assert service == "[Service]"
    assert re.fullmatch("Environment=LOCKERD_TOLD=[0-9a-f]{64}", environment)
    return lines


NETWORK = ["PrivateNetwork=no", "RestrictAddressFamilies=AF_INET AF_INET6"]


@pytest.mark.parametrize(
    ("toml", "lines"),
    [
        ("", []),
        ('[[bus]]\nid = "a"\nport = "/dev/lockerd/bus0"\n', []),
        ('[central]\nhost = "192.0.2.7"\n', [*NETWORK, "IPAddressAllow=192.0.2.7/32"]),
        ('[central]\nhost = "2001:db8::7"\n', [*NETWORK, "IPAddressAllow=2001:db8::7/128"]),
        ('[central]\nhost = "fe80::1%eth0"\n', [*NETWORK, "IPAddressAllow=fe80::1/128"]),
        (BY_NAME, [*NETWORK, "IPAddressAllow=any"]),
        (BY_NAME + 'networks = ["192.0.2.0/24"]\n', [*NETWORK, "IPAddressAllow=192.0.2.0/24"]),
        (GATEWAY, [*NETWORK, "IPAddressAllow=192.0.2.9/32"]),
        ('[[bus]]\ntcp = "[2001:db8::9]:5000"\n', [*NETWORK, "IPAddressAllow=2001:db8::9/128"]),
        (REMOTE, [*NETWORK, "IPAddressAllow=any", "SocketBindAllow=ipv4:tcp:8443"]),
        (
            REMOTE + 'port = 9443\nnetworks = ["10.1.0.0/16", "10.2.0.0/16"]\n' + GATEWAY,
            [
                *NETWORK,
                "IPAddressAllow=10.1.0.0/16",
                "IPAddressAllow=10.2.0.0/16",
                "IPAddressAllow=192.0.2.9/32",
                "SocketBindAllow=ipv4:tcp:9443",
            ],
        ),
        (REMOTE.replace("0.0.0.0", "::"), [*NETWORK, "IPAddressAllow=any", "SocketBindAllow=ipv6:tcp:8443"]),
    ],
)
def test_what_is_named_is_reached_and_nothing_else(generator: ModuleType, toml: str, lines: list[str]) -> None:
    assert told(generator, toml) == lines


def test_credentials_are_asked_for_where_they_lie(
    generator: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "code-hash.key").touch()
    monkeypatch.setattr(generator, "ENCRYPTED", tmp_path)
    keys = (
        '[keys]\nsite = "credential:site.pem"\ncode_hash = "credential:code-hash.key"\nbadge = "keys/badge.pub.pem"\n'
    )
    assert told(generator, keys) == ["LoadCredentialEncrypted=code-hash.key", "LoadCredential=site.pem"]


@pytest.mark.parametrize("name", ["", "../../shadow", "a b", "a\nExecStart=/bin/sh", "a:/etc/shadow", "ä"])
def test_a_name_that_is_none_adds_no_line(generator: ModuleType, name: str) -> None:
    """Who may write lockerd.toml need not be root: nothing of it becomes a setting of its own."""
    quoted = name.replace("\n", "\\n")
    assert told(generator, f'[keys]\nsite = "credential:{quoted}"\n') == []


@pytest.mark.parametrize("host", ["a\\nExecStartPre=/bin/sh", "any 0.0.0.0", "192.0.2.7\\nUser=root"])
def test_a_host_that_is_none_adds_no_setting(generator: ModuleType, host: str) -> None:
    assert set(told(generator, f'[central]\nhost = "{host}"\n')) == {*NETWORK, "IPAddressAllow=any"}


@pytest.mark.parametrize(
    "content", [None, b"no toml", b"\xff", b"[central]\nport = 1", b"bus = 3", b"[api]\nremote = 1"]
)
def test_whatever_stands_there_the_machine_boots_and_lockerd_has_no_network(
    generator: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: bytes | None
) -> None:
    config = tmp_path / "lockerd.toml"
    if content is not None:
        config.write_bytes(content)
    monkeypatch.setattr(generator, "CONFIG", config)
    generator.main(tmp_path)
    assert not (tmp_path / "lockerd.service.d").exists()


def test_it_runs_as_systemd_starts_it(tmp_path: Path) -> None:
    """Alone, with the Python of the package and nothing of ours: a machine boots through it."""
    text = SCRIPT.read_text().replace("/etc/lockerd/lockerd.toml", str(tmp_path / "lockerd.toml"))
    (tmp_path / "generator").write_text(text)
    (tmp_path / "lockerd.toml").write_bytes((ROOT / "docs/lockerd.example.toml").read_bytes())
    command = [sys.executable, "-IS", tmp_path / "generator", tmp_path, tmp_path, tmp_path]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert (done.returncode, done.stderr) == (0, "")
    assert "IPAddressAllow=any" in (tmp_path / "lockerd.service.d/50-lockerd-toml.conf").read_text()


COPIES = '[copies]\nbackup = "/mnt/my \\"50%\\" stick"\nlog = "log"\nkeep = 3\n'


def test_copies_that_are_named_have_their_timers_and_folders(
    generator: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = tmp_path / "lockerd.toml"
    config.write_text(COPIES)
    monkeypatch.setattr(generator, "CONFIG", config)
    generator.main(tmp_path)
    wants = {each.name: str(each.readlink()) for each in (tmp_path / "timers.target.wants").iterdir()}
    assert wants == {f"{name}.timer": f"/usr/lib/systemd/system/{name}.timer" for name in generator.COPIES.values()}
    backup = (tmp_path / "lockerd-backup.service.d/50-lockerd-toml.conf").read_text().splitlines()
    quoted = r"/mnt/my \"50%%\" stick"
    assert backup[1:] == [
        *("[Unit]", f'RequiresMountsFor="{quoted}"', "[Service]"),
        *(f'Environment="FOLDER={quoted}" KEEP=3', f'ReadWritePaths="{quoted}"'),
    ]
    export = (tmp_path / "lockerd-export.service.d/50-lockerd-toml.conf").read_text()
    assert f'FOLDER={tmp_path}/log"' in export


@pytest.mark.parametrize("toml", ["", "[copies]\nkeep = 3\n"])
def test_copies_that_are_not_named_have_no_timer(generator: ModuleType, toml: str) -> None:
    assert generator.copies(toml.encode()) == {}


def test_the_second_medium_can_be_written_to(generator: ModuleType) -> None:
    """Otherwise the unit, for which the machine is read-only, writes nothing there (F6); one that is not plugged in
    keeps no daemon from starting."""
    assert told(generator, '[paths]\nsecond = "/mnt/second"\n') == ['ReadWritePaths="-/mnt/second"']


@pytest.mark.parametrize("key", ["paths]\nsecond", "copies]\nbackup"])
def test_a_folder_that_is_none_adds_no_setting(generator: ModuleType, key: str) -> None:
    toml = f'[{key} = "/mnt\\nExecStartPre=/bin/sh"\n'.encode()
    with pytest.raises(ValueError, match="is no folder"):
        generator.copies(toml) or generator.drop_in(toml)


def test_its_keys_are_those_of_the_configuration() -> None:
    """It reads the file without the models, which take too long to load before a machine boots."""
    text = SCRIPT.read_text()
    assert f'CREDENTIAL = "{CREDENTIAL}"' in text
    assert {"host", "networks"} <= CentralConfig.model_fields.keys()
    assert {"address", "port", "networks"} <= RemoteConfig.model_fields.keys()
    assert "tcp" in BusConfig.model_fields
    assert "second" in PathsConfig.model_fields
    assert set(CopiesConfig.model_fields) == {"backup", "log", "keep"}
    assert f'table.get("keep", {CopiesConfig.model_fields["keep"].default})' in text
    assert f"remote.get('port', {RemoteConfig.model_fields['port'].default})" in text
    example = tomllib.loads((ROOT / "docs/lockerd.example.toml").read_text())
    assert {"central", "bus"} <= example.keys()
