"""`lockerctl doctor` on machines made of files, and the site guide line by line against it."""

import json
import os
import re
import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from admin_fake import Lockerctl
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from test_selftest import CONFIG

from lockerd.cli.checks.ground.doctor import CHECKS, examined
from lockerd.cli.checks.ground.sight import Sight, UnseenError
from lockerd.cli.checks.verdict import Check, Verdict
from lockerd.codes.keys import private_pem, public_pem

ROOT = Path(__file__).parents[2]
TCP = "  sl  local_address rem_address   st\n   0: {address} 00000000:0000 {state} 0 0\n"
GROUPS = '[api]\nterminal_group = "lockerd-terminal"\nadmin_group = "lockerd-admin"\n'
PORT = "/dev/serial/by-path/usb-1.2"


@pytest.fixture
def config(tmp_path: Path) -> Path:
    folder = tmp_path / "etc"
    folder.mkdir()
    (folder / "lockerd.toml").write_text(CONFIG.replace("ttyX", PORT).replace('"state"', '"/var/lib/lockerd"') + GROUPS)
    for name, data in {
        "site.pem": private_pem(Ed25519PrivateKey.generate()),
        "code-hash.key": bytes(32),
        "badge.pub.pem": public_pem(Ed25519PrivateKey.generate().public_key()),
    }.items():
        (folder / "keys").mkdir(exist_ok=True)
        (folder / "keys" / name).write_bytes(data)
        (folder / "keys" / name).chmod(0o600)
    return folder / "lockerd.toml"


Put = Callable[[str, str], None]


@pytest.fixture
def machine(tmp_path: Path) -> Path:
    return tmp_path / "machine"


@pytest.fixture
def put(machine: Path) -> Put:
    def write(path: str, text: str) -> None:
        file = machine / path.lstrip("/")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)

    write("/sys/class/rtc/rtc0/since_epoch", f"{int(time.time())}\n")
    write("/sys/class/watchdog/watchdog0/state", "active\n")
    write("/etc/systemd/system.conf.d/watchdog.conf", "[Manager]\nRuntimeWatchdogSec=15 # F12\n")
    write("/proc/mounts", "overlay / overlay rw 0 0\n/dev/mmcblk0p3 /var/lib/lockerd ext4 rw,noatime 0 0\n")
    write("/var/lib/lockerd/lockerd.db", "")
    write("/sys/block/mmcblk0/device/life_time", "0x02 0x01\n")
    write("/sys/class/hwmon/hwmon1/name", "rpi_volt\n")
    write("/sys/class/hwmon/hwmon1/in0_lcrit_alarm", "0\n")
    write("/run/systemd/timesync/synchronized", "")
    write("/proc/net/tcp", TCP.format(address="0100007F:1F90", state="0A"))
    write("/proc/net/tcp6", TCP.format(address="0" * 32 + ":0016", state="0A"))
    write("/etc/group", "dialout:x:20:lockerd\nlockerd-terminal:x:991:kiosk\nlockerd-admin:x:990:anna\n")
    write(PORT, "")
    (machine / PORT.lstrip("/")).chmod(0o660)
    write("/sys/bus/usb-serial/devices/ttyUSB0/latency_timer", "1\n")
    return write


def looked(config: Path, machine: Path) -> dict[str, Check]:
    return {check.name: check for check in examined(config, Sight(machine))}


def test_a_machine_as_the_guide_says_has_no_fault(config: Path, machine: Path, put: Put) -> None:
    put("/proc/version", "Linux")
    found = looked(config, machine)
    wrong = {name: check for name, check in found.items() if check.verdict is not Verdict.OK}
    assert wrong.keys() == {"second", "backup"}, wrong
    assert set(CHECKS) <= found.keys()


@pytest.mark.parametrize(
    "case",
    [
        ("rtc", "/sys/class/rtc/rtc0/since_epoch", "86400", "fault", "battery"),
        ("rtc", "/sys/class/rtc/rtc0/since_epoch", "4000000000", "warning", "differ"),
        ("watchdog", "/etc/systemd/system.conf.d/watchdog.conf", "#RuntimeWatchdogSec=15", "fault", "nobody feeds"),
        ("watchdog", "/sys/class/watchdog/watchdog0/state", "inactive", "warning", "restart"),
        ("root", "/proc/mounts", "/dev/root / ext4 rw 0 0\n", "warning", "can be written"),
        ("data", "/proc/mounts", "/dev/root / ext4 rw 0 0\n", "warning", "no partition"),
        ("data", "/proc/mounts", "overlay / overlay rw 0 0\nx /var/lib ext4 ro 0 0\n", "fault", "cannot be written"),
        ("data", "/proc/mounts", "overlay / overlay rw 0 0\nx /var/lib tmpfs rw 0 0\n", "fault", "gone after"),
        ("wear", "/sys/block/mmcblk0/device/life_time", "0x0A 0x01", "fault", "80 %"),
        ("voltage", "/sys/class/hwmon/hwmon1/in0_lcrit_alarm", "1", "fault", "too low"),
        ("network", "/proc/net/tcp", TCP.format(address="00000000:075B", state="0A"), "warning", "1883"),
        ("network", "/proc/net/tcp", TCP.format(address="00000000:075B", state="01"), "ok", "nothing listens"),
        ("groups", "/etc/group", "dialout:x:20:anna\n", "fault", "dialout"),
        ("groups", "/etc/group", "dialout:x:20:lockerd\nlockerd-terminal:x:9:\n", "warning", "lockerd-terminal"),
        ("latency", "/sys/bus/usb-serial/devices/ttyUSB0/latency_timer", "16", "warning", "1 ms"),
    ],
)
def test_what_is_wrong_is_found_and_has_a_next_step(
    config: Path, machine: Path, put: Put, case: tuple[str, str, str, str, str]
) -> None:
    name, path, text, verdict, says = case
    assert looked(config, machine)[name].verdict is Verdict.OK
    put(path, text)
    check = looked(config, machine)[name]
    assert (check.verdict, says in f"{check.found} {check.next_step}") == (verdict, True), check
    assert verdict == "ok" or check.next_step


def test_a_backup_on_the_same_card_and_one_that_is_old_are_warned_of(
    config: Path, machine: Path, put: Put, monkeypatch: pytest.MonkeyPatch
) -> None:
    config.write_text(config.read_text() + '[copies]\nbackup = "/mnt/backup"\n')
    assert looked(config, machine)["backup"].verdict is Verdict.FAULT
    put("/mnt/backup/lockerd-000001-000000000001.db", "")
    assert "same medium" in looked(config, machine)["backup"].found
    stick = next(each for each in (Path("/dev/shm"), Path("/run")) if each.stat().st_dev != machine.stat().st_dev)
    with TemporaryDirectory(dir=stick) as elsewhere:
        copy = Path(elsewhere) / "lockerd-000001-000000000001.db"
        copy.touch()
        shutil.rmtree(machine / "mnt/backup")
        (machine / "mnt/backup").symlink_to(elsewhere)
        assert looked(config, machine)["backup"].verdict is Verdict.OK
        os.utime(copy, (1, time.time() - 3 * 86_400))
        check = looked(config, machine)["backup"]
    assert (check.verdict, "lockerd-backup" in check.next_step) == (Verdict.WARNING, True)


def test_a_machine_that_shows_nothing_is_no_crash_and_no_clean_bill(config: Path, machine: Path) -> None:
    found = looked(config, machine)
    assert {name for name, check in found.items() if check.verdict is Verdict.FAULT} >= {"rtc", "watchdog", "groups"}
    assert all(check.next_step for check in found.values() if check.verdict is not Verdict.OK)


@dataclass(frozen=True, slots=True)
class Shy(Sight):
    """A machine that shows nothing of /etc/group to this user."""

    def text(self, absolute: str | Path) -> str | None:
        if absolute == "/etc/group":
            raise UnseenError("/etc/group")
        return Sight.text(self, absolute)


def test_what_this_user_may_not_see_is_said(config: Path, machine: Path, put: Put) -> None:
    put("/proc/version", "Linux")
    check = {each.name: each for each in examined(config, Shy(machine))}["groups"]
    assert (check.verdict, "/etc/group" in check.found, "sudo" in check.next_step) == (Verdict.WARNING, True, True)


def test_a_port_for_everybody_and_one_by_its_number_are_faults(config: Path, machine: Path, put: Put) -> None:
    put("/proc/version", "Linux")
    (machine / PORT.lstrip("/")).chmod(0o666)
    assert looked(config, machine)["ports"].verdict is Verdict.FAULT
    config.write_text(config.read_text().replace(PORT, "/dev/ttyUSB0"))
    assert looked(config, machine)["udev"].verdict is Verdict.FAULT


def test_without_a_configuration_it_says_so_and_ends_with_1(lockerctl: Lockerctl, tmp_path: Path) -> None:
    done = lockerctl("doctor", "--json", "--config", str(tmp_path / "none.toml"))
    assert done.code == 1
    assert [check["name"] for check in json.loads(done.out)["checks"]] == ["config"]


def test_each_checked_line_of_the_guide_has_its_check_and_each_check_its_line() -> None:
    named = re.findall(r"\(doctor:\s`(\w+)`\)", (ROOT / "docs" / "site.md").read_text("utf-8").split("What to buy")[1])
    assert len(named) == len(set(named)), "one line for each"
    assert {*named} == {*CHECKS, "config"}
