"""Keys that systemd hands over, as they are and encrypted; copies by timers (docs/sandbox.md, docs/operations.md)."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from site_package import SOCKETS, STATE, Station, ctl, journal, main_pid, owner, run, serves, show, until

CONFIG = Path("/etc/lockerd/lockerd.toml")
KEYS = Path("/etc/lockerd/keys")
PLAIN, ENCRYPTED = Path("/etc/credstore"), Path("/etc/credstore.encrypted")
COPIES = Path("/srv/copies")
AS_LOCKERD = ("runuser", "-u", "lockerd", "--")


def restart(text: str) -> None:
    """Let it run with another configuration, as the papers say."""
    CONFIG.write_text(text)
    run("systemctl", "daemon-reload")
    run("systemctl", "restart", "lockerd.service")
    until(serves, "lockerd serves")


@pytest.fixture
def config(serving: Station) -> Iterator[str]:
    """What it says; it is as before afterwards."""
    text = CONFIG.read_text()
    yield text
    restart(text)


def with_credentials(text: str) -> str:
    assert text.count('"keys/site.pem"') == text.count('"keys/code-hash.key"') == 1, text
    return text.replace('"keys/site.pem"', '"credential:site.pem"').replace(
        '"keys/code-hash.key"', '"credential:code-hash.key"'
    )


def test_keys_that_root_alone_can_read_are_handed_over_as_they_are_and_encrypted(
    serving: Station, config: str, tmp_path: Path
) -> None:
    if unseen := [row["id"] for row in ctl("compartments") if row["condition"] == "to_check"]:
        serving.play({"inspect": unseen[:2]})
    serving.play({"pause": 3}, {"announce": {"documents": ["typed", "shown"]}}, {"load": ["typed", "shown"]})
    for folder in (PLAIN, ENCRYPTED):
        folder.mkdir(mode=0o700, exist_ok=True)
    run("mv", KEYS / "site.pem", PLAIN)
    run("chown", "root:root", PLAIN / "site.pem")
    run("chmod", "600", PLAIN / "site.pem")
    run(
        *("systemd-creds", "encrypt", "--with-key=host", "--name=code-hash.key"),
        *(KEYS / "code-hash.key", ENCRYPTED / "code-hash.key"),
    )
    run("mv", KEYS / "code-hash.key", tmp_path)
    try:
        restart(with_credentials(config))
        assert show("lockerd.service", "User") == "lockerd"
        assert owner(PLAIN / "site.pem") == "root:root 600"
        for file in (PLAIN / "site.pem", ENCRYPTED / "code-hash.key", Path("/var/lib/systemd/credential.secret")):
            run(*AS_LOCKERD, "cat", file, fails=True)
        assert (tmp_path / "code-hash.key").read_bytes() not in (ENCRYPTED / "code-hash.key").read_bytes()
        handed = Path(f"/proc/{main_pid()}/root/run/credentials/lockerd.service")
        assert sorted(each.name for each in handed.iterdir()) == ["code-hash.key", "site.pem"]
        assert b"CREDENTIALS_DIRECTORY=" in Path(f"/proc/{main_pid()}/environ").read_bytes()
        serving.play({"collect": {"documents": "typed", "by": "typed"}}, {"pause": 8})
        serving.play({"collect": {"documents": "shown", "by": "qr"}})
    finally:
        run("mv", PLAIN / "site.pem", tmp_path / "code-hash.key", KEYS)
        (ENCRYPTED / "code-hash.key").unlink()
        for name in ("site.pem", "code-hash.key"):
            run("chown", "root:lockerd", KEYS / name)
            run("chmod", "640", KEYS / name)


def test_copies_are_made_where_they_are_named_and_a_failure_is_told(serving: Station, config: str) -> None:
    for name in ("backup", "log"):
        run("install", "-d", "-o", "lockerd", "-g", "lockerd", "-m", "700", COPIES / name)
    assert show("lockerd-backup.timer", "ActiveState") == "inactive", "nobody named a folder"
    restart(f'{config}\n[copies]\nbackup = "{COPIES}/backup"\nlog = "{COPIES}/log"\nkeep = 2\n')
    run("systemctl", "start", "lockerd-backup.timer", "lockerd-export.timer")
    assert "lockerd-backup.timer" in show("timers.target", "Wants")
    for _ in range(3):
        serving.play({"pause": 3}, {"announce": {"documents": [f"one{_}"]}})
        run("systemctl", "start", "lockerd-backup.service", "lockerd-export.service")
    for name, suffix in (("backup", ".db"), ("log", ".jsonl")):
        files = sorted((COPIES / name).iterdir())
        assert [file.suffix for file in files] == [suffix, suffix]
        assert {owner(file) for file in files} == {"lockerd:lockerd 600"}
    newest = max((COPIES / "backup").iterdir())
    run("lockerctl", "custody", "verify", "--database", newest)
    assert ctl("status")["parts"]["copies"].keys() == {"backup", "log"}

    run("chown", "root:root", COPIES / "backup")
    run("systemctl", "start", "lockerd-backup.service", fails=True)
    until(lambda: "lockerd-backup has made no copy" in run("journalctl", "--no-pager", "-o", "cat"), "it is told")
    assert len(list((COPIES / "backup").iterdir())) == 2, "those of before"

    run("chown", "lockerd:lockerd", COPIES / "backup")
    run("systemctl", "stop", "lockerd.service", *SOCKETS)
    run("systemctl", "start", "lockerd-backup.service")
    newest = max((COPIES / "backup").iterdir())
    run("lockerctl", "restore", newest, "--yes")
    assert owner(STATE / "lockerd.db") == "lockerd:lockerd 600"
    run("systemctl", "start", *SOCKETS, "lockerd.service")
    until(serves, "lockerd serves")
    assert ctl("custody", "verify")["fault"] is None
    run("rm", "-r", STATE / "before-restore")
    run("systemctl", "stop", "lockerd-backup.timer", "lockerd-export.timer")
    assert "Traceback" not in journal()
