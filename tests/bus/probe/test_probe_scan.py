"""Whole scans in virtual time, on simulated lines with any boards and any fault; no lock ever moves."""

import asyncio
from contextlib import suppress

import pytest
from probe_lines import LAG, ProbedLine, board
from virtual_loop import virtual_loop, virtual_time

from lockerd.boards.probing import DIALECTS
from lockerd.bus.link.link import LinkGoneError
from lockerd.bus.probe.advice import hints, problems
from lockerd.bus.probe.asking import Heard, Outcome
from lockerd.bus.probe.finding import Findings, Tally, Verdict
from lockerd.bus.probe.manner import NOBODYS
from lockerd.bus.probe.plan import SPEEDS_BAUD, plan
from lockerd.bus.probe.scan import REPEATS, Scan
from lockersim.boards.seals import summed
from lockersim.line.stranger import STRANGER

REQUESTS = {
    question.request: dialect.name
    for dialect in DIALECTS.values()
    for address in dialect.addresses
    for question in (dialect.knock(address), *dialect.details(address))
}
ALONE = [
    ("bcc", 7, 9600),
    ("kecheng", 31, 9600),
    ("winnsen", 21, 9600),
    ("wkly", 0, 9600),
    ("waveshare", 255, 9600),
    ("lctech", 1, 9600),
    ("cu12", 11, 19200),
    ("cu16", 14, 19200),
    ("cu48", 9, 19200),
    ("cu48b", 0, 19200),
]
MUST_BE_NAMED = {"cu48", "cu48b"}


def named(family: str) -> tuple[str, ...]:
    return (family,) if family in MUST_BE_NAMED else ()


def spoken(line: ProbedLine) -> set[str]:
    """Which dialects went over the line; anything else than a scan's questions is a failure."""
    return {REQUESTS[frame] for frame in line.sent if frame != NOBODYS}


def found(findings: Findings) -> list[tuple[int, int, Verdict]]:
    return [(each.address, each.speed_baud, each.tally.verdict) for each in findings.boards]


@pytest.mark.parametrize(("family", "address", "speed_baud"), ALONE)
@virtual_time
async def test_every_family_is_found_alone(family: str, address: int, speed_baud: int) -> None:
    line = ProbedLine(board(family, address), speed_baud=speed_baud)
    findings = await line.scan(families=named(family))
    assert found(findings) == [(address, speed_baud, Verdict.GOOD)]
    assert family in {each.family for each in findings.boards[0].identity.candidates}
    assert findings.finished
    assert list(problems(findings)) == []
    assert spoken(line) >= {findings.boards[0].dialect.name}
    assert findings.boards[0].tally.reply_ms < 100


@pytest.mark.parametrize(("family", "speed_baud"), [("cu12", 115_200), ("cu48", 57_600), ("bcc", 38_400)])
@virtual_time
async def test_a_board_at_an_unusual_speed_is_found(family: str, speed_baud: int) -> None:
    line = ProbedLine(board(family, 3), speed_baud=speed_baud)
    assert found(await line.scan(families=(family,))) == [(3, speed_baud, Verdict.GOOD)]
    assert line.port.opened[-1] == speed_baud


@pytest.mark.parametrize("family", ["bcc", "cu16", "waveshare"])
@virtual_time
async def test_an_echo_is_found_and_never_taken_for_an_answer(family: str) -> None:
    line = ProbedLine(board(family, 3), speed_baud=19_200)
    line.desk.apply("echo", "bus0")
    findings = await line.scan(families=(family,), speeds_baud=(19_200,))
    assert found(findings) == [(3, 19_200, Verdict.GOOD)]
    assert findings.habits is not None
    assert findings.habits.manner.echo
    assert "the adapter hears what it sends: the bus needs echo = true" in hints(findings, plan())


@virtual_time
async def test_without_anybody_an_echo_is_no_board() -> None:
    line = ProbedLine(speed_baud=9600)
    line.desk.apply("echo", "bus0")
    findings = await line.scan(families=("bcc",), speeds_baud=(9600,))
    assert found(findings) == []
    (problem,) = problems(findings)
    assert problem.startswith("nobody answered")


@pytest.mark.parametrize("speeds_baud", [(9600,), pytest.param(SPEEDS_BAUD, marks=pytest.mark.campaign)])
@virtual_time
async def test_on_a_silent_line_everything_safe_is_asked_and_no_longer_than_was_said(speeds_baud: tuple[int]) -> None:
    line = ProbedLine(board("cu48", 3), speed_baud=19_200)
    wanted, began_s = plan(speeds_baud=speeds_baud), virtual_loop().time()
    findings = await line.scan(speeds_baud=speeds_baud)
    took_s = virtual_loop().time() - began_s
    assert found(findings) == []
    assert findings.asked == list(wanted.rounds[0])
    assert set(line.port.opened) == set(speeds_baud)
    assert took_s == pytest.approx(wanted.longest_s(LAG), abs=2)
    assert spoken(line) == {"bcc", "winnsen", "wkly", "cu12", "cu16", "modbus"}
    assert any("Read the label" in hint and "--family cu48" in hint for hint in hints(findings, wanted))


@virtual_time
async def test_several_boards_and_what_they_are() -> None:
    line = ProbedLine(
        *(board("bcc", address, model=model) for address, model in ((1, "8"), (2, "50"), (31, "24"))), speed_baud=9600
    )
    findings = await line.scan(families=("bcc",))
    assert [(each.address, each.identity.candidates[0].model) for each in findings.boards] == [
        (1, "8"),
        (2, "50"),
        (31, "24"),
    ]


@virtual_time
async def test_rule_05_who_could_be_endangered_keeps_others_from_being_asked() -> None:
    """A line that nobody should build: the answer of Winnsen station 21 would fire five locks of BCC board 7."""
    line = ProbedLine(board("bcc", 7), board("winnsen", 21), speed_baud=9600)
    findings = await line.scan()
    assert found(findings) == [(7, 9600, Verdict.GOOD)]
    assert spoken(line) == {"bcc", "wkly"}
    assert any("could move locks of the bcc boards" in skipped.reason for skipped in findings.skipped)


@virtual_time
async def test_rule_05_a_board_that_is_heard_badly_is_endangered_too() -> None:
    line = ProbedLine(board("bcc", 7), board("winnsen", 21), speed_baud=9600)
    line.desk.apply("duplicate_address", "bus0/7")
    findings = await line.scan()
    assert found(findings) == [(7, 9600, Verdict.SPOILT)]
    assert "winnsen" not in spoken(line)


@virtual_time
async def test_two_families_that_endanger_nobody_are_both_found_and_called_a_mistake() -> None:
    line = ProbedLine(board("wkly", 1), board("waveshare", 2), speed_baud=9600)
    findings = await line.scan()
    assert [each.dialect.name for each in findings.boards] == ["wkly", "modbus"]
    (problem,) = problems(findings)
    assert "share this line" in problem


@pytest.mark.parametrize(
    ("later_bytes", "verdict"), [(0.3, Verdict.SPOILT), (2.5, Verdict.SPOILT), (15, Verdict.SEVERAL)]
)
@pytest.mark.parametrize("family", ["bcc", "wkly"])
@virtual_time
async def test_two_boards_with_one_address(family: str, later_bytes: float, verdict: Verdict) -> None:
    line = ProbedLine(board(family, 3), board(family, 4), speed_baud=9600)
    line.desk.apply("duplicate_address", "bus0/3", amount=later_bytes)
    findings = await line.scan(families=(family,))
    assert [each[0::2] for each in found(findings)] == [(3, verdict), (4, Verdict.GOOD)]
    (problem,) = problems(findings)
    assert "address 3" in problem
    assert "two boards" in problem


@virtual_time
async def test_twins_of_48_doors_whose_zeros_win_are_not_believed() -> None:
    line = ProbedLine(board("cu48", 3), speed_baud=19_200)
    line.desk.apply("duplicate_address", "bus0/3", amount=0)
    findings = await line.scan(families=("cu48",))
    assert found(findings) == [(3, 19_200, Verdict.SPOILT)]
    (problem,) = problems(findings)
    assert "two boards with this address, or a bad line" in problem


@virtual_time
async def test_swapped_wires_are_named() -> None:
    line = ProbedLine(board("bcc", 3), speed_baud=9600)
    line.desk.apply("swapped_ab", "bus0")
    findings = await line.scan(families=("bcc",), speeds_baud=(9600,))
    assert found(findings) == []
    assert findings.habits is not None
    assert findings.habits.manner.stray == b"\x00"
    said = " ".join(problems(findings))
    assert "00 comes back after everything we send" in said
    assert "swap A and B" in said


@virtual_time
async def test_a_stray_byte_after_each_sending_hides_no_board() -> None:
    """An adapter without bias: the line falls when it lets go of it, and everything works all the same."""
    line = ProbedLine(board("bcc", 3), speed_baud=9600)
    send = line.line.port.on_bytes

    def sending(data: bytes) -> None:
        send(data)
        asyncio.get_running_loop().call_later((len(data) + 1) * 10 / 9600, line.port.write, b"\xff")

    line.port.on_bytes = sending
    findings = await line.scan(families=("bcc",), speeds_baud=(9600,))
    assert found(findings) == [(3, 9600, Verdict.GOOD)]
    assert list(problems(findings)) == []
    assert any("FF comes back" in hint for hint in hints(findings, plan()))


@virtual_time
async def test_f42_where_somebody_babbles_nothing_is_asked() -> None:
    line = ProbedLine(board("bcc", 3), speed_baud=9600)
    line.desk.apply("babble", "bus0")
    findings = await line.scan()
    assert line.sent == []
    assert found(findings) == []
    (problem,) = problems(findings)
    assert "in no frames that lockerd knows" in problem
    assert "Nothing was asked" in problem


@virtual_time
async def test_f42_a_second_master_is_recognised_by_its_frames() -> None:
    line = ProbedLine(board("cu48", 3), speed_baud=19_200)

    async def poll() -> None:
        while True:
            line.line.wire.send(STRANGER, summed(bytes.fromhex("02 03 00 50 03")), virtual_loop().time() * 1000)
            await asyncio.sleep(0.1)

    polling = asyncio.create_task(poll())
    findings = await line.scan(speeds_baud=(19_200,))
    polling.cancel()
    assert line.sent == []
    (problem,) = problems(findings)
    assert "cu48 frames (StatusRequest, StatusReply); is another master polling here?" in problem


@virtual_time
async def test_f42_who_begins_to_babble_in_the_middle_ends_the_scan() -> None:
    line = ProbedLine(board("bcc", 30), speed_baud=9600)
    virtual_loop().call_later(4, line.desk.apply, "babble", "bus0")
    began_s = virtual_loop().time()
    findings = await line.scan(families=("bcc",))
    assert virtual_loop().time() - began_s < 12
    assert any("a second master, a babbling device" in problem for problem in problems(findings))


@virtual_time
async def test_doors_that_tell_of_themselves_are_no_second_master() -> None:
    line = ProbedLine(board("bcc", 3, unasked=0x81), speed_baud=9600)
    for at_s in (0.3, 0.6):
        virtual_loop().call_later(at_s, line.wall.hands.force if at_s < 0.5 else line.wall.hands.push_shut, "C003-1")
    findings = await line.scan(families=("bcc",))
    assert found(findings) == [(3, 9600, Verdict.GOOD)]
    assert any("a bcc board tells that doors moved" in hint for hint in hints(findings, plan()))


@virtual_time
async def test_garbage_before_answers_is_told_and_harmless() -> None:
    line = ProbedLine(board("bcc", 3), speed_baud=9600)
    line.desk.apply("garbage", "bus0")
    findings = await line.scan(families=("bcc",))
    assert found(findings) == [(3, 9600, Verdict.GOOD)]
    assert findings.boards[0].tally.rest == {bytes.fromhex("FA FD 99 99"): REPEATS}


@pytest.mark.parametrize(("fault", "amount"), [("split_frames", 8), ("glued_frames", 16)])
@virtual_time
async def test_answers_in_pieces_and_lumps_are_answers(fault: str, amount: float) -> None:
    line = ProbedLine(board("bcc", 3), board("bcc", 4), speed_baud=9600)
    line.desk.apply(fault, "bus0", amount=amount)
    findings = await line.scan(families=("bcc",))
    assert [each[0] for each in found(findings)] == [3, 4]


@virtual_time
async def test_f44_on_a_noisy_line_nobody_is_missed_who_was_missed_once() -> None:
    addresses = (1, 4, 9, 16, 25)
    line = ProbedLine(*(board("bcc", address) for address in addresses), speed_baud=9600, seed=3)
    line.desk.apply("noise", "bus0", amount=0.004)
    findings = await line.scan(families=("bcc",), speeds_baud=(9600,))
    assert sorted(each.address for each in findings.boards) == list(addresses)
    assert any("termination" in problem for problem in problems(findings))


@virtual_time
async def test_f37_a_late_answer_is_put_down_to_the_board_that_gave_it() -> None:
    line = ProbedLine(board("bcc", 3), board("bcc", 4), speed_baud=9600)
    line.desk.apply("late_reply", "bus0/3", amount=300)
    findings = await line.scan(families=("bcc",), speeds_baud=(9600,))
    assert sorted(found(findings)) == [(3, 9600, Verdict.GOOD), (4, 9600, Verdict.GOOD)]


@virtual_time
async def test_a_contact_that_changes_all_the_time_is_told() -> None:
    line = ProbedLine(board("bcc", 3), speed_baud=9600)

    async def flicker() -> None:
        while True:
            line.wall.hands.force("C003-1")
            await asyncio.sleep(0.17)
            line.wall.hands.push_shut("C003-1")
            await asyncio.sleep(0.13)

    flickering = asyncio.create_task(flicker())
    findings = await line.scan(families=("bcc",), speeds_baud=(9600,))
    flickering.cancel()
    assert found(findings) == [(3, 9600, Verdict.UNSTEADY)]
    (problem,) = problems(findings)
    assert "bouncing contact" in problem


@virtual_time
async def test_a_scan_that_is_stopped_keeps_what_it_found() -> None:
    line = ProbedLine(board("bcc", 1), speed_baud=9600)
    scan = Scan(line.port.open_at, plan())
    running = asyncio.create_task(scan.run())
    await asyncio.sleep(6)
    running.cancel()
    with suppress(asyncio.CancelledError):
        await running
    assert [each.address for each in scan.findings.boards] == [1]
    assert not scan.findings.finished
    assert list(problems(scan.findings)) == []


@virtual_time
async def test_f43_an_adapter_that_is_pulled_ends_the_scan_with_what_was_found() -> None:
    line = ProbedLine(board("bcc", 1), speed_baud=9600)
    scan = Scan(line.port.open_at, plan())
    virtual_loop().call_later(6, line.port.hang_up)
    with pytest.raises(LinkGoneError):
        await scan.run()
    assert [each.address for each in scan.findings.boards] == [1]


@virtual_time
async def test_progress_is_told_before_each_knock() -> None:
    line = ProbedLine(speed_baud=19_200)
    told: list[tuple[str, int]] = []
    scan = Scan(
        line.port.open_at,
        plan(families=("cu48",), speeds_baud=(19_200,)),
        progress=lambda step, address: told.append((step.words, address)),
    )
    await scan.run()
    assert told == [("cu48 at 19200 baud", address) for address in range(10)]


def test_an_answer_that_comes_with_the_next_one_is_late_and_no_second_board_f37_f39() -> None:
    tally, one, two = Tally(), Heard((b"a",), b"", 9.0), Heard((b"a", b"a"), b"", 9.0)
    for heard in (
        one,
        Heard((), b"", 0.0),
        two,
        one,
        Heard((), b"", 0.0),
        Heard((), b"", 0.0),
        Heard((b"a",) * 3, b"", 9.0),
    ):
        tally.add(heard)
    assert tally.outcomes[Outcome.SEVERAL] == 0
    assert tally.outcomes[Outcome.SILENT] == 3
    for _ in range(2):
        tally.add(two)
    assert tally.verdict is Verdict.SEVERAL
