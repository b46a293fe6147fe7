"""The Pi and its image: clock, watchdog, supply, card, file systems."""

import time
from collections.abc import Iterator
from typing import Final

from lockerd.cli.checks.ground.sight import Sight
from lockerd.cli.checks.limits import disk
from lockerd.cli.checks.verdict import Check, fault, ok, warning
from lockerd.cli.language import say
from lockerd.config import Config
from lockerd.store.room import room

OLDEST_S: Final = 1_735_689_600
"""2025-01-01: a clock that says less has lost its battery."""
APART_S: Final = 5 * 60
WORN: Final = 0x09
"""Of JEDEC's ten steps, DEVICE_LIFE_TIME_EST: more than 80 % used up."""


def rtc(sight: Sight, _config: Config) -> Iterator[Check]:
    """A clock that goes on without power (F55)."""
    said = sight.text("/sys/class/rtc/rtc0/since_epoch")
    if said is None:
        yield fault("rtc", say("there is no battery clock"), say("fit one (DS3231) and load it: docs/site.md, clock"))
    elif not int(said) >= OLDEST_S:
        yield fault(
            "rtc", say("the battery clock has lost its time"), say("change its battery; set it: sudo hwclock -w")
        )
    elif abs(int(said) - int(time.time())) > APART_S:
        yield warning("rtc", say("battery clock and system clock differ"), say("which is right? then: sudo hwclock -w"))
    else:
        yield ok("rtc", say("it goes, and agrees with the system clock"))


def watchdog(sight: Sight, _config: Config) -> Iterator[Check]:
    """The hardware ends a kernel that hangs (F12)."""
    step = say("RuntimeWatchdogSec=15 in /etc/systemd/system.conf.d/watchdog.conf, then restart the machine")
    if not sight.exists("/sys/class/watchdog/watchdog0"):
        yield fault("watchdog", say("this machine shows none"), say("dtparam=watchdog=on in /boot/firmware/config.txt"))
        return
    wanted = [line for line in sight.settings("/etc/systemd/system.conf") if line.startswith("RuntimeWatchdogSec=")]
    if not wanted or wanted[-1].partition("=")[2].strip() in {"", "0", "off"}:
        yield fault("watchdog", say("there is one, and nobody feeds it"), step)
    elif sight.text("/sys/class/watchdog/watchdog0/state") == "inactive":
        yield warning("watchdog", say("it is set up and does not run yet"), say("restart the machine"))
    else:
        yield ok("watchdog", say("systemd feeds it: {setting}", setting=wanted[-1]))


def root(sight: Sight, _config: Config) -> Iterator[Check]:
    """What is not written to is not torn by a power cut."""
    mount = sight.mount_of("/")
    if mount is None:
        yield warning("root", say("its file systems are not shown"), say("see `findmnt /`"))
    elif mount.kind == "overlay" or "ro" in mount.options:
        yield ok("root", say("the system is read-only"))
    else:
        yield warning("root", say("the system can be written to"), say("make it read-only: docs/site.md, card"))


def data(sight: Sight, config: Config) -> Iterator[Check]:
    """The database lies on a partition of its own, which a full or spoilt system does not take along (F14, F15)."""
    state = config.paths.state
    mount = sight.mount_of(state)
    if mount is None or mount.at == "/":
        yield warning("data", say("{path} has no partition of its own", path=state), say("docs/site.md, card"))
    elif "rw" not in mount.options:
        yield fault(
            "data", say("{path} cannot be written to", path=state), say("see `dmesg` for its cause; change the card")
        )
    elif mount.kind in {"tmpfs", "overlay"}:
        yield fault("data", say("{path} is gone after a restart", path=state), say("docs/site.md, card"))
    else:
        yield ok("data", say("a partition of its own: {path}", path=mount.at))


def space(sight: Sight, config: Config) -> Iterator[Check]:
    """Room for what is written down (F14)."""
    if sight.exists(config.paths.state):
        yield disk(room(sight.path(config.paths.state)))
    else:
        yield warning("disk", say("{path} is not there yet", path=config.paths.state), say("start lockerd once"))


def wear(sight: Sight, _config: Config) -> Iterator[Check]:
    """How much of its life a card has left, where it tells."""
    for card in sight.found("/sys/block", "mmcblk[0-9]"):
        if (life := sight.text(f"{card}/device/life_time")) is not None:
            worst = max(int(each, 16) for each in life.split())
            step = say("change it now; before that a backup: docs/operations.md")
            if worst > WORN:
                yield fault("wear", say("more than 80 % of its life is used up"), step)
            else:
                yield ok("wear", say("{percent} % of its life at most is used up", percent=worst * 10))
            return
    yield warning("wear", say("this card does not tell"), say("note when it was put in; change it after three years"))


def voltage(sight: Sight, _config: Config) -> Iterator[Check]:
    """The supply of the Pi (F9)."""
    for sensor in sight.found("/sys/class/hwmon", "hwmon*"):
        if sight.text(f"{sensor}/name") == "rpi_volt":
            if sight.text(f"{sensor}/in0_lcrit_alarm") == "1":
                step = say("a supply of 5.1 V and enough amperes, a short thick cable; locks have their own")
                yield fault("voltage", say("too low now, or since somebody last looked"), step)
            else:
                yield ok("voltage", say("no undervoltage was seen"))
            return
    yield warning(
        "voltage", say("this machine does not measure it"), say("measure at the 40-pin header: 4.8 V at least")
    )
