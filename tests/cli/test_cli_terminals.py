"""Enrolling, listing and revoking terminals that are other machines."""

import json
import stat
from pathlib import Path
from threading import Thread

import pytest
from admin_fake import Lockerctl
from cryptography import x509

from lockerd.config.remote import TERMINALS_MAX, read_terminals

EXAMPLE = Path(__file__).parents[2] / "docs/lockerd.example.toml"
REMOTE = '\n[api.remote]\naddress = "::"\nnames = ["locker.example.org", "192.0.2.7"]\nfolder = "terminals"\n'


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "lockerd.toml"
    path.write_text(EXAMPLE.read_text() + REMOTE)
    return path


def enroll(lockerctl: Lockerctl, file: Path, name: str) -> int:
    out = file.parent / "out" / name
    return lockerctl("terminal", "enroll", name, "--config", str(file), "--out", str(out)).code


def test_a_terminal_is_enrolled_listed_and_revoked(lockerctl: Lockerctl, file: Path) -> None:
    out, config = file.parent / "foyer", ("--config", str(file))
    done = lockerctl("terminal", "enroll", "foyer", *config, "--out", str(out), "--json")
    assert (done.code, done.json["restart"]) == (0, True), done.err
    made = {path.name: stat.S_IMODE(path.stat().st_mode) for path in out.iterdir()}
    assert made == {"terminal.key": 0o600, "terminal.pem": 0o600, "ca.pem": 0o600}
    kept = {path.name: stat.S_IMODE(path.stat().st_mode) for path in (file.parent / "terminals").iterdir()}
    assert kept == {
        "ca.pem": 0o644,
        "ca.key": 0o600,
        "server.pem": 0o644,
        "server.key": 0o640,
        "terminals.json": 0o644,
    }, "and no key of a terminal"
    certificate = x509.load_pem_x509_certificate((out / "terminal.pem").read_bytes())
    (row,) = lockerctl("terminal", "list", *config, "--json").json
    assert (row["name"], row["serial"], row["revoked_s"]) == ("foyer", f"{certificate.serial_number:x}", None)
    assert "foyer: let in until " in lockerctl("terminal", "list", *config).out
    assert "not let in any more" in lockerctl("terminal", "revoke", "foyer", *config).out
    assert "foyer: revoked on " in lockerctl("terminal", "list", *config).out
    done = lockerctl("terminal", "revoke", "foyer", *config)
    assert (done.code, "no terminal foyer" in done.err) == (1, True)


def test_no_key_is_shown(lockerctl: Lockerctl, file: Path) -> None:
    done = lockerctl("terminal", "enroll", "foyer", "--config", str(file), "--out", str(file.parent / "foyer"))
    assert "PRIVATE" not in done.out + done.err
    assert "restart lockerd" in done.out


def test_a_name_is_let_in_once_and_again_when_it_was_revoked(lockerctl: Lockerctl, file: Path) -> None:
    assert enroll(lockerctl, file, "foyer") == 0
    assert enroll(lockerctl, file, "foyer") == 1
    assert lockerctl("terminal", "revoke", "foyer", "--config", str(file)).code == 0
    assert enroll(lockerctl, file, "foyer") == 0
    rows = read_terminals(file.parent / "terminals" / "terminals.json")
    assert [each.revoked_s is None for each in rows.terminals] == [False, True]
    assert len({each.serial for each in rows.terminals}) == 2


def test_the_machine_s_certificate_stays_as_long_as_its_names_do(lockerctl: Lockerctl, file: Path) -> None:
    kept = file.parent / "terminals" / "server.pem"
    assert enroll(lockerctl, file, "one") == 0
    first = kept.read_bytes()
    assert enroll(lockerctl, file, "two") == 0
    assert kept.read_bytes() == first
    file.write_text(file.read_text().replace("192.0.2.7", "192.0.2.8"))
    assert enroll(lockerctl, file, "three") == 0
    names = x509.load_pem_x509_certificate(kept.read_bytes()).extensions.get_extension_for_class(
        x509.SubjectAlternativeName
    )
    assert [str(each) for each in names.value.get_values_for_type(x509.IPAddress)] == ["192.0.2.8"]


def test_there_are_no_more_than_so_many(lockerctl: Lockerctl, file: Path) -> None:
    assert [enroll(lockerctl, file, f"t{number}") for number in range(TERMINALS_MAX)] == [0] * TERMINALS_MAX
    assert enroll(lockerctl, file, "more") == 1
    assert not (file.parent / "out" / "more").exists()


def test_two_at_once_lose_nobody(lockerctl: Lockerctl, file: Path) -> None:
    from lockerd.cli.terminals import folder
    from lockerd.cli.terminals.authority import make_terminal, today
    from lockerd.config import load

    assert enroll(lockerctl, file, "first") == 0
    remote = load(file).api.remote
    assert remote is not None

    def add(name: str) -> None:
        with folder.locked(remote):
            folder.add(remote, name, make_terminal(folder.authority(remote, "x"), name, today()))

    threads = [Thread(target=add, args=(f"t{number}",)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(read_terminals(remote.list).live) == 9


@pytest.mark.parametrize("name", ["", "../foyer", "a b", "x" * 33, "-v1", "Ä"])
def test_odd_names_make_nothing(lockerctl: Lockerctl, file: Path, name: str) -> None:
    done = lockerctl("terminal", "enroll", "--config", str(file), "--out", str(file.parent / "out"), "--", name)
    assert done.code in {1, 2}
    assert not (file.parent / "out").exists()


def test_a_site_without_a_port_says_so(lockerctl: Lockerctl, tmp_path: Path) -> None:
    plain = tmp_path / "lockerd.toml"
    plain.write_text(EXAMPLE.read_text())
    done = lockerctl("terminal", "enroll", "foyer", "--config", str(plain))
    assert (done.code, "[api.remote]" in done.err) == (1, True)


def test_a_list_that_is_none_is_said_and_not_overwritten(lockerctl: Lockerctl, file: Path) -> None:
    assert enroll(lockerctl, file, "foyer") == 0
    kept = file.parent / "terminals" / "terminals.json"
    kept.write_text("nonsense")
    for words in (("list",), ("revoke", "foyer")):
        done = lockerctl("terminal", *words, "--config", str(file))
        assert (done.code, "no list of terminals" in done.err) == (1, True)
    assert enroll(lockerctl, file, "hall") == 1
    assert kept.read_text() == "nonsense"


def test_the_list_keeps_its_bound(lockerctl: Lockerctl, file: Path) -> None:
    from lockerd.config.remote import REVOKED_KEPT

    assert enroll(lockerctl, file, "foyer") == 0
    kept = file.parent / "terminals" / "terminals.json"
    found = json.loads(kept.read_text())
    old = found["terminals"][0] | {"name": "old", "revoked_s": 1}
    found["terminals"] = [old | {"serial": f"{number:x}"} for number in range(1, 200)] + found["terminals"]
    kept.write_text(json.dumps(found))
    assert lockerctl("terminal", "revoke", "foyer", "--config", str(file)).code == 0
    rows = read_terminals(kept).terminals
    assert (len(rows), rows[-1].name) == (REVOKED_KEPT, "foyer")
