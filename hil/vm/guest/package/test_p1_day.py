"""The package on a machine with systemd: installed, set up, and a day's work with it."""

import subprocess

from site_package import SERVICE, STATE, Station, ctl, main_pid, owner, run, show


def test_the_first_install_starts_nothing_and_names_what_lacks(installed: str) -> None:
    assert show(SERVICE, "ActiveState") == "inactive"
    assert show("lockerd-update.service", "Result") == "success"
    assert "site.pem" in run("lockerctl", "config", "check", "/etc/lockerd/lockerd.toml", fails=True)
    assert owner("/etc/lockerd/keys") == "root:lockerd 750"
    assert owner(STATE) == "lockerd:lockerd 750"
    assert run("systemctl", "is-enabled", "lockerd-update.service").strip() == "enabled"


def test_started_without_keys_it_ends_once_and_says_which(installed: str) -> None:
    """A mistake in the configuration: no loop, and the one who looks is told."""
    subprocess.run(["systemctl", "start", SERVICE], check=False, timeout=60)
    assert show(SERVICE, "ActiveState") == "failed"
    assert show(SERVICE, "NRestarts") == "0"
    assert show(SERVICE, "ExecMainStatus") == "78"
    assert show("lockerd-retry.timer", "ActiveState") == "active"
    run("systemctl", "stop", SERVICE)
    assert show("lockerd-retry.timer", "ActiveState") == "inactive", "who stops it means it"


def test_it_runs_as_its_own_user_and_says_that_it_serves(station: Station) -> None:
    assert show(SERVICE, "ActiveState") == "active"
    assert "compartments" in show(SERVICE, "StatusText")
    assert owner(f"/proc/{main_pid()}").startswith("lockerd:lockerd")
    assert owner(STATE / "lockerd.db") == "lockerd:lockerd 600"


def test_each_socket_is_for_its_group(station: Station) -> None:
    assert owner("/run/lockerd/admin.sock") == "root:lockerd-admin 660"
    assert owner("/run/lockerd/terminal.sock") == "root:lockerd-terminal 660"
    assert owner("/run/lockerd/public.sock") == "root:lockerd-public 660"
    for name, group in {"tina": "lockerd-admin", "kiosk": "lockerd-terminal"}.items():
        run("useradd", "--groups", group, name)
    assert "in service" in run("runuser", "-u", "tina", "--", "lockerctl", "status")
    assert "you may not use" in run("runuser", "-u", "kiosk", "--", "lockerctl", "status", fails=True)


def test_a_collection_a_hand_in_and_an_exchange(station: Station) -> None:
    station.play(
        {"inspect": ["C01", "C02"]},
        {"pause": 3},
        {"announce": {"documents": "card"}},
        {"announce": {"documents": "licence", "kind": "swap"}},
        {"load": ["card", "licence"]},
        {"announce": {"documents": "passport", "kind": "hand_in"}},
        {"pause": 3},
        {"collect": {"documents": "card", "by": "qr"}},
        {"hand_in": {"documents": "passport", "by": "typed", "ends": "sensor"}},
        {"exchange": {"documents": "licence", "by": "typed", "ends": "sensor"}},
        {"expect": {"orders": {"card": "collected", "passport": "handed_in", "licence": "handed_in"}, "within_s": 20}},
    )
    assert station.breaches() == []
    assert ctl("custody", "verify")["fault"] is None
