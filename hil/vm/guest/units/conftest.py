"""A site as a technician sets it up on a machine with systemd: adapter, udev rules, configuration, units."""

import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1]))

from board import Board
from gadget import settle
from site_units import CONFIG, LINK, OWN_RULES, RULES, Site, properties, run
from station import CONTACTS, make_site, wall_toml


@pytest.fixture(scope="session")
def adapter() -> Iterator[Board]:
    """A CU48 behind an FTDI adapter in the first socket; the rules know the socket."""
    with Board(socket=0) as board:
        board.plug_in()
        socket = properties("/dev/ttyUSB0")["ID_PATH"].removesuffix(":1.0")
        naming = f'ENV{{ID_PATH}}=="{socket}|{socket}:1.0", ENV{{LOCKERD_BUS}}="bus0"\n'
        rules = RULES.read_text()
        OWN_RULES.write_text(rules.replace("\nENV{LOCKERD_BUS}", f"\n{naming}\nENV{{LOCKERD_BUS}}", 1))
        run("udevadm", "control", "--reload")
        run("udevadm", "trigger", "--action=add")
        settle()
        yield board


@pytest.fixture(scope="session")
def site(adapter: Board) -> Site:
    """Everything set up and started; every door was read."""
    for contact in CONTACTS.values():
        contact.shut()
    make_site(CONFIG.parent, wall_toml() + adapter.toml(LINK))
    for path in CONFIG.parent.rglob("*"):
        shutil.chown(path, "root", "lockerd")
        path.chmod(0o750 if path.is_dir() else 0o640)
    run("systemctl", "daemon-reload")
    sockets = [f"lockerd-{name}.socket" for name in ("terminal", "admin", "public")]
    run("systemctl", "enable", "--now", *sockets, "lockerd.service")
    started = Site(adapter)
    started.admin.wait_until_read()
    return started
