"""The rule for locks that the kernel drives, as real udev reads it, and what it runs."""

import re
import subprocess
from pathlib import Path

import pytest
from test_udev_rules import AS_ROOT, OWN_MOUNTS, needs_root
from udev_words import Told

RULES = Path(__file__).parents[2] / "udev/71-lockerd-locks.rules"
PLACE = "devices/platform/{node}/leds/lock-a01"
FILES = ("trigger", "brightness", "invert", "delay_on", "delay_off", "shot")
STAGE = """\
set -e
cd "$1"
mount --bind rules /etc/udev/rules.d
mount -t tmpfs none /run
mount --bind sys /sys
SYSTEMD_DEVICE_VERIFY_SYSFS=0 udevadm test --action="$3" "/sys/$2" 2>&1
"""


def told(root: Path, node: str, action: str) -> Told:
    """What udev says when such an LED appears or changes."""
    place = PLACE.format(node=node)
    folder = root / "sys" / place
    folder.mkdir(parents=True)
    (folder / "uevent").write_text("")
    (root / "sys/class/leds").mkdir(parents=True)
    (folder / "subsystem").symlink_to(root / "sys/class/leds")
    (root / "rules").mkdir()
    (root / "rules" / RULES.name).write_text(RULES.read_text())
    done = subprocess.run(
        [*AS_ROOT, *OWN_MOUNTS, "sh", "-c", STAGE, "sh", root, place, action],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return Told(done.stdout)


@needs_root
@pytest.mark.parametrize("action", ["add", "change"])
def test_the_daemon_may_shoot_its_locks(tmp_path: Path, action: str) -> None:
    said = told(tmp_path, "lockerd-locks", action)
    assert said.complaints(RULES.name) == []
    place = "/sys/" + PLACE.format(node="lockerd-locks")
    files = " ".join(f"{place}/{name}" for name in FILES)
    assert [run for run in said.runs if "chgrp" in run or "chmod" in run] == [
        f"/bin/chgrp -f lockerd {files}",
        f"/bin/chmod -f g+w {files}",
    ]


@needs_root
def test_other_leds_are_left_alone(tmp_path: Path) -> None:
    assert told(tmp_path, "leds", "add").runs == []


@needs_root
def test_a_lock_that_goes_is_left_alone(tmp_path: Path) -> None:
    assert told(tmp_path, "lockerd-locks", "remove").runs == []


@pytest.mark.parametrize("trigger", [True, False])
def test_the_files_become_the_groups(tmp_path: Path, trigger: bool) -> None:
    """Without the trigger most files are missing; those that are there are given all the same."""
    there = FILES if trigger else ("trigger", "brightness")
    for name in there:
        (tmp_path / name).touch(0o644)
    (line,) = re.findall(r'RUN\+="/bin/chmod ([^"]+)"', RULES.read_text())
    words = [word.replace("%S%p", str(tmp_path)) for word in line.split()]
    subprocess.run(["/bin/chmod", *words], check=False)
    assert all((tmp_path / name).stat().st_mode & 0o020 for name in there)
