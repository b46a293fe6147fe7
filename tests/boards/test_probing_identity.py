"""Who answers a knock, and what the details tell: asked of the simulated boards, which know data sheets only."""

from typing import Any

import pytest

from lockerd.boards.probing import DIALECTS, dialect_of
from lockerd.boards.probing.dialect import Question
from lockerd.boards.probing.identity import Identity
from lockerd.boards.profile import NotOnBoardError
from lockersim.boards import FAMILIES
from lockersim.world.clock import ManualClock
from lockersim.world.world import World


class Asked:
    """One simulated board without locks, asked as a scan does."""

    def __init__(self, family: str, *, address: int = 3, **settings: Any) -> None:
        self.clock, self.said = ManualClock(), bytearray()
        kind, world = FAMILIES[family], World([], self.clock)
        self.board = kind(world, bus="bus", address=address, power_group="psu", **settings)
        self.board.send = lambda frame, _at_ms: self.said.extend(frame)
        self.dialect, self.address = dialect_of(family), address

    def ask(self, question: Question) -> bytes | None:
        for byte in question.request:
            self.clock.advance(0.5)
            self.board.hear(bytes([byte]), self.clock.now_ms())
        self.clock.advance(1000)
        said, self.said = bytes(self.said), bytearray()
        assert not said or question.is_answer(said)
        return said or None

    def identity(self) -> Identity:
        questions = self.dialect.knock(self.address), *self.dialect.details(self.address)
        return self.dialect.identify([self.ask(question) for question in questions])


BOARDS: list[tuple[str, dict[str, Any], list[tuple[str, str | None]]]] = [
    ("cu16", {}, [("cu16", None)]),
    ("cu48", {}, [("cu48", None)]),
    ("cu48b", {}, [("cu48b", "cu48b"), ("cu48b", "cu24")]),
    ("cu48b", {"model": "cu24"}, [("cu48b", "cu48b"), ("cu48b", "cu24")]),
    ("cu12", {}, [("cu12", None)]),
    ("bcc", {"model": "8"}, [("bcc", "8")]),
    ("bcc", {"model": "12"}, [("bcc", "12")]),
    ("bcc", {"model": "18"}, [("bcc", "18")]),
    ("bcc", {"model": "24"}, [("bcc", "24"), ("kecheng", None)]),
    ("bcc", {"model": "50"}, [("bcc", "50")]),
    ("kecheng", {}, [("bcc", "24"), ("kecheng", None)]),
    ("winnsen", {}, [("winnsen", None)]),
    ("wkly", {}, [("wkly", "24")]),
    ("wkly", {"index_base": 0}, [("wkly", "24")]),
    ("waveshare", {"model": "relay8d"}, [("waveshare", "relay8d"), ("waveshare", "io8")]),
    ("waveshare", {"model": "io8"}, [("waveshare", "relay8d"), ("waveshare", "io8")]),
    ("waveshare", {"model": "relay8"}, [("waveshare", "relay8")]),
    ("waveshare", {"model": "relay16"}, [("waveshare", "relay16")]),
    ("waveshare", {"model": "relay32"}, [("waveshare", "relay32")]),
    ("lctech", {"model": "8"}, [("lctech", "8"), ("lctech", "4"), ("lctech", "2")]),
    ("lctech", {"model": "2"}, [("lctech", "8"), ("lctech", "4"), ("lctech", "2")]),
]


@pytest.mark.parametrize(("family", "settings", "candidates"), BOARDS)
def test_a_board_is_one_of_its_candidates(family: str, settings: Any, candidates: list[tuple[str, str | None]]) -> None:
    found = Asked(family, **settings).identity()
    assert [(each.family, each.model) for each in found.candidates] == candidates
    assert bool(found.how_to_tell) == (len(candidates) > 1)
    assert all(each.profile.channels for each in found.candidates)


@pytest.mark.parametrize("base", [0, 1])
def test_a_wkly_tells_how_it_counts(base: int) -> None:
    found = Asked("wkly", index_base=base).identity()
    assert [each.index_base for each in found.candidates] == [base]
    assert found.notes == (f"counts its locks from {base} and has 24",)


@pytest.mark.parametrize(("base", "locks"), [(0, 8), (1, 8), (0, 12), (1, 12), (0, 16), (1, 16), (0, 24), (1, 24)])
def test_smaller_wkly_boards_refuse_the_numbers_they_do_not_have(base: int, locks: int) -> None:
    asked = Asked("wkly", index_base=base)
    asked.board.channels = locks
    (candidate,) = asked.identity().candidates
    assert (candidate.model, candidate.index_base) == (str(locks), base)


@pytest.mark.parametrize("family", FAMILIES)
def test_only_the_board_that_is_meant_answers(family: str) -> None:
    asked = Asked(family)
    dialect = asked.dialect
    for address in dialect.addresses[:8]:
        assert (asked.ask(dialect.knock(address)) is not None) == (address == 3)
    asked.board.power_off()
    assert asked.ask(dialect.knock(3)) is None
    assert all(other.ask(question) is None for other in [Asked("bcc", address=4)] for question in dialect.details(3))


@pytest.mark.parametrize("family", FAMILIES)
def test_an_answer_names_its_speaker_wherever_it_stands(family: str) -> None:
    asked = Asked(family)
    answer = asked.ask(asked.dialect.knock(3))
    assert answer is not None
    assert asked.dialect.speaker(answer) == asked.dialect.speaker(b"\xfa" + answer + b"\x00") == 3
    assert asked.dialect.speaker(answer[:-1]) is None


def test_a_modbus_device_that_nobody_knows_is_called_so() -> None:
    dialect = DIALECTS["modbus"]
    found = dialect.identify([bytes.fromhex("03 81 02 C1 31"), *[None] * len(dialect.details(3))])
    assert not found.candidates
    assert "does not know" in found.notes[0]


def test_a_board_that_falls_silent_after_the_knock_is_the_least_it_can_be() -> None:
    for name in ("bcc", "wkly"):
        dialect = DIALECTS[name]
        found = dialect.identify([b"x", *[None] * len(dialect.details(3))])
        assert found.candidates


@pytest.mark.parametrize("dialect", DIALECTS.values(), ids=lambda dialect: dialect.name)
def test_no_address_is_asked_that_no_switch_has(dialect: Any) -> None:
    for address in (-1, dialect.addresses[-1] + 1, True, "1"):
        with pytest.raises(NotOnBoardError):
            dialect.knock(address)
        with pytest.raises(NotOnBoardError):
            dialect.details(address)
