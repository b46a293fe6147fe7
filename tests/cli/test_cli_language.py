"""lockerctl in German and English: complete, with the same values, chosen by the environment."""

import ast
import re
import string
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
import typer
from admin_fake import Lockerctl, Wall
from babel.messages.pofile import read_po
from pty_kit import at_terminal

import lockerd
from lockerd.boards.frames import Asked, ForeignKind
from lockerd.bus.probe.finding import Verdict
from lockerd.bus.watch.exchanges import Kind as FrameKind
from lockerd.cli import station
from lockerd.cli.app import app
from lockerd.cli.helping import texts
from lockerd.cli.language import LOCALE_DIR
from lockerd.cli.meaning import ABOUT
from lockerd.cli.scanning import report
from lockerd.cli.watching import lines
from lockerd.domain.model.compartments import Condition
from lockerd.domain.model.grants import GrantState
from lockerd.domain.model.orders import Kind
from lockerd.domain.model.parts import PartState
from lockerd.domain.model.readings import Door, Item, Latch
from lockerd.domain.model.visits import Phase, Role
from lockerd.domain.shown.waiting import Why

SOURCES = Path(lockerd.__file__).parent
SAYING = {"say": 1, "mark": 1, "Said": 1, "say_number": 2}
"""What is called with texts, and with how many."""
FOR_PEOPLE = ("cli", "bus/probe", "boards/probing")
"""Folders in which every sentence is one for people."""
SENTENCE = re.compile(r"[A-Za-z]{2,}[,;:]? [a-z]{2,}")
COMMAND = re.compile(r"\s*`?(lockerctl|sudo|systemctl|chgrp) ")
AS_IT_IS = {"opened by the channel of ", "Permission denied", "key id ", "custody: sensor", "custody: claim"}
"""A reason in the custody log, the system's own word, the head of a file, and words of the rules' table."""
DOORS = ("opened", "closed", "unlatched", "latched", "not_observed", "unknown")


@cache
def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


@cache
def asked_for() -> dict[str, str]:
    """Every text in the sources that is looked up in the catalogue, and where it stands."""
    found = {}
    for path in SOURCES.rglob("*.py"):
        for node in ast.walk(parsed(path)):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                for argument in node.args[: SAYING.get(node.func.id, 0)]:
                    if isinstance(argument, ast.Constant) and argument.value:
                        found[str(argument.value)] = path.name
    return found | {reason.sentence: kind.__name__ for kind in ABOUT for reason in kind}


def sentences_in(path: Path) -> Iterator[str]:
    """Every sentence in a source but docstrings and what is said when the program itself is wrong."""
    tree, others = parsed(path), set[ast.AST | None]()
    for node in ast.walk(tree):
        match node:
            case ast.Expr(value=ast.Constant() as docstring):
                others.add(docstring)
            case ast.Assert(msg=message):
                others.add(message)
            case ast.Call(func=ast.Name(id="AssertionError"), args=arguments):
                others.update(arguments)
    for node in ast.walk(tree):
        match node:
            case ast.Constant(value=str() as text) if node not in others:
                if SENTENCE.search(text) and not COMMAND.match(text):
                    yield text


def german() -> tuple[dict[str, list[str]], set[str]]:
    """Sentences with all their forms, and words."""
    sentences: dict[str, list[str]] = {}
    words = set()
    with (LOCALE_DIR / "de" / "LC_MESSAGES" / "lockerctl.po").open("rb") as file:
        for message in read_po(file, locale="de", abort_invalid=True):
            forms = [message.string] if isinstance(message.string, str) else list(message.string)
            ids = [message.id] if isinstance(message.id, str) else list(message.id)
            assert not message.fuzzy, message.id
            if message.context == "word":
                words.add(ids[0])
            elif ids[0]:
                sentences |= dict.fromkeys(ids, forms)
    return sentences, words


def fields(text: str) -> set[str | None]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_every_text_has_its_german_one_and_no_other_stands_there() -> None:
    sentences, _ = german()
    needed = set(asked_for()) | texts(typer.main.get_command(app))
    assert needed - sentences.keys() == set()
    assert sentences.keys() - needed == set()
    assert [text for text, forms in sentences.items() if not all(forms)] == []


def test_no_sentence_stands_beside_the_catalogue() -> None:
    known = set(asked_for()) | texts(typer.main.get_command(app)) | AS_IT_IS
    found = {
        path: set(sentences_in(path)) - known for folder in FOR_PEOPLE for path in (SOURCES / folder).rglob("*.py")
    }
    assert {path.name: sorted(bare) for path, bare in found.items() if bare} == {}


def test_german_texts_speak_of_the_same_values() -> None:
    sentences, _ = german()
    for text in asked_for():
        assert {frozenset(fields(form)) for form in sentences[text]} == {frozenset(fields(text))}, text


def test_the_words_of_tables_are_known() -> None:
    _, words = german()
    columns = {
        *station.COMPARTMENT_COLUMNS,
        *station.ORDER_COLUMNS,
        *station.VISIT_COLUMNS,
        *station.WAITING_COLUMNS,
        *report.COLUMNS,
    }
    counted = {*lines.WRONG, *lines.WRONG_ON_THE_LINE}
    kinds = (
        Why,
        Condition,
        GrantState,
        PartState,
        Kind,
        Item,
        Phase,
        Role,
        Verdict,
        Asked,
        ForeignKind,
        FrameKind,
        Door,
        Latch,
    )
    spoken = {each.value for kind in kinds for each in kind}
    assert columns | spoken | counted | set(DOORS) <= words


@pytest.mark.usefixtures("socket")
@pytest.mark.parametrize(
    ("environ", "said"),
    [
        ({"LANG": "de_DE.UTF-8"}, "in Betrieb"),
        ({"LANG": "en_GB.UTF-8", "LC_ALL": "de_AT.UTF-8"}, "in Betrieb"),
        ({"LANG": "de_DE.UTF-8", "LANGUAGE": "en:de"}, "in service"),
        ({"LANG": "fr_FR.UTF-8"}, "in service"),
        ({"LANG": "C"}, "in service"),
        ({}, "in service"),
    ],
)
def test_the_environment_chooses(
    lockerctl: Lockerctl, wall: Wall, monkeypatch: pytest.MonkeyPatch, environ: dict[str, str], said: str
) -> None:
    wall.language = "de" if said == "in Betrieb" else "en"
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    assert lockerctl("status").out.startswith(said)


def test_in_german_to_the_last_word(wall: Wall, socket: Path) -> None:
    wall.language = "de"
    shown = at_terminal("compartments", LANG="de_DE.UTF-8")
    assert shown.lines[0].split()[:3] == ["Nummer", "Zustand", "Grund"]
    assert "belegt" in shown.screen
    asked = at_terminal("open", "A02", "--reason", "ein Blick", types="j\n", LANG="de_DE.UTF-8")
    assert "[j/N]" in asked.screen
    assert "Öffnen?" in asked.screen
    assert "die Tür wurde offen gesehen" in " ".join(asked.screen.split())
    assert "Fächer" in at_terminal("--help", LANG="de_DE.UTF-8").screen


@pytest.mark.usefixtures("socket")
def test_what_programs_read_is_the_same(lockerctl: Lockerctl, wall: Wall, monkeypatch: pytest.MonkeyPatch) -> None:
    english = lockerctl("compartments", "--json").out
    monkeypatch.setenv("LANG", "de_DE.UTF-8")
    wall.language = "de"
    assert lockerctl("compartments", "--json").out == english
