"""Reports, questions and notes of `commission` and `bus` in German; what programs and records get is in English."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from babel.messages.pofile import read_po
from probe_lines import ProbedLine, board
from virtual_loop import virtual_time
from walked_wall import Technician, provisional, running, the_wall

from lockerd.boards import codec_of, decode
from lockerd.boards.frames import Side
from lockerd.bus.probe.finding import Findings
from lockerd.bus.probe.plan import plan
from lockerd.cli.language import LOCALE_DIR, say
from lockerd.cli.scanning.report import as_json, print_report
from lockerd.cli.watching.lines import Telling
from lockerd.cli.watching.meaning import words
from lockerd.said import NOTHING, Said, all_of, one_of
from lockersim.wall.families import every_family_wall
from lockersim.wall.spec import BoardSpec

WHERE = ("port", "/dev/lockerd/bus0")
ENGLISH = re.compile(r"\b(the|and|of|is|are|or|its|which|nobody|asked|answers?|it|other|shut|board \d+)\b")


@pytest.fixture
def german(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANG", "de_DE.UTF-8")


def scanned(*boards: BoardSpec, fault: str = "", **wanted: Any) -> Findings:
    found = []

    @virtual_time
    async def run() -> None:
        line = ProbedLine(*boards, speed_baud=9600)
        if fault:
            line.desk.apply(*fault.split("@"))
        found.append(await line.scan(**wanted))

    run()
    return found[0]


@pytest.mark.usefixtures("german")
def test_what_is_said_is_english_for_programs_and_german_for_people() -> None:
    doors = Said("{doors} opened together at channel {at} (F27): find out which cable does that",
                 doors=all_of(("A01", "A02", "A03")), at="left/0/1")  # fmt: skip
    assert json.dumps(doors).startswith('"A01 and A02 and A03 opened together at channel left/0/1 (F27)')
    assert say(doors).startswith("A01 und A02 und A03 gingen zusammen auf, ausgelöst durch Kanal left/0/1 (F27)")
    assert say("not fired: {why}", why=doors).startswith("nicht ausgelöst: A01 und A02")
    assert (say(one_of(("cu16",))), one_of(()), say(NOTHING)) == ("cu16", "", "")


@pytest.mark.parametrize(
    ("boards", "fault", "wanted", "said"),
    [
        ((), "", {"speeds_baud": (9600,)}, "Fehler: niemand antwortete. Nach der Versorgung"),
        ((), "", {"speeds_baud": (9600,)}, "Hinweis: nicht gefragt: cu48 und cu48b: die Rückmeldebits einer cu48"),
        ((board("bcc", 3), board("bcc", 4)), "duplicate_address@bus0/3", {}, "kaum eine Antwort ist heil: zwei Steue"),
        ((board("bcc", 3), board("bcc", 4)), "", {}, "Schlösser der hier gefundenen Steuerungen bewegen (bcc)"),
        ((board("bcc", 3),), "", {}, "Hinweis: Adresse 3 ist bcc 24 oder kecheng: das Etikett lesen"),
        ((board("bcc", 1, latency_ms=250),), "", {"families": ("bcc",)}, "# sie antwortete nach 2"),
        ((board("bcc", 1),), "", {"families": ("bcc",)}, "# bis `lockerctl commission` es herausgefunden hat"),
        ((board("wkly", 4, index_base=0),), "echo@bus0", {"families": ("wkly",)}, "zählt ihre Schlösser ab 0"),
        ((board("wkly", 4, index_base=0),), "echo@bus0", {"families": ("wkly",)}, "der Adapter hört, was er sendet"),
        ((board("wkly", 4),), "", {"families": ("wkly",)}, "experimental = true  # der Aufbau ihres Status"),
    ],
)
def test_a_scan_is_reported_in_german(
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    *,
    boards: tuple[BoardSpec, ...],
    fault: str,
    wanted: dict[str, Any],
    said: str,
) -> None:
    findings = scanned(*boards, fault=fault, **wanted)
    english = json.dumps(as_json(findings, plan(**wanted), where=WHERE))
    monkeypatch.setenv("LANG", "de_DE.UTF-8")
    print_report(findings, plan(**wanted), where=WHERE)
    report = capsys.readouterr().out
    assert said in report
    assert ENGLISH.findall(report) == []
    assert not boards or report.split()[:3] == ["Adresse", "Familie", "Modell"]
    assert json.dumps(as_json(findings, plan(**wanted), where=WHERE)) == english


@pytest.mark.usefixtures("german")
def test_a_watched_line_speaks_german() -> None:
    telling = Telling()
    (first,) = telling.lines("bus", {"bus": "left", "speed_baud": 9600, "echo": True, "boards": {"1": "bcc 24"}})
    assert first == "Leitung left, 9600 Baud, mit Echo; Steuerungen: 1 bcc 24"
    (lost,) = telling.lines("lost", {"frames": 7})
    assert lost.startswith("-- 7 Rahmen fehlen hier")
    assert telling.summary() == "nichts wurde gezählt: weniger als eine Sekunde"


@pytest.mark.parametrize(
    ("family", "side", "text", "said"),
    [
        ("bcc", Side.REQUEST, "8A 01 01 11 9B", "ÖFFNEN: Steuerung 1, Kanal 1"),
        ("cu16", Side.REPLY, "02 00 35 FF FF 01 00 03 39",
         "Steuerung 0: Status: 1 verriegelt Inhalt vorhanden; 2-16 verriegelt Inhalt leer"),
        ("cu48", Side.REQUEST, "02 0A 30 51 03 90", "alle öffnen: alle Steuerungen (nichts, was lockerd sendet)"),
        ("waveshare", Side.REPLY, "01 01 01 01 90 48", "Steuerung 1: Ausgänge: 1 an; 2-8 aus"),
        ("wkly", Side.REPLY, "57 4B 4C 59 0B 00 82 FF 01 FF 81", "Steuerung 0: öffnen: 1, und es misslang"),
    ],
)  # fmt: skip
@pytest.mark.usefixtures("german")
def test_meanings_in_german(family: str, side: Side, text: str, said: str) -> None:
    assert words(decode(family, bytes.fromhex(text), side)) == said


@pytest.mark.usefixtures("german")
def test_every_question_has_a_german_meaning() -> None:
    for family in ("cu16", "cu12", "kecheng", "winnsen", "wkly", "waveshare", "lctech"):
        codec = codec_of(family)
        for ask in (*codec.checks(1), *codec.look(1)):
            assert words(decode(family, ask.request, Side.REQUEST)).startswith("Frage")


class German(Technician):
    """Reads German: a question that stands in no catalogue is not understood."""

    async def ask(self, question: str) -> str:
        for english, meant in _catalogue():
            if found := meant.fullmatch(question):
                return await super().ask(english.format(**found.groupdict()))
        raise AssertionError(question)


def _catalogue() -> list[tuple[str, re.Pattern[str]]]:
    with (LOCALE_DIR / "de" / "LC_MESSAGES" / "lockerctl.po").open("rb") as file:
        texts = [(each.id, str(each.string)) for each in read_po(file) if isinstance(each.id, str) and each.id]
    return [
        (english, re.compile(re.sub(r"\\{(\w+)\\}", r"(?P<\1>.+)", re.escape(german))))
        for english, german in texts
        if english.endswith(":")
    ]


@virtual_time
async def test_a_walk_in_german_leaves_an_english_record(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    wall = the_wall(every_family_wall(("cu48",), doors=3), tmp_path)
    one, other, third = wall.world.compartments
    wall.world.swap_coils(one, other)
    wall.world.compartments[third].dead_coil = True
    async with running(wall, tmp_path, provisional(wall.config_toml())) as here:
        english = await here.walk(Technician(wall), record=tmp_path / "english.json")
        monkeypatch.setenv("LANG", "de_DE.UTF-8")
        technician = German(wall)
        outcome = await here.walk(technician, record=tmp_path / "german.json")
    heard = "\n".join(technician.heard)
    assert f"{one}: Kanal cu48/1/1 wird ausgelöst." in heard
    assert f"Kanal cu48/1/1 öffnete {other}, nicht {one}." in heard
    assert ENGLISH.findall(heard) == []
    report = outcome.in_words().replace(str(tmp_path), "")
    assert f"  {one}: der Stecker des Schlosses steckt in cu48/1/2 und gehört in cu48/1/1: mit dem von" in report
    assert f"  {third}: keine Tür ging auf, und kein Eingang rührte sich: nach Schloss" in report
    assert ENGLISH.findall(report) == []
    german, record = outcome.record, json.loads((tmp_path / "german.json").read_text())["record"]
    assert (german.unproven, german.troubles) == (english.record.unproven, english.record.troubles)
    assert record["unproven"][third].startswith("no door opened, and no input moved: look at lock")
    assert outcome.as_json()["changes"] == english.as_json()["changes"]
