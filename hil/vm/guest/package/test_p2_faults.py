"""What happens to a machine over the years, to a packaged lockerd under systemd: nothing acknowledged is lost."""

import os
import signal
import subprocess
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from site_package import SERVICE, SOCKETS, STATE, Station, ctl, journal, main_pid, run, serves, show, start_again, until


@pytest.fixture
def right_clock(station: Station) -> Iterator[None]:
    """Puts the machine's clock back to where it was, as far as it went on meanwhile.

    The broker is started again where the leap has ended it, as it does mosquitto of Debian 13 by a segmentation fault:
    here it shares the machine, and with it the clock.
    """
    wall, monotonic = time.time(), time.monotonic()
    yield
    time.clock_settime(time.CLOCK_REALTIME, wall + time.monotonic() - monotonic)
    station.do(station.bench.broker_on())


def load(station: Station, name: str) -> None:
    station.play({"pause": 3}, {"announce": {"documents": name}}, {"load": name})


def collect(station: Station, name: str) -> None:
    station.play({"pause": 3}, {"collect": {"documents": name, "by": "typed"}})


def test_f10_killed_in_the_middle_of_orders_it_comes_back_by_itself(serving: Station) -> None:
    load(serving, "killed")
    before = main_pid()
    os.kill(before, signal.SIGKILL)
    until(lambda: main_pid() not in {0, before} and serves(), "another daemon serves")
    collect(serving, "killed")


def test_f11_a_hung_daemon_is_ended_by_the_watchdog(serving: Station) -> None:
    before = main_pid()
    os.kill(before, signal.SIGSTOP)
    until(lambda: main_pid() not in {0, before} and serves(), "another daemon serves")
    assert "Watchdog timeout" in journal()


def test_what_ends_again_and_again_rests_and_is_tried_again(serving: Station) -> None:
    """Five starts, then nothing until the timer: here after five seconds, not after a quarter of an hour."""
    sooner = Path("/run/systemd/system/lockerd-retry.timer.d")
    sooner.mkdir(parents=True)
    (sooner / "sooner.conf").write_text("[Timer]\nOnActiveSec=\nOnActiveSec=5\n")
    program = Path("/usr/lib/lockerd/current/bin/lockerd")
    whole = program.read_text()
    try:
        program.write_text("#!/bin/sh\nexit 1\n")
        run("systemctl", "daemon-reload")
        os.kill(main_pid(), signal.SIGKILL)
        until(lambda: show(SERVICE, "ActiveState") == "failed", "it rests")
        assert int(show(SERVICE, "NRestarts")) <= 6, "five starts, and one that was refused"
        until(lambda: "nobody is served" in journal(), "somebody is told")
    finally:
        program.write_text(whole)
    until(serves, "it serves again, without anybody having done anything")
    run("rm", "-r", sooner)
    run("systemctl", "daemon-reload")


def test_f14_a_full_disk_loses_nothing_and_what_lies_inside_is_still_fetched(serving: Station) -> None:
    """The reserve is given up for who fetches; nothing new is taken in before there is room again."""
    load(serving, "full")
    serving.play({"pause": 3}, {"announce": {"documents": "too-late"}})
    ballast = STATE / "ballast"
    subprocess.run(["dd", "if=/dev/zero", f"of={ballast}", "bs=64K"], capture_output=True, check=False, timeout=120)
    try:
        assert os.statvfs(STATE).f_bavail < 256
        until(lambda: not (STATE / "reserve").exists() and serves(), "it serves from its reserve")
        collect(serving, "full")
        serving.play({"pause": 3}, {"load": {"documents": "too-late", "ends": "nothing_taken_in"}})
    finally:
        ballast.unlink()
    until((STATE / "reserve").exists, "the reserve is kept again")
    assert ctl("custody", "verify")["fault"] is None
    serving.play({"load": "too-late"})
    collect(serving, "too-late")


def test_f15_on_a_read_only_disk_it_opens_no_door_and_loses_nothing(serving: Station) -> None:
    """As after an error of the card, at the next boot: what cannot be written down is not done."""
    load(serving, "read-only")
    run("systemctl", "stop", *SOCKETS, SERVICE)
    pulses = len(serving.bench.wall.world.pulses)
    run("mount", "-o", "remount,ro", STATE)
    try:
        subprocess.run(["systemctl", "start", SERVICE], capture_output=True, check=False, timeout=120)
        command = ["lockerctl", "open", "C01", "--reason", "read-only"]
        refused = subprocess.run(command, capture_output=True, check=False, timeout=60)
        assert refused.returncode != 0
        assert len(serving.bench.wall.world.pulses) == pulses
    finally:
        run("mount", "-o", "remount,rw", STATE)
    start_again()
    assert ctl("custody", "verify")["fault"] is None
    collect(serving, "read-only")


@pytest.mark.parametrize("year", [1970, 2069])
def test_f55_with_a_clock_that_is_wrong_by_decades_it_starts_and_opens(
    serving: Station, right_clock: None, year: int
) -> None:
    load(serving, f"in-{year}")
    run("systemctl", "stop", SERVICE)
    time.clock_settime(time.CLOCK_REALTIME, datetime(year, 1, 2, tzinfo=UTC).timestamp())
    run("systemctl", "start", SERVICE)
    until(serves, "it serves")
    collect(serving, f"in-{year}")
    assert ctl("custody", "verify")["fault"] is None


def test_nothing_was_physically_wrong_in_all_of_it(serving: Station) -> None:
    assert serving.breaches() == []
