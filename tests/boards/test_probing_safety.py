"""Design rules 1 and 5 for scans of unknown lines: no question moves a lock, and no answer that we bring about.

A line is unknown: any family may hear any question, at another speed, with A and B swapped, in pieces, glued to others.
Who could take an answer for a command is in the table `Dialect.endangers`; here it is computed anew from data sheets.
"""

from collections.abc import Iterator
from itertools import product

import pytest
from any_address import DIALECT_OF, EveryBoard, every_board, who_moves
from danger import CLOSED, COMMANDS, commands_in, crc, endangered, sealed

from lockerd.boards import CODECS, FAMILIES
from lockerd.boards.frames import ForeignFrame, ForeignKind, UnlockRequest
from lockerd.boards.probing import DIALECTS, dialect_of
from lockerd.boards.probing.dialect import Dialect, Question
from lockerd.bus.probe.manner import NOBODYS
from lockersim.boards.seals import summed
from lockersim.line.uart import heard

SPOKEN = [dialect for dialect in DIALECTS.values() if not dialect.only_named]
KNOCKS = [dialect.knock(address).request for dialect in DIALECTS.values() for address in dialect.addresses]
REQUESTS = [
    question.request
    for dialect in DIALECTS.values()
    for address in dialect.addresses
    for question in (dialect.knock(address), *dialect.details(address))
]
SOME = [
    question.request
    for dialect in DIALECTS.values()
    for address in {*dialect.addresses[:2], 7, dialect.addresses[-1]}
    for question in dialect.details(address)
]
CLOSED_BY = {"bcc": "xor", "winnsen": "none", "wkly": "xor", "cu12": "sum7", "cu16": "sum", "modbus": "crc"}
FASTER = [(1, 2), (1, 4), (1, 6), (1, 12), (1, 3), (2, 3)]
RATIOS = [*FASTER, *((read, sent) for sent, read in FASTER), (1, 1)]
"""Of all pairs of speeds that boards are set to."""
HARMLESS = {ForeignKind.STATUS_ALL, ForeignKind.CHANNEL_STATUS, ForeignKind.READ, ForeignKind.VERSION}


def questions(dialect: Dialect) -> list[Question]:
    return [
        question for address in dialect.addresses for question in (dialect.knock(address), *dialect.details(address))
    ]


def test_every_family_speaks_one_dialect() -> None:
    assert sorted(family for dialect in DIALECTS.values() for family in dialect.families) == sorted(FAMILIES)
    assert all(family in dialect_of(family).families for family in FAMILIES)


def test_rule_05_no_question_of_a_scan_holds_a_command() -> None:
    """Wherever a board begins to listen: alone, behind one another, and each said ten times over."""
    for stream in (REQUESTS, KNOCKS, [NOBODYS * 3, *(each * 10 for each in REQUESTS)]):
        assert not commands_in(b"".join(stream))


def test_rule_05_all_codecs_read_the_questions_as_questions() -> None:
    for request, codec in product((NOBODYS, *REQUESTS), CODECS.values()):
        for begin in range(len(request)):
            asked = codec.parse_request(request[begin:])
            assert not isinstance(asked, UnlockRequest)
            assert not isinstance(asked, ForeignFrame) or asked.kind in HARMLESS


PAUSES = pytest.mark.parametrize("pause_ms", [100.0, 15.0, 0.0], ids=["apart", "one frame to some", "glued"])


@PAUSES
def test_rule_05_no_simulated_board_moves_a_lock(pause_ms: float) -> None:
    assert not who_moves((NOBODYS, *KNOCKS, *SOME), pause_ms=pause_ms)


@pytest.mark.campaign
@PAUSES
def test_rule_05_no_simulated_board_moves_a_lock_whatever_is_repeated(pause_ms: float) -> None:
    assert not who_moves((NOBODYS, *REQUESTS), pause_ms=pause_ms)
    assert not who_moves((each * 10 for each in REQUESTS), pause_ms=pause_ms)


def test_rule_05_no_simulated_board_moves_a_lock_on_pieces() -> None:
    some = [dialect.knock(address).request for dialect in DIALECTS.values() for address in dialect.addresses[:8]]
    pieces = [piece for each in some for at in range(1, len(each)) for piece in (each[:at], each[at:])]
    assert not who_moves(pieces, pause_ms=25.0)


def test_rule_05_no_board_that_pulses_already_moves_another_lock() -> None:
    commands = {"bcc": "8A 01 01 11 9B", "kecheng": "8A 01 01 33 B9", "winnsen": "90 06 05 01 01 03"}
    for boards in every_board():
        command = bytes.fromhex(commands.get(boards.family, ""))
        boards.hear(command, then_ms=30.0)
        before = boards.moved
        assert bool(before) is bool(command)
        for request in KNOCKS:
            boards.hear(request, then_ms=30.0)
        boards.clock.advance(60_000)
        assert boards.moved == before


@pytest.mark.parametrize(("sent", "read"), [(1, 2), (2, 1), (2, 3), (1, 1)])
def test_rule_05_no_question_is_a_command_at_another_speed_or_on_swapped_wires(sent: int, read: int) -> None:
    for request, swapped in product((NOBODYS, *KNOCKS), (False, True)):
        arriving = heard(request, sent_baud=4800 * sent, read_baud=4800 * read, swapped=swapped)
        assert not commands_in(arriving), request.hex(" ")


@pytest.mark.campaign
@pytest.mark.parametrize(("sent", "read"), RATIOS)
@pytest.mark.parametrize("late", [-15, 0, 15])
def test_rule_05_wherever_a_receiver_looks(sent: int, read: int, late: int) -> None:
    for request, swapped in product((NOBODYS, *REQUESTS), (False, True)):
        arriving = heard(request, sent_baud=4800 * sent, read_baud=4800 * read, swapped=swapped, late=late)
        assert not commands_in(arriving), request.hex(" ")


def small_answers(dialect: Dialect) -> Iterator[bytes]:
    """All answers that say no more than a bit or an error, whole."""
    check = CLOSED_BY[dialect.name]
    for question in questions(dialect):
        for shape in question.answers:
            body = shape[: len(shape) - {"crc": 2, "none": 0}.get(check, 1)]
            if dialect.name == "winnsen":
                body = (*shape[:4], (0, 0x40), (0,), shape[6])
            if not any(len(list(place)) == 256 for place in body):  # type: ignore[call-overload]
                yield from (sealed(bytes(each), check) for each in product(*body))  # type: ignore[arg-type]


@pytest.mark.campaign
@pytest.mark.timeout(1_800)
@pytest.mark.parametrize("name", ["bcc", "winnsen", "wkly", "modbus"])
def test_rule_05_no_small_answer_moves_a_lock_of_a_board_at_another_speed(name: str) -> None:
    """Of boards at the same speed see the table; at another one no answer moves a lock (two change a setting)."""
    for answer in small_answers(DIALECTS[name]):
        for (sent, read), swapped in product(RATIOS, (False, True)):
            if sent != read or swapped:
                arriving = heard(answer, sent_baud=4800 * sent, read_baud=4800 * read, swapped=swapped)
                assert not commands_in(arriving, settings=False), answer.hex(" ")


@pytest.mark.parametrize("dialect", SPOKEN, ids=lambda dialect: dialect.name)
def test_rule_05_the_table_of_endangered_boards_is_true(dialect: Dialect) -> None:
    """Not one too few, which would be dangerous, nor too many, which would keep boards from being found."""
    found: set[str] = set()
    for question in questions(dialect):
        for shape in question.answers:
            but = {dialect.name, *found}
            found |= endangered(question.request, shape, CLOSED_BY[dialect.name], but=but)
    assert found == dialect.endangers


def test_the_endangered_are_asked_first() -> None:
    names = list(DIALECTS)
    for dialect in SPOKEN:
        assert all(names.index(each) < names.index(dialect.name) for each in dialect.endangers)


def test_each_of_two_families_endangers_the_other_and_both_have_to_be_named() -> None:
    """A CU48 and a CU48B, each with the locks of one pattern of doors open, heard by the other."""
    cu48_says = summed(bytes.fromhex("02 00 00 65") + summed(bytes.fromhex("02 01 04 61 03")) + b"\x03")
    cu48b_says = summed(bytes.fromhex("02 00 00 75") + summed(bytes.fromhex("02 01 30 51 03")) + bytes(6) + b"\x03")
    assert "cu48b" in who_moves([cu48_says])
    assert "cu48" in who_moves([cu48b_says])
    for name, says in (("cu48", cu48_says), ("cu48b", cu48b_says)):
        assert DIALECTS[name].knock(0).is_answer(says)
        assert DIALECTS[name].only_named
        assert DIALECTS[name].endangers == DIALECTS.keys() - {name}


@pytest.mark.parametrize(
    ("dialect", "answer", "family"),
    [
        # Stations whose answer "lock 7 is shut" fires five locks of BCC board 7.
        ("winnsen", "90 07 82 15 00 00 03", "bcc"),
        # 32 bits that are an unlock; also an item sensor counts.
        ("cu16", "02 10 35 90 06 05 1E 03 03", "winnsen"),
    ],
)
def test_what_the_order_protects_from_is_real(dialect: str, answer: str, family: str) -> None:
    frame = bytes.fromhex(answer)
    address = DIALECTS[dialect].speaker(frame)
    assert address is not None
    assert family in who_moves([DIALECTS[dialect].knock(address).request + frame])
    assert family in DIALECTS[dialect].endangers


@pytest.mark.parametrize(
    ("request_", "answer", "why"),
    [
        ("90 07 02 15 80 00 03", "", "a winnsen is asked about lock 8"),
        ("90 07 02 03 FF FF 03 90 07 02 04 FF FF 03", "", "two winnsen are asked about all locks at once"),
        ("02 0B 00 80 00 00 03 90", "02 0B 00 80 10 02 03 08 00 66", "a cu12 answers at once"),
    ],
)
def test_questions_that_were_not_chosen(request_: str, answer: str, why: str) -> None:
    assert "bcc" in commands_in(bytes.fromhex(request_ + answer)), why


def test_a_question_that_is_a_command_at_twice_its_speed() -> None:
    modes_of_station_7 = bytes.fromhex("07 03 10 00 00 01")
    question = modes_of_station_7 + crc(modes_of_station_7)
    assert commands_in(heard(question, sent_baud=9600, read_baud=19200)) == {"bcc"}
    assert question not in REQUESTS


class TestTheJudge:
    """What is called a command above does move locks, and what moves locks is called one."""

    FRAMES = (
        ("cu16", "02 00 31 03 36"),
        ("cu16", "02 F0 33 03 28"),
        ("cu48", "02 00 00 51 03 56"),
        ("cu48", "02 0A 30 51 03 90"),
        ("cu48b", "02 00 30 61 03 96"),
        ("cu12", "02 00 02 81 00 00 03 88"),
        ("cu12", "02 00 0C 81 00 00 03 92"),
        ("bcc", "8A 01 01 11 9B"),
        ("bcc", "8A 01 00 11 9A"),
        ("bcc", "8A 01 01 11 03 98"),
        ("bcc", "90 01 02 02 02 93"),
        ("bcc", "9A 01 01 11 8B"),
        ("kecheng", "8A 01 01 33 B9"),
        ("kecheng", "9D 01 01 33 AE"),
        ("winnsen", "90 06 05 01 01 03"),
        ("wkly", "57 4B 4C 59 09 00 82 01 83"),
        ("waveshare", "01 05 02 00 00 07 8D B0"),
        ("waveshare", "01 05 00 FF FF 00 BC 0A"),
        ("waveshare", "01 0F 00 00 00 08 01 FF BE D5"),
        ("lctech", "FF 05 00 00 FF 00 99 E4"),
    )

    @pytest.mark.parametrize(("family", "frame"), FRAMES)
    def test_published_commands_are_found_and_move_a_lock(self, family: str, frame: str) -> None:
        data = bytes.fromhex(frame)
        assert family in who_moves([data])
        for around in (data, b"\x00\x02" + data + b"\x90", data * 2):
            assert DIALECT_OF.get(family, family) in commands_in(around)

    def test_every_codecs_unlocks_are_found(self) -> None:
        for family, codec in CODECS.items():
            profile = codec.profile
            for channel in () if profile.refused else range(1, profile.channels + 1):
                unlock = codec.unlock_request(profile.max_address, channel)
                assert DIALECT_OF.get(family, family) in commands_in(unlock)

    def test_every_kind_of_command_is_one_to_the_codecs_or_to_a_board(self) -> None:
        for command in COMMANDS:
            room = {"crc": 2, "none": 0, "sum7": 0}.get(command.check, 1)
            head = bytes(next(iter(place)) for place in command.places)
            frame = sealed(head[: len(head) - room], command.check)
            assert CLOSED[command.check](frame)
            assert command.dialect in commands_in(frame)

    def test_whatever_the_open_places_hold_is_tried(self) -> None:
        """One byte is free and only one value of it makes the command."""
        unlock = bytes.fromhex("02 00 31 03 36")
        open_place = [*((byte,) for byte in unlock[:1]), range(256), *((byte,) for byte in unlock[2:])]
        assert endangered(b"", open_place, "none") == {"cu16"}
        closed_place = [*open_place[:1], (1,), *open_place[2:]]
        assert endangered(b"", closed_place, "none") == set()

    def test_a_question_and_its_answer_are_one_frame_to_somebody(self) -> None:
        unlock = bytes.fromhex("8A 01 01 11 9B")
        assert endangered(unlock[:2], [(byte,) for byte in unlock[2:]], "none") == {"bcc"}

    def test_all_boards_of_a_family_listen(self) -> None:
        boards = EveryBoard("cu48", "cu48", {})
        for address in range(10):
            boards.hear(summed(bytes([2, address, 0, 0x51, 3])), then_ms=1000)
            assert boards.moved == address + 1
