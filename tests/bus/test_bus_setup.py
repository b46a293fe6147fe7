"""Mistakes in a bus are refused when it is built."""

import pytest
from board_setups import board_setup

from lockerd.boards import CODECS
from lockerd.boards.codec import NotOnBoardError
from lockerd.bus.arbiter import Pulse
from lockerd.bus.setup import BoardSetup, BusSetup, BusSetupError
from lockerd.domain.model.ids import CompartmentId
from lockerd.domain.model.readings import DoorSensor


def board(address: int = 1, *, family: str = "cu48", **compartments: int) -> BoardSetup:
    return board_setup(
        codec=CODECS[family],
        address=address,
        compartments={channel: CompartmentId(name) for name, channel in compartments.items()},
        feedback=DoorSensor.CONTACT,
        pulse=Pulse(300),
    )


def bus(*boards: BoardSetup) -> BusSetup:
    return BusSetup(bus="b0", speed_baud=19_200, boards=boards)


def test_rule_14_nothing_is_claimed_twice():
    assert bus(board(1, A01=1), board(2, A02=1)).boards
    with pytest.raises(BusSetupError, match="bus b0 claims address 1 more than once"):
        bus(board(1, A01=1), board(1, A02=2))
    with pytest.raises(BusSetupError, match="bus b0 claims compartment A01 more than once"):
        bus(board(1, A01=1), board(2, A01=1))


def test_rule_14_a_bus_without_boards_is_refused():
    with pytest.raises(BusSetupError, match="has no board"):
        bus()


@pytest.mark.parametrize(
    ("family", "address", "channel"), [("cu48", 10, 1), ("cu48", 1, 49), ("bcc", 0, 1), ("bcc", 1, 0)]
)
def test_rule_14_what_a_board_cannot_have_is_refused(family, address, channel):
    with pytest.raises(NotOnBoardError):
        board(address, family=family, A01=channel)
