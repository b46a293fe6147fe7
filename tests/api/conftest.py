"""A running site for the tests of the APIs."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from api_site import Site, running_site
from giving import CLAIMS


@pytest.fixture
async def site(tmp_path: Path) -> AsyncIterator[Site]:
    async with running_site(tmp_path) as running:
        yield running


@pytest.fixture
async def claims(tmp_path: Path) -> AsyncIterator[Site]:
    """A site where the class of the hand-ins is taken on a word."""
    async with running_site(tmp_path, policy=CLAIMS) as running:
        yield running
