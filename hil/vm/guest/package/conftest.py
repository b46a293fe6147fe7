"""The package, installed as an installer does, and a site around it."""

from collections.abc import Iterator

import pytest
from site_package import PACKAGES, Station, run, start_again


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
    """The same, whatever the test before has left."""
    start_again()
    return station
