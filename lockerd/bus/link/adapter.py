"""What the kernel knows of a serial adapter, in words for a technician; a folder stands for /sys in tests."""

import os
from pathlib import Path
from typing import Final

from lockerd.bus.link.link import Note

SYS: Final = Path("/sys")
_COVETED: Final = {"0403": "FTDI", "067b": "Prolific", "10c4": "Silicon Labs", "1a86": "WCH"}
"""Makers whose adapters brltty and ModemManager try out, by USB vendor id."""
_RULES: Final = "udev/70-lockerd.rules keeps brltty and ModemManager away, see docs/buses.md"


def latency_note(device: Path, sys: Path = SYS) -> Note | None:
    """A warning if an FTDI adapter holds replies back; ``device`` is the resolved port."""
    timer = sys / "class/tty" / device.name / "device/latency_timer"
    try:
        latency_ms = int(timer.read_text())
    except (OSError, ValueError):
        return None  # no FTDI adapter
    if latency_ms <= 1:
        return None
    return Note(
        f"the adapter holds every reply back for up to {latency_ms} ms; install udev/70-lockerd.rules"
        f' (ATTR{{latency_timer}}="1") or, until the next plug-in: echo 1 > {timer}',
        is_fault=True,
    )


def coveted_maker(device: Path, sys: Path = SYS) -> str | None:
    """The maker of the adapter behind a port if other programs are known to take such adapters."""
    place = _real(sys / "class/tty" / device.name / "device")
    for folder in (place, *place.parents):
        if vendor := _vendor(folder):
            return _COVETED.get(vendor)
    return None


def vanished(maker: str, after_s: float) -> str:
    """What to think of an adapter that was lost so soon."""
    return f"{maker} adapter gone {after_s:.0f} s after it was opened: another program may have taken it; {_RULES}"


def taken_away(sys: Path = SYS) -> str | None:
    """Which serial adapter is plugged in but held by a program through usbfs, so that it has no port."""
    try:
        interfaces = sorted((sys / "bus/usb/devices").glob("*:*"))
    except OSError:
        return None
    for interface in interfaces:
        device = _real(interface).parent
        maker = _COVETED.get(_vendor(device))
        if maker and _real(interface / "driver").name == "usbfs":
            return f"a {maker} adapter in USB port {device.name} was taken by another program, often brltty; {_RULES}"
    return None


def _vendor(folder: Path) -> str:
    try:
        return (folder / "idVendor").read_text().strip()
    except (OSError, ValueError):
        return ""


def _real(path: Path) -> Path:
    """Like ``Path.resolve``, but never raises: links may change while they are followed."""
    return Path(os.path.realpath(path))
