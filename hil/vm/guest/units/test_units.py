"""The units of systemd/ under the real systemd, with the sandbox that the kernel really enforces."""

import os
import signal
import time
from collections.abc import Callable

from chip import Probe, level
from site_units import ADMIN, LINK, Site, as_user, owner, run
from station import CONTACTS, LOCKS, PULSE_S, until

WATCHDOG_S = 10
LATE_S = 0.25


Figure = Callable[[str, object], None]
"""Writes a figure into the report."""


def journal() -> str:
    """What systemd and lockerd said so far."""
    return run("journalctl", "-u", "lockerd", "--no-pager", "-o", "cat")


def doors(facts: list[str]) -> list[str]:
    """What was seen of doors."""
    return [fact for fact in facts if fact.startswith("door.")]


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
    let_in, refused = as_user("tina", "status"), as_user("kiosk", "status")
    assert let_in.returncode == 0, let_in.stderr
    assert refused.returncode != 0
    assert "you may not use" in refused.stderr


def test_locks_on_pins_open_from_within_the_sandbox(site: Site) -> None:
    """Guardian and kernel: gpiochip, its group, the LED's files - all of it as unit and rules leave it."""
    for name in ("A01", "A03"):
        with Probe(*LOCKS.values()) as probe:
            site.admin.fire(name, probe)
            pulse = probe.falls(LOCKS[name])
            CONTACTS[name].open()
            site.admin.wait_for(name, "opened")
            CONTACTS[name].shut()
            site.admin.wait_for(name, "closed")
        assert pulse.longest_s >= PULSE_S - 0.02
        assert pulse.shortest_s <= PULSE_S + LATE_S
        assert doors(site.admin.facts(name)) == ["door.opened", "door.closed"]


def test_a_door_behind_the_usb_adapter_opens(site: Site) -> None:
    """Daemon, udev's name, the kernel's tty and FTDI driver, USB, and the simulated board at the end."""
    site.admin.open("B01")
    site.admin.wait_for("B01", "opened")
    site.board.shut("B01")
    site.admin.wait_for("B01", "closed")
    assert doors(site.admin.facts("B01")) == ["door.opened", "door.closed"]
    assert "speed 19200" in site.board.told()


def test_f43_the_adapter_is_pulled_and_comes_back(site: Site) -> None:
    site.board.pull()
    site.admin.wait_for("B02", "unknown")
    assert site.admin.doors()["A01"] == "closed", "rule 13: the others go on"
    site.board.plug_in()
    site.admin.wait_for("B02", "closed")
    assert LINK.exists()


def test_f11_a_hung_daemon_is_killed_by_the_watchdog(site: Site, record_property: Figure) -> None:
    """Stopped in the middle of a pulse: the pulse ends in time, systemd ends the daemon and starts another."""
    before, restarts = site.main, int(site.show("NRestarts"))
    with Probe(*LOCKS.values()) as probe:
        site.admin.fire("A01", probe)
        os.kill(before, signal.SIGSTOP)
        began = time.monotonic()
        pulse = probe.falls(LOCKS["A01"])
        site.wait_for_restart(before, within_s=3 * WATCHDOG_S)
    assert pulse.shortest_s <= PULSE_S + LATE_S
    assert int(site.show("NRestarts")) == restarts + 1
    said = journal()
    assert "Watchdog timeout" in said
    assert "lockerd guardian: ends, because" in said, "it let the lines go itself, and was not killed too"
    record_property("figure", f"serves again {time.monotonic() - began:.1f} s after it hung")


def test_f10_a_killed_daemon_is_restarted_and_its_sockets_stay(site: Site) -> None:
    before, socket = site.main, ADMIN.stat().st_ino
    os.kill(before, signal.SIGKILL)
    site.wait_for_restart(before, within_s=20)
    assert ADMIN.stat().st_ino == socket
    assert {level(line) for line in LOCKS.values()} == {0}


def test_it_stops_when_told_and_a_question_starts_it_again(site: Site) -> None:
    began, before = time.monotonic(), len(journal())
    run("systemctl", "stop", "lockerd.service")
    assert time.monotonic() - began < 10
    assert site.show("Result") == "success"
    assert "ERROR" not in journal()[before:]
    assert {level(line) for line in LOCKS.values()} == {0}
    site.admin.ctl("status")
    until(lambda: site.show("ActiveState") == "active", "systemd has heard that it serves")
    site.admin.wait_until_read()


def test_the_custody_log_has_survived_all_of_it(site: Site) -> None:
    site.admin.ctl("custody", "verify")
