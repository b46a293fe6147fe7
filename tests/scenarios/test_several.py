"""Several stories at a time: told one by one, judged together; nothing is played if one cannot be read."""

import asyncio
import json
import sys
from pathlib import Path

import pytest

from lockersim.errors import SimError
from lockersim.scenario.report import Report, StepReport, Verdict, table
from lockersim.scenario.several import play_files
from lockersim.site.rig import VIRTUAL, RealLine, Rig

RIGHT = "title: Right\nsteps:\n  - pause: 1\n  - expect: {doors: {A01: closed}}\n"
WRONG = "title: Wrong\nsteps:\n  - pause: 1\n  - expect: {doors: {A01: open}, within_s: 0}\n"


def said(_line: str) -> None:
    raise AssertionError("nothing was to be played")


async def test_a_file_that_cannot_be_read_stops_all_before_anything_is_played(tmp_path: Path) -> None:
    (tmp_path / "right.yaml").write_text(RIGHT)
    (tmp_path / "mistaken.yaml").write_text("title: Mistaken\nsteps: [{fly: away}]\n")
    files = [tmp_path / "right.yaml", tmp_path / "mistaken.yaml"]
    with pytest.raises(SimError, match=r"mistaken\.yaml(.|\n)*there is no verb fly"):
        await play_files(files, jobs=2, rig=VIRTUAL, keep=None, say=said)


async def test_two_files_of_one_name_would_share_a_folder_and_a_line(tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    files = [tmp_path / "right.yaml", tmp_path / "other" / "right.yaml"]
    for path in files:
        path.write_text(RIGHT)
    with pytest.raises(SimError, match="same name"):
        await play_files(files, jobs=1, rig=VIRTUAL, keep=None, say=said)


async def test_a_rig_that_has_things_once_plays_one_story_at_a_time(tmp_path: Path) -> None:
    (tmp_path / "right.yaml").write_text(RIGHT)
    rig = Rig(title="Bench", lines=(RealLine(here=Path("/dev/a"), lockerd_port="/dev/b"),))
    with pytest.raises(SimError, match="the rig 'Bench' plays one story at a time"):
        await play_files([tmp_path / "right.yaml"], rig=rig, jobs=2, keep=None, say=said)


async def test_what_the_rig_cannot_play_is_skipped_and_says_why(tmp_path: Path) -> None:
    (tmp_path / "right.yaml").write_text(RIGHT)
    rig = Rig(lines=(RealLine(here=Path("/dev/a"), lockerd_port="/dev/b"),))
    lines: list[str] = []
    reports = await play_files([tmp_path / "right.yaml"], rig=rig, jobs=1, keep=None, say=lines.append)
    assert lines == ["Right: skipped\n  the wall has 2 buses and the rig 1 lines"]
    assert reports["right.yaml"].verdict is Verdict.SKIPPED


def test_the_table_says_what_went_wrong_where() -> None:
    right = Report("Right", [StepReport(1, "pause", 1.0, 3.0, "")], measures={"seconds": 4.25})
    wrong = Report("Wrong", [StepReport(1, "load", 1.0, 3.0, "", "no place")], ["two coils at once"])
    gone = Report("Gone", failure="Traceback:\n  ...\nthe broker ended at once")
    assert table({"right.yaml": right, "wrong.yaml": wrong, "gone.yaml": gone}) == [
        "right.yaml  passed     4.2 s",
        "wrong.yaml  FAILED     0.0 s  step 1 (load): no place; two coils at once",
        "gone.yaml   FAILED     0.0 s  the broker ended at once",
        "1 passed, 2 FAILED",
    ]
    assert str(wrong.steps[0]) == "   3.0 s  load no place"


def test_a_report_comes_back_from_another_process_as_it_was() -> None:
    report = Report(
        "R", [StepReport(1, "load", 1.0, 3.0, "", "no place")], ["two coils"], {"pulses": 2}, not_on_rig=["x"]
    )
    assert Report.from_json(json.loads(json.dumps(report.as_json()))) == report


@pytest.mark.station
@pytest.mark.broker
async def test_two_stations_at_a_time_each_story_in_one_piece(tmp_path: Path) -> None:
    for name, text in (("right.yaml", RIGHT), ("wrong.yaml", WRONG)):
        (tmp_path / name).write_text(text)
    command = [str(Path(sys.executable).with_name("lockersim")), "scenario", "--jobs", "2"]
    process = await asyncio.create_subprocess_exec(
        *command, "right.yaml", "wrong.yaml", cwd=tmp_path, stdout=asyncio.subprocess.PIPE
    )
    output = (await process.communicate())[0].decode()
    assert process.returncode == 1
    *stories, summary = output.split("\n\n")
    assert summary.splitlines()[-1] == "1 passed, 1 FAILED"
    assert [line.split()[:2] for line in summary.splitlines()[:2]] == [
        ["right.yaml", "passed"],
        ["wrong.yaml", "FAILED"],
    ]
    lines = "\n".join(stories).splitlines()
    heads = [number for number, line in enumerate(lines) if line.startswith(("Right:", "Wrong:"))]
    verbs = [[line.split()[2] for line in lines[head - 2 : head]] for head in heads]
    assert verbs == [["pause", "expect"], ["pause", "expect"]]
