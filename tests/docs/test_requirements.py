"""The locked requirements: what a site, a demo and the tests install, each part of the next, known by hash."""

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
NAMES = ("requirements.txt", "requirements-demo.txt", "requirements-dev.txt")


def locked(name: str) -> dict[str, str]:
    """Version, markers and hashes by package."""
    entries = re.split(r"^(?=\w)", (ROOT / name).read_text(), flags=re.MULTILINE)
    return {entry.partition("==")[0]: entry for entry in entries if entry}


def wanted(*requirements: list[str]) -> set[str]:
    found = (re.match(r"[\w.-]+", each) for group in requirements for each in group if isinstance(each, str))
    return {each[0].lower().replace("_", "-") for each in found if each}


def test_each_file_is_part_of_the_next() -> None:
    site, demo, dev = map(locked, NAMES)
    assert site.items() < demo.items() < dev.items()


@pytest.mark.parametrize("name", NAMES)
def test_everything_is_pinned_by_hash_and_nothing_by_address(name: str) -> None:
    assert all(
        re.match(r"\S+==\S+.*\n?(    --hash=sha256:[0-9a-f]{64}.*\n)+\Z", each) for each in locked(name).values()
    )
    assert not re.search(r"://|index|find-links", (ROOT / name).read_text())


def test_what_the_project_says_it_needs_is_locked() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    extras, groups = project["project"]["optional-dependencies"], project["dependency-groups"]
    assert wanted(project["project"]["dependencies"]) <= locked(NAMES[0]).keys()
    assert wanted(extras["sim"], extras["demo"], groups["build"]) <= locked(NAMES[1]).keys()
    assert wanted(groups["dev"]) <= locked(NAMES[2]).keys()


def test_a_demo_installs_no_tools_of_the_tests() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    extras, groups = project["project"]["optional-dependencies"], project["dependency-groups"]
    only_tests = wanted(groups["dev"]) - wanted(extras["sim"], extras["demo"], groups["build"])
    assert len(only_tests) > 10
    assert not only_tests & locked(NAMES[1]).keys()
