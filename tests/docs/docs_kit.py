"""What the project's papers consist of, and what is named in them."""

import ast
import importlib.util
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
PAPERS = sorted(
    path
    for path in [
        *ROOT.glob("*.md"),
        ROOT / "hil" / "README.md",
        ROOT / "hil" / "vm" / "README.md",
        *(ROOT / "docs").rglob("*.md"),
    ]
    if not {".venv", "node_modules"} & set(path.relative_to(ROOT).parts)
)
TOP = "lockerd|hil|tests|docs|systemd|udev|scripts"

_CODE = re.compile(r"`([^`\n]+)`")
_FENCE = re.compile(r"^```(\w*)\n(.*?)^```", re.MULTILINE | re.DOTALL)
_PATH = re.compile(rf"(?:{TOP})/[\w./-]*")
_FUNCTION = re.compile(rf"((?:{TOP})/[\w./-]+\.py)::?(\w[\w.]*)")


def script(name: str) -> Any:
    """A program of ``scripts`` as a module."""
    spec = importlib.util.spec_from_file_location(name, ROOT / "scripts" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def name(path: Path) -> str:
    """The id of a paper in test names."""
    return str(path.relative_to(ROOT))


def prose(path: Path) -> str:
    """A paper without its fenced blocks."""
    return _FENCE.sub("", path.read_text("utf-8"))


def blocks(path: Path, language: str) -> list[str]:
    """The fenced blocks of one language."""
    return [body for found, body in _FENCE.findall(path.read_text("utf-8")) if found == language]


def spans(path: Path) -> Iterator[str]:
    """Everything in backticks."""
    yield from _CODE.findall(prose(path))


def named_paths(path: Path) -> Iterator[str]:
    """Files and folders of the project named in backticks; ``lockerd/v1`` begins topics."""
    for span in spans(path):
        if _PATH.fullmatch(span) and not span.startswith("lockerd/v1"):
            yield span


def named_functions(path: Path) -> Iterator[tuple[str, str]]:
    """(file, qualified name) of everything named as `file.py:name` or `file.py::name`."""
    for span in spans(path):
        if found := _FUNCTION.fullmatch(span):
            yield found[1], found[2]


@cache
def definitions(file: str) -> frozenset[str]:
    """Qualified names of what a Python file defines."""
    found: set[str] = set()

    def walk(body: list[ast.stmt], prefix: str) -> None:
        for node in body:
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                found.add(prefix + node.name)
                if isinstance(node, ast.ClassDef):
                    walk(node.body, f"{prefix}{node.name}.")
            elif isinstance(node, ast.Assign):
                found.update(prefix + target.id for target in node.targets if isinstance(target, ast.Name))
            elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
                found.add(prefix + node.target.id)

    walk(ast.parse((ROOT / file).read_text("utf-8")).body, "")
    return frozenset(found)
