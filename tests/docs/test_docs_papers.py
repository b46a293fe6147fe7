"""What the papers say about commands, versions and this project is true."""

import re
import tomllib

import pytest
import yaml
from docs_kit import PAPERS, ROOT, blocks, name, prose

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
TARGETS = set(re.findall(r"^([a-z][a-z-]*):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
OTHERS = {"git", "sudo", "chmod", "chgrp", "openssl", "systemctl", "journalctl"}
TOOLS = {"pytest", "python"}
LISTS = {"CHANGELOG.md", "faults.md", "rules.md", "tables.md"}
"""Papers that are as long as what they list."""


def _commands(text: str) -> list[str]:
    """Lines of shell blocks and commands in backticks."""
    lines = [
        line
        for block in re.findall(r"^```sh\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
        for line in block.splitlines()
    ]
    spans = re.findall(r"`((?:make |lockerd |lockerctl |lockersim |\.venv/bin/)[^`\n]*)`", text)
    return [line.strip() for line in [*lines, *spans] if line.strip() and not line.startswith("#")]


@pytest.mark.parametrize("paper", PAPERS, ids=name)
def test_named_commands_exist(paper):
    for command in _commands(paper.read_text("utf-8")):
        word, *rest = command.split()
        word = word.removeprefix(".venv/bin/")
        if word == "make":
            assert set(rest) <= TARGETS, command
        else:
            assert word in PROJECT["scripts"] or word in OTHERS | TOOLS, command


def test_the_readme_begins_with_what_a_bare_debian_lacks():
    text = (ROOT / "README.md").read_text("utf-8")
    assert text.index("apt-get install git make") < text.index("\nmake demo\n") < text.index("\nmake test\n")


def test_the_changelog_knows_this_version():
    text = (ROOT / "CHANGELOG.md").read_text("utf-8")
    assert f"## [{PROJECT['version']}]" in text or "## [Unreleased]" in text
    assert PROJECT["version"] in text
    assert "### Wire and config" in text


def test_publiccode():
    publiccode = yaml.safe_load((ROOT / "publiccode.yml").read_text("utf-8"))
    required = {"publiccodeYmlVersion", "name", "url", "platforms", "developmentStatus", "softwareType", "description"}
    assert required | {"categories", "legal", "maintenance", "localisation", "releaseDate"} <= publiccode.keys()
    assert publiccode["softwareVersion"] == PROJECT["version"]
    assert publiccode["legal"]["license"] == PROJECT["license"] == "EUPL-1.2"
    assert publiccode["maintenance"]["contacts"][0]["name"]
    assert set(publiccode["localisation"]["availableLanguages"]) == {
        path.name.replace("_", "-") for path in (ROOT / "lockerd" / "locale").iterdir() if path.is_dir()
    }
    for text in publiccode["description"].values():
        assert len(text["shortDescription"]) <= 150
        assert 150 <= len(text["longDescription"]) <= 10_000
        assert text["features"]


def test_the_licence_is_whole():
    text = (ROOT / "LICENSE").read_text("utf-8")
    assert text.startswith("EUROPEAN UNION PUBLIC LICENCE v. 1.2")
    for number in range(1, 16):
        assert re.search(rf"^{number}\.", text, re.MULTILINE), number
    assert "Appendix" in text


def test_the_texts_name_no_machine():
    """Paths, hosts and people of the place where a text was written do not belong into it."""
    patterns = (r"/tmp/", r"/root\b", r"/home/", r"(?:\d{1,3}\.){3}\d{1,3}(?<!127\.0\.0\.1)")
    for paper in [*PAPERS, ROOT / "publiccode.yml", ROOT / "LICENSE"]:
        for pattern in patterns:
            found = re.search(pattern, paper.read_text("utf-8"))
            assert not found, f"{name(paper)}: {found}"


@pytest.mark.parametrize("paper", PAPERS, ids=name)
def test_python_in_the_papers_compiles(paper):
    for block in blocks(paper, "python"):
        compile(block, name(paper), "exec")


def _too_wide(line: str) -> bool:
    """Whether a line could have been broken before the edge of a screen of 80 columns and was not."""
    seen = re.sub(r"\]\([^)]*\)", "]", line)
    whole = re.sub(r"`[^`]*`|\[[^]]*\]", lambda found: found[0].replace(" ", "_"), seen.lstrip(" ->*|0123456789."))
    return len(seen) > 80 and " " in whole and not line.startswith(("#", "!["))


@pytest.mark.parametrize("paper", PAPERS, ids=name)
def test_a_paper_can_be_read_on_a_screen_of_80_columns(paper):
    assert [line for line in prose(paper).splitlines() if _too_wide(line)] == []
    if paper.name not in LISTS:
        assert len(paper.read_text("utf-8")) <= 30_000


def test_every_picture_is_shown_somewhere():
    shown = {
        (paper.parent / picture).resolve()
        for paper in PAPERS
        for picture in re.findall(r"!\[[^]]*\]\(([^)]+\.jpg)\)", paper.read_text("utf-8"))
    }
    assert shown == {*(ROOT / "docs" / "pictures").resolve().glob("*.jpg")}
