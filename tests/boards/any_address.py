"""All simulated boards of a family and model in one, whatever their address: what one of them does, it does."""

from collections.abc import Iterable, Iterator
from typing import Any

from lockersim.boards import FAMILIES
from lockersim.boards.modbus import ModbusBoard
from lockersim.world.clock import ManualClock
from lockersim.world.model import Happening
from lockersim.world.world import World

KINDS: tuple[tuple[str, str, dict[str, Any]], ...] = (
    *((family, model, {}) for family, kind in FAMILIES.items() for model in kind.models),
    ("wkly", "24", {"index_base": 0}),
    ("bcc", "24", {"status_order": "low_first", "unasked": 0x81}),
    ("waveshare", "relay8d", {"linked": True}),
)
DIALECT_OF = {"kecheng": "bcc", "waveshare": "modbus", "lctech": "modbus"}


class EveryBoard:
    """All boards of one family and model, one for each address."""

    def __init__(self, family: str, model: str, options: dict[str, Any]) -> None:
        kind, self.clock = FAMILIES[family], ManualClock()
        self.family, self.world = family, World([], self.clock)

        class Listening(kind):  # type: ignore[misc,valid-type]
            def _obey(self, frame: bytes, at_ms: float) -> None:
                for address in {*frame, *(byte >> 4 for byte in frame)}.intersection(kind.addresses):
                    self.address = address  # a board looks for its address in a byte, or in the upper half of one
                    if isinstance(self, ModbusBoard):
                        self.station = address
                    super()._obey(frame, at_ms)

        self.board = Listening(
            self.world, bus="bus", address=kind.addresses[0], power_group="psu", model=model, **options
        )

    def hear(self, data: bytes, *, then_ms: float) -> None:
        for byte in data:
            self.clock.advance(0.3)
            self.board.hear(bytes([byte]), self.clock.now_ms())
        self.clock.advance(then_ms)

    @property
    def moved(self) -> int:
        """How often it energised anything, or obeyed a frame that would."""
        return len(self.world.pulses) + sum(event.kind is Happening.OPEN_ALL for event in self.world.events)


def every_board() -> Iterator[EveryBoard]:
    return (EveryBoard(*kind) for kind in KINDS)


def who_moves(bursts: Iterable[bytes], *, pause_ms: float = 100.0) -> set[str]:
    """The families of which a board somewhere moves a lock when it hears these, one after the other."""
    told = tuple(bursts)
    found = set()
    for boards in every_board():
        for data in told:
            boards.hear(data, then_ms=pause_ms)
        boards.clock.advance(60_000)
        if boards.moved:
            found.add(boards.family)
    return found
