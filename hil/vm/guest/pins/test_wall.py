"""A whole lockerd on the guest's pins: its process, its guardian, the kernel's one-shot trigger, contacts as inputs."""

import itertools
import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from chip import Probe, level, taken
from station import CONTACTS, LOCKS, PROGRAMS, PULSE_S, Lockerd, lockerd, make_site, until, wall_toml

LATE_S = 0.25
"""How much longer than asked a pulse may look here: the kernel's coarse timers, one processor, and the probe itself."""


@pytest.fixture
def config(tmp_path: Path) -> Path:
    for contact in CONTACTS.values():
        contact.shut()
    return make_site(tmp_path, f'[paths]\nstate = "state"\nruntime = "run"\n{wall_toml()}')


@pytest.fixture
def daemon(config: Path) -> Iterator[Lockerd]:
    with lockerd(config) as running:
        running.admin.wait_until_read()
        yield running
    print(running.words())


Figure = Callable[[str, object], None]
"""Writes a figure into the report."""


def doors(facts: list[str]) -> list[str]:
    """What was seen of doors."""
    return [fact for fact in facts if fact.startswith("door.")]


def test_doors_are_opened_and_shut_by_hand(daemon: Lockerd, record_property: Figure) -> None:
    """The whole way: lockerctl, commit, coil, door, evidence, custody log - for a guarded lock and for a kernel's."""
    admin = daemon.admin
    for name in ("A01", "A03"):
        with Probe(*LOCKS.values()) as probe, ThreadPoolExecutor() as beside:
            asked = beside.submit(admin.ctl, "open", name, "--reason", "test of the wall")
            pulse = probe.falls(LOCKS[name])
            CONTACTS[name].open()
            admin.wait_for(name, "opened")
            asked.result()
            CONTACTS[name].shut()
            admin.wait_for(name, "closed")
        record_property("figure", f"{name}: on for {pulse.lasted_s * 1e3:.0f} ms")
        assert pulse.longest_s >= PULSE_S - 0.02
        assert pulse.shortest_s <= PULSE_S + LATE_S
        assert [found.line for found in probe.pulses] == [LOCKS[name]], "one pulse, on one line"
        assert doors(admin.facts(name)) == ["door.opened", "door.closed"]
    admin.ctl("custody", "verify")


def test_f30_a_chattering_contact_is_one_opening(daemon: Lockerd) -> None:
    """A change counts after two equal samples 30 ms apart."""
    with Probe(LOCKS["A01"]) as probe:
        daemon.admin.fire("A01", probe)
        CONTACTS["A01"].bounce()
        CONTACTS["A01"].open()
        daemon.admin.wait_for("A01", "opened")
        CONTACTS["A01"].bounce()
        CONTACTS["A01"].shut()
        daemon.admin.wait_for("A01", "closed")
    assert doors(daemon.admin.facts("A01")) == ["door.opened", "door.closed"]


def test_rule_04_one_coil_at_a_time(daemon: Lockerd, record_property: Figure) -> None:
    """Everybody asks for every door, again and again: the pulses on the wires never overlap, whoever drives them."""
    asked: list[bool] = []
    until_s = time.monotonic() + 8
    with Probe(*LOCKS.values()) as probe:
        for name in itertools.cycle(LOCKS):
            asked.append(daemon.admin.asked_to_open(name).is_success)
            if time.monotonic() > until_s:
                break
        time.sleep(1)
    pulses = sorted(probe.pulses, key=lambda pulse: pulse.on_s)
    record_property("figure", f"asked {len(asked)} times, {sum(asked)} openings, {len(pulses)} pulses")
    assert len(pulses) >= 2
    assert all(before.off_s <= after.on_s for before, after in itertools.pairwise(pulses))


@pytest.mark.parametrize("name", ["A01", "A03"])
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGSTOP])
def test_rule_04_a_killed_or_stopped_daemon_leaves_no_coil_on(
    daemon: Lockerd, name: str, number: signal.Signals, record_property: Figure
) -> None:
    """F10, F11: in the middle of a pulse. Guardian and kernel end it without the daemon."""
    with Probe(*LOCKS.values()) as probe:
        daemon.admin.fire(name, probe)
        daemon.process.send_signal(number)
        pulse = probe.falls(LOCKS[name], within_s=PULSE_S + 3)
    record_property("figure", f"{name}, {number.name}: on for {pulse.lasted_s * 1e3:.0f} ms")
    assert pulse.shortest_s <= PULSE_S + LATE_S


def test_rule_04_a_killed_guardian_holds_nothing_and_is_replaced(daemon: Lockerd, record_property: Figure) -> None:
    """gpio-sim gives a line without owner back to its pull-down. A Pi's pin may keep its level: no proof for one."""
    first = daemon.guardian()
    with Probe(LOCKS["A01"]) as probe:
        daemon.admin.fire("A01", probe)
        os.kill(first, signal.SIGKILL)
        pulse = probe.falls(LOCKS["A01"])
    record_property("figure", f"on for {pulse.lasted_s * 1e3:.0f} ms, most of it before it was killed")
    assert pulse.shortest_s < PULSE_S
    until(lambda: daemon.guardian() not in {0, first}, "a new guardian")
    daemon.admin.wait_for("A01", "closed")
    assert daemon.process.poll() is None


def test_a_chip_that_vanishes_is_opened_again(daemon: Lockerd) -> None:
    """Its driver is taken away and comes back; the kernel's lock, which holds a line too, goes and comes with it."""
    drivers, pair = Path("/sys/bus/platform/drivers"), [("gpio-sim", "pins"), ("leds-gpio", "lockerd-locks")]
    for driver, device in reversed(pair):
        (drivers / driver / "unbind").write_text(device)
    daemon.admin.wait_for("A01", "unknown")
    until(lambda: daemon.guardian() == 0, "the guardian lets go of it too")
    for driver, device in pair:
        (drivers / driver / "bind").write_text(device)
    for contact in CONTACTS.values():
        contact.shut()
    daemon.admin.wait_for("A01", "closed")
    with Probe(LOCKS["A01"]) as probe:
        daemon.admin.fire("A01", probe)
        assert probe.falls(LOCKS["A01"]).shortest_s <= PULSE_S + LATE_S


def test_a_killed_daemon_takes_its_guardian_along(daemon: Lockerd) -> None:
    guardian = daemon.guardian()
    daemon.process.kill()
    daemon.process.wait()
    until(lambda: not Path(f"/proc/{guardian}").exists(), "the guardian ends", within_s=5)
    assert {level(line) for line in LOCKS.values()} == {0}


def test_a_line_that_is_taken_is_named_at_the_start(config: Path) -> None:
    command = [PROGRAMS / "lockerd", "--config", config]
    with taken(17), subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr
        said = next(line for line in process.stderr if "line 17 cannot be had" in line)
        process.terminate()
    assert "busy" in said


def test_the_lock_of_the_kernel_is_the_line_of_the_device_tree() -> None:
    """What the tests above look at is the very line that leds-gpio drives."""
    led = Path("/sys/class/leds/lock-a03")
    assert "[oneshot]" in (led / "trigger").read_text()
    (led / "shot").write_text("1")
    until(lambda: level(LOCKS["A03"]) == 1, "the kernel begins it", within_s=2, every_s=0.01)
    until(lambda: level(LOCKS["A03"]) == 0, "the kernel ends it", within_s=2, every_s=0.01)
