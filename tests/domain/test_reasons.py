"""Reasons are members of enumerations: each has a sentence, each is used, and none is written out where it is told."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import lockerd
from lockerd.domain.model.fact_words import OBSERVED
from lockerd.domain.model.reasons import Reason
from lockerd.domain.model.reports import NotFiredReason

SOURCES = Path(lockerd.__file__).parent
KINDS = Reason.__subclasses__()
MEMBERS = [member for kind in KINDS for member in kind]


def written_out(file: Path) -> Iterator[str]:
    """Texts in code that are neither docstrings nor the values of an enumeration's members."""
    tree = ast.parse(file.read_text("utf-8"))
    excused = {
        id(node)
        for parent in ast.walk(tree)
        if isinstance(parent, ast.ClassDef)
        for line in parent.body
        if isinstance(line, ast.Assign | ast.AnnAssign)
        for node in ast.walk(line)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in excused:
            yield node.value


def test_every_kind_is_looked_at() -> None:
    assert len(KINDS) >= 10
    assert NotFiredReason in KINDS


@pytest.mark.parametrize("member", MEMBERS, ids=repr)
def test_a_reason_is_a_word_with_a_sentence(member: Reason) -> None:
    assert re.fullmatch(r"[a-z]+(_[a-z]+)*", member)
    assert " " in member.sentence
    assert member.sentence[-1] not in ".!?;,", "it goes into lists"
    assert len(member.sentence) <= 100


def test_no_reason_is_written_out_where_it_is_told() -> None:
    found = {
        f"{file.relative_to(SOURCES)}: {text}"
        for file in (SOURCES / "domain").rglob("*.py")
        for text in written_out(file)
        if text in set(MEMBERS) - OBSERVED  # what was seen of a lock has a word of its own
    }
    assert found == set()


def test_every_reason_is_told_by_somebody() -> None:
    sources = "\n".join(file.read_text("utf-8") for file in SOURCES.rglob("*.py"))
    named = set(re.findall(r"\b(?=(\w+\.\w+))", sources))
    assert {f"{type(member).__name__}.{member.name}" for member in MEMBERS} - named == set()
