"""A right configuration in the words of the domain; wrong ones refused with file, key and reason (design rule 14)."""

import hashlib
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from lockerd.clock import TimeSource
from lockerd.config import Config, ConfigError, load
from lockerd.config.sensors import places_in
from lockerd.domain.model.compartments import Place
from lockerd.domain.model.ids import CompartmentId
from lockerd.domain.model.readings import DoorSensor, Inputs

Write = Callable[..., Path]


def refusal(path: Path) -> list[str]:
    """The lines of the refusal, each without the file's name, which all must begin with."""
    with pytest.raises(ConfigError) as caught:
        load(path)
    lines = str(caught.value).splitlines()
    assert all(line.startswith(f"{path}: ") for line in lines)
    return [line.removeprefix(f"{path}: ") for line in lines]


def test_a_file_saved_on_windows_is_read(write: Write) -> None:
    path = write()
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    assert load(path).site.id == "musterstadt-1"


def test_places_are_what_the_wall_looks_like(write: Write) -> None:
    latch = Inputs(latch="left/0/1")
    assert places_in(load(write())) == (
        Place(
            CompartmentId("A01"), row=1, column=1, size="A4", height_cm=140, door_sensor=DoorSensor.HOOK, inputs=latch
        ),
        Place(CompartmentId("B01"), row=1, column=2, size="A5", height_cm=100, door_sensor=DoorSensor.NONE),
    )


def test_policy_is_what_decisions_follow(write: Write) -> None:
    policy = load(write('sizes = ["A5", "A4"]', 'sizes = ["A5", "A4"]\nopenings_per_hour = 7')).policy()
    assert policy.authorities == {"stadt", "kreis"}
    assert policy.sizes == ("A5", "A4")
    assert (policy.openings_per_hour, policy.openings_per_badge_hour) == (7, 80)


def test_usual_values_of_a_family_stand_in_for_those_left_out(write: Write) -> None:
    config = load(write())
    assert [bus.line_speed_baud for bus in config.buses] == [19_200, 9_600]
    assert config.buses[0].boards[0].sensor is DoorSensor.HOOK
    assert load(write('id = "left"', 'id = "left"\nspeed_baud = 57600')).buses[0].line_speed_baud == 57_600


def test_paths_are_relative_to_the_file(write: Write) -> None:
    path = write(more="")
    config = load(path)
    assert config.keys.site == path.parent / "keys/site.pem"
    assert config.buses[0].port == path.parent / "dev/left"
    assert config.paths.state == Path("/var/lib/lockerd")


def test_paths_are_relative_to_the_file_wherever_the_program_runs(
    write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(write().parent)
    assert load(Path("lockerd.toml")).keys.site == Path.cwd() / "keys/site.pem"


def test_sockets_lie_in_the_runtime_folder(write: Write) -> None:
    config = load(write("[policy]", '[paths]\nruntime = "run"\n[policy]'))
    assert config.admin_socket == config.path.parent / "run/admin.sock"
    assert config.terminal_socket == config.path.parent / "run/terminal.sock"


def test_hash_is_of_the_bytes_of_the_file(write: Write) -> None:
    path = write(more="# a comment counts too\n")
    assert load(path).sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert load(path).path == path


def test_without_central(write: Write) -> None:
    config = load(write('[central]\nhost = "127.0.0.1"\nport = 1883\n', ""))
    assert config.central is None
    assert config.site.time_source is TimeSource.SYSTEM


def test_without_a_key_to_seal_codes_to(write: Write) -> None:
    assert load(write('code_recipient = "keys/central-code.pub.pem"\n', "")).keys.code_recipient is None


WRONG = [
    # single values
    ('id = "musterstadt-1"', 'id = "Musterstadt 1"', r"site\.id: .*pattern.*not 'Musterstadt 1'"),
    ('name = "Rathaus Musterstadt"', 'name = ""', r"site\.name: .*at least 1 character"),
    ('authorities = ["stadt", "kreis"]', "authorities = []", r"site\.authorities: .*at least 1 item"),
    ('authorities = ["stadt", "kreis"]', 'authorities = "stadt"', r"site\.authorities: should be a list"),
    ('authorities = ["stadt", "kreis"]', 'authorities = ["stadt", 1]', r"site\.authorities\[1\]: .*valid string"),
    ("[site.help]", "[site.hlep]", r"site\.help: is missing"),
    ("port = 1883", "port = 0", r"central\.port: .*greater than or equal to 1, not 0"),
    ("port = 1883", 'port = "1883"', r"central\.port: .*valid integer, not '1883'"),
    ("port = 1883", "port = true", r"central\.port: .*valid integer, not True"),
    ("port = 1883", "prot = 1883", r"central\.prot: unknown key; did you mean 'port'\?"),
    ('port = "dev/left"', 'port = "dev/left"\nscanperiod_ms = 5', r"bus\[0\]\.scanperiod_ms: .*mean 'scan_period_ms'"),
    ("[policy]", "[colour]\n[policy]", r"colour: unknown key"),
    ("[policy]\n", "[policy]\nopenings_per_hour = 241\n", r"policy\.openings_per_hour: .*equal to 240, not 241"),
    ("[policy]\n", "[policy]\nopenings_per_badge_hour = 0\n", r"policy\.openings_per_badge_hour: .*equal to 1, not 0"),
    ("[policy]", 'time_source = "dcf77"\n[policy]', r"keys\.time_source: unknown key"),
    ("[site.help]", 'time_source = "dcf77"\n[site.help]', r"site\.time_source: .*'system' or 'ntp', not 'dcf77'"),
    ('feedback = "none"', 'feedback = "magnet"', r"bus\[1\]\.board\[0\]\.feedback: .*'hook'.*not 'magnet'"),
    ('feedback = "none"', "closed_bit = 2", r"bus\[1\]\.board\[0\]\.closed_bit: .*0 or 1, not 2"),
    ('id = "B01"', 'id = "B 01"', r"compartment\[1\]\.id: .*pattern"),
    ('id = "B01"\n', "", r"compartment\[1\]\.id: is missing"),
    ('[[power_group]]\nid = "psu1"\n', "", r"power_group: is missing"),
    ('[site]\nid = "musterstadt-1"', '[[site]]\nid = "musterstadt-1"', r"site: should be a table|is not TOML"),
    # what tables say about each other
    ("address = 1\nfeedback", "address = 32\nfeedback", r"bus\[1\]\.board\[0\]\.address: 32 is above 31.* of a bcc"),
    ("address = 1\nfeedback", "address = 0\nfeedback", r"bus\[1\]\.board\[0\]\.address: 0 is below 1.* of a bcc"),
    ('family = "bcc"', 'family = "cu49"', r"bus\[1\]\.board\[0\]\.family: no board family 'cu49'; known are bcc, cu12"),
    ("channel = 24", "channel = 25", r"compartment\[1\]\.channel: bcc has no channel 25; use 1 to 24"),
    ("channel = 24", "channel = 0", r"compartment\[1\]\.channel: bcc has no channel 0; use 1 to 24"),
    (
        'bus = "right"',
        'bus = "middle"',
        r"compartment\[1\]\.bus: no \[\[bus\]\] or \[\[gpio\]\] has the id 'middle'; .*left, right",
    ),
    ('id = "right"', 'id = "left"', r"bus\[1\]\.id: id left is taken by bus\[0\]\.id already"),
    ('port = "dev/right"', 'port = "dev/left"', r"bus\[1\]\.port: .*dev/left is taken by bus\[0\]\.port already"),
    ('port = "dev/right"', 'port = "dev/../dev/left"', r"bus\[1\]\.port: .*taken by bus\[0\]\.port already"),
    (
        'name = "Rathaus Musterstadt"',
        'name = "Rathaus \\u001b[2J"',
        "site.name: has a character that cannot be seen: a line end, a control or a direction mark",
    ),
    (
        'hours = "Mo-Fr 8-16 Uhr"',
        'hours = "Mo-Fr\\n8-16 Uhr"',
        r"site\.help\.hours: has a character that cannot be seen",
    ),
    ('phone = "+49 6031 83-0"', 'phone = "\\u202e0-38"', "site.help.phone: has a character that cannot be seen"),
    ('port = "dev/right"', 'port = "dev/\\u0000"', r"bus\[1\]\.port: has a character that cannot be seen"),
    ('site = "keys/site.pem"', 'site = "keys\\n"', r"keys\.site: has a character that cannot be seen"),
    (
        "[policy]",
        '[api]\nadmin_socket = "a\\u001b"\n[policy]',
        r"api\.admin_socket: has a character that cannot be seen",
    ),
    ('port = "dev/right"\n', "", r"bus\[1\]\.port: is missing; give the adapter's path, or tcp"),
    (
        'port = "dev/right"',
        'port = "dev/right"\ntcp = "192.0.2.7:5000"',
        r"bus\[1\]\.tcp: port is given too; a bus has one",
    ),
    (
        'port = "dev/right"',
        'tcp = "gateway:5000"',
        r"bus\[1\]\.tcp: should be an address in numbers .*not 'gateway:5000'",
    ),
    ('port = "dev/right"', 'tcp = "192.0.2.7"', r"bus\[1\]\.tcp: should be an address in numbers and a port"),
    ('port = "dev/right"', 'tcp = "192.0.2.7:0"', r"bus\[1\]\.tcp: should be an address in numbers and a port"),
    ('port = "dev/right"', 'tcp = "192.0.2.7:65536"', r"bus\[1\]\.tcp: should be an address in numbers and a port"),
    ('port = "dev/right"', 'tcp = "[192.0.2.7]:5000"', r"bus\[1\]\.tcp: should be an address in numbers and a port"),
    ('port = "dev/right"', 'tcp = "2001:db8::7:5000"', r"bus\[1\]\.tcp: should be an address in numbers and a port"),
    ('port = "dev/right"', 'tcp = "0.0.0.0:5000"', r"bus\[1\]\.tcp: 0\.0\.0\.0 is the address of no single machine"),
    ('port = "dev/right"', 'tcp = "224.0.0.1:5000"', r"bus\[1\]\.tcp: 224\.0\.0\.1 is the address of no single"),
    ('id = "B01"', 'id = "A01"', r"compartment\[1\]\.id: id A01 is taken by compartment\[0\]\.id already"),
    ("column = 2", "column = 1", r"compartment\[1\]\.row: row 1, column 1 is taken by compartment\[0\]\.row already"),
    ('size = "A5"', 'size = "A6"', r"compartment\[1\]\.size: 'A6' is not among policy\.sizes \(A5, A4\)"),
    ('[[power_group]]\nid = "psu1"', '[[power_group]]\nid = "psu2"', r"bus\[0\]\.power_group: .*has the id 'psu1'"),
    ('host = "127.0.0.1"', 'host = "mqtt.example.org"', r"central\.host: mqtt\.example\.org is another machine.*tls"),
    ('host = "127.0.0.1"', 'host = "10.0.0.1"', r"central\.host: 10\.0\.0\.1 is another machine"),
    ('command = ["keys/central-command.pub.pem"]', "command = []", r"keys\.command: is empty"),
    ('authorities = ["stadt", "kreis"]', 'authorities = ["x", "x"]', r"site\.authorities\[1\]: x is taken"),
    ('sizes = ["A5", "A4"]', 'sizes = ["A5", "A4", "A5"]', r"policy\.sizes\[2\]: A5 is taken by policy\.sizes\[0\]"),
    ("[policy]\n", "[policy]\nreach_low_cm = 120\n", r"policy\.reach_high_cm: 110 is below reach_low_cm, 120"),
    ("[policy]\n", "[policy]\ndoor_alarm_s = 60\n", r"policy\.door_alarm_s: the alarm would come before the reminder"),
    ("[policy]\n", "[policy]\ndoor_reminder_s = 4\n", r"policy\.door_reminder_s: .*greater than or equal to 5"),
    ("[policy]\n", "[policy]\nreach_reserved = 2\n", r"policy\.reach_reserved: 2 .* only 1 compartments are within"),
    ("[policy]\n", "[api]\nadmin_mode = 0o666\n[policy]\n", r"api\.admin_mode: 0o666 lets every user in"),
    ("[policy]\n", '[api]\nadmin_socket = "terminal.sock"\n[policy]\n', r"api\.admin_socket: is the terminal's"),
    ("[policy]\n", "[api]\npublic_mode = 0o664\n[policy]\n", r"api\.public_mode: 0o664 lets every user in"),
    ("[policy]\n", '[api]\npublic_socket = "admin.sock"\n[policy]\n', r"api\.public_socket: is the terminal's or the"),
]


@pytest.mark.parametrize(("old", "new", "said"), WRONG, ids=[said for _, _, said in WRONG])
def test_one_mistake_is_refused_with_key_and_reason(write: Write, old: str, new: str, said: str) -> None:
    assert any(re.search(rf"^({said})", line) for line in refusal(write(old, new)))


def second_board(family: str, address: int) -> str:
    return f'[[bus.board]]\nfamily = "{family}"\naddress = {address}\n[[compartment]]\nid = "A01"'


@pytest.mark.parametrize(
    ("family", "address", "said"),
    [
        ("bcc", 0, r"bus\[1\]\.board\[1\]\.address: 0 is below 1, the lowest address of a bcc"),
        ("bcc", 1, r"bus\[1\]\.board\[1\]\.address: address 1 is taken by bus\[1\]\.board\[0\]\.address already"),
        ("cu48", 1, r"bus\[1\]\.board\[1\]\.address: address 1 is taken by bus\[1\]\.board\[0\]\.address already"),
        ("cu48", 2, r"bus\[1\]\.board: bcc and cu48 share this bus: one may take the other's bytes"),
    ],
)
def test_a_second_board_must_fit_to_the_first(write: Write, family: str, address: int, said: str) -> None:
    path = write('[[compartment]]\nid = "A01"', second_board(family, address))
    assert any(re.search(said, line) for line in refusal(path))


def test_boards_of_one_family_may_share_a_bus(write: Write) -> None:
    config = load(write('[[compartment]]\nid = "A01"', second_board("bcc", 2)))
    assert [board.address for board in config.buses[1].boards] == [1, 2]


def test_two_compartments_on_one_channel_are_refused(write: Write) -> None:
    """F18: two doors' words for one lock would open the wrong one."""
    spoilt = write('bus = "right"\naddress = 1\nchannel = 24', 'bus = "left"\naddress = 0\nchannel = 1')
    assert refusal(spoilt) == [
        "compartment[1].channel: channel 1 of board 0 on left is taken by compartment[0].channel already"
    ]


def test_a_board_that_the_bus_does_not_have(write: Write) -> None:
    assert refusal(write("address = 1\nchannel", "address = 2\nchannel")) == [
        "compartment[1].address: right has no board 2; it has: 1"
    ]


def test_two_names_of_one_port_are_one_port(write: Write, tmp_path: Path) -> None:
    (tmp_path / "dev").mkdir()
    (tmp_path / "dev/left").touch()
    (tmp_path / "dev/right").symlink_to("left")
    assert [line for line in refusal(write()) if line.startswith("bus[1].port: ")]


@pytest.mark.parametrize(
    ("tcp", "gateway", "where"),
    [
        ("192.0.2.7:5000", ("192.0.2.7", 5000), "tcp 192.0.2.7:5000"),
        ("[2001:DB8:0::7]:23", ("2001:db8::7", 23), "tcp [2001:db8::7]:23"),
        ("[::ffff:192.0.2.7]:5000", ("192.0.2.7", 5000), "tcp 192.0.2.7:5000"),
    ],
)
def test_a_bus_behind_a_gateway(write: Write, tcp: str, gateway: tuple[str, int], where: str) -> None:
    left, right = load(write('port = "dev/right"', f'tcp = "{tcp}"')).buses
    assert (right.port, right.gateway, right.where) == (None, gateway, where)
    assert (left.gateway, left.where) == (None, str(left.port))


@pytest.mark.parametrize("again", ["192.0.2.7:5000", "192.0.2.7:05000", "[::ffff:192.0.2.7]:5000"])
def test_one_gateway_is_not_two_buses(write: Write, again: str) -> None:
    path = write('port = "dev/right"', f'tcp = "{again}"')
    path.write_text(path.read_text().replace('port = "dev/left"', 'tcp = "192.0.2.7:5000"'))
    assert refusal(path) == ["bus[1].tcp: gateway 192.0.2.7:5000 is taken by bus[0].tcp already"]
    path.write_text('"192.0.2.7:5001"'.join(path.read_text().rsplit(f'"{again}"', 1)))
    assert [bus.gateway for bus in load(path).buses] == [("192.0.2.7", 5000), ("192.0.2.7", 5001)]


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "127.8.0.1", "::1"])
def test_plain_mqtt_stays_on_this_machine(write: Write, host: str) -> None:
    config = load(write('host = "127.0.0.1"', f'host = "{host}"'))
    assert config.central
    assert config.central.tls is None


def test_mqtt_with_tls_may_leave_the_machine(write: Write) -> None:
    tls = 'host = "mqtt.example.org"\ntls = { ca = "ca.pem", certificate = "c.pem", key = "c.key" }'
    config = load(write('host = "127.0.0.1"', tls))
    assert config.central
    assert config.central.tls
    assert config.central.tls.ca == config.path.parent / "ca.pem"


def test_all_mistakes_are_told_at_once(write: Write) -> None:
    path = write(
        more='[[compartment]]\nid = "A01"\nbus = "x"\naddress = 0\nchannel = 1\nrow = 1\ncolumn = 1\n'
        'size = "A6"\nheight_cm = 1\n'
    )
    assert [line.split(":")[0] for line in refusal(path)] == [
        "compartment[2].id",
        "compartment[2].row",
        "compartment[2].size",
        "compartment[2].bus",
    ]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"[site\n", "is not TOML: "),
        (b"[site]\nid = 1\nid = 2\n", "is not TOML: "),
        (b"[site]\nid = " + b"[" * 50_000, "lists or tables lie too deep"),
        (b'[site]\nname = "\xff"\n', "is not UTF-8 (line 2)"),
        (b"", "site: is missing"),
    ],
)
def test_what_is_no_configuration_at_all(tmp_path: Path, data: bytes, said: str) -> None:
    path = tmp_path / "lockerd.toml"
    path.write_bytes(data)
    assert refusal(path)[0].startswith(said)


def test_a_missing_file_and_a_folder(tmp_path: Path) -> None:
    assert refusal(tmp_path / "no.toml") == ["cannot be read: No such file or directory"]
    assert refusal(tmp_path) == ["cannot be read: Is a directory"]


def test_nothing_can_be_changed_afterwards(write: Write) -> None:
    config: Config = load(write())
    with pytest.raises(ValueError, match="frozen"):
        config.site.id = "other"


def test_a_port_whose_links_lead_in_a_circle_is_a_fault_of_that_port(write: Write) -> None:
    """Found when it is opened, and said then; the configuration's own check must survive it."""
    path = write()
    (path.parent / "dev").mkdir()
    (path.parent / "dev" / "left").symlink_to("left")
    assert load(path).buses[0].port == path.parent / "dev" / "left"
