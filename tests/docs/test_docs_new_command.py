"""CONTRIBUTING's chapter "A new command of central", followed to the letter in a copy of the project.

Each step is needed and all of them are enough: after each one, what the next one brings is still missed.
"""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from textwrap import dedent

import pytest
from docs_kit import ROOT

NAME = "compartment.out_of_service"
COPIED = ("lockerd", "hil", "tests", "docs", "scripts")
TOOLS = Path(sys.executable).parent
EVERY_COMMAND = (
    "tests/central/test_contract.py",
    "tests/central/test_schema_and_check.py",
    "tests/docs/test_docs_central.py",
)
"""What holds for every row of the table, and whether what is generated is current."""

_STEP = re.compile(r"^(\d)\. (.*?)(?=^\d\. |\Z)", re.MULTILINE | re.DOTALL)
_PYTHON = re.compile(r"^   ```python\n(.*?)^   ```$", re.MULTILINE | re.DOTALL)
_IMPORTS = re.compile(r"\A((?:from|import) [^\n]*\n)+\n+")


@dataclass(frozen=True)
class Step:
    file: str
    """The one named last before the listing."""
    listing: str


def chapter() -> str:
    text = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    (found,) = re.findall(r"^## A new command of central\n(.*?)(?=^## )", text, re.MULTILINE | re.DOTALL)
    return str(found)


def steps() -> Iterator[Step]:
    """Those with something to write down."""
    for _, step in _STEP.findall(chapter()):
        for listing in _PYTHON.finditer(step):
            *_, place = re.findall(r"`((?:lockerd|tests)/[\w/]+(?:\.py|/))`", step[: listing.start()])
            yield Step(place + "test_new.py" if place.endswith("/") else place, dedent(listing[1]))


@dataclass(frozen=True)
class Tree:
    """A copy of the project, and nothing else of it that could be imported."""

    root: Path

    def write(self, step: Step) -> None:
        """A new file is the listing; a row goes into the table; the rest to the end, its imports to the others."""
        file = self.root / step.file
        if not file.exists():
            file.write_text(step.listing, "utf-8")
            return
        text = file.read_text("utf-8")
        if step.listing.lstrip().startswith('"'):
            before, brace, after = text.partition("\n}\n")
            assert "COMMANDS" in before
            text = f"{before}\n{step.listing.rstrip()}{brace}{after}"
        else:
            imports = _IMPORTS.match(step.listing)
            listing = step.listing if imports is None else step.listing[imports.end() :]
            if imports is not None:
                text = text.replace("\nfrom ", f"\n{imports[0].strip()}\nfrom ", 1)
            text = f"{text.rstrip()}\n\n\n{listing}"
        file.write_text(text, "utf-8")

    def run(self, *command: str | Path) -> subprocess.CompletedProcess[str]:
        env = {**os.environ, "PYTHONPATH": f"{self.root}:{self.root / 'hil'}"}
        return subprocess.run(command, cwd=self.root, env=env, check=False, text=True, capture_output=True, timeout=120)

    def pytest(self, *what: str) -> str:
        done = self.run(sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", *what)
        return done.stdout + done.stderr


@pytest.fixture
def tree(tmp_path: Path) -> Tree:
    root = tmp_path / "project"
    left_out = shutil.ignore_patterns("__pycache__", "*.jpg")
    for folder in COPIED:
        shutil.copytree(ROOT / folder, root / folder, ignore=left_out)
    for file in ("pyproject.toml", "Makefile", "README.md", "LICENSE"):
        shutil.copy(ROOT / file, root / file)
    return Tree(root)


def test_a_command_is_added_as_contributing_says(tree: Tree) -> None:
    body, row, test = steps()
    tree.write(test)
    assert "assert 'refused' == 'accepted'" in tree.pytest(test.file), "without a row there is no command"
    tree.write(row)
    alone = tree.run(sys.executable, "-c", "import lockerd.central.command_table").stderr
    assert "has no attribute 'OutOfServiceBody'" in alone, "without a body there is no row"
    assert str(tree.root / row.file) in alone, "what runs is the copy"
    tree.write(body)
    assert "1 passed" in tree.pytest(test.file)

    assert "run: python -m lockerd.central.asyncapi" in tree.pytest("-k", "current", *EVERY_COMMAND)
    targets = re.findall(r"`make (\w+)`", chapter())
    assert targets == ["format", "docs"]
    for target in targets:
        assert tree.run("make", target, f"BIN={TOOLS}").returncode == 0
    assert "All checks passed" in tree.run(TOOLS / "ruff", "check", body.file, row.file, test.file).stdout
    said = tree.pytest("-k", f"{NAME} or current or named or claim or unknown_fields or every_type", *EVERY_COMMAND)
    assert re.search(r"^\d+ passed", said, re.MULTILINE), said

    contract = json.loads((tree.root / "docs" / "contract" / "asyncapi.json").read_text("utf-8"))
    message = contract["components"]["messages"][f"command.{NAME}"]
    assert message["summary"] == "Nothing new is put in; what lies inside can still be collected."
    assert message["x-jws-example"]["body"] == {"compartment": "A07", "reason": "wet"}
    schema = contract["components"]["schemas"]["OutOfServiceBody"]
    assert (schema["required"], schema["additionalProperties"]) == (["compartment", "reason"], False)
    assert contract["channels"][f"command.{NAME}"]["address"] == f"lockerd/v1/{{site}}/command/{NAME}"
    paper = (tree.root / "docs" / "central.md").read_text("utf-8")
    assert f"\n- `{NAME}`\n  - Body: `compartment`, `reason`\n" in paper
