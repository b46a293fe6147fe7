"""udev/70-lockerd.rules with the real udevd, a real FTDI driver, and a USB device in a known socket."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from board import Board
from gadget import Gadget, settle
from site_units import LINK, owner, properties


@pytest.fixture
def stranger() -> Iterator[Path]:
    """A modem-like adapter in another socket."""
    node = Path("/dev/ttyACM0")
    gadget = Gadget("stranger", "acm.0", socket=1, vendor=0x1D6B, product=0x0104, release=0x0100, node=node)
    gadget.plug_in()
    yield node
    gadget.pull()


def test_the_adapter_in_the_named_socket_becomes_a_bus(adapter: Board) -> None:
    assert LINK.resolve() == Path("/dev/ttyUSB0")
    assert owner("/dev/ttyUSB0") == "root:lockerd 660"


def test_modemmanager_is_told_to_keep_away(adapter: Board) -> None:
    found = properties(LINK)
    assert (found["ID_MM_PORT_IGNORE"], found["ID_MM_DEVICE_IGNORE"]) == ("1", "1")


def test_the_ftdi_chip_answers_at_once(adapter: Board) -> None:
    """Not only the attribute: the request has reached the device."""
    assert (Path("/sys/class/tty/ttyUSB0/device/latency_timer")).read_text() == "1\n"
    assert [line for line in adapter.told() if line.startswith("latency")][-1] == "latency 1"


def test_an_adapter_in_another_socket_is_none(adapter: Board, stranger: Path) -> None:
    assert stranger.is_char_device()
    assert owner(stranger) == "root:dialout 660"
    assert "LOCKERD_BUS" not in properties(stranger)
    assert sorted(path.name for path in LINK.parent.iterdir()) == ["bus0"]


def test_only_the_daemon_may_shoot(adapter: Board) -> None:
    """udev/71-lockerd-locks.rules; the files go and come with the trigger."""
    led = Path("/sys/class/leds/lock-a03")
    as_set = {name: (led / name).read_text() for name in ("delay_on", "delay_off", "invert")}
    for trigger in ("none", "oneshot"):
        (led / "trigger").write_text(trigger)
    for name, value in as_set.items():  # lockerd fires no lock that is not as it was set
        (led / name).write_text(value)
    settle()
    assert owner(led / "shot") == "root:lockerd 220"
    assert {owner(led / name) for name in ("trigger", "brightness", "delay_on", "delay_off", "invert")} == {
        "root:lockerd 664"
    }


def test_pulled_and_plugged_in_it_has_the_same_name(adapter: Board) -> None:
    adapter.pull()
    assert not LINK.exists()
    adapter.plug_in()
    assert LINK.resolve() == Path("/dev/ttyUSB0")
    assert owner(LINK) == "root:lockerd 660"
