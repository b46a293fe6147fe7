"""What is said about a port before anybody has to guess: from a folder that stands for /sys and /proc."""

import asyncio
import fcntl
import os
import tty
from collections.abc import Iterator
from pathlib import Path

import pytest

from lockerd.bus.link import rs485
from lockerd.bus.link.adapter import coveted_maker, latency_note, taken_away
from lockerd.bus.link.holder import holder
from lockerd.bus.link.link import LinkGoneError, Note, PortBusyError, PortMissingError
from lockerd.bus.link.serial_link import Machine, SerialLink

TIOCSRS485 = 0x542F


class Usb:
    """An adapter as it stands in /sys: a device, its interface, its port; the hub before it has a maker, too."""

    def __init__(self, root: Path, *, vendor: str, port: str = "ttyUSB0", name: str = "1-1.2") -> None:
        hub = root / "devices/platform/soc/usb1/1-1"
        self.device = hub / name
        self.interface = self.device / f"{name}:1.0"
        self.port = self.interface / port
        self.port.mkdir(parents=True)
        (hub / "idVendor").write_text("0403\n")
        (self.device / "idVendor").write_text(f"{vendor}\n")
        tty_class = root / "class/tty" / port
        tty_class.mkdir(parents=True)
        (tty_class / "device").symlink_to(self.port)
        devices = root / "bus/usb/devices"
        devices.mkdir(parents=True)
        (devices / self.interface.name).symlink_to(self.interface)

    def driver(self, root: Path, name: str) -> None:
        driver = root / "bus/usb/drivers" / name
        driver.mkdir(parents=True)
        (self.interface / "driver").symlink_to(driver)


@pytest.fixture
def sys(tmp_path: Path) -> Path:
    return tmp_path / "sys"


@pytest.fixture
def pty() -> Iterator[str]:
    far, near = os.openpty()
    tty.setraw(near)
    yield os.ttyname(near)
    for fd in (far, near):
        os.close(fd)


def test_an_ftdi_adapter_that_holds_replies_back_is_named_with_the_cure(sys: Path) -> None:
    usb = Usb(sys, vendor="0403")
    timer = usb.port / "latency_timer"
    timer.write_text("16\n")
    found = latency_note(Path("/dev/ttyUSB0"), sys)
    assert found
    assert found.is_fault
    assert "up to 16 ms; install udev/70-lockerd.rules" in found.text
    assert found.text.endswith(f"echo 1 > {sys}/class/tty/ttyUSB0/device/latency_timer")
    timer.write_text("1\n")
    assert latency_note(Path("/dev/ttyUSB0"), sys) is None
    timer.unlink()
    assert latency_note(Path("/dev/ttyUSB0"), sys) is None


@pytest.mark.parametrize(("vendor", "maker"), [("1a86", "WCH"), ("0403", "FTDI"), ("04e2", None)])
def test_whose_adapters_others_try_out(sys: Path, vendor: str, maker: str | None) -> None:
    Usb(sys, vendor=vendor)
    assert coveted_maker(Path("/dev/ttyUSB0"), sys) == maker
    assert coveted_maker(Path("/dev/ttyAMA0"), sys) is None


def test_an_adapter_taken_through_usbfs_is_found(sys: Path) -> None:
    usb = Usb(sys, vendor="1a86")
    assert taken_away(sys) is None
    usb.driver(sys, "usbfs")
    found = taken_away(sys)
    assert found
    assert found.startswith("a WCH adapter in USB port 1-1.2 was taken by another program, often brltty; ")


def test_an_adapter_with_its_own_driver_was_not_taken(sys: Path) -> None:
    Usb(sys, vendor="1a86").driver(sys, "ch341")
    assert taken_away(sys) is None


async def test_a_missing_port_whose_adapter_was_taken_says_so(sys: Path) -> None:
    Usb(sys, vendor="1a86").driver(sys, "usbfs")
    with pytest.raises(PortMissingError, match=r"no port /dev/lockerd-none; .*; a WCH adapter in USB port 1-1\.2 was"):
        SerialLink("/dev/lockerd-none", speed_baud=9_600, machine=Machine(sys=sys))


@pytest.mark.parametrize(("vendor", "hint"), [("1a86", True), ("04e2", False)])
async def test_a_port_that_vanishes_right_after_plug_in_names_the_usual_thieves(
    sys: Path, vendor: str, hint: bool
) -> None:
    far, near = os.openpty()
    tty.setraw(near)
    path = os.ttyname(near)
    Usb(sys, vendor=vendor, port=Path(path).name)
    link = SerialLink(path, speed_baud=9_600, machine=Machine(sys=sys))
    os.close(near)
    os.close(far)
    with pytest.raises(LinkGoneError) as gone:
        await link.read(1, asyncio.get_running_loop().time() + 5)
    assert ("WCH adapter gone 0 s after it was opened: another program may have taken it" in str(gone.value)) is hint
    link.close()


async def test_after_a_while_it_was_the_plug(sys: Path, pty: str, monkeypatch: pytest.MonkeyPatch) -> None:
    Usb(sys, vendor="1a86", port=Path(pty).name)
    link = SerialLink(pty, speed_baud=9_600, machine=Machine(sys=sys))
    loop = asyncio.get_running_loop()
    now_s = loop.time()
    monkeypatch.setattr(loop, "time", lambda: now_s + 11)
    gone = link._lost(OSError(5, "Input/output error"))
    monkeypatch.undo()
    assert str(gone) == f"{pty} is gone (Input/output error); check the adapter's plug and cable"
    link.close()


async def test_f17_the_holder_of_a_port_is_named(pty: str) -> None:
    link = SerialLink(pty, speed_baud=9_600)
    assert str(holder(Path(pty))).startswith(f"process {os.getpid()} (")
    link.close()


async def test_f17_a_holder_without_a_lock_is_named_too(tmp_path: Path, pty: str) -> None:
    """A program that made the port exclusive (TIOCEXCL), as ModemManager does."""
    descriptors = tmp_path / "4711/fd"
    descriptors.mkdir(parents=True)
    (descriptors / "3").symlink_to("/dev/null")
    (descriptors / "4").symlink_to(pty)
    (tmp_path / "4711/comm").write_text("ModemManager\n")
    assert holder(Path(pty), tmp_path) == "process 4711 (ModemManager)"


class Proc:
    """Another user's process: its descriptors cannot be read, its lock can be seen."""

    def __init__(self, root: Path, device: str, *, comm: str | None) -> None:
        self.root = root / "proc"
        process = self.root / "4711"
        process.mkdir(parents=True)
        if comm:
            (process / "comm").write_text(f"{comm}\n")
        at = Path(device).stat()
        place = f"{os.major(at.st_dev):02x}:{os.minor(at.st_dev):02x}"
        (self.root / "locks").write_text(
            f"1: POSIX  ADVISORY  WRITE 815 {place}:{at.st_ino} 0 EOF\n"
            f"2: FLOCK  ADVISORY  WRITE 816 {place}:{at.st_ino + 1} 0 EOF\n"
            f"3: FLOCK  ADVISORY  WRITE 4711 {place}:{at.st_ino} 0 EOF\n"
        )


@pytest.mark.parametrize(("comm", "named"), [("minicom", "process 4711 (minicom)"), (None, "process 4711")])
def test_f17_a_holder_seen_only_by_its_lock(tmp_path: Path, pty: str, comm: str | None, named: str) -> None:
    assert holder(Path(pty), Proc(tmp_path, pty, comm=comm).root) == named


async def test_f17_where_proc_tells_nothing_a_command_is_named_that_does(tmp_path: Path, pty: str) -> None:
    link = SerialLink(pty, speed_baud=9_600)
    with pytest.raises(PortBusyError, match=rf"in use by another program \(`sudo fuser -v {pty}` names it\); stop it"):
        SerialLink(pty, speed_baud=9_600, machine=Machine(proc=tmp_path))
    link.close()


async def test_a_port_with_nothing_to_say(pty: str) -> None:
    link = SerialLink(pty, speed_baud=9_600)
    assert link.notes == ()
    link.close()


@pytest.mark.parametrize(
    ("flags", "said"),
    [
        (0b00000, "the kernel does not switch between sending and hearing here: the transceiver must do it by itself"),
        (0b00011, "the kernel switches between sending and hearing (rs485 mode of the device tree)"),
        (0b10011, "and listens while it sends: the bus needs echo = true"),
    ],
)
async def test_what_the_kernel_says_about_rs485(
    pty: str, monkeypatch: pytest.MonkeyPatch, flags: int, said: str
) -> None:
    real = fcntl.ioctl

    def ioctl(fd: int, request: int, *arguments: bytearray) -> object:
        if request == 0x542E:
            arguments[0][:4] = flags.to_bytes(4, "little")
            return 0
        return real(fd, request, *arguments)

    monkeypatch.setattr(rs485.fcntl, "ioctl", ioctl)
    link = SerialLink(pty, speed_baud=9_600)
    (note,) = link.notes
    assert said in note.text
    assert note == Note(note.text, is_fault=False)
    link.close()


async def test_the_rs485_mode_is_never_set_and_rts_never_switched(pty: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Software RTS is too slow for a board, and a mode set by a process can block the port until the next boot."""
    asked: list[int] = []
    real = fcntl.ioctl

    def ioctl(fd: int, request: int, *arguments: bytearray) -> object:
        asked.append(request)
        return real(fd, request, *arguments)

    monkeypatch.setattr(rs485.fcntl, "ioctl", ioctl)
    link = SerialLink(pty, speed_baud=9_600)
    opening = len(asked)
    link.write(b"\x02\x00\x00\x50\x03\x55")
    await link.read(1, asyncio.get_running_loop().time() + 0.01)
    assert asked
    assert len(asked) == opening
    assert TIOCSRS485 not in asked
    link.close()
