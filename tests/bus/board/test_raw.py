"""What a board's inputs say whether a compartment uses them or not: commissioning looks at these."""

import pytest
from board_setups import board_setup

from lockerd.boards import CODECS
from lockerd.boards.frames import StatusReply
from lockerd.bus.arbiter import Pulse
from lockerd.bus.board.board import Board
from lockerd.bus.doors import Doors
from lockerd.bus.raw import RawInputs
from lockerd.domain.model.ids import CompartmentId
from lockerd.domain.model.readings import DoorSensor
from lockerd.domain.model.reports import Readings, Report

A01 = CompartmentId("A01")


class Looked:
    """A board with one compartment on channel 2."""

    def __init__(self, family: str = "cu16", feedback: DoorSensor = DoorSensor.NONE) -> None:
        self.readings = 0
        codec = CODECS[family]
        setup = board_setup(codec=codec, address=1, compartments={2: A01}, feedback=feedback, pulse=Pulse(500))
        self.channels = codec.profile.channels
        self.board = Board("left", setup, self._take, Doors(self._take))

    def _take(self, report: Report) -> None:
        self.readings += isinstance(report, Readings)

    def look(self, at_ms: int, *, doors: str, items: str = "") -> None:
        bits = tuple(bit == "1" for bit in doors.ljust(self.channels, "0"))
        self.board.looked(StatusReply(1, bits, tuple(bit == "1" for bit in items.ljust(16, "0"))), at_ms)

    def door(self, channel: int) -> tuple[bool | None, int]:
        """Bit, and how often it moved."""
        return _at(self.board.raw().doors, channel)

    def item(self, channel: int) -> tuple[bool | None, int]:
        return _at(self.board.raw().items, channel)


def _at(inputs: RawInputs, channel: int) -> tuple[bool | None, int]:
    place = inputs.channels.index(channel)
    return inputs.bits[place], inputs.changes[place]


def test_nothing_is_known_before_two_equal_looks():
    seen = Looked()
    assert (seen.board.raw().alive, seen.door(1)) == (False, (None, 0))
    seen.look(0, doors="1")
    assert (seen.board.raw().alive, seen.door(1)) == (True, (None, 0))
    seen.look(100, doors="1")
    assert (seen.door(1), seen.door(2)) == ((True, 0), (False, 0))


@pytest.mark.parametrize("channel", [2, 7])
def test_a_movement_that_is_over_again_has_been_counted(channel):
    """Whether a compartment is configured there or not, and without the rules hearing of it where nothing senses."""
    seen = Looked()
    shut, wide = "0000000", "0000000"[: channel - 1] + "1"
    for at_ms, doors in enumerate([shut, shut, wide, wide, shut, shut]):
        seen.look(100 * at_ms, doors=doors)
    assert seen.door(channel) == (False, 2)
    assert [seen.door(other)[1] for other in range(1, 17) if other != channel] == [0] * 15
    assert seen.readings == 0


def test_one_look_that_disagrees_counts_for_nothing():
    seen = Looked()
    for at_ms, doors in enumerate(["00", "00", "10", "00", "00"]):
        seen.look(100 * at_ms, doors=doors)
    assert seen.door(1) == (False, 0)


def test_item_inputs_are_shown_before_anybody_said_that_they_are_fitted():
    seen = Looked()
    for at_ms, items in enumerate(["", "", "001", "001"]):
        seen.look(100 * at_ms, doors="", items=items)
    assert seen.item(3) == (True, 1)


def test_a_spare_input_that_flickers_does_not_make_the_board_urgent():
    """A floating input would otherwise have its board asked without a pause for ever."""
    seen = Looked(feedback=DoorSensor.CONTACT)
    for at_ms in (0, 100):
        seen.look(at_ms, doors="0")
    for at_ms in range(200, 1_000, 100):
        seen.look(at_ms, doors="1" if at_ms % 200 else "0")
        assert not seen.board.urgent
    seen.look(1_000, doors="01")
    assert seen.board.urgent


def test_a_silent_board_knows_nothing():
    seen = Looked()
    for at_ms in (0, 100):
        seen.look(at_ms, doors="11")
    seen.board.lost(200)
    assert not seen.board.raw().alive
    assert (seen.door(1), seen.door(2)) == ((None, 0), (None, 0))


def test_what_a_board_does_not_have_is_not_shown():
    cu48, bcc = Looked("cu48").board.raw(), Looked("bcc").board.raw()
    assert (len(cu48.doors.channels), cu48.items.channels) == (48, ())
    assert bcc.channels == bcc.doors.channels == tuple(range(1, 25))
    assert [each for each in bcc.compartments if each] == [A01]
