"""The rules as real udev reads and follows them, in a mount namespace of its own: /sys, /dev and /run are stand-ins."""

import os
import re
import shutil
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from udev_words import Told

RULES = Path(__file__).parents[2] / "udev/70-lockerd.rules"
HUB = "platform/scb/fd500000.pcie/pci0000:00/0000:00:00.0/0000:01:00.0/usb1/1-1"
BRLTTY = """\
SUBSYSTEM!="usb", GOTO="brltty_end"
ENV{PRODUCT}=="1a86/7523/*", ENV{BRLTTY_BRAILLE_DRIVER}="bm", GOTO="brltty_usb_run"
GOTO="brltty_end"
LABEL="brltty_usb_run"
ENV{SYSTEMD_WANTS}="brltty-udev.service"
LABEL="brltty_end"
"""
"""The shape of a distribution's 85-brltty.rules."""

AS_ROOT = [] if os.geteuid() == 0 else ["sudo", "-n"]
OWN_MOUNTS = ["unshare", "--mount", "--propagation", "private"]
STAGE = """\
set -e
cd "$1"
mount --bind rules /etc/udev/rules.d
mount --bind group /etc/group
mount -t tmpfs none /run
mount -t tmpfs none /dev
mknod /dev/ttyUSB0 c 188 0
mknod /dev/null c 1 3
mount --bind sys /sys
SYSTEMD_DEVICE_VERIFY_SYSFS=0 udevadm test --action="$3" "/sys/devices/$2" 2>&1
stat -c 'node %U:%G %a' /dev/ttyUSB0
for link in /dev/lockerd/*; do [ ! -L "$link" ] || echo "link $link $(readlink -f "$link")"; done
"""


@dataclass
class Machine:
    """One adapter, by default a CH340 in socket 1.2, and the rules of this machine besides ours."""

    root: Path
    socket: str = "1-1.2"
    product: str = "1a86/7523/264"
    driver: str = "ch341"
    groups: tuple[str, ...] = ("lockerd",)
    rules: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.usb = f"{HUB}/{self.socket}"
        self.serial = f"{self.usb}/{self.socket}:1.0/ttyUSB0"
        self.tty = f"{self.serial}/tty/ttyUSB0"
        vendor, model, _ = self.product.split("/")
        for folder in ("sys", "rules"):
            (self.root / folder).mkdir()
        self._device(HUB.partition("/pci0000:00")[0], "bus/platform", {})
        self._device(HUB.rsplit("/", 2)[0], "bus/pci", {"PCI_SLOT_NAME": "0000:01:00.0"})
        self._device(HUB.rsplit("/", 1)[0], "bus/usb", {"DEVTYPE": "usb_device", "PRODUCT": "1d6b/2/515"})
        self._device(HUB, "bus/usb", {"DEVTYPE": "usb_device", "PRODUCT": "2109/3431/421"})
        usb = {"DEVTYPE": "usb_device", "PRODUCT": self.product}
        self._device(self.usb, "bus/usb", usb, idVendor=vendor, idProduct=model)
        self._device(f"{self.usb}/{self.socket}:1.0", "bus/usb", usb | {"DEVTYPE": "usb_interface"})
        # One digit: a plain file is written over and not cut short, as an attribute in /sys would be.
        serial = {"latency_timer": "8"} if self.driver == "ftdi_sio" else {}
        self._device(self.serial, "bus/usb-serial", {"DRIVER": self.driver}, port_number="0", **serial)
        self._device(self.tty, "class/tty", {"MAJOR": "188", "MINOR": "0", "DEVNAME": "ttyUSB0"})
        driver = self.root / "sys/bus/usb-serial/drivers" / self.driver
        driver.mkdir(parents=True)
        self._link(self.root / "sys/devices" / self.serial / "driver", driver)

    def _device(self, place: str, subsystem: str, uevent: dict[str, str], **attributes: str) -> None:
        folder = self.root / "sys/devices" / place
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "uevent").write_text("".join(f"{key}={value}\n" for key, value in uevent.items()))
        (self.root / "sys" / subsystem).mkdir(parents=True, exist_ok=True)
        self._link(folder / "subsystem", self.root / "sys" / subsystem)
        for name, value in attributes.items():
            (folder / name).write_text(f"{value}\n")

    @staticmethod
    def _link(link: Path, target: Path) -> None:
        link.symlink_to(os.path.relpath(target, link.parent))

    @property
    def latency(self) -> str:
        return (self.root / "sys/devices" / self.serial / "latency_timer").read_text().strip()

    def plug_in(self, device: str, rules: str, *, action: str = "add") -> Told:
        """What udev makes of one of the adapter's devices when it appears."""
        for name, text in {**self.rules, RULES.name: rules}.items():
            (self.root / "rules" / name).write_text(text)
        known = Path("/etc/group").read_text()
        (self.root / "group").write_text(known + "".join(f"{name}:x:4242:\n" for name in self.groups))
        done = subprocess.run(
            [*AS_ROOT, *OWN_MOUNTS, "sh", "-c", STAGE, "sh", self.root, device, action],
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return Told(done.stdout)


def filled_in() -> str:
    """The rules with the line of socket 1.2 of a Pi 4 in force."""
    text = RULES.read_text()
    assert text.count("\n#ENV{ID_PATH}") == 2
    return text.replace("\n#ENV{ID_PATH}", "\nENV{ID_PATH}", 1)


def _can_stage() -> bool:
    """Whether a mount namespace may be made here: root and who has sudo may, but not in every container."""
    programs = ("udevadm", "unshare", *AS_ROOT[:1])
    if not all(shutil.which(program, path=f"{os.environ['PATH']}:/usr/sbin:/sbin") for program in programs):
        return False
    trial = [*AS_ROOT, *OWN_MOUNTS, "mount", "-t", "tmpfs", "none", "/dev"]
    return subprocess.run(trial, capture_output=True, check=False, timeout=60).returncode == 0


needs_root = pytest.mark.skipif(not _can_stage(), reason="needs udev and the right to make a mount namespace")


@needs_root
def test_the_port_in_the_named_socket_becomes_a_bus(tmp_path: Path) -> None:
    machine = Machine(tmp_path)
    told = machine.plug_in(machine.tty, filled_in())
    assert told.complaints(RULES.name) == []
    assert told.links == {"/dev/lockerd/bus0": "/dev/ttyUSB0"}
    assert told.node == "root:lockerd 660"
    assert (told.value("ID_MM_PORT_IGNORE"), told.value("ID_MM_DEVICE_IGNORE")) == ("1", "1")


@needs_root
@pytest.mark.parametrize("socket", ["1-1.3", "1-1.2.1", "1-1.1.2"])
def test_the_same_adapter_in_another_socket_is_none(tmp_path: Path, socket: str) -> None:
    machine = Machine(tmp_path, socket=socket)
    told = machine.plug_in(machine.tty, filled_in())
    assert told.links == {}
    assert told.node == "root:dialout 660"
    assert told.value("ID_MM_PORT_IGNORE") == ""


@needs_root
def test_as_delivered_they_touch_nothing(tmp_path: Path) -> None:
    machine = Machine(tmp_path)
    told = machine.plug_in(machine.tty, RULES.read_text())
    assert told.complaints(RULES.name) == []
    assert (told.links, told.node) == ({}, "root:dialout 660")


@needs_root
@pytest.mark.parametrize(("socket", "latency"), [("1-1.2", "1"), ("1-1.3", "8")])
def test_an_ftdi_adapter_of_ours_gives_replies_at_once(tmp_path: Path, socket: str, latency: str) -> None:
    machine = Machine(tmp_path, socket=socket, product="403/6001/600", driver="ftdi_sio")
    told = machine.plug_in(machine.serial, filled_in())
    assert told.complaints(RULES.name) == []
    assert (told.written("latency_timer") or machine.latency) == latency


@needs_root
@pytest.mark.parametrize(("socket", "wants"), [("1-1.2", ""), ("1-1.3", "brltty-udev.service")])
def test_brltty_and_modemmanager_are_kept_away_from_ours_only(tmp_path: Path, socket: str, wants: str) -> None:
    machine = Machine(tmp_path, socket=socket, rules={"85-brltty.rules": BRLTTY})
    told = machine.plug_in(machine.usb, filled_in())
    assert told.complaints(RULES.name) == []
    assert told.value("SYSTEMD_WANTS") == wants
    assert told.value("ID_MM_DEVICE_IGNORE") == ("" if wants else "1")


@needs_root
def test_nothing_is_done_when_it_is_pulled(tmp_path: Path) -> None:
    machine = Machine(tmp_path)
    assert machine.plug_in(machine.tty, filled_in(), action="remove").value("LOCKERD_BUS") == ""


@needs_root
@pytest.mark.parametrize(
    ("right", "wrong", "said"),
    [
        ('SYMLINK+="', 'SIMLINK+="', "Invalid key 'SIMLINK'"),
        ('GROUP="lockerd"', 'GROUP="lokcerd"', "Unknown group 'lokcerd'"),
    ],
)
def test_udev_would_have_said_something(tmp_path: Path, right: str, wrong: str, said: str) -> None:
    machine = Machine(tmp_path)
    text = filled_in()
    assert text.count(right) == 1
    told = machine.plug_in(machine.tty, text.replace(right, wrong))
    assert any(said in line for line in told.complaints(RULES.name)), told.text


def test_a_bus_is_never_open_to_everybody_nor_known_by_its_maker_alone() -> None:
    lines = [line for line in RULES.read_text().splitlines() if not re.match(r"#(?!ENV)|$", line)]
    assert set(re.findall(r'MODE\W?="(\d+)"', "\n".join(lines))) == {"0660"}
    assert not [line for line in lines if "idVendor" in line or "ID_VENDOR" in line]
    naming = [line for line in lines if 'ENV{LOCKERD_BUS}="' in line]
    assert naming
    assert all(re.match(r'#ENV\{ID_PATH\}=="[^*?"]+"', line) for line in naming)
