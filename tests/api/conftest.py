"""A running site for the tests of the APIs."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from api_site import Site, running_site


@pytest.fixture
async def site(tmp_path: Path) -> AsyncIterator[Site]:
    async with running_site(tmp_path) as running:
        yield running
