"""Brokers and sites for the tests of central."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from broker import Mosquitto, running
from central_kit import Site, site


@pytest.fixture
def mosquitto(tmp_path: Path) -> Iterator[Mosquitto]:
    """A mosquitto of the test's own, open to everybody on this machine."""
    with running(tmp_path / "broker") as broker:
        yield broker


@pytest.fixture
async def here(tmp_path: Path) -> AsyncIterator[Site]:
    """A site with a real controller and store, to which commands are handed as they come."""
    async with site(tmp_path / "site") as each:
        yield each
