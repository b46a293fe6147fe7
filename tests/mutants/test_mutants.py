"""The tool that puts faults into the rules: what it changes, what it calls the same, and what it keeps."""

import ast
import json
import subprocess
import sys
from pathlib import Path

import pytest

from mutants import campaign, lines
from mutants.bench import Bench
from mutants.by_types import refuse
from mutants.change import Kind
from mutants.kept import Kept, equivalents
from mutants.lines import Seen
from mutants.mutant import RULES, Mutant, mutants, mutants_of

WORDS = {"Leaf": ("OPEN", "SHUT", "UNKNOWN")}
FILE = RULES / "made_up.py"


def changes(source: str) -> set[tuple[str, str]]:
    return {(m.spot.change.before, m.spot.change.after) for m in mutants_of(FILE, source, WORDS)}


def function(body: str) -> str:
    return f"def shut(a: int, b: int) -> bool:\n    {body}\n"


@pytest.mark.parametrize(
    ("statement", "wanted"),
    [
        ("return a < b", {("a < b", "a <= b"), ("a < b", "a >= b")}),
        ("return a is b", {("a is b", "a is not b")}),
        ("return a and b", {("a and b", "a or b"), ("a and b", "a"), ("a and b", "b")}),
        ("return not a", {("not a", "a")}),
        ("return min(a, b)", {("min(a, b)", "max(a, b)")}),
        ("return a + 7", {("a + 7", "a - 7"), ("7", "8"), ("7", "6")}),
        ("return a == 60_000", {("a == 60000", "a != 60000"), ("60000", "120000"), ("60000", "30000")}),
        ("return f(x=True)", {("True", "False")}),
        ("return Leaf.SHUT", {("Leaf.SHUT", "Leaf.UNKNOWN")}),
        ("return a in {b, f}", {("a in {b, f}", "a not in {b, f}"), ("{b, f}", "without b"), ("{b, f}", "without f")}),
        ("tell(a)", {("tell(a)", "pass")}),
        ("return replace(a, x=b)", {("replace(a, x=b)", "replace(a)")}),
        ("return [x for x in a if x]", {("x", "True"), ("x", "False")}),
    ],
)
def test_each_kind_of_fault(statement: str, wanted: set[tuple[str, str]]) -> None:
    assert changes(function(statement)) == wanted


def test_a_condition_is_always_so_and_never_and_what_hangs_on_it_is_left_out() -> None:
    made = changes(function("if a is b:\n        return True\n    else:\n        tell(a)\n    return False"))
    assert {("a is b", "True"), ("a is b", "False"), ("return True", "pass"), ("else", "no else")} <= made


def test_cases_and_their_alternatives_are_left_out_and_the_one_that_never_comes_is_not() -> None:
    source = function("match a:\n        case 1 | 2:\n            pass\n        case _:\n            assert_never(a)")
    assert changes(source) == {
        ("case 1 | 2", "no such case"),
        ("case 1 | 2", "without 1"),
        ("case 1 | 2", "without 2"),
    }


@pytest.mark.parametrize(
    "source",
    [
        '"""A doc string of 3 words."""\nfrom enum import StrEnum\n',
        "Row = dict[str, int] | None\n",
        "def f(a: int | None) -> dict[str, int | None]:\n    assert a is not None\n",
        'class Leaf(StrEnum):\n    OPEN = "open"\n',
        'def f(a):\n    raise Wrong(f"{a + 1}")\n',
    ],
)
def test_what_only_describes_is_left_alone(source: str) -> None:
    assert not {each for each in changes(source) if each[1] != "pass"}


def test_a_tables_rows_are_left_out_one_by_one() -> None:
    assert ("{Leaf.OPEN: 1, Leaf.SHUT: 2}", "without Leaf.SHUT") in changes("T: Final = {Leaf.OPEN: 1, Leaf.SHUT: 2}\n")


def test_a_fault_is_in_the_code_and_nothing_is_left_of_it_in_the_tree() -> None:
    [mutant, *_] = mutants_of(FILE, function("return a < b"), {})
    space: dict[str, object] = {}
    exec(mutant.compiled(), space)
    assert space["shut"](1, 1) is True  # type: ignore[operator]
    assert "a < b" in ast.unparse(mutant.module.tree)


def test_a_name_stays_when_only_words_or_other_functions_change_and_goes_with_its_function() -> None:
    def names(source: str) -> set[str]:
        return {mutant.id for mutant in mutants_of(FILE, source, {}) if mutant.spot.where.name == "shut"}

    before = names(function("return a < b"))
    assert names('X = 1\n\n\ndef shut(a: int, b: int) -> bool:\n    """Words."""\n    return a < b  # why\n') == before
    assert not names(function("return a < b + 1")) & before


def test_every_mutant_of_the_rules_can_be_compiled_and_has_a_name_of_its_own() -> None:
    every = mutants()
    assert len({mutant.id for mutant in every}) == len(every)
    assert {mutant.spot.change.kind for mutant in every} == set(Kind)
    for mutant in every[::20]:
        mutant.compiled()


def test_no_entry_of_the_list_of_those_that_change_nothing_is_stale() -> None:
    named = {mutant.id: mutant for mutant in mutants()}
    for each in equivalents().values():
        again = [m.id for m in named.values() if each.change == f"{m.spot.change.before} -> {m.spot.change.after}"]
        assert each.id in named, (
            f"{each.where} changed: does it still hold that {each.why!r}? If so, {each.change} is one of {again} now"
        )
        assert each.why


def test_what_was_killed_is_known_after_a_change_elsewhere_and_what_survived_is_tried_again(tmp_path: Path) -> None:
    file = tmp_path / "mutants.json"
    kept = Kept(file, of="tests of today")
    kept.add("one", "test_door")
    kept.add("two", None)
    assert [kept.knows(name) for name in ("one", "two", "three")] == [True, True, False]
    later = Kept(file, of="tests of tomorrow")
    assert [later.knows(name) for name in ("one", "two", "three")] == [True, False, False]
    assert later.killers() == {"test_door": 1}


def test_lines_that_moved_are_known_by_what_stood_there_and_new_ones_by_what_stands_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rules, test = tmp_path / "lockerd" / "domain", tmp_path / "test_door.py"
    rules.mkdir(parents=True)
    rule = rules / "door.py"
    rule.write_text("a\nb\nc\nd\n")
    test.write_text("shut")
    monkeypatch.setattr(lines, "ROOT", tmp_path)
    monkeypatch.setattr(lines, "RULES", rules)
    each = Seen(0.1, str(test), lines.digest(test), lines={"lockerd/domain/door.py": [2, 4]})
    lines.save(tmp_path / "lines.json", {"shut": each})
    rule.write_text("a\nb\nnew\nc\nd\n")
    assert lines.load(tmp_path / "lines.json")["shut"].lines == {"lockerd/domain/door.py": [2, 3, 5]}
    test.write_text("open")
    assert lines.load(tmp_path / "lines.json") == {}


def test_a_value_is_changed_wherever_it_is_known_and_tests_that_took_it_when_loaded_are_left_out() -> None:
    done = subprocess.run([sys.executable, "-c", EXCHANGED], check=True, capture_output=True, text=True)
    assert json.loads(done.stdout) == [30_000, 60_000, True, None]


EXCHANGED = """
import json
from lockerd.domain import ticking
from mutants import values
from mutants.mutant import mutants

[longer, *_] = [m for m in mutants("domain/model/patience.py") if m.spot.where.name == "WARNING_MS"]
before, leave = ticking.WARNING_MS, values.tests_to_leave(longer)
values.exchange(longer)
[spread, *_] = [m for m in mutants("domain/model/state.py") if m.spot.where.name == "HOUR_MS"]
print(json.dumps([before, ticking.WARNING_MS, leave == frozenset(), values.tests_to_leave(spread)]))
"""


def test_the_order_is_the_seeds() -> None:
    every = mutants("domain/hand_over/moves.py")
    assert campaign.drawn(every, 1) == campaign.drawn(list(reversed(every)), 1) != campaign.drawn(every, 2)


def bench(mutant: Mutant, **seconds: float) -> Bench:
    """Tests of so many seconds, all of which run the line of this mutant."""
    found = Bench(lambda _: None, Path())
    lines = {mutant.module.name: [mutant.spot.where.first]}
    found.seen = {test: Seen(cpu_s, lines=lines) for test, cpu_s in seconds.items()}
    return found


def in_a_function() -> Mutant:
    return next(m for m in mutants("domain/hand_over/moves.py") if m.spot.where.function is not None)


def test_the_likeliest_test_comes_first_and_one_that_does_not_run_the_line_not_at_all() -> None:
    mutant = in_a_function()
    found = bench(mutant, slow=0.9, short=0.1, likely=0.2, search=20.0, broken=0.1)
    found.seen["broken"].failed = True
    found.seen["elsewhere"] = Seen(0.1, lines={mutant.module.name: [1]})
    assert campaign.quick(mutant, found, {"likely": 9}) == ["likely", "short", "slow"]
    assert campaign.rare(mutant, found, {"likely": 9}) == []


def test_of_those_that_are_left_the_ones_come_first_that_run_what_few_run() -> None:
    mutant = in_a_function()
    unit, name = mutant.spot.where.unit, mutant.module.name
    found = bench(mutant, short=0.8, slow=0.9, other=0.85, slowest=0.95)
    found.seen["slowest"].lines = {name: [mutant.spot.where.first, unit.lineno]}
    assert campaign.quick(mutant, found, {}) == ["short"]
    assert campaign.rare(mutant, found, {}) == ["slowest", "other", "slow"]


MARKED = """
import json
from lockerd.domain.model.ids import part_named
from lockerd.domain.model.patience import factor, reminder_due_ms
from mutants.marks import Marks

marks, first, second = Marks(), {}, {}
with marks.taken(first):
    json.dumps({})
    part_named("01900000-0000-7000-8000-000000000001/1")
with marks.taken(second):
    reminder_due_ms(50_000, 120_000)
print(json.dumps([sorted(first), sorted(second)]))
"""
"""In a process of its own, as what is marked stays so."""


def test_lines_of_the_rules_are_seen_and_no_others() -> None:
    done = subprocess.run([sys.executable, "-c", MARKED], check=True, capture_output=True, text=True)
    assert json.loads(done.stdout) == [["lockerd/domain/model/ids.py"], ["lockerd/domain/model/patience.py"]]


def ratio(killed: int, survived: int, listed: int, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> int:
    every: list[Mutant] = mutants("domain/hand_over")[: killed + survived + listed]
    kept = Kept(tmp_path / f"{killed}-{survived}-{listed}.json", of="now")
    for at, mutant in enumerate(every):
        kept.add(mutant.id, "test_door" if at < killed else None)
    same = {mutant.id: None for mutant in every[killed + survived :]}
    return campaign.report(every, kept, same)  # type: ignore[arg-type]


def test_the_share_counts_no_mutant_that_changes_nothing(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert ratio(19, 1, 0, capsys, tmp_path) == 0
    assert "20 of 20 mutants tried, 0 of them change nothing, 95.0% of the others killed" in capsys.readouterr().out
    assert ratio(18, 2, 0, capsys, tmp_path) == 1
    assert ratio(18, 0, 2, capsys, tmp_path) == 0


def test_an_entry_that_a_test_notices_is_a_mistake(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    every = mutants("domain/hand_over/moves.py")[:1]
    kept = Kept(tmp_path / "mutants.json", of="now")
    kept.add(every[0].id, "test_door")
    assert campaign.report(every, kept, {every[0].id: None}) == 1  # type: ignore[dict-item]
    assert "listed as changing nothing, and killed" in capsys.readouterr().out


TRY = """
import sys
from pathlib import Path
from mutants import campaign, lines
from mutants.mutant import RULES
folder = Path(sys.argv[1])
campaign.FOLDERS, campaign.OUT = (folder / "tests",), folder / "out" / "mutants.json"
sys.exit(campaign.main(["--layer", "domain/model/checklists.py", "--budget", "5", "--jobs", "1"]))
"""
"""A campaign with tests of its own; in a process of its own, as it loads pytest."""
ONE_TEST = """
from lockerd.domain.model import checklists

def test_a_list_whose_codes_stand_there_once_is_taken():
    assert checklists.CODES_MAX == 12
    assert checklists.each_once(["old_card", "photo"]) == ["old_card", "photo"]
"""


def test_a_campaign_kills_what_a_test_notices_and_goes_on_where_it_was(tmp_path: Path) -> None:
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests" / "test_checklists.py").write_text(ONE_TEST)
    once, again = (
        subprocess.run([sys.executable, "-c", TRY, str(tmp_path)], check=False, capture_output=True, text=True)
        for _ in range(2)
    )
    results = json.loads((tmp_path / "out" / "mutants.json").read_text())["rows"]
    assert len(results) == len(mutants("domain/model/checklists.py")), once.stdout + once.stderr
    assert once.returncode == again.returncode == 1
    killed = {name for name, row in results.items() if row["killed"]}
    outside = {m.id for m in mutants("domain/model/checklists.py") if m.spot.where.name == "CODES_MAX"}
    inside = {m.id for m in mutants("domain/model/checklists.py") if m.spot.change.after in {"True", "pass"}}
    assert killed > outside
    assert len(killed & inside) == 1, "nobody asked for a code that stands there twice"
    assert again.stdout.splitlines()[-1] == once.stdout.splitlines()[-1]


@pytest.mark.campaign
def test_a_guard_that_the_types_ask_for_is_held_by_them() -> None:
    every = mutants("domain/openings/pulses.py")
    assert refuse(next(m for m in every if m.spot.change.after.startswith("attempt.right.kind is RightKind.GRANT and")))
    assert not refuse(
        next(m for m in every if m.spot.change.before == "looks(draft.state, attempt.compartment) is Leaf.SHUT")
    )
