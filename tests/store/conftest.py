"""A store on a fresh directory."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from store_samples import counting_salts

from lockerd.store import Store


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "lockerd.db"


@pytest.fixture
def store(path: Path) -> Iterator[Store]:
    opened = Store.open(path, new_salt=counting_salts())
    yield opened
    opened.close()
