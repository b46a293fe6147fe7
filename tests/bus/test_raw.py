"""What a board's inputs say whether a compartment uses them or not: commissioning looks at these."""

import pytest

from lockerd.boards import CODECS
from lockerd.boards.frames import StatusReply
from lockerd.bus.arbiter import Pulse
from lockerd.bus.board import Board
from lockerd.bus.raw import RawInput
from lockerd.bus.setup import BoardSetup
from lockerd.domain.readings import CompartmentId, DoorSensor
from lockerd.domain.reports import Readings, Report

A01 = CompartmentId("A01")


class Looked:
    """A board with one compartment on channel 2."""

    def __init__(self, family: str = "cu16", feedback: DoorSensor = DoorSensor.NONE) -> None:
        self.readings = 0
        codec = CODECS[family]
        setup = BoardSetup(codec=codec, address=1, compartments={2: A01}, feedback=feedback, pulse=Pulse(500))
        self.channels = codec.profile.channels
        self.board = Board("left", setup, self._take)

    def _take(self, report: Report) -> None:
        self.readings += isinstance(report, Readings)

    def look(self, at_ms: int, *, doors: str, items: str = "") -> None:
        bits = tuple(bit == "1" for bit in doors.ljust(self.channels, "0"))
        self.board.looked(StatusReply(1, bits, tuple(bit == "1" for bit in items.ljust(16, "0"))), at_ms)

    def door(self, channel: int) -> RawInput | None:
        return self.board.raw().channels[channel - 1].door

    def item(self, channel: int) -> RawInput | None:
        return self.board.raw().channels[channel - 1].item


def test_nothing_is_known_before_two_equal_looks():
    seen = Looked()
    assert (seen.board.raw().alive, seen.door(1)) == (False, RawInput(None, 0, None))
    seen.look(0, doors="1")
    assert (seen.board.raw().alive, seen.door(1)) == (True, RawInput(None, 0, None))
    seen.look(100, doors="1")
    assert (seen.door(1), seen.door(2)) == (RawInput(bit=True, changes=0, changed_ms=None), RawInput(False, 0, None))


@pytest.mark.parametrize("channel", [2, 7])
def test_a_movement_that_is_over_again_has_been_counted(channel):
    """Whether a compartment is configured there or not, and without the rules hearing of it where nothing senses."""
    seen = Looked()
    shut, wide = "0000000", "0000000"[: channel - 1] + "1"
    for at_ms, doors in enumerate([shut, shut, wide, wide, shut, shut]):
        seen.look(100 * at_ms, doors=doors)
    assert seen.door(channel) == RawInput(bit=False, changes=2, changed_ms=400)
    assert [seen.door(other).changes for other in range(1, 17) if other != channel] == [0] * 15
    assert seen.readings == 0


def test_one_look_that_disagrees_counts_for_nothing():
    seen = Looked()
    for at_ms, doors in enumerate(["00", "00", "10", "00", "00"]):
        seen.look(100 * at_ms, doors=doors)
    assert seen.door(1) == RawInput(bit=False, changes=0, changed_ms=None)


def test_item_inputs_are_shown_before_anybody_said_that_they_are_fitted():
    seen = Looked()
    for at_ms, items in enumerate(["", "", "001", "001"]):
        seen.look(100 * at_ms, doors="", items=items)
    assert seen.item(3) == RawInput(bit=True, changes=1, changed_ms=200)
    assert not seen.board.raw().channels[2].item_fitted


def test_a_spare_input_that_flickers_does_not_make_the_board_urgent():
    """A floating input would otherwise have its board asked without a pause for ever."""
    seen = Looked()
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
    assert (seen.door(1), seen.door(2)) == (RawInput(None, 0, None), RawInput(None, 0, None))


def test_what_a_board_does_not_have_is_not_shown():
    assert Looked("cu48").item(1) is None
    assert {each.door for each in Looked("bcc").board.raw().channels} == {RawInput(None, 0, None)}
    assert len(Looked("bcc").board.raw().channels) == 24
