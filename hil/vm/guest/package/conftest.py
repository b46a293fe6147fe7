"""The package, installed as an installer does, and a site around it."""

from collections.abc import Iterator

import pytest
from site_package import PACKAGES, SOCKETS, Station, run, serves, until


@pytest.fixture(scope="session")
def installed() -> str:
    """What dpkg said when the release before this one was installed."""
    (package,) = PACKAGES.glob("before/*.deb")
    return run("dpkg", "-i", package)


@pytest.fixture(scope="session")
def station(installed: str) -> Iterator[Station]:
    """A site that serves."""
    station = Station()
    yield station
    station.close()


@pytest.fixture
def serving(station: Station) -> Station:
    """The same, whatever the test before has left; ended on purpose, its starts are no row that would halt it (F7)."""
    run("systemctl", "stop", *SOCKETS, "lockerd.service")
    run("systemctl", "reset-failed", "lockerd.service")
    run("systemctl", "start", *SOCKETS, "lockerd.service")
    until(serves, "lockerd serves")
    return station
