"""`lockerctl bus scan`: what it prints of a line, and that its configuration is one."""

import json
import os
import tty
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import serial
from admin_fake import Lockerctl
from probe_lines import ProbedLine, board
from virtual_loop import virtual_time

from lockerd.bus.probe.asking import Outcome
from lockerd.bus.probe.finding import Findings
from lockerd.bus.probe.plan import plan
from lockerd.cli.scanning.report import as_json, print_report
from lockerd.cli.scanning.snippet import snippet
from lockerd.config import load
from lockerd.domain.model.readings import DoorSensor
from lockersim.wall.demo import input_module
from lockersim.wall.spec import BoardSpec

WHERE = ("port", "/dev/lockerd/bus0")
SITE = """
[site]
id = "musterstadt-1"
name = "Rathaus"
authorities = ["stadt"]
help = { hours = "8-16", phone = "110" }

[keys]
site = "site.pem"
code_hash = "code-hash.key"
badge = "badge.pub.pem"

[policy]
sizes = ["A4"]

"""


def scanned(*boards: BoardSpec, speed_baud: int = 9600, fault: str = "", **wanted: Any) -> Findings:
    found = []

    @virtual_time
    async def run() -> None:
        line = ProbedLine(*boards, speed_baud=speed_baud)
        if fault:
            name, target = fault.split("@")
            line.desk.apply(name, target)
        found.append(await line.scan(**wanted))

    run()
    return found[0]


Report = Callable[..., str]


@pytest.fixture
def report(capsys: pytest.CaptureFixture[str]) -> Report:
    def printed(findings: Findings, **wanted: Any) -> str:
        print_report(findings, plan(**wanted), where=WHERE)
        return capsys.readouterr().out

    return printed


BOARDS: list[tuple[str, tuple[BoardSpec, ...], int]] = [
    ("cu16", (board("cu16", 0), board("cu16", 14)), 19_200),
    ("cu48", (board("cu48", 0), board("cu48", 9)), 19_200),
    ("cu48b", (board("cu48b", 3),), 19_200),
    ("cu12", (board("cu12", 15),), 19_200),
    ("bcc", (board("bcc", 1, model="8"), board("bcc", 2, model="50"), board("bcc", 31)), 9600),
    ("winnsen", (board("winnsen", 31),), 9600),
    ("wkly", (board("wkly", 0, index_base=0),), 9600),
    ("waveshare", (board("waveshare", 1, model="relay8d"), board("waveshare", 2, model="relay32")), 9600),
]


@pytest.mark.parametrize(("family", "boards", "speed_baud"), BOARDS)
def test_what_is_printed_is_a_configuration(
    family: str, boards: tuple[BoardSpec, ...], speed_baud: int, tmp_path: Path, lockerctl: Lockerctl
) -> None:
    findings = scanned(*boards, speed_baud=speed_baud, families=(family,), speeds_baud=(speed_baud,))
    file = tmp_path / "lockerd.toml"
    file.write_text(SITE + snippet(findings, where=WHERE))
    checked = lockerctl("config", "check", str(file), "--no-keys")
    assert checked.code == 0, checked.err
    config = load(file)
    assert [each.address for each in config.buses[0].boards] == [each.address for each in boards]
    assert config.buses[0].line_speed_baud == speed_baud
    assert {each.family for each in config.buses[0].boards} == {family}
    assert len(config.compartments) == sum(each.codec.profile.channels for each in config.buses[0].boards)


def test_what_differs_from_the_usual_is_said(tmp_path: Path) -> None:
    findings = scanned(board("wkly", 4, index_base=0), fault="echo@bus0", families=("wkly",))
    text = snippet(findings, where=("tcp", "192.0.2.7:5000"))
    file = tmp_path / "lockerd.toml"
    file.write_text(SITE + text)
    (bus,) = load(file).buses
    assert bus.echo
    assert bus.gateway == ("192.0.2.7", 5000)
    assert (bus.boards[0].index_base, bus.boards[0].experimental) == (0, True)
    assert bus.boards[0].sensor is DoorSensor.NONE  # until somebody has seen a door and its bit
    assert "usual: contact" in text


def test_a_board_that_takes_its_time_is_found_and_given_it(report: Report, tmp_path: Path) -> None:
    findings = scanned(board("bcc", 1, latency_ms=250), board("bcc", 2), families=("bcc",))
    assert {each.address for each in findings.boards} == {1, 2}
    said = report(findings)
    assert "note: address 1 answers after 2" in said
    file = tmp_path / "lockerd.toml"
    file.write_text(SITE + snippet(findings, where=WHERE))
    slow, usual = load(file).buses[0].boards
    assert 500 <= (slow.reply_ms or 0) <= 560
    assert slow.codec.profile.status_reply_ms == slow.reply_ms
    assert usual.reply_ms is None


def test_item_sensors_are_offered_where_boards_have_them() -> None:
    with_items = snippet(scanned(board("cu16", 1), speed_baud=19_200, families=("cu16",)), where=WHERE)
    without = snippet(scanned(board("bcc", 1), families=("bcc",)), where=WHERE)
    assert with_items.count('# item_sensor = "fitted"') == 16
    assert "item_sensor" not in without


def test_an_input_module_is_found_beside_relays_and_gets_no_compartments(tmp_path: Path) -> None:
    relays, module = board("waveshare", 1), input_module(7, inputs=16)
    text = snippet(scanned(relays, module, families=("waveshare", "modbus_in")), where=WHERE)
    assert text.count("[[bus.board]]") == 2
    assert 'family = "modbus_in"' in text
    assert "address = 7\nchannel" not in text
    (tmp_path / "lockerd.toml").write_text(SITE + text)
    (bus,) = load(tmp_path / "lockerd.toml").buses
    assert {each.address: each.family for each in bus.boards} == {1: "waveshare", 7: "modbus_in"}
    alone = snippet(scanned(module, families=("modbus_in",)), where=WHERE)
    assert ("[[compartment]]" in alone, 'family = "modbus_in"' in alone) == (False, True)


def test_no_configuration_is_made_up_for_boards_that_cannot_carry_locks_or_were_not_heard() -> None:
    assert snippet(scanned(board("lctech", 1), families=("lctech",)), where=WHERE) == ""
    spoilt = scanned(board("bcc", 1), fault="duplicate_address@bus0/1", families=("bcc",))
    assert snippet(spoilt, where=WHERE) == ""
    two = scanned(board("bcc", 1), board("bcc", 2), families=("bcc",))
    two.boards[0].tally.outcomes[Outcome.SEVERAL] = 2
    text = snippet(two, where=WHERE)
    assert "# Left out: address 1, which two boards seem to have." in text
    assert [line for line in text.splitlines() if line.startswith("address")].count("address = 1") == 0
    assert text.count("[[bus.board]]") == 1
    two.boards[1].tally.changes = 3
    assert snippet(two, where=WHERE) == "", "both answer in turns"
    assert snippet(Findings(), where=WHERE) == ""


def test_people_see_boards_problems_and_what_was_not_asked(report: Report) -> None:
    said = report(scanned(board("bcc", 3), board("bcc", 4), fault="duplicate_address@bus0/3"))
    lines = said.splitlines()
    assert lines[0].split() == ["address", "family", "model", "channels", "speed", "heard", "reply", "verdict"]
    assert lines[1].split() == ["3", "bcc", "or", "kecheng", "?", "-", "-", "9600", "0", "of", "10", "-", "spoilt"]
    assert lines[2].split()[:6] == ["4", "bcc", "or", "kecheng", "24", "24"]
    assert (
        "problem: address 3 at 9600 baud: something answers, and hardly an answer is sound: two boards have it" in said
    )
    assert "note: not asked: winnsen at 9600 baud" in said
    assert "its answers could move locks of the bcc boards found here" in said
    assert "read the label (Kecheng: CM06-24)" in said
    assert said.count("[[bus.board]]") == 1


def test_who_finds_nothing_is_told_what_to_look_at_and_who_was_not_asked(report: Report) -> None:
    said = report(scanned(speeds_baud=(9600,)), speeds_baud=(9600,))
    assert "problem: nobody answered. Look at the boards' power; swap A and B, which does no harm" in said
    assert "note: not asked: cu48 and cu48b: the feedback bits of a cu48 can be, byte for byte, the unlock of" in said
    assert "--family cu48" in said
    assert "[[bus]]" not in said


def test_programs_get_everything() -> None:
    findings = scanned(board("bcc", 3), fault="garbage@bus0", families=("bcc",))
    told = json.loads(json.dumps(as_json(findings, plan(families=("bcc",)), where=WHERE)))
    assert (told["port"], told["finished"], told["echo"], told["stray"]) == ("/dev/lockerd/bus0", True, False, "")
    assert told["overheard"] == {"bytes": 0, "family": None, "frames": []}
    (found,) = told["boards"]
    assert (found["address"], found["speed_baud"], found["verdict"], found["sound"]) == (3, 9600, "good", 10)
    assert found["families"] == ["bcc", "kecheng"]
    assert [each["family"] for each in found["candidates"]] == ["bcc", "kecheng"]
    assert found["candidates"][0]["channels"] == 24
    assert found["beside"] == {"FA FD 99 99": 10}
    assert 50 < found["reply_ms"] < 200
    assert told["problems"] == []
    assert told["asked"] == [{"families": ["bcc", "kecheng"], "speed_baud": 9600}]
    assert {each["speed_baud"] for each in told["not_asked"]} == {19_200, 38_400, 57_600, 115_200}
    assert told["config"].startswith("[[power_group]]")


def test_a_scan_that_never_began_is_told_as_such() -> None:
    told = as_json(Findings(), plan(), where=WHERE)
    assert (told["finished"], told["echo"], told["overheard"], told["boards"]) == (False, None, None, [])


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        ((), "say which line"),
        (("/dev/x", "--tcp", "192.0.2.7:5000"), "say which line"),
        (("--tcp", "gateway.example:5000"), "--tcp"),
        (("--tcp", "127.0.0.1:5000", "--speed", "9600", "--speed", "19200"), "has one speed"),
        (("/dev/x", "--family", "cu49"), "no board family 'cu49'"),
        (("/dev/x", "--speed", "300"), "--speed"),
        (("/dev/x", "--speed", "fast"), "--speed"),
    ],
)
def test_wrong_usage(lockerctl: Lockerctl, arguments: tuple[str, ...], why: str) -> None:
    done = lockerctl("bus", "scan", *arguments)
    assert done.code == 2
    assert why in done.err
    assert done.out == ""


def test_a_port_that_is_not_there(lockerctl: Lockerctl, tmp_path: Path) -> None:
    done = lockerctl("bus", "scan", str(tmp_path / "bus0"))
    assert done.code == 1
    assert "there is no port" in done.err


def test_f17_a_line_that_somebody_holds_is_left_alone(lockerctl: Lockerctl) -> None:
    master, slave = os.openpty()
    tty.setraw(slave)
    holder = serial.Serial(os.ttyname(slave), 9600, exclusive=True)
    done = lockerctl("bus", "scan", os.ttyname(slave), "--family", "cu48")
    holder.close()
    os.set_blocking(master, False)
    with pytest.raises(BlockingIOError):
        os.read(master, 1)
    os.close(master)
    os.close(slave)
    assert done.code == 1
    assert f"is in use by process {os.getpid()}" in done.err
    assert "systemctl stop lockerd" in done.err
