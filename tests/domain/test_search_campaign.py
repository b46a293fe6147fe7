"""The search as a campaign: what was found is kept, a broken rule is the exit status, and no station gets any of it."""

import json
from functools import partial
from pathlib import Path

import pytest
from hatchling.builders.wheel import WheelBuilder

from search import campaign
from search.result import Result

ROOT = Path(__file__).parents[2]


def found(name: str, broken: str | None, limit: int) -> Result:
    return Result(name, limit, 2 * limit, complete=False, seconds=0.1, broken=broken, trace=("pulse",))


@pytest.fixture
def begun(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[str]:
    """The searches that were begun, in place of real ones; they would take hours."""
    names: list[str] = []

    def run(todo: list[campaign.Task], kept: campaign.Kept, **_: object) -> None:
        for task in todo:
            names.append(task.name)
            kept.add(task.name, task.run(task.bound))

    monkeypatch.setattr(campaign, "_run", run)
    monkeypatch.setattr(campaign, "OUT", tmp_path / "out" / "search.json")
    return names


def with_tasks(monkeypatch: pytest.MonkeyPatch, **broken: str | None) -> None:
    def tasks(states: int | None) -> list[campaign.Task]:
        return [campaign.Task(f"door {name}", states or 10, partial(found, name, why)) for name, why in broken.items()]

    monkeypatch.setattr(campaign, "tasks", tasks)


def test_what_was_searched_is_not_searched_again(monkeypatch: pytest.MonkeyPatch, begun: list[str]) -> None:
    with_tasks(monkeypatch, one=None)
    assert campaign.main([]) == 0
    with_tasks(monkeypatch, one=None, two=None)
    assert campaign.main([]) == 0
    assert begun == ["door one", "door two"]
    assert campaign.main(["--only", "two", "--states", "20"]) == 0
    assert begun == ["door one", "door two", "door two"]


def test_a_change_of_the_rules_begins_anew(monkeypatch: pytest.MonkeyPatch, begun: list[str]) -> None:
    with_tasks(monkeypatch, one=None)
    assert campaign.main([]) == 0
    kept = json.loads(campaign.OUT.read_text())
    campaign.OUT.write_text(json.dumps(kept | {"of": "the rules before"}))
    assert campaign.main([]) == 0
    assert begun == ["door one", "door one"]


def test_a_broken_rule_is_told_each_time(
    monkeypatch: pytest.MonkeyPatch, begun: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with_tasks(monkeypatch, one="rule 2: a fourth attempt")
    assert [campaign.main([]), campaign.main([])] == [1, 1]
    assert begun == ["door one"]
    assert "BROKEN rule 2: a fourth attempt\n    pulse" in capsys.readouterr().out


def test_every_layer_really_runs(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(campaign, "OUT", tmp_path / "search.json")
    for layer, fitting in (("door", "none-none quiet"), ("pair", "none-none apart")):
        assert campaign.main(["--layer", layer, "--only", fitting, "--states", "20"]) == 0
        assert f"{layer} {fitting}" in capsys.readouterr().out
    assert campaign.main(["--states", "20", "--budget", "0"]) == 0
    assert "not begun: the time is up" in capsys.readouterr().out


def test_a_station_is_given_nothing_of_the_search() -> None:
    given = {file.distribution_path for file in WheelBuilder(str(ROOT)).recurse_included_files()}
    assert "lockerd/domain/decide.py" in given
    assert not [path for path in given if path.startswith(("search", "hil/search"))]
