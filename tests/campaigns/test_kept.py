"""A campaign keeps what is done at once, goes on from there, and stops at its budget or at the first harm."""

from functools import partial
from itertools import count
from pathlib import Path

import pytest

from campaigns import Campaign, Row, fingerprint


def square(number: int) -> Row:
    return {"square": number**2}


def quiet(_name: str, _row: Row) -> None:
    pass


@pytest.mark.parametrize("jobs", [None, 2])
def test_what_is_done_is_known_to_the_next_run(tmp_path: Path, jobs: int | None) -> None:
    file = tmp_path / "out" / "squares.json"
    told: list[str] = []
    first = Campaign(file, of="squares")
    tasks = [(str(number), partial(square, number)) for number in range(3)]
    assert not first.run(tasks, minutes=1, jobs=jobs, told=lambda name, _row: told.append(name))
    assert sorted(told) == ["0", "1", "2"]
    assert Campaign(file, of="squares").rows == {str(number): {"square": number**2} for number in range(3)}
    assert Campaign(file, of="cubes").rows == {}


@pytest.mark.parametrize("jobs", [None, 2])
def test_harm_ends_it_and_is_not_kept(tmp_path: Path, jobs: int | None) -> None:
    campaign = Campaign(tmp_path / "out.json", of="squares")
    endless = ((str(number), partial(square, number)) for number in count())
    assert campaign.run(endless, minutes=1, jobs=jobs, told=quiet, ends=lambda row: row["square"] == 9)
    assert "3" not in campaign.rows
    assert {"0", "1", "2"} <= campaign.rows.keys()


def test_without_time_nothing_is_begun(tmp_path: Path) -> None:
    campaign = Campaign(tmp_path / "out.json", of="squares")
    assert not campaign.run([("0", partial(square, 0))], minutes=0, told=quiet)
    assert campaign.rows == {}


def test_a_fingerprint_is_of_what_stands_in_the_files(tmp_path: Path) -> None:
    source = tmp_path / "folder" / "a.py"
    source.parent.mkdir()
    source.write_text("1")
    before = fingerprint(source.parent)
    assert fingerprint(source) == before
    source.write_text("2")
    assert fingerprint(source.parent) != before
