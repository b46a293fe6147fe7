"""hil/vm, hil/bare and set-up as far as they can be judged without starting a machine."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
VM = ROOT / "hil/vm"
GUEST = VM / "guest"
SCRIPTS = sorted([*VM.rglob("*.sh"), *(ROOT / "hil/bare").glob("*.sh"), *(ROOT / "scripts").glob("*.sh")])

sys.path.insert(0, str(VM))

from pick_requirements import picked  # noqa: E402
from releases import RELEASES  # noqa: E402
from report import Result, results_of, summary  # noqa: E402


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_every_script_can_be_read_by_a_plain_shell(script: Path) -> None:
    done = subprocess.run(["sh", "-n", script], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_shellcheck_finds_nothing_to_say() -> None:
    done = subprocess.run(
        ["shellcheck", "-x", "-P", "SCRIPTDIR:.", *SCRIPTS], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_what_a_script_names_exists(script: Path) -> None:
    text = script.read_text()
    here = [ROOT / name for name in re.findall(r"\bhil/(?:vm|bare)/[\w./-]+|\bscripts/\w+\.sh", text)]
    mounted = [ROOT / name for name in re.findall(r"/mnt/project/([\w./-]+)", text) if "*" not in name]
    assert [path for path in here + mounted if not path.exists()] == []


def test_every_stage_has_its_story() -> None:
    stories = set(
        re.findall(r'Machine\([\w.()]+, \w+, "(\w+)"', (VM / "run.py").read_text() + (VM / "cut.py").read_text())
    )
    stories |= set(re.findall(r'self\._tests\("(\w+)"', (VM / "run.py").read_text()))
    assert {"install", "pins", "units", "cut", "package"} <= stories
    assert [story for story in stories if not (GUEST / f"{story}.sh").exists()] == []


def test_the_guest_updates_between_the_releases_that_are_built() -> None:
    update = (GUEST / "package/test_p4_update.py").read_text()
    assert f'BEFORE, NEXT = "{RELEASES["before"]}", "{RELEASES["next"]}"' in update
    assert list(RELEASES.values()) == sorted(RELEASES.values())
    assert set(re.findall(r'install\("(\w+)"\)', update)) | {"before"} == RELEASES.keys()


def test_the_line_of_the_kernels_lock_is_the_one_that_is_looked_at() -> None:
    """guest.dts says which line leds-gpio drives; the tests look at the line that station.py names."""
    tree, station = (VM / "guest.dts").read_text(), (GUEST / "station.py").read_text()
    (line,) = re.findall(r"gpios = <&gpio (\d+) 0>", tree)
    assert f'"A03": {line}' in station
    assert "CONFIG_LEDS_TRIGGER_ONESHOT=y" in (VM / "kernel.config").read_text().splitlines()


def test_the_guests_tools_are_in_the_lock() -> None:
    (tools,) = re.findall(r'^tools="([^"]+)"', (VM / "make_disk.sh").read_text(), re.MULTILINE)
    chosen = picked((ROOT / "requirements-dev.txt").read_text(), tools.split())
    assert len(re.findall(r"^[\w.-]+==", chosen, re.MULTILINE)) == len(tools.split())
    assert chosen.count("--hash=sha256:") >= len(tools.split())


def test_a_tool_that_is_not_in_the_lock_is_named() -> None:
    with pytest.raises(SystemExit, match="not in the lock: nosuch"):
        picked("pytest==9 \\\n    --hash=sha256:00\n", ["pytest", "nosuch"])


REPORT = """<testsuites><testsuite>
<testcase name="good"><properties><property name="figure" value="on for 500 ms"/></properties></testcase>
<testcase name="bad"><failure message="m">assert 1 == 2</failure></testcase>
<testcase name="broken"><error message="m">no fixture</error></testcase>
<testcase name="left_out"><skipped message="no such chip"/></testcase>
</testsuite></testsuites>"""


def test_the_guests_report_is_read(tmp_path: Path) -> None:
    path = tmp_path / "report.xml"
    path.write_text(REPORT)
    results = results_of("pins", path)
    assert [result.outcome for result in results] == ["passed", "failed", "failed", "skipped"]
    told = summary(results, {"pins": 3.25})
    assert "pins: good: on for 500 ms" in told
    assert "FAILED pins: bad\n    assert 1 == 2" in told
    assert "skipped pins: left_out: no such chip" in told
    assert re.search(r"^pins +1 +2 +1 +3\.2$", told, re.MULTILINE)


@pytest.mark.parametrize("text", [None, "<testsuites/>"])
def test_a_guest_that_ran_nothing_has_failed(tmp_path: Path, text: str | None) -> None:
    path = tmp_path / "report.xml"
    if text is not None:
        path.write_text(text)
    assert [result.outcome for result in results_of("pins", path)] == ["failed"]


def test_results_without_words_are_told_too() -> None:
    assert "FAILED cut: x" in summary([Result("cut", "x", "failed")], {"cut": 1.0})
