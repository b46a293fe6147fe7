"""What the papers name exists: links, files, functions, tests."""

import re
from pathlib import Path

import pytest
from docs_kit import PAPERS, ROOT, TOP, definitions, name, named_functions, named_paths, prose, spans

_LINK = re.compile(r"\]\(([^)\s]+)\)")
_HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)

every_paper = pytest.mark.parametrize("paper", PAPERS, ids=name)


def test_there_are_papers():
    named = {name(paper) for paper in PAPERS}
    assert named >= {"README.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md", "docs/tour.md", "docs/rules.md"}


def _anchor(heading: str) -> str:
    return re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-")


@every_paper
def test_links_lead_somewhere(paper):
    for target in _LINK.findall(prose(paper)):
        if target.startswith(("https://", "http://", "mailto:")):
            continue
        file, _, anchor = target.partition("#")
        where = paper if not file else (paper.parent / file).resolve()
        assert where.exists(), f"{target} does not exist"
        if anchor:
            assert anchor in {_anchor(h) for h in _HEADING.findall(where.read_text("utf-8"))}, target


@every_paper
def test_named_files_exist(paper):
    missing = [path for path in named_paths(paper) if not (ROOT / path).exists()]
    assert not missing


@every_paper
def test_named_functions_exist(paper):
    for file, function in named_functions(paper):
        assert (ROOT / file).is_file(), file
        assert function in definitions(file), f"{file} defines no {function}"


def test_the_tour_names_functions_by_file():
    tour = ROOT / "docs" / "tour.md"
    assert len(list(named_functions(tour))) >= 30


@pytest.mark.parametrize("paper", [ROOT / "docs" / "tour.md", ROOT / "docs" / "architecture.md"], ids=name)
def test_bare_names_are_words_of_the_code(paper):
    """A word in backticks that looks like code is one."""
    sources = [path.read_text("utf-8") for top in ("lockerd", "hil") for path in (ROOT / top).rglob("*.py")]
    words = set(re.findall(r"\w+", "\n".join(sources)))
    for span in spans(paper):
        if re.fullmatch(rf"(?:{TOP})/.*", span) or not re.fullmatch(r"[A-Za-z_][\w.]*", span):
            continue
        assert set(span.split(".")) <= words, span


def test_rules_name_their_tests():
    """Every rule names tests; those that carry a number carry the right one."""
    text = (ROOT / "docs" / "rules.md").read_text("utf-8")
    sections = dict(re.findall(r"^## (\d+)\. (.*?)(?=^## |\Z)", text, re.MULTILINE | re.DOTALL))
    assert list(sections) == [str(number) for number in range(1, 16)]
    for number, body in sections.items():
        named = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", body)
        assert named, f"rule {number} names no test"
        for file, test in named:
            assert test in definitions(file), f"{file} has no {test}"
            assert re.match(rf"test_(?!rule_\d)|test_rule_0?{number}_", test), f"rule {number} names {test}"


def test_every_fault_has_its_line():
    """F1 to F74, each once, with a word on what is done today."""
    text = (ROOT / "docs" / "faults.md").read_text("utf-8")
    lines = re.findall(r"^- \*\*F(\d+)\*\* .+? \(\*(\w[\w ]*)\*\): \S", text.replace("\n  ", " "), re.MULTILINE)
    assert [int(number) for number, _ in lines] == list(range(1, 75))
    assert {today for _, today in lines} == {"handled", "partly", "not yet", "outside"}


def test_every_design_rule_named_in_the_code_is_one_and_no_paper_is_that_is_not_here():
    """Whoever reads the code has the project and nothing else."""
    rules = set(re.findall(r"^## (\d+)\.", (ROOT / "docs" / "rules.md").read_text("utf-8"), re.MULTILINE))
    for top in ("lockerd", "hil", "tests", "scripts"):
        for path in (ROOT / top).rglob("*.py"):
            text = path.read_text("utf-8")
            for named in re.findall(r"[Dd]esign rules? ([\d, and]+)", text):
                assert set(re.findall(r"\d+", named)) <= rules, (path, named)
            assert path == Path(__file__) or not re.search(r"[Dd]esign section|[Dd]esign\.md", text), path


def test_every_fault_named_in_the_code_is_explained():
    explained = set(re.findall(r"^- \*\*(F\d+)\*\* ", (ROOT / "docs" / "faults.md").read_text("utf-8"), re.MULTILINE))
    for top in ("lockerd", "hil", "tests"):
        for path in (ROOT / top).rglob("*.py"):
            named = set(re.findall(r"\(?\b(F[1-9]\d?)\b", path.read_text("utf-8")))
            assert named <= explained, path
