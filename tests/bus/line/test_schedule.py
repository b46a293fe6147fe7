"""Who is asked next."""

import pytest
from board_setups import board_setup

from lockerd.boards import CODECS
from lockerd.boards.frames import StatusReply
from lockerd.bus.arbiter import Pulse
from lockerd.bus.board.board import Board
from lockerd.bus.doors import Doors
from lockerd.bus.line.schedule import Schedule
from lockerd.domain.model.ids import CompartmentId
from lockerd.domain.model.readings import DoorSensor


def board(address: int) -> Board:
    setup = board_setup(
        codec=CODECS["cu48"],
        address=address,
        compartments={1: CompartmentId(f"A{address}")},
        feedback=DoorSensor.CONTACT,
        pulse=Pulse(500),
    )
    return Board("b0", setup, lambda _: None, Doors(lambda _: None))


def asked(boards: list[Board], rounds: int) -> str:
    """Ask whoever is next, a millisecond each; everybody is due again at once."""
    schedule, order = Schedule(boards), []
    for now_ms in range(1, rounds + 1):
        chosen = schedule.next(now_ms)
        assert chosen is not None
        chosen.asked_ms = now_ms
        order.append(str(chosen.setup.address))
    return "".join(order)


def test_all_in_turn():
    assert asked([board(n) for n in range(4)], 8) == "01230123"


def test_rule_13_one_dead_board_per_round_of_the_living():
    boards = [board(n) for n in range(5)]
    for dead in boards[2:]:
        dead.lost(0)
    assert asked(boards, 12) == "201301401201"


@pytest.mark.parametrize("watched", [0, 3])
def test_every_other_exchange_is_the_watched_boards(watched):
    boards = [board(n) for n in range(4)]
    for each in boards:
        each.looked(StatusReply(0, (True,) * 48), 0)
        each.looked(StatusReply(0, (True,) * 48), 50)
    boards[watched].watch(0, on=True)
    order = asked(boards, 16)
    assert order[::2] == str(watched) * 8
    assert set(order[1::2]) >= set("0123") - {str(watched)}


def test_nobody_is_asked_before_time():
    boards = [board(n) for n in range(2)]
    for n, each in enumerate(boards):
        each.due_ms = 100 + n
    schedule = Schedule(boards)
    assert schedule.next(99) is None
    assert schedule.next_due_ms() == 100
    assert schedule.next(100) is boards[0]
