"""Devices that a program may open that has the settings of lockerd.service; the rest: package/test_p3_sandbox.py."""

import pytest
from sandbox import found_inside
from site_units import Site, run


@pytest.fixture(scope="module")
def found(site: Site) -> dict[str, str]:
    """What each try gave: an error's name, or nothing."""
    # Open to everybody, so that only the unit stands in the way.
    run("mknod", "-m", "666", "/dev/anybodys-disk", "b", "98", "0")
    tries = found_inside()
    site.admin.wait_until_read()
    return tries


@pytest.mark.parametrize("what", ["serial", "pins", "led"])
def test_what_lockerd_drives_is_allowed(found: dict[str, str], what: str) -> None:
    assert found[what] == ""


def test_a_disk_is_refused_and_kills_nobody(found: dict[str, str]) -> None:
    """An error, not SIGSYS: whoever tries lives on to say so."""
    assert found["disk"] == "EPERM"
