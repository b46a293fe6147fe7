"""The units of systemd/ under the real systemd, with the sandbox that the kernel really enforces."""

import os
import signal
import time

import pytest
from chip import Probe, level
from site_units import ADMIN, LINK, Site, as_user, owner, run
from station import CONTACTS, LOCKS, PULSE_S, ctl, until

WATCHDOG_S = 10
LATE_S = 0.25


def test_it_runs_as_its_own_user_and_says_so(site: Site) -> None:
    assert site.show("ActiveState") == "active"
    assert "5 compartments" in site.show("StatusText")
    assert owner(f"/proc/{site.main}").startswith("lockerd:lockerd")
    assert owner("/var/lib/lockerd") == "lockerd:lockerd 750"
    assert owner("/var/lib/lockerd/lockerd.db") == "lockerd:lockerd 600"


def test_each_socket_is_for_its_group(site: Site) -> None:
    assert owner(ADMIN) == "root:lockerd-admin 660"
    assert owner("/run/lockerd/terminal.sock") == "root:lockerd-terminal 660"


def test_only_technicians_are_let_in(site: Site) -> None:
    run("useradd", "--groups", "lockerd-admin", "tina")
    run("useradd", "--groups", "lockerd-terminal", "kiosk")
    assert as_user("tina", "status").returncode == 0
    refused = as_user("kiosk", "status")
    assert refused.returncode != 0
    assert "you may not use" in refused.stderr


@pytest.mark.parametrize("name", ["A01", "A03"])
def test_a_lock_on_pins_opens_from_within_the_sandbox(site: Site, name: str) -> None:
    """Guardian and kernel: gpiochip, its group, the LED's files - all of it as the unit leaves it."""
    with Probe(*LOCKS.values()) as probe:
        site.open(name)
        probe.rises(LOCKS[name])
        CONTACTS[name].open()
        pulse = probe.falls(LOCKS[name])
        until(lambda: site.doors()[name] == "open", "the door is seen open")
        CONTACTS[name].shut()
        until(lambda: site.doors()[name] == "closed", "the door is seen shut")
    assert PULSE_S - 0.02 <= pulse.lasted_s <= PULSE_S + LATE_S
    assert [fact for fact in site.facts(name) if fact.startswith("door.")] == ["door.opened", "door.closed"]


def test_a_door_behind_the_usb_adapter_opens(site: Site) -> None:
    """Daemon, udev's name, the kernel's tty and FTDI driver, USB, and the simulated board at the end."""
    site.open("B01")
    until(lambda: site.doors()["B01"] == "open", "the door is seen open")
    site.board.shut("B01")
    until(lambda: site.doors()["B01"] == "closed", "the door is seen shut")
    assert [fact for fact in site.facts("B01") if fact.startswith("door.")] == ["door.opened", "door.closed"]
    assert "speed 19200" in site.board.told()


def test_f43_the_adapter_is_pulled_and_comes_back(site: Site) -> None:
    site.board.pull()
    until(lambda: site.doors()["B02"] == "unknown", "its doors are unknown")
    assert site.doors()["A01"] == "closed", "rule 13: the others go on"
    site.board.plug_in()
    until(lambda: site.doors()["B02"] == "closed", "its doors are read again", within_s=20)
    assert LINK.exists()


def test_f11_a_hung_daemon_is_killed_by_the_watchdog(site: Site) -> None:
    """Stopped in the middle of a pulse: the pulse ends in time, systemd ends the daemon and starts another."""
    before, restarts = site.main, int(site.show("NRestarts"))
    with Probe(*LOCKS.values()) as probe:
        site.open("A01")
        probe.rises(LOCKS["A01"])
        os.kill(before, signal.SIGSTOP)
        began = time.monotonic()
        pulse = probe.falls(LOCKS["A01"])
        site.wait_for_restart(before, within_s=3 * WATCHDOG_S)
    assert pulse.lasted_s <= PULSE_S + LATE_S
    assert int(site.show("NRestarts")) == restarts + 1
    assert "watchdog" in run("journalctl", "-u", "lockerd", "--no-pager", "-o", "cat").lower()
    print(f"serves again {time.monotonic() - began:.1f} s after it hung")


def test_f10_a_killed_daemon_is_restarted_and_its_sockets_stay(site: Site) -> None:
    before, socket = site.main, ADMIN.stat().st_ino
    os.kill(before, signal.SIGKILL)
    site.wait_for_restart(before, within_s=20)
    assert ADMIN.stat().st_ino == socket
    assert {level(line) for line in LOCKS.values()} == {0}


def test_it_stops_when_told_and_a_question_starts_it_again(site: Site) -> None:
    began = time.monotonic()
    run("systemctl", "stop", "lockerd.service")
    assert time.monotonic() - began < 10
    assert site.show("Result") == "success"
    assert {level(line) for line in LOCKS.values()} == {0}
    ctl("status", at=ADMIN)
    assert site.show("ActiveState") == "active"
    site.wait_until_read()


def test_the_custody_log_has_survived_all_of_it(site: Site) -> None:
    ctl("custody", "verify", at=ADMIN)
