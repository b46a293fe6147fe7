"""One wall, its locks once on a lock board and once on pins: what holds for every driver is tested on both."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

import bench_bus
import gpio_bench
import pytest
from fake_boards import FakeBoard, FakeBus

from lockerd.domain.model.ids import AttemptId


class OnBoard(bench_bus.Bench):
    """Doors 1 to 4 on a lock board."""

    def __init__(self) -> None:
        super().__init__(FakeBus(FakeBoard(0)))

    def unlock(self, channel: int, *, within_ms: int = 2_000) -> AttemptId:
        return self.submit(0, channel, within_ms=within_ms)

    def open_by_hand(self, channel: int) -> None:
        self.bus.boards[0].shut[channel] = False

    def pulses(self) -> int:
        """How many coils were energised until now."""
        return len(self.bus.coils)

    def unplug(self) -> None:
        self.bus.unplug()

    def plug_in(self) -> None:
        self.bus.plugged_in = True

    def asked_s(self) -> list[float]:
        """When the port, or the chip, was asked for."""
        return self.bus.asked_s


class OnPins(gpio_bench.Bench):
    """Doors 1 and 2 on pins."""

    def unlock(self, channel: int, *, within_ms: int = 2_000) -> AttemptId:
        return self.submit(channel, within_ms=within_ms)

    def open_by_hand(self, channel: int) -> None:
        self.cabinet.set_door(channel, shut=False)

    def pulses(self) -> int:
        return sum(level for _, _, level in self.cabinet.on)

    def unplug(self) -> None:
        self.cabinet.gone = True

    def plug_in(self) -> None:
        self.cabinet.gone = False

    def asked_s(self) -> list[float]:
        return sorted(set(self.cabinet.asked_s))  # once by what times the pulses, once by what reads the doors


Wall = OnBoard | OnPins
Kind = Callable[[], AbstractAsyncContextManager[Wall]]


def _settled(wall: type[Wall]) -> Kind:
    @asynccontextmanager
    async def settled() -> AsyncIterator[Wall]:
        async with wall().running() as running:
            await running.settled()
            yield running

    return settled


kinds = pytest.mark.parametrize("kind", [pytest.param(_settled(wall), id=wall.__name__) for wall in (OnBoard, OnPins)])
