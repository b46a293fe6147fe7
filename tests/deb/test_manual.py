"""Man pages and completion say what the programs say: every command, option and key, and none besides."""

import re
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest
import typer

from deb.manual import completion, pages, toml_page
from deb.manual.parser import lockerctl
from deb.tree import MANUAL
from lockerd.cli.app import app

PAGES = {"lockerctl": pages.lockerctl_page, "lockerd": pages.lockerd_page, "lockerd.toml": toml_page.toml_page}
EXAMPLE = Path(__file__).parents[2] / "docs/lockerd.example.toml"


def read(page: str) -> str:
    """As people see it, without the macros."""
    return re.sub(r"\\(-|e|&)", lambda found: {"-": "-", "e": "\\", "&": ""}[found[1]], page)


def terms(page: str) -> set[str]:
    return set(re.findall(r"^\.B (.+)$", read(page), re.MULTILINE))


def sections(page: str) -> list[str]:
    return re.findall(r'^\.SS "(.+)"$', read(page), re.MULTILINE)


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_one(name: str, tmp_path: Path) -> None:
    text = PAGES[name]()
    assert text.startswith(".TH ")
    assert f"\n.SH NAME\n{name} \\- " in text
    if shutil.which("groff") is None:
        return  # a bare machine has none; the one that builds packages does, by way of lintian
    command = ["groff", "-man", "-Tutf8", "-Kutf8", "-ww", "-z"]
    done = subprocess.run(command, input=text, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_every_command_stands_in_its_page() -> None:
    told = {
        " ".join(word for word in title.split() if word.islower() and not set(word) & set("[|"))
        for title in sections(PAGES["lockerctl"]())
    }
    known = set()

    def walk(command: object, words: str) -> None:
        for name, below in getattr(command, "commands", {}).items():
            known.add(f"{words} {name}")
            walk(below, f"{words} {name}")

    walk(typer.main.get_command(app), "lockerctl")
    assert told == known
    assert len(known) > 40


def test_every_option_stands_in_its_page_with_its_help() -> None:
    page = read(PAGES["lockerctl"]())
    for command in lockerctl().all():
        for option in command.options:
            written = f"{', '.join(option.names)} {option.metavar}".strip()
            assert f"\n.B {written}\n" in page, (command.words, option.names)
            assert option.help, (command.words, option.names)


def test_every_key_of_the_configuration_stands_in_its_page() -> None:
    page = PAGES["lockerd.toml"]()
    told = dict.fromkeys(sections(page))
    assert list(told) == [name for name, _ in toml_page.tables()]
    assert {"[site]", "[[bus.board]]", "[api.remote]", "[central.tls]"} <= told.keys()
    for name, model in toml_page.tables():
        part = read(page).partition(f'.SS "{name}"')[2].partition(".SS ")[0]
        of_their_own = {each.strip("[]").rpartition(".")[2] for each, _ in toml_page.tables()}
        assert terms(part) >= toml_page.keys_of(model).keys() - of_their_own, name


def test_bounds_and_defaults_are_those_of_the_models() -> None:
    page = read(PAGES["lockerd.toml"]())
    assert ".B openings_per_hour\na number, at least 1, at most 240; left out: 120." in page
    assert '.B time_source\none of "system", "ntp"; left out: "system".' in page


def test_the_example_in_the_page_can_be_copied() -> None:
    """Quotes, hyphens and backslashes are those that a TOML parser knows."""
    example = read(PAGES["lockerd.toml"]()).partition('.SH "EXAMPLE"\n.PP\n.nf\n')[2].partition(".fi\n")[0]
    assert tomllib.loads(example) == tomllib.loads(EXAMPLE.read_text())


def completed(*words: str) -> list[str]:
    """What bash offers for the last of these words."""
    quoted = " ".join(f"'{word}'" for word in words)
    asked = f"COMP_WORDS=({quoted}); COMP_CWORD={len(words) - 1}; _lockerctl"
    script = f"{completion.bash()}\n{asked}; printf '%s\\n' \"${{COMPREPLY[@]}}\""
    done = subprocess.run(["bash", "-eu", "-c", script], capture_output=True, text=True, check=True)
    assert done.stderr == ""
    return done.stdout.split()


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        (["lockerctl", "cus"], ["custody"]),
        (["lockerctl", "custody", "v"], ["verify"]),
        (["lockerctl", "custody", "tail", "--f"], ["--follow"]),
        (["lockerctl", "--vers"], ["--version"]),
        (["lockerctl", "open", "A07", "--rea"], ["--reason"]),
        (["lockerctl", "round", "s"], ["stocktake"]),
        (["lockerctl", "nonsense", "tail", "--f"], []),
    ],
)
def test_bash_completes(words: list[str], offered: list[str]) -> None:
    assert completed(*words)[: len(offered) or 1] == offered


def test_a_word_that_is_one_of_several_is_offered() -> None:
    found = [(each.words, option) for each in lockerctl().all() for option in each.options if option.choices]
    assert found, "no option of lockerctl has choices any more: completion.py need not know of them"
    words, option = found[0]
    assert completed(*words, option.names[-1], "") == list(option.choices)


def test_the_completions_are_shell() -> None:
    done = subprocess.run(
        ["shellcheck", "-s", "bash", "-"], input=completion.bash(), capture_output=True, text=True, check=False
    )
    assert done.stdout == ""
    if shutil.which("zsh"):
        done = subprocess.run(["zsh", "-n"], input=completion.zsh(), capture_output=True, text=True, check=False)
        assert (done.returncode, done.stderr) == (0, "")
    for command in lockerctl().all():
        assert f'"{" ".join(command.words)}")' in completion.zsh()


def test_all_of_it_is_in_the_package() -> None:
    assert {Path(where).name for where in MANUAL} == {
        "lockerctl.1.gz",
        "lockerd.8.gz",
        "lockerd.toml.5.gz",
        "lockerctl",
        "_lockerctl",
    }
