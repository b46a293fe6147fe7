"""Brokers and sites for the tests of central."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from broker import Mosquitto, running


@pytest.fixture
def mosquitto(tmp_path: Path) -> Iterator[Mosquitto]:
    """A mosquitto of the test's own, open to everybody on this machine."""
    with running(tmp_path / "broker") as broker:
        yield broker
