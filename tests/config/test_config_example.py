"""The annotated example is a configuration that works."""

import re
import shutil
from pathlib import Path

import pytest

from lockerd.config import load, load_keys
from lockerd.config.parts import Table
from lockerd.config.sensors import places_in

EXAMPLE = Path(__file__).parents[2] / "docs/lockerd.example.toml"


def test_the_example_loads_with_keys(tmp_path: Path, keys: Path) -> None:
    for name in ("ca.pem", "client.pem", "client.key"):
        (keys / name).touch(mode=0o600)
    config = load(Path(shutil.copy(EXAMPLE, tmp_path / "lockerd.toml")))
    assert load_keys(config).code_recipient
    assert [place.compartment for place in places_in(config)] == ["A01", "A02", "B01"]


def keys_of_the_file() -> list[str]:
    return sorted(
        {field.alias or name for table in Table.__subclasses__() for name, field in table.model_fields.items()}
    )


@pytest.mark.parametrize("key", keys_of_the_file())
def test_the_example_teaches_every_key(key: str) -> None:
    assert key in EXAMPLE.read_text()


def test_what_the_example_shows_as_remarks_is_right_too(tmp_path: Path) -> None:
    """What is commented out has no space after the sign, unlike remarks."""
    text = re.sub(r"(?m)^#(?=[\[a-z])", "", EXAMPLE.read_text())
    path = tmp_path / "lockerd.toml"
    path.write_text(text)
    (gpio,) = load(path).gpio
    assert [lock.channel for lock in gpio.locks] == [1, 2]
    first, _, third = places_in(load(path))
    assert (first.inputs.item, third.inputs.door) == ("inputs/7/1", "inputs/7/2")
