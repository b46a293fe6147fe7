"""How hil/vm judges a power cut, from what a guest said before it and what the next boot found."""

import json
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[2] / "hil/vm"))

from cut import Kept, judge
from told import Known, Told

HASH = "a" * 64
NUMBER, OTHER = "123456789018", "223456789017"
KEPT = {
    "commits": 30,
    "damage": [],
    "rows": {"1": HASH, "2": HASH, "3": HASH},
    "attempts": ["A01", "A02", "A01"],
    "epoch": 1,
    "halted": None,
    "papers": {},
}
WORK = ["boot", "COMMIT 27 .", "ASK A01 .", "ON A01 .", "ASK A02 .", "ON A02 .", f"ROW 2 {HASH} .", "ON A0"]
COMES = ["ASK any .", f"VISIT {NUMBER} A01 .", "ON A01 ."]
PUTS_IN = [*COMES, f"IN {NUMBER} A01 ."]


def receipt(**changes: object) -> str:
    paper = {"paper": "receipt", "lo_s": 100, "hi_s": 101, "code": "LR1:X $", "put_in_s": 100.5, "shown_s": 103.2}
    return f"RECEIPT {NUMBER} {json.dumps(paper | changes, separators=(',', ':'))} ."


def kept(**changes: object) -> Kept:
    return Kept.read("KEPT " + json.dumps(KEPT | changes))


def wrong(told: list[str], starts: int = 2, **changes: object) -> list[str]:
    life, known = Told.by([*WORK, *told]), Known()
    known.hear(life)
    return judge(life, kept(**changes), known, starts=starts)


def test_a_cut_that_lost_nothing() -> None:
    told = Told.by(WORK)
    assert (told.commits, told.rows, told.pulses) == (27, {2: HASH}, ["A01", "A02"])
    assert wrong([]) == []
    assert wrong([*PUTS_IN, receipt()], papers={NUMBER: "LR1:X $"}) == []


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"commits": 24}, "3 acknowledged facts are lost"),
        ({"rows": {"1": HASH}}, "rows that were shown are lost or changed: [2]"),
        ({"rows": {"2": "b" * 64}}, "rows that were shown are lost or changed: [2]"),
        ({"attempts": ["A01"]}, "A02: 1 pulses, but only 0 attempts"),
        ({"epoch": 2}, "restored"),
        ({"damage": ["row 7"]}, "damaged: row 7"),
        ({"halted": "restarts"}, "start 2 in a row: halted is restarts"),
        ({"papers": {OTHER: "LR1:Y"}}, f"{OTHER}: a receipt for what was never put in"),
    ],
)
def test_a_cut_that_lost_something_is_told(changes: dict[str, object], said: str) -> None:
    (words,) = wrong([], **changes)
    assert said in words


@pytest.mark.parametrize(
    ("told", "papers", "said"),
    [
        ([*PUTS_IN, receipt()], {NUMBER: "LR1:Y"}, "lost or says something else"),
        ([*PUTS_IN, receipt()], {}, "lost or says something else"),
        ([*PUTS_IN, receipt(lo_s=104)], {NUMBER: "LR1:X $"}, "another time"),
        ([*PUTS_IN, receipt(hi_s=99)], {NUMBER: "LR1:X $"}, "another time"),
        ([*PUTS_IN, receipt(paper="record")], {NUMBER: "LR1:X $"}, "no receipt but a record"),
        (COMES, {NUMBER: "LR1:X $"}, "never put in"),
    ],
)
def test_a_receipt_that_is_not_true_is_told(told: list[str], papers: dict[str, str], said: str) -> None:
    (words,) = wrong(told, papers=papers)
    assert said in words


def test_a_lock_that_is_fired_without_being_asked_for_is_told() -> None:
    """As if an opening of the last life were done once more, or one of this life twice."""
    (words,) = wrong(["ON A01 ."])
    assert "A01 was fired and nobody had asked for it" in words
    (words,) = wrong(["ASK A01 .", "REFUSED A01 .", "ON A01 ."])
    assert "A01 was fired and nobody had asked for it" in words


def test_from_the_fifth_start_in_a_row_it_must_be_halted() -> None:
    assert wrong([], starts=4) == []
    assert wrong([], starts=5, halted="restarts") == []
    (words,) = wrong([], starts=5)
    assert "start 5 in a row: halted is None" in words


def test_a_cut_in_which_nothing_happened_proves_nothing() -> None:
    assert "nothing to lose" in judge(Told.by(["boot"]), kept(), Known(), starts=2)[0]


def test_the_next_life_is_told_what_lies_behind_the_doors_and_what_can_be_fetched() -> None:
    known = Known()
    known.hear(Told.by(PUTS_IN))
    assert known.for_the_guest() == {"fetch": [NUMBER], "inside": ["A01"]}
    known.fetched({NUMBER: "LR1:X $"})
    known.hear(Told.by(["ASK A01 .", "ON A01 .", "OUT A01 .", "ASK any .", f"VISIT {OTHER} A02 ."]))
    assert known.for_the_guest() == {"fetch": [NUMBER, OTHER], "inside": []}
    assert known.untrue({NUMBER: None}) == [f"{NUMBER}: the receipt that was shown is lost or says something else"]
