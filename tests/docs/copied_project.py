"""A chapter of CONTRIBUTING whose steps are followed to the letter, in a copy of the project."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from textwrap import dedent

from docs_kit import ROOT

COPIED = ("lockerd", "hil", "tests", "docs", "scripts")
TOOLS = Path(sys.executable).parent

_STEP = re.compile(r"^(\d)\. (.*?)(?=^\d\. |\Z)", re.MULTILINE | re.DOTALL)
_LISTING = re.compile(r"^   ```(python|diff)\n(.*?)^   ```$", re.MULTILINE | re.DOTALL)
_PLACE = re.compile(r"`((?:lockerd|tests)/[\w/-]+(?:\.py|\.po|/))`")
_IMPORTS = re.compile(r"\A((?:from|import) [^\n]*\n)+\n+")


@dataclass(frozen=True)
class Step:
    """Something to write down; a step with several listings is several of them."""

    number: int
    file: str
    """The one named last before the listing."""
    listing: str
    is_change: bool
    """Lines of a file that become others; else what goes to its end, into its table, or is a new file."""


def chapter(title: str) -> str:
    """The text of a chapter."""
    text = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    (found,) = re.findall(rf"^## {title}\n(.*?)(?=^## )", text, re.MULTILINE | re.DOTALL)
    return str(found)


def steps_of(title: str) -> Iterator[Step]:
    """Those of a chapter with something to write down."""
    for number, step in _STEP.findall(chapter(title)):
        for listing in _LISTING.finditer(step):
            *_, place = _PLACE.findall(step[: listing.start()])
            file = place + "test_new.py" if place.endswith("/") else place
            yield Step(int(number), file, dedent(listing[2]), listing[1] == "diff")


@dataclass(frozen=True)
class Tree:
    """A copy of the project, and nothing else of it that could be imported."""

    root: Path

    def write(self, step: Step) -> None:
        """A new file is the listing; a row goes into the table; the rest to the end, its imports to the others."""
        file = self.root / step.file
        if step.is_change:
            self._change(file, step.listing)
            return
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

    def _change(self, file: Path, listing: str) -> None:
        """Replace the lines that are shown, wherever they stand."""
        lines = listing.splitlines()
        old = "".join(f"{line[1:]}\n" for line in lines if not line.startswith("+"))
        new = "".join(f"{line[1:]}\n" for line in lines if not line.startswith("-"))
        text = file.read_text("utf-8")
        assert f"\n{old}" in text, f"{file} has no {old}"
        file.write_text(text.replace(f"\n{old}", f"\n{new}"), "utf-8")

    def run(self, *command: str | Path) -> subprocess.CompletedProcess[str]:
        """Run a program in it."""
        env = {**os.environ, "PYTHONPATH": f"{self.root}:{self.root / 'hil'}"}
        return subprocess.run(command, cwd=self.root, env=env, check=False, text=True, capture_output=True, timeout=120)

    def pytest(self, *what: str) -> str:
        """What the tests say, up to the first that fails."""
        done = self.run(
            sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", "-p", "no:schemathesis", *what
        )
        return done.stdout + done.stderr


def copied(to: Path) -> Tree:
    """The project anew, below a folder."""
    root = to / "project"
    # What was compiled goes along: each program that runs in the copy would compile it anew.
    left_out = shutil.ignore_patterns("*.pyc.*", "*.jpg")
    for folder in COPIED:
        shutil.copytree(ROOT / folder, root / folder, ignore=left_out)
    for file in ("pyproject.toml", "Makefile", "README.md", "LICENSE"):
        shutil.copy(ROOT / file, root / file)
    return Tree(root)
