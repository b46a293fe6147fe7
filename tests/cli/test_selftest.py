"""What the self-test says, about a daemon and without one. It only reads."""

import fcntl
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from admin_fake import Done, Lockerctl, Wall, board, compartment
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from station_parts import parts

from lockerd.api.admin.commissioning_views import BoardView, LastCommissioningView
from lockerd.api.admin.status_views import ConfigFileView
from lockerd.cli.checks.limits import certificates, disk
from lockerd.cli.checks.verdict import Verdict
from lockerd.cli.client import Admin
from lockerd.cli.selftest import of_daemon
from lockerd.codes.keys import private_pem, public_pem
from lockerd.config.load import read
from lockerd.store import Store
from lockerd.store.room import LAST_BYTES, Room

CONFIG = """\
[site]
id = "musterstadt-1"
name = "Rathaus"
authorities = ["stadt"]
[site.help]
hours = "8-16"
phone = "1"
[paths]
state = "state"
runtime = "run"
[keys]
site = "keys/site.pem"
code_hash = "keys/code-hash.key"
badge = "keys/badge.pub.pem"
[policy]
sizes = ["A4"]
[[power_group]]
id = "psu1"
[[bus]]
id = "left"
port = "ttyX"
power_group = "psu1"
[[bus.board]]
family = "cu48"
address = 0
[[compartment]]
id = "A01"
bus = "left"
address = 0
channel = 1
row = 1
column = 1
size = "A4"
height_cm = 100
"""


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """A good configuration with its keys and its port."""
    keys = tmp_path / "keys"
    keys.mkdir()
    for name, data in {
        "site.pem": private_pem(Ed25519PrivateKey.generate()),
        "code-hash.key": bytes(32),
        "badge.pub.pem": public_pem(Ed25519PrivateKey.generate().public_key()),
    }.items():
        (keys / name).write_bytes(data)
        (keys / name).chmod(0o600)
    (tmp_path / "ttyX").touch()
    path = tmp_path / "lockerd.toml"
    path.write_text(CONFIG)
    return path


@pytest.fixture
def well(wall: Wall, config: Path) -> Wall:
    """A station with which nothing is wrong."""
    wall.compartments = {"A01": compartment("A01", 1, reason="", flapping=[])}
    wall.boards = [board("left", 0, "A01")]
    wall.walked = {
        "position": 7,
        "lo_s": 1,
        "hi_s": None,
        "who": "technician-3",
        "record": "a" * 64,
        "config": "b" * 64,
        "new_config": "",
        "proven": 1,
        "unproven": 0,
        "runs": True,
    }
    running = ConfigFileView(file=str(config), sha256=read(config.read_bytes(), config).sha256)
    wall.parts = parts(config=running).model_dump(mode="json")
    BoardView.model_validate(wall.boards[0], strict=False)
    LastCommissioningView.model_validate(wall.walked)
    return wall


def found(done: Done) -> dict[str, dict[str, str]]:
    """The checks that are not ok, by name."""
    return {check["name"]: check for check in done.json["checks"] if check["verdict"] != "ok"}


@pytest.mark.usefixtures("socket")
def test_a_station_that_is_well(lockerctl: Lockerctl, well: Wall) -> None:
    done = lockerctl("selftest", "--json")
    assert (done.code, done.json["worst"], found(done)) == (0, "ok", {})
    shown = lockerctl("selftest")
    assert (shown.code, shown.err) == (0, "")
    assert {line.split()[0] for line in shown.out.splitlines()} == {"ok"}
    assert well.reasons == []  # nothing was fired, cleared or resumed


@pytest.mark.usefixtures("socket")
def test_programs_read_the_same_whoever_asks(lockerctl: Lockerctl, well: Wall, monkeypatch: pytest.MonkeyPatch) -> None:
    english = lockerctl("selftest", "--json").out
    monkeypatch.setenv("LANG", "de_DE.UTF-8")
    well.language = "de"
    assert "nicht angehalten" in lockerctl("selftest").out
    well.language = "en"
    assert lockerctl("selftest", "--json").out == english


def _set(*path: str) -> Callable[[Wall, Any], None]:
    def change(wall: Wall, value: Any) -> None:
        here: Any = wall.parts
        for part in path[:-1]:
            here = here[part]
        here[path[-1]] = value

    return change


def _row(name: str) -> Callable[[Wall, Any], None]:
    return lambda wall, value: wall.compartments["A01"].update({name: value})


def _board(name: str) -> Callable[[Wall, Any], None]:
    return lambda wall, value: wall.boards[0].update({name: value})


def _walked(wall: Wall, value: Any) -> None:
    wall.walked = None if value is None else {**(wall.walked or {}), **value}


class Direct(Admin):
    """The daemon without a socket."""

    def __init__(self, wall: Wall) -> None:
        self._wall = wall

    def get(self, path: str, **query: int) -> Any:
        return self._wall.get(path, query)[1]


@pytest.mark.parametrize(
    ("spoil", "value", "name", "verdict", "says"),
    [
        (lambda wall, value: setattr(wall, "halted", value), "wrong_door", "service", "fault", "wrong_door"),
        (_set("version"), "0.0.1", "release", "warning", "0.0.1 runs"),
        (_set("time"), "holdover", "clock", "warning", "silent"),
        (_set("time"), "unknown", "clock", "warning", "refused"),
        (_set("time"), "disputed", "clock", "fault", "F56"),
        (_set("storage", "free_bytes"), LAST_BYTES - 1, "disk", "fault", "49 MB free"),
        (_set("storage"), None, "disk", "fault", "does not say how full"),
        (_set("central", "connected"), False, "central", "warning", "not connected"),
        (
            _set("central", "oversized"),
            [{"topic": "lockerd/v1/rathaus-1/reported", "size_bytes": 9_000, "limit_bytes": 4_096}],
            "central",
            "warning",
            "lockerd/v1/rathaus-1/reported 9000 of 4096",
        ),
        (_set("central", "unsent"), 5_000, "central", "warning", "5000 messages wait"),
        (_set("certificates"), {"c.pem": 1_800_000_000 + 86_400 * 5}, "certificate", "warning", "5 days"),
        (_set("certificates"), {"c.pem": 1}, "certificate", "fault", "expired"),
        (_set("certificates"), {"c.pem": "holds no certificate"}, "certificate", "fault", "holds no"),
        (_set("buses", "left", "faults"), ["the adapter holds every reply back"], "line", "warning", "holds every"),
        (_set("buses", "left", "counters", "losses"), 3, "line", "warning", "since the start: 3"),
        (_set("buses", "left", "lock_class"), "user_space", "locks", "fault", "burns"),
        (_set("buses", "left", "lock_class"), None, "locks", "fault", "lost"),
        (_set("auxiliary"), {"active": {"mains_lost": True}, "notes": []}, "power", "warning", "battery"),
        (_set("auxiliary"), {"active": {"tamper": True}, "notes": []}, "cabinet", "warning", "open"),
        (_board("alive"), False, "board", "fault", "does not answer"),
        (_row("door"), "opened", "doors", "warning", "A01"),
        (_row("door"), "unknown", "doors", "warning", "not read: A01"),
        (_row("flapping"), ["door"], "sensors", "fault", "A01"),
        (_row("condition"), "quarantined", "compartment", "warning", "A01 is quarantined"),
        (_row("condition"), "jammed", "compartment", "warning", "A01 is jammed"),
        (_walked, None, "commissioning", "warning", "nobody has walked"),
        (_walked, {"runs": False}, "commissioning", "warning", "another configuration"),
        (_walked, {"unproven": 2}, "commissioning", "warning", "2 not"),
    ],
)
def test_what_is_wrong_is_named_with_the_next_step(
    well: Wall, *, spoil: Callable[[Wall, Any], None], value: Any, name: str, verdict: str, says: str
) -> None:
    spoil(well, value)
    checks = list(of_daemon(Direct(well)))
    (check,) = (check for check in checks if check.verdict != "ok")
    assert (check.name, check.verdict) == (name, verdict)
    assert says in check.found
    assert check.next_step


def test_pins_with_nothing_but_inputs_have_no_pulse_to_end(well: Wall) -> None:
    well.parts["buses"]["inputs"] = {**well.parts["buses"]["left"], "lock_class": None, "locks": {}}
    assert all(check.verdict == "ok" for check in of_daemon(Direct(well)) if check.name == "locks")


@pytest.mark.usefixtures("socket")
def test_an_unfit_board_says_why(lockerctl: Lockerctl, well: Wall) -> None:
    well.parts["buses"]["left"]["counters"]["boards"]["0"]["unfit"] = "inputs can switch its channels"
    well.boards[0]["alive"] = False
    check = found(lockerctl("selftest", "--json"))["board"]
    assert "inputs can switch" in check["found"]


@pytest.mark.usefixtures("socket")
def test_a_log_that_is_not_whole(lockerctl: Lockerctl, well: Wall) -> None:
    well.fault = {"epoch": 1, "number": 17, "what": "the hash does not fit"}
    done = lockerctl("selftest")
    assert done.code == 1
    assert "fault    custody" in done.out
    assert "it is evidence" in done.out


@pytest.mark.usefixtures("socket")
def test_a_configuration_that_was_changed_since(lockerctl: Lockerctl, well: Wall, config: Path) -> None:
    config.write_text(CONFIG + "# later\n")
    assert "restart lockerd" in found(lockerctl("selftest", "--json"))["configuration"]["next_step"]
    config.write_text(CONFIG + "nonsense = 1\n")
    check = found(lockerctl("selftest", "--json"))["configuration"]
    assert (check["verdict"], "unknown key" in check["found"]) == ("fault", True)
    config.unlink()
    assert found(lockerctl("selftest", "--json"))["configuration"]["verdict"] == "warning"


def offline(lockerctl: Lockerctl, config: Path) -> Done:
    return lockerctl("selftest", "--json", "--socket", str(config.parent / "no.sock"), "--config", str(config))


def test_without_a_daemon_the_rest_is_checked(lockerctl: Lockerctl, config: Path) -> None:
    done = offline(lockerctl, config)
    assert done.code == 3
    assert found(done).keys() == {"daemon"}
    assert {check["name"] for check in done.json["checks"]} == {
        "daemon",
        "configuration",
        "capacity",
        "keys",
        "port",
        "database",
    }
    (config.parent / "state").mkdir()
    store = Store.open(config.parent / "state" / "lockerd.db", new_salt=lambda: bytes(16))
    try:
        assert "held by process" in found(offline(lockerctl, config))["database"]["found"]
    finally:
        store.close()
    assert found(offline(lockerctl, config)).keys() == {"daemon"}


def test_what_would_stop_a_start_is_a_fault(lockerctl: Lockerctl, config: Path) -> None:
    (config.parent / "ttyX").unlink()
    (config.parent / "keys" / "site.pem").chmod(0o644)
    (config.parent / "state").mkdir()
    (config.parent / "state" / "lockerd.db").write_bytes(b"no database at all" * 300)
    done = offline(lockerctl, config)
    assert done.code == 1
    assert {name: check["verdict"] for name, check in found(done).items()} == {
        "daemon": "fault",
        "keys": "fault",
        "port": "fault",
        "database": "fault",
    }
    config.write_text("[site]\n")
    assert "is missing" in found(offline(lockerctl, config))["configuration"]["found"]


def test_a_port_that_somebody_holds(lockerctl: Lockerctl, config: Path) -> None:
    descriptor = os.open(config.parent / "ttyX", os.O_RDWR)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        check = found(offline(lockerctl, config))["port"]
    finally:
        os.close(descriptor)
    assert (check["verdict"], f"process {os.getpid()}" in check["found"]) == ("warning", True)


def test_room_and_dates_have_limits() -> None:
    def verdict(free_bytes: int) -> Verdict:
        return disk(Room("/", free_bytes, 1 << 40, 0)).verdict

    assert [verdict(mb << 20) for mb in (49, 50, 199, 200)] == ["fault", "warning", "warning", "ok"]
    days = {"a": -86_400, "b": 86_400 * 29, "c": 86_400 * 31}
    assert [check.verdict for check in certificates(days, 0)] == ["fault", "warning", "ok"]


@pytest.mark.usefixtures("socket")
@pytest.mark.parametrize(
    ("scanner", "said"),
    [
        ({"framed": 7, "lower_case": 0, "unreadable": 0}, "with framing 7 times"),
        ({"framed": 0, "lower_case": 3, "unreadable": 0}, "in small letters 3 times"),
        ({"framed": 0, "lower_case": 0, "unreadable": 21}, "21 scans since the start were no code"),
        ({"framed": 0, "lower_case": 0, "unreadable": 2}, ""),
    ],
)
def test_a_reader_that_garbles_is_told_to_technicians(
    lockerctl: Lockerctl, well: Wall, scanner: dict[str, int], said: str
) -> None:
    well.scanner = scanner
    check = found(lockerctl("selftest", "--json")).get("scanner", {"verdict": "", "found": ""})
    assert said in str(check)
    assert check["verdict"] == ("warning" if said else "")
